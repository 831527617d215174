"""What a merge of agencies moved, so that it can go back."""

from piccolo.columns import BigInt, BigSerial, ForeignKey
from piccolo.table import Table

from portal.complaints.tables import Complaint


class AgencyMove(Table, tablename="agency_move"):
    """A complaint that changed hands because its agency was merged; `merge` is the key of that merge."""

    id: BigSerial = BigSerial(primary_key=True)
    merge = BigInt()
    complaint = ForeignKey(Complaint, null=False)
