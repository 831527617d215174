"""What is known of an attachment; its bytes lie in the storage folder."""

from piccolo.columns import BigInt, BigSerial, Timestamptz, Varchar
from piccolo.table import Table


class StoredFile(Table, tablename="stored_file"):
    """One file, kept by its content's hash."""

    id: BigSerial = BigSerial(primary_key=True)
    public_id = Varchar(length=32, unique=True)
    name = Varchar(length=200)
    media_type = Varchar(length=120)
    size = BigInt()
    sha256 = Varchar(length=64)
    stored_by = Varchar(length=60)
    stored_at = Timestamptz(default=None)
