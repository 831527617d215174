"""The pages of the decree."""

from portal.decrees.controllers import editing, force, listing, positions, showing, signing

ROUTES = [
    *listing.ROUTES,
    *showing.ROUTES,
    *editing.ROUTES,
    *positions.ROUTES,
    *signing.ROUTES,
    *force.ROUTES,
]
"""For the app to register."""
