"""The built-in roles: what each may do, and how the office calls it. Own roles come from `role_book`."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from portal.permissions import Permission


class RoleCode(StrEnum):
    """The roles that every installation has."""

    ADMIN = "admin"
    LIAISON = "liaison"
    OPERATOR = "operator"
    LEADER = "leader"
    INSPECTOR = "inspector"
    REVIEWER = "reviewer"
    PROPOSER = "proposer"


BUILT_IN_ONLY = frozenset(
    {
        *(each for each in Permission if each.startswith(("account:", "role:", "settings:"))),
        Permission.IDENTITY_REVEAL,
        Permission.AUDIT_READ,
        Permission.DECREE_ENACT,
    }
)
"""Rights over people, rights and identities: no role of the office's own gives them."""


@dataclass(frozen=True, slots=True)
class Role:
    """A role; `at_agency` is granted in addition where it is held for one agency only."""

    code: str
    name: str
    summary: str
    permissions: frozenset[Permission]
    at_agency: frozenset[Permission] = field(default_factory=frozenset)
    name_at_agency: str = ""
    is_own: bool = False

    def permissions_for(self, agency_id: int | None) -> frozenset[Permission]:
        """What the role allows when it is held for this agency; None means for all of them."""
        return self.permissions if agency_id is None else self.permissions | self.at_agency

    def name_for(self, agency_id: int | None) -> str:
        """The role's Indonesian name where it is held."""
        return self.name_at_agency if agency_id is not None and self.name_at_agency else self.name


_OPERATOR = frozenset(
    {
        Permission.COMPLAINT_READ,
        Permission.COMPLAINT_CREATE,
        Permission.COMPLAINT_ACCEPT,
        Permission.COMPLAINT_RETURN,
        Permission.COMPLAINT_ASK,
        Permission.COMPLAINT_NOTE,
        Permission.COMPLAINT_EXPORT,
        Permission.FOLLOW_UP_WRITE,
        Permission.DECREE_READ,
    }
)
_READER = frozenset(
    {
        Permission.COMPLAINT_READ,
        Permission.COMPLAINT_EXPORT,
        Permission.REPORT_READ,
        Permission.AGENCY_READ,
        Permission.DECREE_READ,
    }
)

_ALL = (
    Role(
        RoleCode.ADMIN,
        "Admin Kominfo",
        "Memverifikasi, mendisposisikan, mengawasi, menutup, dan mengatur portal.",
        frozenset(Permission),
    ),
    Role(
        RoleCode.LIAISON,
        "Pejabat Penghubung",
        "Menerima pengaduan untuk perangkat daerahnya, memeriksa dan menyetujui jawaban.",
        _OPERATOR | {Permission.FOLLOW_UP_APPROVE, Permission.DECREE_CONFIRM},
    ),
    Role(
        RoleCode.OPERATOR,
        "Admin Operator",
        "Mengerjakan pengaduan di perangkat daerahnya dan menyusun konsep tindak lanjut.",
        _OPERATOR,
    ),
    Role(
        RoleCode.LEADER,
        "Pimpinan",
        "Membaca pengaduan dan laporan; kepala perangkat daerah dapat menyetujui sebagai pengganti.",
        _READER,
        at_agency=frozenset(
            {Permission.FOLLOW_UP_STAND_IN, Permission.COMPLAINT_NOTE, Permission.DECREE_CONFIRM}
        ),
        name_at_agency="Kepala Perangkat Daerah",
    ),
    Role(
        RoleCode.INSPECTOR,
        "Pengawas (Inspektorat)",
        "Menangani pengaduan berkadar pengawasan.",
        _READER | {Permission.COMPLAINT_SUPERVISORY, Permission.COMPLAINT_NOTE},
        at_agency=_OPERATOR | {Permission.FOLLOW_UP_APPROVE},
    ),
    Role(
        RoleCode.REVIEWER,
        "Peninjau",
        "Membaca pengaduan dan laporan tanpa mengubah apa pun.",
        _READER,
    ),
    # Whom Kominfo asks about a team where no liaison sits yet: for that agency, and for nothing else.
    Role(
        RoleCode.PROPOSER,
        "Pengusul Tim",
        "Mengonfirmasi susunan tim perangkat daerahnya untuk SK berikutnya.",
        frozenset(),
        at_agency=frozenset({Permission.DECREE_CONFIRM}),
    ),
)

ROLES: dict[str, Role] = {role.code: role for role in _ALL}
"""Each built-in role by its code, in the order in which the office lists them."""

ALIASES = {"secretary": RoleCode.LIAISON}
"""Other names a command accepts: the liaison usually is the agency's secretary."""


def find(code: str) -> Role | None:
    """The built-in role behind a code or one of its other names."""
    return ROLES.get(ALIASES.get(code, code))
