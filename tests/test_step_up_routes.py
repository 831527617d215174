"""Whatever opens, moves, ends or gives identity or right asks for the password again: held over all routes.

A route that posts, or gives a file, either declares `step_up` or stands here with the reason why it need not.
"""

from __future__ import annotations

from typing import Any, get_args

from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect, Template

from portal.permissions import Permission
from tests.test_routes import routes

WORK = "work on complaints: it gives nobody a right, and opens no identity"
WORDS = "texts, days and lists of the office: they give nobody a right"
OFFICE = "agencies and the office's own particulars: rights stay where they are held (decision 0010)"
MESSAGES = "a message goes to whom it was already for; what it carries opens nothing more than before"
ON_THE_WAY = "the draft's way through the office: nothing holds before it is put in force, which asks"
OWN_DEVICES = "signing oneself out must be quick, and takes nothing from anybody else"
TICKS = "a note that something was read or done"

EXEMPT: dict[str, str] = {
    **dict.fromkeys(
        (
            "complaints.exports.create", "complaints.create", "complaints.photos.create",
            "complaints.views.create", "complaints.views.removal.create", "complaints.acceptance.create",
            "complaints.archive.create", "complaints.disposition.create", "complaints.withdrawal.create",
            "complaints.follow_ups.create", "complaints.copied.create", "complaints.follow_ups.update",
            "complaints.approval.create", "complaints.stand_in.create", "complaints.correction.create",
            "complaints.submission.create", "complaints.notes.create", "complaints.questions.create",
            "complaints.answers.create", "complaints.reopening.create", "complaints.resolution.create",
            "complaints.return.create", "complaints.verification.create", "complaints.files.show",
            "lapor.imports.create", "lapor.imports.aliases.create", "lapor.imports.confirmation.create",
            "lapor.imports.preview.create", "lapor.imports.statuses.create",
            "lapor.imports.withdrawal.create", "lapor.statuses.create", "lapor.classes.create",
            "complaints.lapor_number.create", "complaints.lapor_number.withdrawal.create",
            "complaints.data_correction.create", "lapor.classes.withdrawal.create",
            "lapor.imports.classes.create", "lapor.imports.differences.create",
            "lapor.imports.undoing.create", "lapor.imports.pairs.confirmation.create",
            "lapor.imports.pairs.dismissal.create", "lapor.imports.date_order.create",
            "lapor.imports.categories.create", "lapor.imports.districts.create",
            "jobs.cancellation.create",
            "jobs.retry.create", "system.backups.create",
        ),
        WORK,
    ),
    **dict.fromkeys(
        (
            "briefings.create", "briefings.update", "briefings.attendance.create",
            "briefings.cancellation.create", "briefings.material.show", "briefings.lesson.picture.show",
            "briefings.lesson.pages.create", "briefings.lesson.pages.update",
            "briefings.lesson.pages.removal.create", "decree_templates.create",
            "decree_templates.withdrawal.create", "decree_templates.show", "settings.logo.show",
            "workdays.holidays.create", "workdays.holidays.update", "workdays.holidays.removal.create",
            "workdays.hours.update", "workdays.exceptions.create", "workdays.exceptions.removal.create",
            "workdays.list.create", "workdays.list.confirmation.create", "workdays.proposal.create",
            "workdays.settlement.create",
            "settings.lists.create", "settings.lists.imports.create",
            "settings.lists.imports.confirmation.create", "settings.lists.terms.aliases.create",
            "settings.lists.terms.aliases.removal.create", "settings.lists.terms.ending.create",
            "settings.lists.terms.ending.withdrawal.create", "settings.lists.terms.update",
        ),
        WORDS,
    ),
    **dict.fromkeys(
        (
            "agencies.create", "agencies.update", "agencies.end.create", "agencies.aliases.create",
            "agencies.aliases.removal.create", "agencies.imports.create",
            "agencies.imports.confirmation.create", "agencies.merger.create",
            "agencies.merger.withdrawal.create", "agencies.hours.update", "agencies.hours.exceptions.create",
            "agencies.hours.exceptions.removal.create", "agencies.hours.withdrawal.create",
            "settings.logo.create", "settings.regency.update",
        ),
        OFFICE,
    ),
    **dict.fromkeys(
        (
            "briefings.invitations.create", "decrees.addressee.create", "decrees.escalation.create",
            "decrees.reminder.create", "decrees.reminders.create", "decrees.gaps.lesson.create",
            "decrees.gaps.reminder.create", "notifications.trial.create", "notifications.cancellation.create",
            "notifications.manual.create", "notifications.releases.create", "notifications.resends.create",
            "notifications.release.create", "notifications.resend.create",
        ),
        MESSAGES,
    ),
    **dict.fromkeys(
        (
            "decrees.round.create", "decrees.return.create", "decrees.paraf.create",
            "decrees.revision.create", "decrees.documents.word.show", "decrees.documents.preview.show",
            "decrees.confirmation.letter.show", "decrees.signed_file.show",
        ),
        ON_THE_WAY,
    ),
    **dict.fromkeys(
        (
            "briefings.lesson.reading.create", "decrees.gaps.lapor_check.create",
            "team.handovers.acceptance.create",
        ),
        TICKS,
    ),
    "profile.session.end": OWN_DEVICES,
    "profile.sessions.end_all": OWN_DEVICES,
    "profile.password.create": "asks for the present password in its own form",
    "step_up.create": "is the question itself",
}  # fmt: skip
WEIGHTY = {
    Permission.ACCOUNT_MANAGE,
    Permission.ROLE_MANAGE,
    Permission.IDENTITY_REVEAL,
    Permission.DECREE_ENACT,
    Permission.AUDIT_READ,
}
"""Whatever posts under one of these has no excuse."""


def asking() -> dict[str, HTTPRouteHandler]:
    """The routes it is about: posts, and reads that give a file; nobody has a session at a public one."""
    return {
        str(handler.name): handler
        for _, method, handler in routes()
        if not handler.opt.get("public") and (method == "POST" or gives_file(handler))
    }


def gives_file(handler: HTTPRouteHandler) -> bool:
    """Whether it answers with anything but a page or the way to one."""
    said: Any = handler.parsed_fn_signature.return_type.annotation
    return not set(get_args(said) or (said,)) <= {Template, Redirect}


def test_every_act_asks_for_the_password_or_says_why_not() -> None:
    silent = [name for name, handler in asking().items() if not handler.opt.get("step_up")]
    assert set(silent) ^ set(EXEMPT) == set(), "declare step_up.AGAIN, or write down here why it need not ask"


def test_what_gives_identity_or_right_is_never_excused() -> None:
    weighty = {name for name, handler in asking().items() if handler.opt.get("permission") in WEIGHTY}
    assert weighty
    assert weighty & set(EXEMPT) == set()
