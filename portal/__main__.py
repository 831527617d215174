"""`python -m portal` is the same as the command `aspal`."""

from portal.cli import main

main()
