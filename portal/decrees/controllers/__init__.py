"""The pages of the decree."""

from portal.decrees.controllers import (
    documents,
    editing,
    force,
    listing,
    mutations,
    positions,
    roster_files,
    showing,
    signing,
    team,
)

ROUTES = [
    *listing.ROUTES,
    *showing.ROUTES,
    *editing.ROUTES,
    *positions.ROUTES,
    *signing.ROUTES,
    *force.ROUTES,
    *team.ROUTES,
    *mutations.ROUTES,
    *documents.ROUTES,
    *roster_files.ROUTES,
]
"""For the app to register."""
