"""Meta's dialect: what we post, how answers and errors are read; pywa is an independent reader."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from pywa import WhatsApp
from pywa import errors as pywa_errors
from pywa.types import MessageStatus

from portal import clock
from portal.notifications import kinds, letters
from portal.notifications.providers.base import Accepted, Call, Failure, Rejected, Unknown
from portal.notifications.providers.meta_cloud import body_of, read_answer, seconds_of
from portal.notifications.providers.meta_errors import REMEDIES, remedy_for
from portal.notifications.providers.meta_webhook import MetaWebhook
from portal.notifications.retries import CAP, after_refusal
from portal.notifications.tables import DeliveryState
from portal.settings import Settings
from tests.notifications.samples import VALUES
from tests.notifications.test_receipts import post_of, status

CHANNEL, LATER = Failure.CHANNEL, Failure.LATER
BY_PYWA_FAMILY = {
    pywa_errors.AuthorizationError: {CHANNEL},
    pywa_errors.ThrottlingError: {LATER, CHANNEL},
    pywa_errors.IntegrityError: {CHANNEL},
    pywa_errors.SendMessageError: set(Failure) - {Failure.UNLISTED},
}
# Listed by WhatsApp's page or seen in the field, and unknown to pywa.
OURS_ALONE = {1, 2, 33, 100, 130403, 132018, 134101, 133000, 133004, 133006, 133010, 133015}


@pytest.mark.parametrize("family", BY_PYWA_FAMILY)
def test_every_code_that_pywa_knows_for_sending_is_listed(family):
    known = [error for error in family.__subclasses__() if error.__error_codes__]
    for code in (code for error in known for code in error.__error_codes__):
        assert remedy_for(code).failure in BY_PYWA_FAMILY[family], code


def test_what_pywa_does_not_know_is_known_to_be_so():
    ours = set(REMEDIES) - set(pywa_errors._all_exceptions())
    assert ours == OURS_ALONE


def test_our_reading_of_a_receipt_is_pywas():
    body = post_of(status("failed", "wamid.A", callback="tok", code=131026))
    [ours] = MetaWebhook(Settings(meta_cloud_phone_number_id="100")).read(body.decode()).statuses
    update = json.loads(body)
    # pywa insists on the contact, which Meta may leave out.
    update["entry"][0]["changes"][0]["value"]["contacts"] = [
        {"wa_id": "62812", "user_id": "ID.1", "profile": {}}
    ]
    theirs = MessageStatus.from_update(WhatsApp(phone_id="100", token="x"), update)
    assert (ours.ref, ours.status, ours.callback) == (theirs.id, theirs.status, theirs.tracker)
    assert ours.happened_at == theirs.timestamp
    assert theirs.error is not None
    assert ours.code == str(theirs.error.code)


@pytest.mark.parametrize(
    ("http", "content", "answer"),
    [
        (200, b'{"messages":[{"id":"wamid.A"}]}', Accepted),
        (200, b'{"messages":[{"id":"wamid.A","message_status":"held_for_quality_assessment"}]}', Accepted),
        (200, b'{"messages":[{"id":"wam', Unknown),
        (200, b'{"messages":[]}', Unknown),
        (200, b"", Unknown),
        (201, b'{"messages":[{"id":"wamid.A"}]}', Unknown),
        (400, b'{"error":{"code":131026}}', Rejected),
        (500, b'{"error":{"code":131000}}', Rejected),
        (502, b"<html>Bad Gateway</html>", Unknown),
        (503, b'{"message":"no"}', Rejected),
        (503, b"", Rejected),
        (429, b"<html>Too many</html>", Rejected),
        (429, b'{"error":{"code":131026}}', Rejected),
        (504, b"", Unknown),
        (500, b'{"message":"no"}', Unknown),
        (500, b"[]", Unknown),
        (404, b'{"error":"gone"}', Unknown),
    ],
)
def test_only_a_whole_graph_body_or_the_edge_says_anything(http, content, answer):
    assert isinstance(read_answer(http, content), answer)


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("content", [b"", b"<html>", b'{"message":"no"}', b"[1]"])
def test_the_edge_without_a_vendors_body_means_later_for_as_long_as_it_lasts(status, content):
    answer = read_answer(status, content)
    assert isinstance(answer, Rejected)
    assert (answer.remedy.failure, answer.remedy.tries, answer.is_vendors) == (LATER, None, False)
    assert after_refusal(answer.remedy, 999, clock.now()).state is DeliveryState.RETRY


def test_a_graph_body_decides_whatever_the_status():
    answer = read_answer(503, b'{"error":{"code":131026}}', "120")
    assert isinstance(answer, Rejected)
    assert (answer.code, answer.remedy.failure, answer.is_vendors) == ("131026", Failure.RECIPIENT, True)
    assert answer.remedy.wait is None, "only what is to be tried again waits"


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        ("0", 0.0),
        ("99999999999999", 3600.0),
        *[(odd, None) for odd in ("", "soon", "-5", "\u0663", "1.5")],
    ],
)
def test_retry_after_is_honoured_up_to_an_hour(header, seconds):
    assert seconds_of(header) == seconds
    answer = read_answer(503, b"", header)
    assert isinstance(answer, Rejected)
    assert answer.remedy.wait == seconds
    if seconds is not None:
        at = clock.now()
        assert after_refusal(answer.remedy, 1, at).due_at == at + timedelta(seconds=seconds)


def test_retry_after_may_be_a_date_and_never_shortens_a_wait():
    later = format_datetime(datetime.now(UTC) + timedelta(minutes=5), usegmt=True)
    asked = seconds_of(later)
    assert asked is not None
    assert 290 < asked <= 300
    assert seconds_of("Mon, 24 Nov 2014 10:00:00 GMT") == 0.0
    answer = read_answer(500, b'{"error":{"code":131057}}', "5")
    assert isinstance(answer, Rejected)
    assert answer.remedy.wait == 60.0


def test_answers_are_kept_without_numbers_and_links():
    content = {
        "contacts": [{"input": "+628123456789", "wa_id": "628123456789"}],
        "messages": [{"id": "wamid.A"}],
        "error": {"message": "https://x.example/invitations/tok to 628123456789", "code": 1},
    }
    answer = read_answer(200, json.dumps(content).encode())
    assert "wamid.A" in answer.raw
    assert "628123456789" not in answer.raw
    assert "invitations" not in answer.raw


@pytest.mark.parametrize("kind", kinds.KINDS)
def test_every_kind_fits_a_template(kind):
    given = {name: f"isi {name}" for name in kinds.find(kind).parameters}
    fields = kinds.chosen_values(kind, given, restricted=False)
    letter = letters.write(kind, fields, "https://aspal.example/x", restricted=False)
    sent = body_of(Call("tok", "+62812", letter.template, letter.parameters, letter.text))
    parameters = sent["template"]["components"][0]["parameters"]
    assert [part["text"] for part in parameters] == list(letter.parameters)
    assert letter.text.startswith("Yth. Bapak/Ibu")
    assert "Dinas Kominfo" in letter.text
    # WhatsApp refuses bodies that begin or end with a variable, or hold almost nothing else.
    form = kinds.find(kind).text
    assert not form.endswith("}")
    assert not form.startswith("{")
    assert len(kinds.NAME.sub("", form)) > 15 * len(letter.parameters)


def test_values_are_one_line_and_never_empty():
    odd = {**VALUES, "category": " Jalan\n\trusak  berat ", "tracking_id": ""}
    fields = kinds.chosen_values("asked", odd, restricted=False)
    assert (fields["category"], fields["tracking_id"]) == ("Jalan rusak berat", "belum ada")


def test_retries_grow_and_are_jittered_up_to_a_cap():
    drawn: list[float] = []

    def highest(low: float, high: float) -> float:
        drawn.append(high)
        return low

    for attempts in (1, 2, 3, 20):
        after_refusal(remedy_for(130429), attempts, clock.now(), highest)
    assert drawn == [10.0, 20.0, 40.0, CAP]


def test_too_fast_for_one_number_waits_four_to_the_power():
    waits = [after_refusal(remedy_for(131056), attempts, clock.now()).pause for attempts in (1, 2, 3, 4, 5)]
    assert waits == [1.0, 4.0, 16.0, 64.0, 256.0]


def test_unlisted_codes_stop_and_are_shown():
    assert after_refusal(remedy_for(777), 1, clock.now()).state is DeliveryState.DEAD
