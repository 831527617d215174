"""The Word templates that Kominfo brought; the one that comes with the portal needs no row."""

from piccolo.columns import BigInt, BigSerial, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table


class DecreeTemplate(Table, tablename="decree_template"):
    """One version of the template; without a file it goes back to the one that comes with the portal."""

    id: BigSerial = BigSerial(primary_key=True)
    number = Integer()
    stored_file = BigInt(null=True, default=None)
    name = Varchar(length=200)
    note = Text(default="")
    uploaded_by = Varchar(length=60)
    uploaded_by_name = Varchar(length=120)
    uploaded_at = Timestamptz(default=None)
