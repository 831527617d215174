"""The audit's table; the database itself refuses to change or delete its rows."""

from piccolo.columns import JSON, BigInt, BigSerial, Timestamptz, Varchar
from piccolo.table import Table


class AuditEvent(Table, tablename="audit_event"):
    """One act, sign-in, refusal, export or reveal. Names no reporter and keeps no free text."""

    id: BigSerial = BigSerial(primary_key=True)
    recorded_at = Timestamptz(default=None)
    action = Varchar(length=60)
    outcome = Varchar(length=10, default="done")
    actor_kind = Varchar(length=10)
    actor_key = Varchar(length=60)
    actor_name = Varchar(length=120)
    role = Varchar(length=60, default="")
    origin = Varchar(length=60, default="")
    subject = Varchar(length=60, default="")
    agency_id = BigInt(null=True, default=None)
    details = JSON(default="{}")
