"""Naming a list."""

from dataclasses import dataclass

from portal.complaints.saved_views import LONGEST_NAME
from portal.web import Form


@dataclass(slots=True)
class SavedViewForm(Form):
    """`query` is the list's, as its address writes it; `shared` is ticked for everybody."""

    name: str = ""
    query: str = ""
    shared: str = ""

    def check(self) -> None:
        self.require("name", "Beri nama tampilan ini.")
        self.at_most("name", LONGEST_NAME)
