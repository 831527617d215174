"""What happened in the middle of the year."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, datetime, time, timedelta

from portal import clock
from portal.decrees import mutations
from portal.decrees.forms.people import TeamForm
from portal.decrees.kinds import MutationKind
from portal.decrees.people import Person
from portal.decrees.turnover import Occasion
from portal.permissions import Actor

Act = Callable[[Actor, datetime], Awaitable[int]]
PLT = "plt_"
CHOICES = (MutationKind.REPLACE, MutationKind.VACATE, MutationKind.ABSENCE)


class MutationForm(TeamForm):
    """One change of one seat, or somebody who is added."""

    def occasion(self, letter: int | None) -> Occasion | None:
        """When and why; None where something is wrong with it."""
        self.require("on", "Isi tanggal mulainya.")
        self.require("reason", "Tulis alasannya.")
        day = self.day("on")
        if day is None or not self["reason"]:
            return None
        number = self["letter_number"]
        reason = f"{self['reason']}. Surat nomor {number}" if number else self["reason"]
        return Occasion(_midnight(day), reason, letter)

    def act(self, appointment_id: int, letter: int | None) -> Act | None:
        """What is to be done with a seat; None where something is wrong."""
        when = self.occasion(letter)
        if self["act"] not in CHOICES:
            self.fail("act", "Pilih apa yang terjadi.")
            return None
        chosen = {
            MutationKind.REPLACE: self._replace,
            MutationKind.VACATE: self._vacate,
            MutationKind.ABSENCE: self._absence,
        }
        return chosen[MutationKind(self["act"])](appointment_id, when)

    def _replace(self, key: int, when: Occasion | None) -> Act | None:
        person = self.person("new_")
        if person is None or when is None:
            return None
        return lambda by, at: mutations.replace(key, person, when, by=by, at=at)

    def _vacate(self, key: int, when: Occasion | None) -> Act | None:
        acting = self._optional(PLT)
        if when is None or self.errors:
            return None
        return lambda by, at: mutations.vacate(key, when, acting=acting, by=by, at=at)

    def _absence(self, key: int, when: Occasion | None) -> Act | None:
        person = self.person("plh_")
        self.require("until", "Isi sampai kapan diwakili.")
        last = self.day("until")
        if person is None or when is None or last is None:
            return None
        until = _midnight(last) + timedelta(days=1)
        return lambda by, at: mutations.absence(key, person, when, until=until, by=by, at=at)

    def _optional(self, prefix: str) -> Person | None:
        return self.person(prefix) if self[f"{prefix}name"] else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.WIB)
