"""Numbers as people and workbooks write them."""

from __future__ import annotations

import pytest

from portal.accounts import phones
from portal.accounts.forms import IdentityForm
from portal.agencies.setting_forms import RegencyForm
from portal.complaints.forms.intake import ComplaintForm
from portal.decrees.forms.particulars import AddresseeForm
from portal.errors import BadInput
from portal.settings import SettingsError, load


@pytest.mark.parametrize(
    "text", ["0812 3456 7890", "6281234567890", "+62 812-3456-7890", "62081234567890", "81234567890"]
)
def test_one_number_however_it_is_written(text: str) -> None:
    assert phones.parse(text) == "+6281234567890"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("(0323) 321234", "telepon kantor"),
        ("6.28E+11", "Excel"),
        ("6,28123E+11", "Excel"),
        ("0812", "tidak dikenali"),
        ("bukan nomor", "tidak dikenali"),
        ("", "tidak dikenali"),
    ],
)
def test_what_cannot_be_reached_is_refused_in_a_sentence(text: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        phones.parse(text)
    assert phones.find(text) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("0812-3456-78OO", "huruf O; mungkin maksudnya angka 0"),
        ("0812 3456 789o", "huruf o; mungkin maksudnya angka 0"),
        ("0812-3456-78l0", "huruf l; mungkin maksudnya angka 1"),
        ("O812 3456 7890", "huruf O"),
        ("0812-3456-7890 ext 3", "huruf e. "),
        ("08I2-3456-7890", "huruf I; mungkin maksudnya angka 1"),
        ("0812-3456-78\u041e\u041e", "huruf \u041e. "),
        ("0812 3456 7890 / 0813 4567 8901", "memuat tanda /"),
        ("tel:081234567890", "huruf t"),
        ("\u0660\u0668\u0661\u0662 3456 7890", "memuat tanda"),
    ],
)
def test_a_letter_or_sign_between_digits_is_said_and_never_read_as_a_key(text: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        phones.parse(text)
    assert phones.find(text) is None


@pytest.mark.parametrize(
    "text", ["\u202a+62\u00a0812\u20113456\u20117890\u202c", "(0812) 3456.7890", "+62 (812) 3456\u20137890"]
)
def test_a_number_copied_from_a_phone_is_read_as_it_looks(text: str) -> None:
    assert phones.parse(text) == "+6281234567890"


@pytest.mark.parametrize("made", ["0812-3456-78OO", "0812-3456-78l0"])
def test_no_field_takes_such_a_number(made: str) -> None:
    person = IdentityForm.parse({"name": "Operator Uji", "phone": made})
    regency = RegencyForm.parse({"sender_number": made, "phone": made})
    addressee = AddresseeForm.parse({"name": "Operator Uji", "phone": made})
    complaint = ComplaintForm.parse({"reporter_phone": made})
    for form, name in (
        (person, "phone"),
        (regency, "sender_number"),
        (regency, "phone"),
        (addressee, "phone"),
        (complaint, "reporter_phone"),
    ):
        assert "mengandung huruf" in form.errors[name], name


@pytest.mark.parametrize("listed", ["0812-3456-78OO", "+6281234567890, 0812345678l0", "+62"])
def test_the_list_of_a_trial_holds_numbers_only(listed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASPAL_WHATSAPP_ALLOW_LIST", listed)
    with pytest.raises(SettingsError, match="ASPAL_WHATSAPP_ALLOW_LIST"):
        load()


def test_the_list_of_a_trial_reads_numbers_as_people_write_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASPAL_WHATSAPP_ALLOW_LIST", "0812-3456-7890, +62 813 4567 8901,")
    assert load().allowed_numbers == {"+6281234567890", "+6281345678901"}


def test_numbers_are_shown_as_people_say_them() -> None:
    assert phones.spoken("+6281234567890") == "0812-3456-7890"
    assert phones.spoken("+60123456789") == "+60 12-345 6789"
    assert phones.masked("+6281234567890") == "0812-••••-7890"
