"""The two lists, and what each is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from piccolo.table import Table

from portal.agencies.queries import Alias
from portal.agencies.tables import Category, CategoryAlias, District, DistrictAlias


class Which(StrEnum):
    """A list by its name in addresses."""

    CATEGORIES = "categories"
    DISTRICTS = "districts"


@dataclass(frozen=True, slots=True)
class ListKind:
    """`group` and `name` are the columns that name a term together; `owner` is the aliases' column for it."""

    which: Which
    table: type[Table]
    aliases: type[Table]
    owner: str
    group: str
    name: str

    def column(self, name: str) -> Any:
        """A column of the list's table."""
        return self.table._meta.get_column_by_name(name)

    def alias_column(self, name: str) -> Any:
        """A column of the table of other names."""
        return self.aliases._meta.get_column_by_name(name)

    @property
    def is_categories(self) -> bool:
        """Whether its terms suggest an agency and have a number in LAPOR!."""
        return self.which is Which.CATEGORIES


KINDS = {
    Which.CATEGORIES: ListKind(
        Which.CATEGORIES, Category, CategoryAlias, owner="category", group="category", name="topic"
    ),
    Which.DISTRICTS: ListKind(
        Which.DISTRICTS, District, DistrictAlias, owner="district", group="code", name="name"
    ),
}


TITLE = {Which.CATEGORIES: "Kategori", Which.DISTRICTS: "Kecamatan"}
"""What each list is called."""


@dataclass(frozen=True, slots=True)
class Term:
    """One entry. `group` is the category above a topic, or the code of a kecamatan."""

    id: int
    group: str
    name: str
    version: int
    ended_at: datetime | None
    agency: int | None = None
    lapor_id: str = ""
    aliases: tuple[Alias, ...] = ()

    @property
    def is_offered(self) -> bool:
        """Whether forms offer it."""
        return self.ended_at is None


@dataclass(frozen=True, slots=True)
class NewTerm:
    """An entry as somebody types it."""

    group: str
    name: str
    agency: int | None = None
    lapor_id: str = ""
    aliases: tuple[str, ...] = ()
