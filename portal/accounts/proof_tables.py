"""How people prove again who they are. Secrets stand here only as hashes."""

from piccolo.columns import BigSerial, ForeignKey, Timestamptz
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from portal.accounts.tables import Session


class StepUp(Table, tablename="step_up"):
    """When the password was last typed again in a session; one row for each session that ever did."""

    id: BigSerial = BigSerial(primary_key=True)
    session = ForeignKey(Session, null=False, unique=True, on_delete=OnDelete.cascade)
    proven_at = Timestamptz(default=None)
