"""The permission matrix: one line for each route, and how a line is read for one person and one thing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from httpx import Response

from portal.complaints.acting import NOT_YOURS
from tests.support.matrix_people import EVERYWHERE, Post
from tests.support.matrix_world import Thing

Roles = frozenset[str]
NOBODY: Roles = frozenset()


class Answer(StrEnum):
    """What a route says to somebody."""

    OPEN = "open"
    """Answered, be it with what is wrong with an empty form."""
    FORBIDDEN = "forbidden"
    """403: the person may do this nowhere, whatever the address names."""
    ABSENT = "absent"
    """404: as if it were not there."""
    SIGN_IN = "sign in"


@dataclass(frozen=True, slots=True)
class Who:
    """The roles that open a route: held for all agencies, at the thing's own agency, or at another one."""

    everywhere: Roles = NOBODY
    own: Roles = NOBODY
    elsewhere: Roles = NOBODY
    in_vain: Roles = NOBODY
    """Hold the route's permission for all agencies, but the act is only the agency's own."""
    reads: bool = False
    """Agencies that handed the thing on get in as well."""
    signed_in: bool = False
    """No permission is asked at the door."""
    owner: bool = False
    public: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """Who may, and which things of the world its address names. `answers`: a public route's own refusals."""

    who: Who
    about: str = "nothing"
    answers: frozenset[int] = frozenset()


def roles(*names: str) -> Roles:
    """A set of roles."""
    return frozenset(names)


TEAM = roles("liaison", "operator", "inspector")
"""Who works at an agency; `inspector` is a role of the Inspektorat only."""

WATCHERS = roles("admin", "leader", "inspector", "reviewer")
SUPERVISORY = roles("admin", "inspector")
"""Who may know everywhere of what is berkadar pengawasan."""

PUBLIC = Who(public=True)
EVERYBODY = Who(signed_in=True)
OWNER = Who(roles("admin"), signed_in=True, owner=True)
ONLY_OWNER = Who(signed_in=True, owner=True)
KOMINFO = Who(roles("admin"))
READERS = Who(WATCHERS, own=TEAM | {"leader"}, reads=True)
LISTING = Who(WATCHERS, elsewhere=TEAM | {"leader"})
SAVED_VIEW = Who(roles("admin"), own=TEAM | {"leader"}, in_vain=roles("leader", "inspector", "reviewer"))
"""An admin's own: who reads complaints is let in at the door, and finds nothing there."""

RECORDERS = Who(roles("admin"), elsewhere=TEAM)
HOLDER = Who(roles("admin"), own=TEAM)
NOTERS = Who(roles("admin", "inspector"), own=TEAM | {"leader"})
APPROVERS = Who(own=roles("liaison", "inspector"), in_vain=roles("admin"))
CORRECTORS = Who(roles("admin"), own=roles("liaison", "inspector"))
STAND_INS = Who(roles("admin"), own=roles("leader"))
LAPOR_CHECKERS = Who(roles("admin"), own=roles("liaison", "leader"))
REPORTS = Who(WATCHERS, own=roles("leader", "inspector"), elsewhere=roles("leader", "inspector"))

DECREES = Who(WATCHERS, elsewhere=TEAM | {"leader"})
CONFIRMERS = Who(own=roles("liaison", "leader"), in_vain=roles("admin"))
CONFIRMERS_AT_ALL = Who(roles("admin"), elsewhere=roles("liaison", "leader"))
LETTERS = Who(roles("admin"), own=roles("liaison", "leader"))
TAKERS = Who(roles("admin"), own=TEAM | {"leader"}, in_vain=WATCHERS, owner=True)
"""A hand-over is the newcomer's own; Kominfo looks on."""
DRAFTS = Who(WATCHERS, own=TEAM | {"leader"})
"""A draft is no agency's, so of those who read decrees at an agency nobody gets in."""

SAID = frozenset({200, 303, 409, 410, 422})
"""Statuses of a page, of an act done, and of a form or an act that is not right."""

