"""The list's page: views, filters as they are set, what to say when nothing fits. The URL holds all state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

from markupsafe import Markup

from portal.complaints import words
from portal.complaints.counts import VIEWS, Count
from portal.complaints.display.rows import Line, line
from portal.complaints.filters import Filters
from portal.complaints.kinds import Classification
from portal.complaints.listing import Page
from portal.complaints.page_queries import Option, Options
from portal.permissions import Actor, Permission
from portal.web import keyset

PATH = "/complaints"
NAMES = {
    "all": "Semua",
    "mine": "Perlu saya",
    "overdue": "Lewat tenggat",
    "returned": "Dikembalikan",
    "not_in_lapor": "Belum di LAPOR!",
    "not_copied": "Belum disalin ke LAPOR!",
}
NOTHING = {
    "mine": "Tidak ada yang menunggu Anda",
    "overdue": "Tidak ada yang lewat tenggat",
    "returned": "Tidak ada yang dikembalikan",
    "not_in_lapor": "Semua sudah tercatat di LAPOR!",
    "not_copied": "Semua jawaban sudah disalin ke LAPOR!",
}
HEADINGS = {
    "mine": "pengaduan menunggu Anda",
    "overdue": "pengaduan lewat tenggat",
    "returned": "pengaduan dikembalikan ke Kominfo",
    "not_in_lapor": "pengaduan belum tercatat di LAPOR!",
    "not_copied": "pengaduan dengan jawaban yang belum disalin",
}
KOMINFO_ONLY = frozenset({"returned", "not_in_lapor", "not_copied"})
LABELS = {
    "q": "kata",
    "status": "status",
    "bucket": "kelompok",
    "agency": "perangkat daerah",
    "channel": "kanal",
    "classification": "klasifikasi",
    "category": "kategori",
    "district": "kecamatan",
    "year": "tahun masuk",
    "due": "tenggat",
    "lapor": "LAPOR!",
    "mine": "perlu saya",
    "returned": "dikembalikan",
}
MORE = ("channel", "classification", "category", "district", "year", "due")
FIXED: Mapping[str, tuple[Option, ...]] = {
    "status": tuple((code, said.word) for code, said in words.STATUS.items()),
    "bucket": tuple((code, said.word) for code, said in words.BUCKET.items()),
    "channel": tuple(words.CHANNEL.items()),
    "classification": tuple(
        (code, word) for code, word in words.CLASSIFICATION.items() if code != Classification.NONE
    ),
    "due": (("soon", "Mendekati tenggat"), ("overdue", "Lewat tenggat")),
    "lapor": (
        ("not_in_lapor", "belum tercatat"),
        ("not_copied", "jawaban belum disalin"),
        ("differs", "berbeda dengan LAPOR!"),
    ),
    "mine": (("1", "ya"),),
    "returned": (("1", "ya"),),
}
EMPTY = Filters()


@dataclass(frozen=True, slots=True)
class View:
    """One of the lists that people come for."""

    code: str
    name: str
    href: str
    count: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Chosen:
    """A filter that is set, and the list without it."""

    name: str
    value: str
    without_href: str


@dataclass(frozen=True, slots=True)
class Listed:
    """The list as its template reads it."""

    lines: list[Line]
    filters: Filters
    views: tuple[View, ...]
    selects: Mapping[str, Markup]
    choices: Mapping[str, tuple[Option, ...]]
    next_href: str
    is_later_page: bool

    @property
    def here(self) -> str:
        """The first page of this very list."""
        return href(self.filters)

    @property
    def current(self) -> View | None:
        """The view that is open, where the filters are just those of one."""
        return next((view for view in self.views if view.is_current), None)

    @property
    def nothing(self) -> str:
        """What an empty view says."""
        return NOTHING.get(self.current.code, "") if self.current else ""

    @property
    def has_more_filters(self) -> bool:
        """Whether a filter behind the fold is set."""
        return any(getattr(self.filters, name) for name in MORE)

    @property
    def kept(self) -> dict[str, str]:
        """Filters without a field of their own, which the form carries along."""
        own = {"q", "status", "agency", *MORE}
        return {name: value for name, value in self.filters.query().items() if name not in own}

    @property
    def chosen(self) -> list[Chosen]:
        """The filters that are set, in words."""
        query = self.filters.query()
        return [self._chosen(name, query) for name in query]

    def _chosen(self, name: str, query: Mapping[str, str]) -> Chosen:
        without = {key: value for key, value in query.items() if key != name}
        return Chosen(LABELS[name], self._word(name, query[name]), _to(without))

    def _word(self, name: str, value: str) -> str:
        known = dict(self.choices.get(name, ()))
        return f"“{value}”" if name == "q" else known.get(value, value)

    @property
    def heading(self) -> str:
        """The situation in a line, where a view says one."""
        current = self.current
        return f"{current.count} {HEADINGS[current.code]}" if current and current.count else "Pengaduan"

    @property
    def summary(self) -> str:
        """How many are shown, and in which order."""
        order = "urut tenggat terdekat" if self.filters.by_deadline else "terbaru dahulu"
        return f"{len(self.lines)} pengaduan di halaman ini, {order}"


def listed(
    actor: Actor, filters: Filters, page: Page, counted: Mapping[str, Count], options: Options, *, after: str
) -> Listed:
    """Put the list's page together."""
    choices = _choices(actor, options)
    query = filters.query()
    return Listed(
        lines=[line(row) for row in page.rows],
        filters=filters,
        views=tuple(_view(code, filters, counted.get(code)) for code in views_for(actor)),
        selects={name: _options_html(found, query.get(name, "")) for name, found in choices.items()},
        choices=choices,
        next_href=_to({**query, "after": keyset.encode(page.after)}) if page.after else "",
        is_later_page=bool(after),
    )


def views_for(actor: Actor) -> list[str]:
    """The views that mean something to the reader."""
    is_kominfo = actor.holds(Permission.LAPOR_COPY, None)
    works = is_kominfo or actor.holds_somewhere(Permission.FOLLOW_UP_WRITE)
    hidden = (frozenset() if is_kominfo else KOMINFO_ONLY) | (frozenset() if works else {"mine"})
    return [code for code in NAMES if code not in hidden]


def href(filters: Filters) -> str:
    """The address of a list."""
    return _to(filters.query())


def _to(query: Mapping[str, str]) -> str:
    return f"{PATH}?{urlencode(query)}" if query else PATH


def _view(code: str, filters: Filters, count: Count | None) -> View:
    wanted = VIEWS[code]
    shown = count.text if count and count.value and code != "all" else ""
    return View(code, NAMES[code], href(wanted), shown, filters == wanted)


def _choices(actor: Actor, options: Options) -> dict[str, tuple[Option, ...]]:
    own = actor.agencies_for(Permission.COMPLAINT_READ)
    agencies = tuple(each for each in options.agencies if own is None or int(each[0]) in own)
    return {
        **FIXED,
        "agency": agencies if len(agencies) > 1 else (),
        "category": options.categories,
        "district": options.districts,
        "year": options.years,
    }


@lru_cache(maxsize=512)
def _options_html(options: tuple[Option, ...], chosen: str) -> Markup:
    """The options of a select: a hundred of them stand on every list, so they are not made anew each time."""
    line = Markup('<option value="{}"{}>{}</option>')
    selected = Markup(" selected")
    parts = (line.format(value, selected if value == chosen else "", word) for value, word in options)
    return Markup('<option value="">Semua</option>') + Markup("").join(parts)
