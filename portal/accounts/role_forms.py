"""What is ticked for a role of the office's own, and the dates of a role that somebody holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from portal import clock
from portal.accounts.own_roles import RoleValues
from portal.accounts.periods import first_moment, last_moment
from portal.accounts.roles import BUILT_IN_ONLY
from portal.permissions import Permission
from portal.web import Form, Posted

LONGEST_NAME = 60
LONGEST_SUMMARY = 200


@dataclass(slots=True)
class RoleForm(Form):
    """A role's name, what it is for, and its rights."""

    name: str = ""
    summary: str = ""
    version: str = "0"
    ticked: frozenset[str] = field(default=frozenset(), init=False)

    @classmethod
    def read(cls, posted: Posted) -> Self:
        """The form with its ticks, checked."""
        form = cls.blank(posted.fields)
        form.ticked = frozenset(posted.many("permissions"))
        form.check()
        return form

    @classmethod
    def of(cls, values: RoleValues, version: int) -> Self:
        """The form as the role stands."""
        form = cls.blank({"name": values.name, "summary": values.summary, "version": str(version)})
        form.ticked = frozenset(values.permissions)
        return form

    def check(self) -> None:
        self.name = " ".join(self.name.split())
        self.require("name", "Beri nama yang dikenal kantor, misalnya Petugas Loket.")
        self.at_most("name", LONGEST_NAME)
        self.require("summary", "Tulis satu kalimat: untuk apa peran ini.")
        self.at_most("summary", LONGEST_SUMMARY)
        if not self.ticked:
            self.fail("permissions", "Centang paling sedikit satu hak.")
        if not self.ticked <= {each.value for each in set(Permission) - BUILT_IN_ONLY}:
            self.fail("permissions", "Ada hak yang hanya dapat diberikan lewat peran bawaan.")

    def values(self) -> RoleValues:
        """What is to be kept; ask only where there are no errors."""
        ticked = frozenset(Permission(each) for each in self.ticked)
        return RoleValues(self.name, self.summary, ticked)


@dataclass(slots=True)
class PeriodForm(Form):
    """From–until of a role, as dates of which both are included; one that has begun keeps its start."""

    starts: str = ""
    ends: str = ""
    version: str = "0"
    began_at: datetime | None = field(default=None, init=False)
    starts_at: datetime | None = field(default=None, init=False)
    ends_at: datetime | None = field(default=None, init=False)

    def check(self) -> None:
        at = clock.now()
        self.starts_at = self.began_at or self._moment("starts", at)
        try:
            self.ends_at = last_moment(self.ends, max(self.starts_at or at, at))
        except ValueError as error:
            self.fail("ends", str(error))

    def _moment(self, name: str, at: datetime) -> datetime | None:
        try:
            return first_moment(self.starts, at)
        except ValueError as error:
            self.fail(name, str(error))
            return None