REFUSES = frozenset({401, 403})
TABLE: dict[str, Line] = {
    # Complaints: `case` is one with everything on it, at A, at B, handed on from A to B, and supervisory.
    "complaints.index": Line(LISTING),
    "complaints.numbers": Line(LISTING),
    "complaints.views.new": Line(LISTING),
    "complaints.views.create": Line(LISTING),
    "complaints.views.removal.create": Line(SAVED_VIEW, "view"),
    "complaints.exports.new": Line(LISTING),
    "complaints.exports.create": Line(LISTING),
    "complaints.new": Line(RECORDERS),
    "complaints.photos.create": Line(RECORDERS),
    "complaints.create": Line(RECORDERS),
    "complaints.show": Line(READERS, "complaint"),
    "complaints.files.show": Line(READERS, "case"),
    "complaints.verification.new": Line(KOMINFO, "case"),
    "complaints.verification.create": Line(KOMINFO, "case"),
    "complaints.data_correction.new": Line(KOMINFO, "case"),
    "complaints.data_correction.create": Line(KOMINFO, "case"),
    "complaints.lapor_number.new": Line(KOMINFO, "case"),
    "complaints.lapor_number.create": Line(KOMINFO, "case"),
    "complaints.lapor_number.withdrawal.new": Line(KOMINFO, "case"),
    "complaints.lapor_number.withdrawal.create": Line(KOMINFO, "case"),
    "complaints.archive.new": Line(KOMINFO, "case"),
    "complaints.archive.create": Line(KOMINFO, "case"),
    "complaints.disposition.new": Line(KOMINFO, "case"),
    "complaints.disposition.create": Line(KOMINFO, "case"),
    "complaints.withdrawal.new": Line(KOMINFO, "case"),
    "complaints.withdrawal.create": Line(KOMINFO, "case"),
    "complaints.acceptance.new": Line(HOLDER, "case"),
    "complaints.acceptance.create": Line(HOLDER, "case"),
    "complaints.return.new": Line(HOLDER, "case"),
    "complaints.return.create": Line(HOLDER, "case"),
    "complaints.questions.new": Line(HOLDER, "case"),
    "complaints.questions.create": Line(HOLDER, "case"),
    "complaints.answers.new": Line(HOLDER, "case"),
    "complaints.answers.create": Line(HOLDER, "case"),
    "complaints.notes.new": Line(NOTERS, "case"),
    "complaints.notes.create": Line(NOTERS, "case"),
    "complaints.follow_ups.new": Line(HOLDER, "case"),
    "complaints.follow_ups.create": Line(HOLDER, "case"),
    "complaints.follow_ups.edit": Line(HOLDER, "case"),
    "complaints.follow_ups.update": Line(HOLDER, "case"),
    "complaints.submission.new": Line(HOLDER, "case"),
    "complaints.submission.create": Line(HOLDER, "case"),
    "complaints.correction.new": Line(CORRECTORS, "case"),
    "complaints.correction.create": Line(CORRECTORS, "case"),
    "complaints.stand_in.new": Line(STAND_INS, "case"),
    "complaints.stand_in.create": Line(STAND_INS, "case"),
    "complaints.approval.new": Line(APPROVERS, "case"),
    "complaints.approval.create": Line(APPROVERS, "case"),
    "complaints.copied.new": Line(KOMINFO, "case"),
    "complaints.copied.create": Line(KOMINFO, "case"),
    "complaints.resolution.new": Line(KOMINFO, "case"),
    "complaints.resolution.create": Line(KOMINFO, "case"),
    "complaints.reopening.new": Line(KOMINFO, "case"),
    "complaints.reopening.create": Line(KOMINFO, "case"),
    "complaints.identity.new": Line(KOMINFO, "case"),
    "complaints.identity.create": Line(KOMINFO, "case"),
    # LAPOR!
    "lapor.imports.index": Line(KOMINFO),
    "lapor.imports.create": Line(KOMINFO),
    "lapor.imports.show": Line(KOMINFO, "batch"),
    "lapor.imports.rows.show": Line(KOMINFO, "batch"),
    "lapor.imports.aliases.create": Line(KOMINFO, "batch"),
    "lapor.imports.statuses.create": Line(KOMINFO, "batch"),
    "lapor.imports.classes.create": Line(KOMINFO, "batch"),
    "lapor.imports.date_order.create": Line(KOMINFO, "batch"),
    "lapor.imports.differences.create": Line(KOMINFO, "batch"),
    "lapor.imports.categories.create": Line(KOMINFO, "batch"),
    "lapor.imports.districts.create": Line(KOMINFO, "batch"),
    "lapor.imports.pairs.confirmation.create": Line(KOMINFO, "pair"),
    "lapor.imports.pairs.dismissal.create": Line(KOMINFO, "pair"),
    "lapor.imports.preview.create": Line(KOMINFO, "batch"),
    "lapor.imports.confirmation.create": Line(KOMINFO, "batch"),
    "lapor.imports.withdrawal.create": Line(KOMINFO, "batch"),
    "lapor.imports.undoing.show": Line(KOMINFO, "batch"),
    "lapor.imports.undoing.create": Line(KOMINFO, "batch"),
    "lapor.ledger.index": Line(KOMINFO),
    "lapor.statuses.index": Line(KOMINFO),
    "lapor.statuses.create": Line(KOMINFO),
    "lapor.classes.index": Line(KOMINFO),
    "lapor.classes.create": Line(KOMINFO),
    "lapor.classes.withdrawal.create": Line(KOMINFO),
    # Looking back
    "decrees.history.show": Line(LISTING),
    "decrees.comparison.show": Line(LISTING),
    "access_reviews.index": Line(KOMINFO),
    "access_reviews.create": Line(KOMINFO),
    "access_reviews.show": Line(KOMINFO, "access_review"),
    "access_reviews.keeps.create": Line(KOMINFO, "access_review"),
    "access_reviews.endings.new": Line(KOMINFO, "access_review"),
    "access_reviews.endings.create": Line(KOMINFO, "access_review"),
    "access_reviews.closure.create": Line(KOMINFO, "access_review"),
    "access_reviews.export.show": Line(KOMINFO, "access_review"),
    # Briefings
    "briefings.index": Line(LISTING),
    "briefings.new": Line(KOMINFO),
    "briefings.create": Line(KOMINFO),
    "briefings.show": Line(LISTING, "briefing"),
    "briefings.material.show": Line(LISTING, "briefing"),
    "briefings.edit": Line(KOMINFO, "briefing"),
    "briefings.update": Line(KOMINFO, "briefing"),
    "briefings.invitations.create": Line(KOMINFO, "briefing"),
    "briefings.attendance.create": Line(KOMINFO, "briefing"),
    "briefings.cancellation.new": Line(KOMINFO, "briefing"),
    "briefings.cancellation.create": Line(KOMINFO, "briefing"),
    "briefings.lesson.show": Line(EVERYBODY),
    "briefings.lesson.reading.create": Line(EVERYBODY),
    "briefings.lesson.picture.show": Line(EVERYBODY, "lesson_page"),
    "briefings.lesson.pages.new": Line(KOMINFO),
    "briefings.lesson.pages.create": Line(KOMINFO),
    "briefings.lesson.pages.edit": Line(KOMINFO, "lesson_page"),
    "briefings.lesson.pages.update": Line(KOMINFO, "lesson_page"),
    "briefings.lesson.pages.removal.create": Line(KOMINFO, "lesson_page"),
    # What the team lacks
    "decrees.gaps.index": Line(LISTING),
    "decrees.gaps.reminder.create": Line(KOMINFO, "agency"),
    "decrees.gaps.lesson.create": Line(KOMINFO, "agency"),
    "decrees.gaps.lapor_check.create": Line(LAPOR_CHECKERS, "agency"),
    # Reports
    "home": Line(EVERYBODY),
    "reports.closing.index": Line(KOMINFO),
    "reports.recap.show": Line(REPORTS),
    "reports.rapor.index": Line(REPORTS),
    "reports.rapor.show": Line(REPORTS, "year"),
    # Messages and jobs
    "notifications.index": Line(KOMINFO),
    "notifications.show": Line(KOMINFO, "message"),
    "notifications.resend.create": Line(KOMINFO, "message"),
    "notifications.manual.create": Line(KOMINFO, "message"),
    "notifications.release.create": Line(KOMINFO, "message"),
    "notifications.cancellation.create": Line(KOMINFO, "message"),
    "notifications.resends.create": Line(KOMINFO),
    "notifications.releases.create": Line(KOMINFO),
    "jobs.index": Line(EVERYBODY),
    "jobs.show": Line(OWNER, "job"),
    "jobs.file.show": Line(ONLY_OWNER, "job"),
    "jobs.cancellation.create": Line(OWNER, "job"),
    "jobs.retry.create": Line(KOMINFO, "job"),
    # Agencies and workdays
    "agencies.index": Line(REPORTS),
    "agencies.show": Line(REPORTS, "agency"),
    "agencies.new": Line(KOMINFO),
    "agencies.create": Line(KOMINFO),
    "agencies.edit": Line(KOMINFO, "agency"),
    "agencies.update": Line(KOMINFO, "agency"),
    "agencies.aliases.create": Line(KOMINFO, "agency"),
    "agencies.aliases.removal.create": Line(KOMINFO, "agency"),
    "agencies.end.new": Line(KOMINFO, "agency"),
    "agencies.end.create": Line(KOMINFO, "agency"),
    "agencies.merger.new": Line(KOMINFO, "agency"),
    "agencies.merger.create": Line(KOMINFO, "agency"),
    "agencies.merger.withdrawal.new": Line(KOMINFO, "merged"),
    "agencies.merger.withdrawal.create": Line(KOMINFO, "merged"),
    "agencies.hours.edit": Line(KOMINFO, "agency"),
    "agencies.hours.update": Line(KOMINFO, "agency"),
    "agencies.hours.withdrawal.create": Line(KOMINFO, "agency"),
    "agencies.hours.exceptions.new": Line(KOMINFO, "agency"),
    "agencies.hours.exceptions.create": Line(KOMINFO, "agency"),
    "agencies.hours.exceptions.removal.create": Line(KOMINFO, "agency"),
    "settings.show": Line(KOMINFO),
    "settings.regency.edit": Line(KOMINFO),
    "settings.regency.update": Line(KOMINFO),
    "settings.logo.create": Line(KOMINFO),
    "settings.logo.show": Line(EVERYBODY, "nothing", frozenset({404})),
    "settings.lists.show": Line(KOMINFO, "list"),
    "settings.lists.create": Line(KOMINFO, "list"),
    "settings.lists.imports.new": Line(KOMINFO, "list"),
    "settings.lists.imports.create": Line(KOMINFO, "list"),
    "settings.lists.imports.confirmation.create": Line(KOMINFO, "list"),
    "settings.lists.terms.edit": Line(KOMINFO, "term"),
    "settings.lists.terms.update": Line(KOMINFO, "term"),
    "settings.lists.terms.ending.create": Line(KOMINFO, "term"),
    "settings.lists.terms.ending.withdrawal.create": Line(KOMINFO, "term"),
    "settings.lists.terms.aliases.create": Line(KOMINFO, "term"),
    "settings.lists.terms.aliases.removal.create": Line(KOMINFO, "term"),
    "first_steps.show": Line(KOMINFO),
    "notifications.trial.create": Line(KOMINFO),
    "agencies.imports.new": Line(KOMINFO),
    "agencies.imports.create": Line(KOMINFO),
    "agencies.imports.confirmation.create": Line(KOMINFO),
    "workdays.index": Line(REPORTS),
    "workdays.holidays.create": Line(KOMINFO),
    "workdays.holidays.edit": Line(KOMINFO, "holiday"),
    "workdays.holidays.update": Line(KOMINFO, "holiday"),
    "workdays.list.new": Line(KOMINFO, "year"),
    "workdays.list.create": Line(KOMINFO, "year"),
    "workdays.list.confirmation.create": Line(KOMINFO, "year"),
    "workdays.holidays.removal.create": Line(KOMINFO, "holiday"),
    "workdays.proposal.create": Line(KOMINFO, "year"),
    "workdays.settlement.create": Line(KOMINFO, "year"),
    "workdays.hours.edit": Line(KOMINFO),
    "workdays.hours.update": Line(KOMINFO),
    "workdays.exceptions.new": Line(KOMINFO),
    "workdays.exceptions.create": Line(KOMINFO),
    "workdays.exceptions.removal.create": Line(KOMINFO, "week"),
    # People
    "accounts.index": Line(KOMINFO),
    "accounts.new": Line(KOMINFO),
    "accounts.create": Line(KOMINFO),
    "accounts.show": Line(KOMINFO, "account"),
    "accounts.edit": Line(KOMINFO, "account"),
    "accounts.update": Line(KOMINFO, "account"),
    "accounts.rights": Line(KOMINFO, "account"),
    "accounts.change.renewal": Line(KOMINFO, "account"),
    "accounts.change.withdrawal": Line(KOMINFO, "account"),
    "accounts.sessions.end": Line(KOMINFO, "account"),
    "accounts.sessions.end_all": Line(KOMINFO, "account"),
    "accounts.invitations.index": Line(KOMINFO),
    "accounts.assignments.edit": Line(KOMINFO, "account"),
    "accounts.assignments.update": Line(KOMINFO, "account"),
    "accounts.assignments.create": Line(KOMINFO, "account"),
    "accounts.assignments.end": Line(KOMINFO, "account"),
    "accounts.invitations.revocation": Line(KOMINFO, "account"),
    "accounts.invitations.create": Line(KOMINFO, "account"),
    "accounts.suspension.create": Line(KOMINFO, "account"),
    "accounts.suspension.withdrawal": Line(KOMINFO, "account"),
    "accounts.end": Line(KOMINFO, "account"),
    "roles.index": Line(KOMINFO),
    "roles.show": Line(KOMINFO, "role"),
    "roles.new": Line(KOMINFO),
    "roles.create": Line(KOMINFO),
    "roles.edit": Line(KOMINFO, "role"),
    "roles.update": Line(KOMINFO, "role"),
    "roles.end": Line(KOMINFO, "role"),
    "audit.index": Line(KOMINFO),
    "audit.show": Line(KOMINFO, "line"),
    "audit.exports.create": Line(KOMINFO),
    "profile.show": Line(EVERYBODY),
    "profile.password.create": Line(EVERYBODY),
    "profile.phone_proof.create": Line(EVERYBODY),
    "step_up.new": Line(EVERYBODY),
    "second_factor.show": Line(EVERYBODY),
    "second_factor.enrolment.create": Line(EVERYBODY),
    "second_factor.enrolment.show": Line(EVERYBODY),
    "second_factor.confirmation.create": Line(EVERYBODY),
    "second_factor.codes.create": Line(EVERYBODY),
    "second_factor.removal.create": Line(EVERYBODY),
    "accounts.help.show": Line(KOMINFO, "account"),
    "accounts.help.second_factor.create": Line(KOMINFO, "account"),
    "accounts.help.codes.create": Line(KOMINFO, "account"),
    "step_up.create": Line(EVERYBODY),
    "profile.session.end": Line(Who(signed_in=True, owner=True), "session"),
    "profile.sessions.end_all": Line(EVERYBODY),
    "profile.rights": Line(EVERYBODY),
    # The decree
    "team.index": Line(DECREES),
    "team.handovers.show": Line(TAKERS, "handover"),
    "team.handovers.acceptance.create": Line(TAKERS, "handover"),
    "team.mutations.new": Line(KOMINFO, "seat"),
    "team.mutations.create": Line(KOMINFO, "seat"),
    "team.contacts.edit": Line(KOMINFO, "seat"),
    "team.contacts.update": Line(KOMINFO, "seat"),
    "team.additions.new": Line(KOMINFO),
    "team.additions.create": Line(KOMINFO),
    "team.lapor_switch.create": Line(KOMINFO, "mutation"),
    "decrees.index": Line(DECREES),
    "decrees.new": Line(KOMINFO),
    "decrees.create": Line(KOMINFO),
    "decrees.show": Line(DRAFTS, "draft"),
    "decrees.particulars.show": Line(DRAFTS, "draft"),
    "decrees.particulars.update": Line(KOMINFO, "draft"),
    "decrees.agency.find": Line(KOMINFO, "draft"),
    "decrees.agency.edit": Line(KOMINFO, "draft"),
    "decrees.agency.update": Line(KOMINFO, "draft"),
    "decrees.confirmations.index": Line(CONFIRMERS_AT_ALL),
    "decrees.round.new": Line(KOMINFO, "draft"),
    "decrees.round.create": Line(KOMINFO, "draft"),
    "decrees.board.show": Line(KOMINFO, "draft"),
    "decrees.reminders.create": Line(KOMINFO, "draft"),
    "decrees.confirmation.show": Line(CONFIRMERS, "confirmation"),
    "decrees.confirmation.create": Line(CONFIRMERS, "confirmation"),
    "decrees.confirmation.letter.show": Line(LETTERS, "confirmation"),
    "decrees.answer.show": Line(KOMINFO, "confirmation"),
    "decrees.acceptance.create": Line(KOMINFO, "confirmation"),
    "decrees.return.create": Line(KOMINFO, "confirmation"),
    "decrees.decision.create": Line(KOMINFO, "confirmation"),
    "decrees.addressee.create": Line(KOMINFO, "confirmation"),
    "decrees.reminder.create": Line(KOMINFO, "confirmation"),
    "decrees.escalation.create": Line(KOMINFO, "confirmation"),
    "decrees.paraf.show": Line(KOMINFO, "draft"),
    "decrees.paraf.create": Line(KOMINFO, "draft"),
    "decrees.revision.create": Line(KOMINFO, "draft"),
    "decrees.signature.new": Line(KOMINFO, "draft"),
    "decrees.signature.create": Line(KOMINFO, "draft"),
    "decrees.signed_file.show": Line(DECREES, "decree"),
    "decrees.enactment.new": Line(KOMINFO, "draft"),
    "decrees.enactment.create": Line(KOMINFO, "draft"),
    "decrees.withdrawal.new": Line(KOMINFO, "draft"),
    "decrees.withdrawal.create": Line(KOMINFO, "draft"),
    "decrees.documents.index": Line(KOMINFO, "draft"),
    "decrees.documents.word.show": Line(KOMINFO, "draft"),
    "decrees.documents.preview.show": Line(KOMINFO, "draft"),
    "decrees.roster_file.show": Line(KOMINFO, "draft"),
    "decrees.roster_file.template.show": Line(KOMINFO, "draft"),
    "decrees.roster_file.import.new": Line(KOMINFO, "draft"),
    "decrees.roster_file.import.create": Line(KOMINFO, "draft"),
    "decrees.roster_file.confirmation.create": Line(KOMINFO, "draft"),
    "decree_templates.index": Line(KOMINFO),
    "decree_templates.create": Line(KOMINFO),
    "decree_templates.withdrawal.create": Line(KOMINFO),
    "decree_templates.show": Line(KOMINFO, "decree_template"),
    "decrees.positions.new": Line(KOMINFO, "draft"),
    "decrees.positions.create": Line(KOMINFO, "draft"),
    "decrees.positions.edit": Line(KOMINFO, "draft"),
    "decrees.positions.update": Line(KOMINFO, "draft"),
    "decrees.positions.rise.create": Line(KOMINFO, "draft"),
    "system.index": Line(KOMINFO),
    "system.backups.create": Line(KOMINFO),
    "data_check.index": Line(KOMINFO),
    "data_check.mend": Line(KOMINFO, "data check"),
    "health": Line(PUBLIC),
    "health.full": Line(PUBLIC, "nothing", frozenset({503})),
    "metrics": Line(PUBLIC, "nothing", frozenset({404})),
    # The doors, and what is no page of ours. Signing out is the last thing a visitor does.
    "identity_changes.show": Line(PUBLIC, "change"),
    "identity_changes.confirm": Line(PUBLIC, "change"),
    "invitations.show": Line(PUBLIC, "invitation"),
    "invitations.renewal": Line(PUBLIC, "invitation"),
    "invitations.accept": Line(PUBLIC, "invitation"),
    "static": Line(PUBLIC, "asset"),
    "webhooks.whatsapp.handshake": Line(PUBLIC, "provider", REFUSES),
    "webhooks.whatsapp.receive": Line(PUBLIC, "provider", REFUSES),
    "missing": Line(PUBLIC, "nowhere", frozenset({404})),
    "missing.post": Line(PUBLIC, "nowhere", frozenset({404})),
    "sign_in.new": Line(PUBLIC),
    "sign_in.code.create": Line(PUBLIC),
    "password_reset.new": Line(PUBLIC),
    "password_reset.create": Line(PUBLIC),
    "password_reset.code.new": Line(PUBLIC),
    "password_reset.code.create": Line(PUBLIC),
    "password_reset.show": Line(PUBLIC, "invitation"),
    "password_reset.accept": Line(PUBLIC, "invitation"),
    "official_number.show": Line(PUBLIC),
    "sign_in.create": Line(PUBLIC),
    "sign_out.create": Line(PUBLIC),
}


