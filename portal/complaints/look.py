"""How a list is shown: its order and its columns, as the address writes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from portal.complaints.filters import Filters
from portal.complaints.orders import CHOICES, Order, order_of

COLUMNS = {
    "holder": "Di",
    "status": "Status",
    "due": "Tenggat",
    "received": "Masuk",
    "category": "Kategori",
    "district": "Kecamatan",
    "channel": "Kanal",
    "classification": "Klasifikasi",
    "lapor": "Status di LAPOR!",
}
"""What may stand beside number and title, by its name in the address, in the order of the page."""

USUAL = ("holder", "status", "due")
SORTS = {
    "newest": "Terbaru dahulu",
    "oldest": "Terlama dahulu",
    "due": "Tenggat terdekat",
    "resolved": "Terakhir selesai",
}


@dataclass(frozen=True, slots=True)
class Look:
    """The reader's choice; an empty sort is the list's own."""

    sort: str = ""
    columns: tuple[str, ...] = USUAL

    @classmethod
    def parse(cls, values: Mapping[str, str]) -> Look:
        """From the query of a URL, its columns joined by commas; what is no choice is left out."""
        sort = values.get("sort", "")
        asked = values.get("cols", "").split(",")
        columns = tuple(name for name in COLUMNS if name in asked)
        return cls(sort if sort in CHOICES else "", columns or USUAL)

    def query(self) -> dict[str, str]:
        """What differs from the usual look, as the URL writes it."""
        columns = {"cols": ",".join(self.columns)} if self.columns != USUAL else {}
        return ({"sort": self.sort} if self.sort else {}) | columns

    def order(self, filters: Filters) -> Order:
        """The order in which a list with these filters is shown."""
        return order_of(filters, self.sort)


@dataclass(frozen=True, slots=True)
class Asked:
    """A list as its address asks for it: narrowed by what, shown how, from which place on."""

    filters: Filters
    look: Look
    after: str = ""

    @classmethod
    def parse(cls, values: Mapping[str, str]) -> Asked:
        """From the query of a URL."""
        return cls(Filters.parse(values), Look.parse(values), values.get("after", ""))

    @property
    def query(self) -> dict[str, str]:
        """The address of the list's first page."""
        return self.filters.query() | self.look.query()
