"""Name, e-mail and number of a person: how they are cleaned, and that no two open accounts share one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from piccolo.columns.combination import Where

from portal.accounts import phones
from portal.accounts.tables import Account, AccountState
from portal.errors import BadInput, Refusal

LOCK = "account-identity"
LONGEST_NAME = 120
LONGEST_EMAIL = 254

_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


@dataclass(frozen=True, slots=True)
class Person:
    """Who somebody is; the e-mail in small letters, the number in E.164."""

    name: str
    email: str | None
    phone: str | None

    @property
    def folded(self) -> str:
        """What the list searches, beginning with the name that it is sorted by."""
        return " ".join(part for part in (self.name.casefold(), self.email, self.phone) if part)


def person(name: str, email: str, phone: str) -> Person:
    """A person from what was typed; raises BadInput with a sentence for the first thing that is wrong."""
    tidy = " ".join(name.split())
    if not tidy or len(tidy) > LONGEST_NAME:
        raise BadInput(f"Nama harus diisi, paling banyak {LONGEST_NAME} huruf.")
    if not email.strip() and not phone.strip():
        raise BadInput("Isi surel atau nomor WhatsApp; salah satunya diperlukan untuk masuk.")
    return Person(
        tidy, clean_email(email) if email.strip() else None, phones.parse(phone) if phone.strip() else None
    )


def clean_email(text: str) -> str:
    """The e-mail in small letters; raises BadInput with a sentence."""
    email = text.strip().casefold()
    if len(email) > LONGEST_EMAIL or not _EMAIL.fullmatch(email):
        raise BadInput("Surel ini tidak lengkap. Tulis seperti nama@contoh.go.id.")
    return email


def like_pattern(search: str) -> str:
    """The LIKE pattern (escape `!`) that finds a part of a name, e-mail or number in `folded`."""
    text = phones.find(search) or " ".join(search.casefold().split())
    for special in "!%_":
        text = text.replace(special, f"!{special}")
    return f"%{text}%"


async def ensure_free(whom: Person, *, besides: int = 0) -> None:
    """Raise Refusal where another open account has the e-mail or number; the caller holds LOCK."""
    if whom.email and await _is_taken(Account.email == whom.email, besides):
        raise Refusal("Surel ini sudah dipakai akun lain.")
    if whom.phone and await _is_taken(Account.phone == whom.phone, besides):
        raise Refusal("Nomor WhatsApp ini sudah dipakai akun lain.")


async def _is_taken(which: Where, besides: int) -> bool:
    return await Account.exists().where(which, Account.id != besides, Account.state != AccountState.ENDED)
