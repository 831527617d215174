"""What 0.1.0 itself writes into its fixture; runs in a checkout of that release, see `released_fixture.py`.

`portal` and `tests` are that release's, not today's.
"""
