"""What may be done (one name for each act), and who does it.

Names read `thing:verb`. A permission is always asked together with the agency that the thing belongs to.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable


class Permission(StrEnum):
    """Every act that a role can allow."""

    COMPLAINT_READ = "complaint:read"
    COMPLAINT_CREATE = "complaint:create"
    COMPLAINT_VERIFY = "complaint:verify"
    COMPLAINT_ARCHIVE = "complaint:archive"
    COMPLAINT_DISPOSE = "complaint:dispose"
    COMPLAINT_RESOLVE = "complaint:resolve"
    COMPLAINT_REOPEN = "complaint:reopen"
    COMPLAINT_ACCEPT = "complaint:accept"
    COMPLAINT_RETURN = "complaint:return"
    COMPLAINT_ASK = "complaint:ask"
    COMPLAINT_NOTE = "complaint:note"
    COMPLAINT_SUPERVISORY = "complaint:supervisory"
    COMPLAINT_EXPORT = "complaint:export"
    FOLLOW_UP_WRITE = "follow-up:write"
    FOLLOW_UP_APPROVE = "follow-up:approve"
    FOLLOW_UP_STAND_IN = "follow-up:stand-in"
    IDENTITY_REVEAL = "identity:reveal"
    LAPOR_IMPORT = "lapor:import"
    LAPOR_COPY = "lapor:copy"
    NOTIFICATION_READ = "notification:read"
    NOTIFICATION_MANAGE = "notification:manage"
    JOB_READ = "job:read"
    JOB_MANAGE = "job:manage"
    REPORT_READ = "report:read"
    AGENCY_READ = "agency:read"
    AGENCY_MANAGE = "agency:manage"
    WORKDAY_MANAGE = "workday:manage"
    ACCOUNT_READ = "account:read"
    ACCOUNT_MANAGE = "account:manage"
    ROLE_READ = "role:read"
    ROLE_MANAGE = "role:manage"
    SETTINGS_MANAGE = "settings:manage"
    DECREE_READ = "decree:read"
    DECREE_MANAGE = "decree:manage"
    DECREE_CONFIRM = "decree:confirm"
    DECREE_ENACT = "decree:enact"
    AUDIT_READ = "audit:read"


EVERYWHERE: None = None
"""An assignment that names no agency holds for all of them."""


@runtime_checkable
class Actor(Protocol):
    """Whoever acts: a person, a job, an API client or a reporter."""

    @property
    def kind(self) -> str:
        """`person`, `job`, `client` or `reporter`."""

    @property
    def key(self) -> str:
        """A name that stays: `account:12`, `job:reminders`."""

    @property
    def name(self) -> str:
        """How the timeline calls the actor."""

    @property
    def origin(self) -> str:
        """The address the act came from; empty for jobs."""

    def holds_somewhere(self, permission: Permission) -> bool:
        """Whether any assignment in force grants the permission."""

    def holds(self, permission: Permission, agency_id: int | None) -> bool:
        """Whether the permission is granted for this agency; None asks for all agencies."""

    def holds_at(self, permission: Permission, agency_id: int) -> bool:
        """Whether a role at this very agency grants it: some acts belong to the agency's own people."""

    def agencies_for(self, permission: Permission) -> AbstractSet[int] | None:
        """The agencies for which the permission is granted; None means all of them."""

    def role_for(self, permission: Permission, agency_id: int | None) -> str:
        """The Indonesian name of the role that grants it there, for audit and timeline."""


@dataclass(frozen=True, slots=True)
class JobActor:
    """The portal itself at work: imports, reminders, duties. It holds every permission."""

    key: str
    name: str = "Sistem ASPAL"
    kind: str = "job"
    origin: str = ""

    def holds_somewhere(self, permission: Permission) -> bool:  # noqa: ARG002
        """A duty is trusted; what it may do is decided where it is written."""
        return True

    def holds(self, permission: Permission, agency_id: int | None) -> bool:  # noqa: ARG002
        """As `holds_somewhere`, for every agency."""
        return True

    def holds_at(self, permission: Permission, agency_id: int) -> bool:  # noqa: ARG002
        """No: the portal sits in no agency."""
        return False

    def agencies_for(self, permission: Permission) -> AbstractSet[int] | None:  # noqa: ARG002
        """None: all of them."""
        return None

    def role_for(self, permission: Permission, agency_id: int | None) -> str:  # noqa: ARG002
        """Jobs act in no role of an office."""
        return "Sistem"
