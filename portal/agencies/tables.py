"""Perangkat daerah and their other names; districts, categories and the regency as data."""

from datetime import date
from enum import StrEnum
from typing import Any

from piccolo.columns import JSON, BigInt, BigSerial, Date, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.combination import And, Or
from piccolo.table import Table


class Kind(StrEnum):
    """What an agency is, in the words of the import file."""

    DINAS = "dinas"
    BADAN = "badan"
    SEKRETARIAT = "sekretariat"
    BAGIAN = "bagian"
    INSPEKTORAT = "inspektorat"
    SATUAN = "satuan"
    KECAMATAN = "kecamatan"
    KELURAHAN = "kelurahan"
    RSUD = "rsud"
    UPT = "upt"
    BUMD = "bumd"
    OTHER = "lainnya"


class Agency(Table, tablename="agency"):
    """A perangkat daerah; it is never deleted, its validity ends. No date means without limit.

    `successor` is the one that answers for it once it has ended.
    """

    id: BigSerial = BigSerial(primary_key=True)
    code = Varchar(length=40, unique=True)
    name = Varchar(length=200)
    short_name = Varchar(length=80)
    kind = Varchar(length=20, choices=Kind, default=Kind.OTHER)
    parent: ForeignKey[Any] = ForeignKey("self", null=True, default=None)
    valid_from = Date(null=True, default=None)
    valid_until = Date(null=True, default=None)
    successor: ForeignKey[Any] = ForeignKey("self", null=True, default=None)
    version = Integer(default=1)


class AgencyAlias(Table, tablename="agency_alias"):
    """Another name under which files know an agency; a removed one stays as a trace."""

    id: BigSerial = BigSerial(primary_key=True)
    agency = ForeignKey(Agency, null=False)
    text = Varchar(length=200)
    folded = Varchar(length=200)
    removed_at = Timestamptz(null=True, default=None)


class AgencyMerge(Table, tablename="agency_merge"):
    """One agency taken over by another, with what is needed to part them again.

    `aliases`, `units` and `topics` are the keys of what moved; `until_before` is when the source was to end.
    """

    id: BigSerial = BigSerial(primary_key=True)
    source = ForeignKey(Agency, null=False)
    target = ForeignKey(Agency, null=False)
    reason = Varchar(length=300)
    merged_at = Timestamptz(default=None)
    merged_by_key = Varchar(length=60)
    merged_by_name = Varchar(length=120)
    until_before = Date(null=True, default=None)
    aliases = JSON(default="[]")
    units = JSON(default="[]")
    topics = JSON(default="[]")
    undone_at = Timestamptz(null=True, default=None)
    undone_by_name = Varchar(length=120)


class District(Table, tablename="district"):
    """A kecamatan of the regency, under its number in the national list; one that ended is not offered."""

    id: BigSerial = BigSerial(primary_key=True)
    code = Varchar(length=20, unique=True)
    name = Varchar(length=80)
    ended_at = Timestamptz(null=True, default=None)
    version = Integer(default=1)


class Category(Table, tablename="category"):
    """What a complaint can be about, and the agency that usually answers for it.

    `lapor_id` is its number in LAPOR!'s export, where the office knows it.
    """

    id: BigSerial = BigSerial(primary_key=True)
    category = Varchar(length=120)
    topic = Varchar(length=120)
    agency = ForeignKey(Agency, null=True, default=None)
    lapor_id = Varchar(length=20)
    ended_at = Timestamptz(null=True, default=None)
    version = Integer(default=1)


class DistrictAlias(Table, tablename="district_alias"):
    """Another spelling of a kecamatan in files; a removed one stays as a trace."""

    id: BigSerial = BigSerial(primary_key=True)
    district = ForeignKey(District, null=False)
    text = Varchar(length=120)
    folded = Varchar(length=120)
    removed_at = Timestamptz(null=True, default=None)


class CategoryAlias(Table, tablename="category_alias"):
    """Another name of a topic in files; a removed one stays as a trace."""

    id: BigSerial = BigSerial(primary_key=True)
    category = ForeignKey(Category, null=False)
    text = Varchar(length=120)
    folded = Varchar(length=120)
    removed_at = Timestamptz(null=True, default=None)


class Regency(Table, tablename="regency"):
    """The one row that says whose database this is (*Profil daerah*).

    `letterhead` holds the lines of the kop, `logo` is the key of a stored file.
    """

    id: BigSerial = BigSerial(primary_key=True)
    name = Varchar(length=120, default="Kabupaten")
    short_name = Varchar(length=80, default="Kabupaten")
    head_title = Varchar(length=80, default="Bupati")
    province = Varchar(length=80, default="")
    office_name = Varchar(length=120, default="Dinas Komunikasi dan Informatika")
    office_short = Varchar(length=40, default="Kominfo")
    zone = Varchar(length=40, default="Asia/Jakarta")
    sender_number = Varchar(length=20, default="")
    phone = Varchar(length=40, default="")
    letterhead = Text(default="")
    logo = BigInt(null=True, default=None)
    version = Integer(default=1)


def active_on(day: date) -> And:
    """The WHERE for agencies that exist on that day."""
    begun = Or(Agency.valid_from.is_null(), Agency.valid_from <= day)
    not_over = Or(Agency.valid_until.is_null(), Agency.valid_until >= day)
    return begun & not_over