def expected(line: Line, thing: Thing, person: str, posts: Iterable[Post] | None) -> Answer:
    """What the line says to the person about the thing; `posts` None: nobody is signed in."""
    who = line.who
    if who.public:
        return Answer.OPEN
    if posts is None:
        return Answer.SIGN_IN
    held = tuple(posts)
    if who.signed_in and not who.owner:
        return Answer.OPEN
    if any(_opens(who, thing, post) for post in held) or (who.owner and thing.owner == person):
        return Answer.OPEN
    at_the_door = who.signed_in or any(_holds(who, post) for post in held)
    return Answer.ABSENT if at_the_door else Answer.FORBIDDEN


def _opens(who: Who, thing: Thing, post: Post) -> bool:
    if post.place == EVERYWHERE:
        known = not thing.is_supervisory or post.role in SUPERVISORY
        return known and post.role in who.everywhere
    is_own = post.place == thing.place or (who.reads and post.place in thing.seen_from)
    return post.role in (who.own if is_own else who.elsewhere)


def _holds(who: Who, post: Post) -> bool:
    """Whether the route's permission is held anywhere at all."""
    if post.place == EVERYWHERE:
        return post.role in who.everywhere | who.in_vain
    return post.role in who.own | who.elsewhere


def judge(line: Line, answer: Response) -> str:
    """What an answer means; one that fits nothing speaks for itself."""
    status = answer.status_code
    if status in line.answers:
        return Answer.OPEN
    if status == 401 or answer.headers.get("location", "").startswith("/sign-in?next="):
        return Answer.SIGN_IN
    if status in SAID and NOT_YOURS not in answer.text:
        return Answer.OPEN
    return {403: Answer.FORBIDDEN, 404: Answer.ABSENT}.get(status, f"{status} {answer.text[:200]}")
