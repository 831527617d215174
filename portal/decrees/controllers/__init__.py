"""The pages of the decree."""

from portal.decrees.controllers import (
    documents,
    editing,
    force,
    listing,
    positions,
    roster_files,
    showing,
    signing,
)

ROUTES = [
    *listing.ROUTES,
    *showing.ROUTES,
    *editing.ROUTES,
    *positions.ROUTES,
    *signing.ROUTES,
    *force.ROUTES,
    *documents.ROUTES,
    *roster_files.ROUTES,
]
"""For the app to register."""
