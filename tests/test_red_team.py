"""The red team, by right: each attempt is refused, leaves no trace in the data, and is audited."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.accounts import people
from tests.support import matrix_build
from tests.support.attacks import (
    FORBIDDEN,
    Attempt,
    fingerprint,
    names,
    reading,
    refusals_of,
)
from tests.support.matrix_people import OUTSIDER, TWO_ROLES
from tests.support.matrix_visit import visiting
from tests.support.matrix_world import World

SAID = frozenset({422})
B_OPERATOR, A_OPERATOR, A_LIAISON = "operator of B", "operator of A", "liaison of A"
TEXT = {"text": "Sudah dikerjakan.", "stage": "final"}
HUGE = "99999999999999999999999"

FORGED_ADDRESSES = (
    reading("another agency's complaint", B_OPERATOR, "/complaints/{a_whole}"),
    reading("its attachment", B_OPERATOR, "/complaints/{a_whole}/files/{a_whole_public_id}"),
    reading(
        "an attachment of A by a number of B",
        A_OPERATOR,
        "/complaints/{a_received}/files/{a_whole_public_id}",
    ),
    reading("what is berkadar pengawasan", A_LIAISON, "/complaints/{supervisory}"),
    reading("a draft of A by a number of B", B_OPERATOR, "/complaints/{b_whole}/follow-ups/{a_whole_draft}"),
    reading("a complaint by injected SQL", B_OPERATOR, "/complaints/ADU-2026-000001'%20OR%20'1'='1"),
    reading("a complaint by its row's key", B_OPERATOR, "/complaints/1"),
    reading(
        "a draft with a key that no column holds", A_OPERATOR, "/complaints/{a_whole}/follow-ups/" + HUGE
    ),
    reading("somebody else's job", A_OPERATOR, "/jobs/{job_public_id}"),
    reading("a person by the row's key", "admin", "/accounts/1"),
    Attempt(
        "a note on another agency's complaint", B_OPERATOR, "/complaints/{a_whole}/notes", {"text": "x y z"}
    ),
    Attempt("an answer for another agency", B_OPERATOR, "/complaints/{a_disposed}/follow-ups", TEXT),
    Attempt("accepting for another agency", B_OPERATOR, "/complaints/{a_disposed}/acceptance"),
    Attempt(
        "giving back for another agency", B_OPERATOR, "/complaints/{a_disposed}/return", {"reason": "bukan"}
    ),
    Attempt(
        "submitting A's draft by B's number",
        B_OPERATOR,
        "/complaints/{b_drafted}/follow-ups/{a_drafted_draft}/submission",
    ),
    Attempt(
        "rewriting A's draft by B's number",
        B_OPERATOR,
        "/complaints/{b_drafted}/follow-ups/{a_drafted_draft}",
        TEXT,
    ),
    Attempt(
        "approving A's draft by B's number",
        "liaison of B",
        "/complaints/{b_waiting}/follow-ups/{a_waiting_draft}/approval",
    ),
    Attempt(
        "answering A's question by B's number",
        B_OPERATOR,
        "/complaints/{b_whole}/questions/{a_whole_question}/answer",
        {"text": "x"},
    ),
    Attempt("ending somebody else's session", A_OPERATOR, "/profile/sessions/{session}/end"),
    Attempt("cancelling somebody else's job", A_OPERATOR, "/jobs/{job_public_id}/cancellation"),
    Attempt(
        "ending a role that is another person's", "admin", "/accounts/{account_public_id}/assignments/1/end"
    ),
    Attempt(
        "revoking an invitation with a huge key",
        "admin",
        "/accounts/{account_public_id}/invitations/" + HUGE + "/revocation",
    ),
)
WITHOUT_THE_RIGHT = (
    reading("people", A_OPERATOR, "/accounts", FORBIDDEN),
    reading("the audit", "reviewer", "/audit", FORBIDDEN),
    reading("messages", "leader", "/notifications", FORBIDDEN),
    reading("an identity", A_LIAISON, "/complaints/{a_whole}/identity", FORBIDDEN),
    reading("help for somebody's sign-in", "leader", "/accounts/{account_public_id}/sign-in-help", FORBIDDEN),
    Attempt(
        "an identity with a reason",
        "inspector",
        "/complaints/{a_whole}/identity",
        {"reason": "ingin tahu"},
        refused=FORBIDDEN,
    ),
    Attempt(
        "verifying as a reader",
        "reviewer",
        "/complaints/{a_received}/verification",
        {"classification": "complaint"},
        refused=FORBIDDEN,
    ),
    Attempt(
        "disposing as the leader",
        "leader",
        "/complaints/{a_verified}/disposition",
        {"agency": "1"},
        refused=FORBIDDEN,
    ),
    Attempt("resolving as the agency", A_LIAISON, "/complaints/{a_answered}/resolution", refused=FORBIDDEN),
    Attempt(
        "approving as the operator",
        A_OPERATOR,
        "/complaints/{a_waiting}/follow-ups/{a_waiting_draft}/approval",
        refused=FORBIDDEN,
    ),
    Attempt(
        "making an account",
        A_LIAISON,
        "/accounts",
        {"name": "Orang Sendiri", "role": "admin"},
        refused=FORBIDDEN,
    ),
    Attempt(
        "making a role",
        A_LIAISON,
        "/roles",
        {"name": "Segala", "permissions": "role:manage"},
        refused=FORBIDDEN,
    ),
    Attempt(
        "changing the regency's agencies",
        B_OPERATOR,
        "/agencies",
        {"code": "X", "name": "X"},
        refused=FORBIDDEN,
    ),
    Attempt(
        "sending a message again", A_LIAISON, "/notifications/{message_public_id}/resend", refused=FORBIDDEN
    ),
    Attempt(
        "printing a code for the admin",
        "leader",
        "/accounts/{account_public_id}/sign-in-help/codes",
        {"reason": "lost", "check_by": "met"},
        refused=FORBIDDEN,
    ),
    Attempt(
        "confirming an import", A_OPERATOR, "/lapor/imports/{batch_public_id}/confirmation", refused=FORBIDDEN
    ),
)
HELD_ELSEWHERE_OR_NOT_NOW = (
    Attempt(
        "approving at A with B's role",
        TWO_ROLES,
        "/complaints/{a_waiting}/follow-ups/{a_waiting_draft}/approval",
    ),
    Attempt(
        "sending back at A with B's role",
        TWO_ROLES,
        "/complaints/{a_waiting}/follow-ups/{a_waiting_draft}/correction",
        {"reason": "kurang"},
    ),
    Attempt(
        "approving for the admin with an agency's right",
        "admin",
        "/complaints/{a_waiting}/follow-ups/{a_waiting_draft}/approval",
    ),
    reading("reading with a role that is over", OUTSIDER, "/complaints/{a_whole}", FORBIDDEN),
    reading("listing with a role that is to come", OUTSIDER, "/complaints", FORBIDDEN),
    Attempt(
        "accepting with a role that is over",
        OUTSIDER,
        "/complaints/{a_disposed}/acceptance",
        refused=FORBIDDEN,
    ),
    Attempt(
        "approving with a role that is to come",
        OUTSIDER,
        "/complaints/{a_waiting}/follow-ups/{a_waiting_draft}/approval",
        refused=FORBIDDEN,
    ),
    Attempt(
        "recording with a role that is over",
        OUTSIDER,
        "/complaints/new",
        {"title": "x", "body": "y"},
        refused=FORBIDDEN,
    ),
)
ONES_OWN_RIGHTS = (
    Attempt(
        "a role for oneself", "admin", "/accounts/{self}/assignments", {"role": "inspector"}, refused=SAID
    ),
    Attempt(
        "help with one's own second factor",
        "admin",
        "/accounts/{self}/sign-in-help/second-factor",
        {"reason": "lost", "check_by": "met"},
        refused=SAID,
    ),
    Attempt(
        "a printed code for oneself",
        "admin",
        "/accounts/{self}/sign-in-help/codes",
        {"reason": "lost", "check_by": "met"},
        refused=SAID,
    ),
)


async def public_id(account: int) -> str:
    """How addresses name the person."""
    person = await people.by_id(account)
    assert person
    return person.public_id


@pytest.fixture(scope="session")
def world(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> World:
    """The regency of the permission matrix."""
    return matrix_build.build(migrated_file, tmp_path_factory.mktemp("red-team"))


@pytest.mark.parametrize(
    "attempt",
    [*FORGED_ADDRESSES, *WITHOUT_THE_RIGHT, *HELD_ELSEWHERE_OR_NOT_NOW, *ONES_OWN_RIGHTS],
    ids=str,
)
async def test_whoever_may_not_gets_nothing_and_is_audited(
    attempt: Attempt, world: World, tmp_path: Path
) -> None:
    account = world.accounts[attempt.who]
    async with visiting(world.whole, tmp_path, account) as visitor:
        named = names(world) | {"self": await public_id(account)}
        before, path = await fingerprint(), attempt.path.format_map(named)
        answer = await visitor.ask(attempt.method, path, dict(attempt.data))
        assert answer.status_code in attempt.refused, answer.text[-2000:]
        assert await fingerprint() == before
        assert len(await refusals_of(account)) == 1
