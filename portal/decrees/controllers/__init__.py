"""The pages of the decree."""

from portal.decrees.controllers import editing, listing, positions, showing

ROUTES = [*listing.ROUTES, *showing.ROUTES, *editing.ROUTES, *positions.ROUTES]
"""For the app to register."""
