"""The pages of complaints."""

from portal.complaints.controllers import (
    acceptance,
    approval,
    copying,
    dispositions,
    downloads,
    exports,
    follow_ups,
    identity,
    listing,
    notes,
    photos,
    questions,
    recording,
    resolution,
    saved_views,
    showing,
    verification,
)

ROUTES = [
    *listing.ROUTES,
    *exports.ROUTES,
    *saved_views.ROUTES,
    *recording.ROUTES,
    *photos.ROUTES,
    *showing.ROUTES,
    *verification.ROUTES,
    *dispositions.ROUTES,
    *acceptance.ROUTES,
    *questions.ROUTES,
    *notes.ROUTES,
    *follow_ups.ROUTES,
    *approval.ROUTES,
    *copying.ROUTES,
    *resolution.ROUTES,
    *identity.ROUTES,
    *downloads.ROUTES,
]
"""For the app to register."""
