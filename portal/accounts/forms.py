"""What people type about themselves and others: all errors at once, each beside its field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from portal import clock
from portal.accounts import identities, passwords, phones
from portal.accounts.assignments import Post
from portal.accounts.identities import Person
from portal.accounts.periods import first_moment, last_moment
from portal.accounts.roles import RoleCode
from portal.errors import BadInput
from portal.numbers import whole
from portal.web import Form

AT_AN_AGENCY = {RoleCode.LIAISON, RoleCode.OPERATOR}


@dataclass(slots=True)
class SignInForm(Form):
    """Who, and the proof."""

    identifier: str = ""
    password: str = ""
    trust_phone: str = ""
    next: str = ""

    def check(self) -> None:
        self.require("identifier", "Isi surel atau nomor WhatsApp Anda.")
        self.require("password", "Isi kata sandi Anda.")


@dataclass(slots=True)
class NewPasswordForm(Form):
    """A new password, typed twice; `own` are words that it must not be."""

    password: str = ""
    password_again: str = ""
    own: tuple[str, ...] = field(default=(), init=False)

    def check(self) -> None:
        self.check_new()

    def check_new(self) -> None:
        """The rules for a new password."""
        if trouble := passwords.objection(self.password, own=self.own):
            self.fail("password", trouble)
        if self.password != self.password_again:
            self.fail("password_again", "Ulangan kata sandi tidak sama.")


@dataclass(slots=True)
class ChangePasswordForm(NewPasswordForm):
    """A new password in place of the present one."""

    current_password: str = ""

    def check(self) -> None:
        self.require("current_password", "Isi kata sandi sekarang.")
        self.check_new()


@dataclass(slots=True)
class PostForm(Form):
    """A role, where, and from–until as dates of which both are included."""

    role: str = ""
    agency: str = ""
    starts: str = ""
    ends: str = ""
    post: Post | None = field(default=None, init=False)

    def check(self) -> None:
        self.check_post()

    def check_post(self) -> None:
        """The role and its dates; sets `post` where all is well."""
        at = clock.now()
        self._check_role()
        starts_at = self._read("starts", lambda: first_moment(self.starts, at)) or at
        ends_at = self._read("ends", lambda: last_moment(self.ends, max(starts_at, at)))
        if not self.errors:
            agency_id = int(self.agency) if self.agency else None
            self.post = Post(self.role, agency_id, starts_at, ends_at)

    def _check_role(self) -> None:
        # Whether such a role is there, built-in or own, is asked where it is given.
        if not self.role:
            self.fail("role", "Pilih peran.")
        if self.role in AT_AN_AGENCY and not self.agency:
            self.fail("agency", "Pilih perangkat daerah untuk peran ini.")
        if self.role == RoleCode.ADMIN and self.agency:
            self.fail("agency", "Admin Kominfo berlaku untuk semua perangkat daerah.")
        if self.agency and whole(self.agency) is None:
            self.fail("agency", "Pilih perangkat daerah dari daftar.")

    def _read(self, name: str, read: Callable[[], datetime | None]) -> datetime | None:
        try:
            return read()
        except ValueError as error:
            self.fail(name, str(error))
            return None


@dataclass(slots=True)
class PersonForm(PostForm):
    """A new person with a first role."""

    name: str = ""
    email: str = ""
    phone: str = ""
    invite: str = ""

    def check(self) -> None:
        check_person(self)
        self.check_post()

    def person(self) -> Person:
        """The person as they will be kept; ask only where there are no errors."""
        return identities.person(self.name, self.email, self.phone)


@dataclass(slots=True)
class IdentityForm(Form):
    """Name, e-mail and number of somebody who is there already."""

    name: str = ""
    email: str = ""
    phone: str = ""
    version: str = "0"

    def check(self) -> None:
        check_person(self)

    def person(self) -> Person:
        """The person as they will be kept; ask only where there are no errors."""
        return identities.person(self.name, self.email, self.phone)


def check_person(form: PersonForm | IdentityForm) -> None:
    """Name, e-mail and number, each beside its field."""
    form.require("name", "Isi nama lengkap.")
    form.at_most("name", identities.LONGEST_NAME)
    form.require("phone", "Isi nomor WhatsApp; undangan dan pemberitahuan dikirim ke sana.")
    if form.email:
        _try(form, "email", identities.clean_email)
    if form.phone:
        _try(form, "phone", phones.parse)


def _try(form: Form, name: str, read: Callable[[str], str]) -> None:
    try:
        read(getattr(form, name))
    except BadInput as error:
        form.fail(name, error.sentence)
