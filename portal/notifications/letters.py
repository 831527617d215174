"""A message in words: the template's parameters, the whole text, and the link that opens it in WhatsApp."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from portal.notifications import kinds
from portal.settings import settings

SECRET_LINK = "[tautan rahasia]"  # noqa: S105 - what is shown in its place
REPEAT = "(kirim ulang)"


@dataclass(frozen=True, slots=True)
class Letter:
    """The same words twice: as a provider's template and as text."""

    template: str
    parameters: tuple[str, ...]
    text: str


def write(
    kind: str, fields: Mapping[str, str], link: str, *, restricted: bool, repeat: bool = False
) -> Letter:
    """Fill in the words; `repeat` marks a message that may have arrived before."""
    form = kinds.form_of(kind, restricted=restricted)
    values = {**fields, kinds.LINK: link}
    if repeat:
        first = form.parameters[0]
        values[first] = f"{values[first]} {REPEAT}"
    parameters = tuple(values[name] for name in form.parameters)
    return Letter(form.template, parameters, form.text.format_map(values))


def public_link(path: str) -> str:
    """The full address of a path of the portal."""
    return settings().base_url.rstrip("/") + path


def wa_link(address: str, text: str) -> str:
    """A link that opens WhatsApp with the text for that number, for sending by hand."""
    return f"https://wa.me/{address.removeprefix('+')}?text={quote(text)}"
