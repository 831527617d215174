"""Roles that an office makes for itself; the built-in ones stand in the code."""

from __future__ import annotations

from piccolo.columns import BigSerial, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table


class OwnRole(Table, tablename="own_role"):
    """A role of the office's own; `folded` is its name in small letters, unique among those not ended."""

    id: BigSerial = BigSerial(primary_key=True)
    code = Varchar(length=20, unique=True)
    name = Varchar(length=60)
    folded = Varchar(length=60)
    summary = Varchar(length=200)
    version = Integer(default=1)
    created_at = Timestamptz(default=None)
    changed_at = Timestamptz(default=None)
    changed_by = Varchar(length=60)
    ended_at = Timestamptz(null=True, default=None)


class OwnRolePermission(Table, tablename="own_role_permission"):
    """One right that a role of the office's own gives."""

    id: BigSerial = BigSerial(primary_key=True)
    role = ForeignKey(OwnRole, null=False, on_delete=OnDelete.cascade)
    permission = Varchar(length=40)
