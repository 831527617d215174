"""The people of the demo: one account for each role, officers at some agencies, all made up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from portal.accounts import creation
from portal.accounts.current_user import CurrentUser, Held
from portal.accounts.roles import ROLES, RoleCode
from portal.accounts.tables import Account
from portal.agencies import queries as agencies
from portal.agencies.queries import AgencyRow

PASSWORD = "sampang-contoh"  # noqa: S105 - printed for whoever tries the demo
DOMAIN = "demo.example"

STAFFED = ("DPUPR", "DISHUB", "DLH", "DINSOS", "DISPENDUKCAPIL", "DINKES", "PERUMDAM", "DISKOPINDAG")
VACANT = "DISKOPINDAG"
"""An agency without a liaison: its answers wait for a stand-in."""

SHOWN_AGENCY = "DPUPR"
"""Whose officers stand for their roles in the printed list."""


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """Somebody to sign in as. `is_main`: the one that stands for its role."""

    role: str
    role_name: str
    name: str
    email: str
    phone: str
    agency: str
    is_main: bool
    user: CurrentUser

    @property
    def password(self) -> str:
        """The same for all."""
        return PASSWORD


@dataclass(frozen=True, slots=True)
class _Post:
    role: RoleCode
    name: str
    email: str
    agency: str = ""

    @property
    def is_main(self) -> bool:
        return self.agency in {"", SHOWN_AGENCY} or self.role is RoleCode.INSPECTOR


@dataclass(frozen=True, slots=True)
class Cast:
    """Who acts in the invented years."""

    accounts: tuple[DemoAccount, ...]

    @property
    def admin(self) -> CurrentUser:
        """Kominfo."""
        return self._one(RoleCode.ADMIN, "")

    def operator(self, agency: str) -> CurrentUser:
        """Who writes at the agency; at the Inspektorat its inspector."""
        return self._one(RoleCode.OPERATOR, agency)

    def approver(self, agency: str) -> CurrentUser:
        """Who approves there: the liaison, at an agency without one its head."""
        role = RoleCode.LEADER if agency == VACANT else RoleCode.LIAISON
        return self._one(role, agency)

    def _one(self, role: RoleCode, agency: str) -> CurrentUser:
        return next(each.user for each in self.accounts if (each.role, each.agency) == (role, agency))


async def enrol(at: datetime) -> Cast:
    """Open the accounts. Their roles begin now, so nothing of the years before is told to anybody."""
    known = {agency.code: agency for agency in await agencies.every()}
    posts = list(_posts(known))
    return Cast(tuple([await _open(post, number, known, at) for number, post in enumerate(posts, start=1)]))


def _posts(known: Mapping[str, AgencyRow]) -> list[_Post]:
    regency_wide = [
        _Post(RoleCode.ADMIN, "Admin Kominfo", "admin"),
        _Post(RoleCode.LEADER, "Pimpinan Kabupaten", "pimpinan"),
        _Post(RoleCode.REVIEWER, "Peninjau", "peninjau"),
    ]
    officers = [post for code in STAFFED for post in _officers(code, known[code].short_name)]
    inspectorate = [
        _Post(RoleCode.INSPECTOR, "Pengawas Inspektorat", "pengawas", "INSPEKTORAT"),
        _Post(RoleCode.OPERATOR, "Operator Inspektorat", "operator.inspektorat", "INSPEKTORAT"),
        _Post(RoleCode.LIAISON, "Sekretaris Inspektorat", "penghubung.inspektorat", "INSPEKTORAT"),
    ]
    return [*regency_wide, *officers, *inspectorate]


def _officers(code: str, short_name: str) -> list[_Post]:
    mail = code.lower()
    posts = [_Post(RoleCode.OPERATOR, f"Operator {short_name}", f"operator.{mail}", code)]
    if code != VACANT:
        posts.append(_Post(RoleCode.LIAISON, f"Sekretaris {short_name}", f"penghubung.{mail}", code))
    if code in {SHOWN_AGENCY, VACANT}:
        posts.append(_Post(RoleCode.LEADER, f"Kepala {short_name}", f"kepala.{mail}", code))
    return posts


async def _open(post: _Post, number: int, known: Mapping[str, AgencyRow], at: datetime) -> DemoAccount:
    phone = f"+62812000010{number:02}"
    email = f"{post.email}@{DOMAIN}"
    account_id = await creation.create_account(
        role=post.role,
        email=email,
        phone=phone,
        name=post.name,
        agency_code=post.agency,
        password=PASSWORD,
        at=at,
    )
    # The story begins after everybody has answered on the phones that the demo shows.
    await Account.update({Account.phone_proven_at: at}).where(Account.id == account_id)
    agency_id = known[post.agency].id if post.agency else None
    user = CurrentUser(account_id, "", post.name, 0, (Held(post.role, agency_id),), "127.0.0.1")
    name = ROLES[post.role].name_for(agency_id)
    return DemoAccount(post.role, name, post.name, email, phone, post.agency, post.is_main, user)
