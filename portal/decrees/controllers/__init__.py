"""The pages of the decree."""

from portal.decrees.controllers import (
    answers,
    confirming,
    contacts,
    documents,
    editing,
    force,
    handing,
    listing,
    mutations,
    positions,
    roster_files,
    rounds,
    showing,
    signing,
    team,
)

ROUTES = [
    *listing.ROUTES,
    *showing.ROUTES,
    *editing.ROUTES,
    *positions.ROUTES,
    *rounds.ROUTES,
    *confirming.ROUTES,
    *answers.ROUTES,
    *signing.ROUTES,
    *force.ROUTES,
    *team.ROUTES,
    *mutations.ROUTES,
    *contacts.ROUTES,
    *handing.ROUTES,
    *documents.ROUTES,
    *roster_files.ROUTES,
]
"""For the app to register."""
