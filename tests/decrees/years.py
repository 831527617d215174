"""Years of an office as hypothesis lives them, on a moving clock."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from portal import db
from portal.accounts import assignments, last_admin, standing
from portal.accounts.current_user import CurrentUser
from portal.accounts.tables import Account, AccountState, Assignment
from portal.decrees import (
    amending,
    answers,
    drafting,
    enactment,
    mutations,
    roster,
    rounds,
    rows,
    signing,
    withdrawal,
)
from portal.decrees.kinds import Change, DecreeKind, DecreeState
from portal.decrees.people import Person
from portal.decrees.signing import Signed
from portal.decrees.tables import Confirmation, Decree, Position
from portal.decrees.turnover import Occasion
from portal.errors import Refusal
from tests.accounts.conftest import make_account
from tests.decrees import facts
from tests.decrees.factories import SCAN, add, date_it, regency, version_of

START = datetime(2026, 1, 5, 3, 0, tzinfo=UTC)
NAMES = [f"Orang {letter}" for letter in "ABCDEFGHIJ"]
PEOPLE = [Person(name, phone=f"+62812340000{number}") for number, name in enumerate(NAMES)]
T = TypeVar("T")

people = st.sampled_from(PEOPLE)
some = st.integers(0, 30)


class Years(RuleBasedStateMachine):
    """An office that does whatever comes to mind; what it may not do is refused."""

    open_database: Callable[[], Awaitable[None]]

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.now = START
        self.numbers = 0
        self.run(type(self).open_database())
        self.town = self.run(regency(2, START))

    def run(self, act: Awaitable[T]) -> T:
        """Wait for an act on this office's own loop."""
        return self.loop.run_until_complete(act)  # type: ignore[arg-type]

    def attempt(self, act: Awaitable[T]) -> T | None:
        """Do what the rules allow; being refused changes nothing, which the invariants would see."""
        try:
            return self.run(act)
        except Refusal:
            return None

    def admins(self) -> list[CurrentUser]:
        """Whoever is admin at this moment, with what they hold now."""
        found = (
            Assignment.select(Assignment.account)
            .where(
                Assignment.role == "admin",
                Assignment.agency.is_null(),
                assignments.in_force(self.now),
                Assignment.account._.state == AccountState.ACTIVE,
            )
            .order_by(Assignment.account)
        )
        keys = sorted({row["account"] for row in self.run(found.run())})
        return [self.actor(key) for key in keys]

    def actor(self, key: int) -> CurrentUser:
        """A person as a request of this moment would know them."""
        return CurrentUser(key, "", f"Akun {key}", 0, self.run(assignments.held_by(key, self.now)))

    @property
    def first(self) -> CurrentUser:
        """The admin who drafts and uploads."""
        return self.admins()[0]

    @property
    def second(self) -> CurrentUser:
        """The admin who puts in force, where there is another."""
        return self.admins()[-1]

    def decrees(self, *states: DecreeState, kind: DecreeKind | None = None) -> list[dict[str, Any]]:
        """Decrees in these states, oldest first."""
        wanted = Decree.select().where(Decree.state.is_in(list(states))).order_by(Decree.id)
        if kind:
            wanted = wanted.where(Decree.kind == kind)
        return self.run(wanted.run())

    @initialize()
    def begin(self) -> None:
        """The first decree, with people in every kind of seat."""
        draft = self.run(drafting.begin(2026, by=self.first, at=self.now))
        seats = [
            ("Pejabat Penghubung", self.town.agencies[0]),
            ("Admin Operator", self.town.agencies[0]),
            ("Admin Operator", self.town.agencies[1]),
            ("Koordinator/Admin Instansi", None),
        ]
        for (seat, agency), person in zip(seats, PEOPLE, strict=False):
            self.run(add(self.town, draft, seat, agency, person, self.now))
        self.sign(days=0)
        self.enact()

    @rule(days=st.integers(1, 90), hours=st.integers(0, 23))
    def wait(self, days: int, hours: int) -> None:
        """Time passes, and nothing runs."""
        self.now += timedelta(days=days, hours=hours)

    @rule()
    def accept_invitations(self) -> None:
        """Everybody invited signs in for the first time."""
        invited = Account.state == AccountState.INVITED
        self.run(Account.update({Account.state: AccountState.ACTIVE}).where(invited).run())

    @rule()
    def draft(self) -> None:
        """Begin next year's decree."""
        self.attempt(drafting.begin(self.now.year + 1, by=self.first, at=self.now))

    @precondition(lambda self: self.decrees(DecreeState.IN_FORCE))
    @rule(which=some, person=people, change=st.sampled_from([Change.REPLACE, Change.END]))
    def amend(self, which: int, person: Person, change: Change) -> None:
        """Draft an SK Perubahan of one row, or add a row to the one being drafted."""
        base = self.decrees(DecreeState.IN_FORCE, kind=DecreeKind.MAIN)
        open_ones = self.decrees(DecreeState.DRAFT, kind=DecreeKind.AMENDMENT)
        if not base or not (seated := self.run(roster.in_force(self.now))):
            return
        amendment = (
            open_ones[0]["id"]
            if open_ones
            else self.attempt(drafting.begin_amendment(base[-1]["id"], by=self.first, at=self.now))
        )
        if amendment is None:
            return
        row = seated[which % len(seated)]
        new = person if change is Change.REPLACE else None
        self.attempt(
            amending.amend(
                amendment, row.id, change=change, person=new, reason="Mutasi", by=self.first, at=self.now
            )
        )

    @precondition(lambda self: self.decrees(DecreeState.DRAFT, DecreeState.CONFIRMATION))
    @rule(which=some, person=people, what=st.sampled_from(["replace", "end", "keep", "add"]))
    def edit(self, which: int, person: Person, what: str) -> None:
        """Change a row of a draft."""
        draft = self.decrees(DecreeState.DRAFT, DecreeState.CONFIRMATION)[-1]["id"]
        written = self.run(roster.rows_of(draft))
        if what == "add" or not written:
            positions = self.run(Position.select().where(Position.decree == draft).run())
            position = positions[which % len(positions)]
            agency = self.town.agencies[which % 2] if position["per_agency"] else None
            self.attempt(rows.add(draft, position["id"], agency, person, by=self.first, at=self.now))
            return
        row = written[which % len(written)]
        common: dict[str, Any] = {"version": row.version, "by": self.first, "at": self.now}
        if what == "replace":
            self.attempt(rows.replace(row.id, person, reason="Mutasi", **common))
        elif what == "end":
            self.attempt(rows.end(row.id, reason="Mutasi", **common))
        else:
            self.attempt(rows.keep(row.id, **common))

    @rule()
    def confirm(self) -> None:
        """Ask every agency, and decide for all of them."""
        drafts = self.decrees(DecreeState.DRAFT, kind=DecreeKind.MAIN)
        if not drafts:
            return
        draft = drafts[0]["id"]
        deadline = self.now + timedelta(days=5)
        self.attempt(rounds.open_round(draft, deadline=deadline, by=self.first, at=self.now))
        for row in self.run(Confirmation.select().where(Confirmation.decree == draft).run()):
            decided = {"reason": "Diputuskan", "version": row["version"], "by": self.first, "at": self.now}
            self.attempt(answers.decide(row["id"], **decided))

    @precondition(lambda self: self.decrees(DecreeState.DRAFT, DecreeState.CONFIRMATION))
    @rule(days=st.integers(-40, 60))
    def sign(self, days: int) -> None:
        """Date and sign the latest draft, backdated or for a day to come."""
        draft = self.decrees(DecreeState.DRAFT, DecreeState.CONFIRMATION)[-1]["id"]
        day = (self.now + timedelta(days=days)).date()
        self.numbers += 1
        self.town.first = self.first
        self.attempt(date_it(self.town, draft, day, at=self.now))
        common: dict[str, Any] = {"by": self.first, "at": self.now}
        self.attempt(signing.ready(draft, [], version=self.run(version_of(draft)), **common))
        what = Signed(f"188/{self.numbers}", self.now.date(), SCAN)
        self.attempt(signing.sign(draft, what, version=self.run(version_of(draft)), **common))

    @precondition(lambda self: self.decrees(DecreeState.SIGNED))
    @rule()
    def enact(self) -> None:
        """Put a signed decree in force; the page before pressing must have said what happens."""
        decree = self.decrees(DecreeState.SIGNED)[0]["id"]
        seen = self.run(enactment.preview(decree, by=self.second, at=self.now))
        before = self.run(facts.holdings(seen.starts_at))
        try:
            self.run(enactment.enact(decree, by=self.second, at=self.now))
        except Refusal:
            assert seen.refusals, "refused without a warning"
            return
        assert not seen.refusals, seen.refusals
        after = self.run(facts.holdings(seen.starts_at))
        granted = {(line.name, line.role, line.agency_id) for line in seen.granted}
        ended = {(line.name, line.role, line.agency_id) for line in seen.ended}
        assert (after - before, before - after) == (granted, ended)

    @rule(days=st.integers(-40, 60))
    def renew(self, days: int) -> None:
        """Whatever is being drafted, or a new decree, comes into force."""
        if not self.decrees(DecreeState.DRAFT, DecreeState.CONFIRMATION, DecreeState.SIGNED):
            self.draft()
        if self.decrees(DecreeState.DRAFT):
            self.confirm()
        if self.decrees(DecreeState.DRAFT, DecreeState.CONFIRMATION):
            self.sign(days)
        if self.decrees(DecreeState.SIGNED):
            self.enact()

    @precondition(lambda self: self.decrees(DecreeState.IN_FORCE, DecreeState.SIGNED, DecreeState.DRAFT))
    @rule(which=some)
    def withdraw(self, which: int) -> None:
        """Withdraw any decree, the latest more often."""
        if which > 10:
            return
        found = self.decrees(DecreeState.IN_FORCE, DecreeState.SIGNED, DecreeState.DRAFT)
        decree = found[-1 - which % len(found)]
        self.attempt(withdrawal.withdraw(decree["id"], reason="Dibatalkan", by=self.second, at=self.now))

    @precondition(lambda self: self.decrees(DecreeState.IN_FORCE))
    @rule(
        which=some,
        person=people,
        what=st.sampled_from(["replace", "vacate", "absence", "add"]),
        days=st.integers(-10, 40),
    )
    def mutate(self, which: int, person: Person, what: str, days: int) -> None:
        """Change the team in the middle of the year, today or on a day near it."""
        moment = self.now + timedelta(days=days)
        seated = self.run(roster.in_force(max(moment, self.now)))
        if not seated:
            return
        row = seated[which % len(seated)]
        when, common = Occasion(moment, "Mutasi"), {"by": self.first, "at": self.now}
        if what == "replace":
            self.attempt(mutations.replace(row.id, person, when, **common))
        elif what == "vacate":
            acting = person if which % 2 else None
            self.attempt(mutations.vacate(row.id, when, acting=acting, **common))
        elif what == "absence":
            until = moment + timedelta(days=7)
            self.attempt(mutations.absence(row.id, person, when, until=until, **common))
        else:
            seat = (row.decree_id, row.position_id, row.agency_id)
            self.attempt(mutations.add(*seat, person, when, **common))

    @rule(which=some)
    def end_by_hand(self, which: int) -> None:
        """Now and then an admin ends somebody's account, or a role given by hand."""
        if which > 8:
            return
        keys = [row["id"] for row in self.run(Account.select(Account.id).order_by(Account.id).run())]
        if which % 3 == 0:
            self.attempt(standing.end(keys[which % len(keys)], by=self.second, at=self.now))
            return
        mine = Assignment.select(Assignment.id).where(Assignment.source == "hand").order_by(Assignment.id)
        given = self.run(mine.run())
        self.attempt(assignments.end(given[which % len(given)]["id"], by=self.second, at=self.now))

    @rule()
    def add_admin_by_hand(self) -> None:
        """Another admin beside the decree."""
        if self.run(Account.count().run()) < 14:
            self.run(make_account("admin", at=self.now))

    @invariant()
    def facts_hold(self) -> None:
        """What must be true of any office at any moment."""
        self.run(facts.one_main_decree_and_none_lost())
        self.run(facts.rights_follow_from_rosters(self.now))
        self.run(last_admin.ensure_one_stays(self.now))

    def teardown(self) -> None:
        """Leave no thread and no loop behind."""
        self.run(db.close())
        self.loop.close()
