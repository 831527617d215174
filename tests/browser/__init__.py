"""People's real days in a real browser, in front of real processes."""
