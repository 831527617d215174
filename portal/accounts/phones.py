"""Mobile numbers, as people type them and as WhatsApp wants them (E.164)."""

from __future__ import annotations

import re
import unicodedata

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType

from portal import numbers
from portal.errors import BadInput
from portal.texts import visible

HOME = "ID"
REACHABLE = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}

_EXCEL_NUMBER = re.compile(r"^\s*[0-9][.,]?[0-9]*E\+?[0-9]+\s*$", re.IGNORECASE)
_EXAMPLE = "Tulis seperti 0812 3456 7890."


def parse(text: str) -> str:
    """The number in E.164; raises BadInput with a sentence for landlines and what is no number."""
    if _EXCEL_NUMBER.match(text):
        raise BadInput("Nomor ini rusak oleh Excel (6.28E+11). Ketik ulang lengkap, seperti 0812 3456 7890.")
    typed = _typed(text)
    if any(char in numbers.DIGITS for char in typed) and (trouble := numbers.phone_trouble(typed)):
        raise BadInput(trouble)
    number = _read(typed)
    if number is None or not phonenumbers.is_valid_number(number):
        raise BadInput(f"Nomor ini tidak dikenali sebagai nomor ponsel. {_EXAMPLE}")
    if phonenumbers.number_type(number) not in REACHABLE:
        raise BadInput("Ini nomor telepon kantor, yang tidak dapat menerima WhatsApp. Tulis nomor ponsel.")
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def find(text: str) -> str | None:
    """As `parse`, but None for what is no mobile number."""
    try:
        return parse(text)
    except BadInput:
        return None


def spoken(number: str) -> str:
    """An E.164 number as people here write it: 0812-3456-7890; foreign ones keep their country code."""
    parsed = phonenumbers.parse(number)
    at_home = phonenumbers.region_code_for_number(parsed) == HOME
    form = PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, form)


def masked(number: str) -> str:
    """Enough of a number to recognise one's own: 0812-••••-7890."""
    digits = spoken(number)
    return f"{digits[:4]}-••••-{digits[-4:]}"


def _typed(text: str) -> str:
    """The text as it looks: WhatsApp copies numbers with unseen marks of direction and narrow hyphens."""
    return "".join("-" if unicodedata.category(char) == "Pd" else char for char in visible(text))


def _read(text: str) -> PhoneNumber | None:
    if numbers.phone_trouble(text):
        return None
    try:
        return phonenumbers.parse(text, HOME)
    except NumberParseException:
        return None
