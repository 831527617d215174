"""The list's page: views, filters as they are set, what to say when nothing fits. The URL holds all state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode

from markupsafe import Markup

from portal.complaints.counts import VIEWS, Count
from portal.complaints.display import rows
from portal.complaints.filters import Filters
from portal.complaints.listing import Page
from portal.complaints.look import COLUMNS, SORTS, Asked, Look
from portal.complaints.narrowed import LABELS, Choices, choices_of, word_for
from portal.complaints.page_queries import Option, Options
from portal.complaints.saved_views import SavedRow
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
VIEW_OF = {VIEWS[code]: code for code in NAMES}
KOMINFO_ONLY = frozenset({"returned", "not_in_lapor", "not_copied"})
MORE = ("channel", "classification", "category", "district", "year", "due")


@dataclass(frozen=True, slots=True)
class View:
    """One of the lists that people come for; `removal` is where a saved one is put away.

    `is_counted` where a number stands behind its name, which may come once the rows stand.
    """

    code: str
    name: str
    href: str
    count: str
    is_current: bool
    removal: str = ""
    is_counted: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """A filter that is set, and the list without it."""

    name: str
    value: str
    without_href: str


@dataclass(frozen=True, slots=True)
class Listed:
    """The list as its template reads it; `total` is empty where counting is left for later.

    `rows` is the table's body, `shown` how many rows it has; `is_counted` where the views have their numbers.
    """

    rows: Markup
    shown: int
    filters: Filters
    look: Look
    views: tuple[View, ...]
    selects: Mapping[str, Markup]
    choices: Choices
    next_href: str
    is_later_page: bool
    is_counted: bool
    total: str

    @property
    def query(self) -> dict[str, str]:
        """All that the address of the first page says."""
        return self.filters.query() | self.look.query()

    @property
    def here(self) -> str:
        """The first page of this very list."""
        return href(self.query)

    @property
    def numbers_query(self) -> str:
        """What to ask the numbers with that are counted once the rows stand."""
        return urlencode(self.query if self.total else self.query | {"total": "1"})

    @property
    def export_href(self) -> str:
        """Where this very list is taken along."""
        return href(self.query, f"{PATH}/exports/new")

    @property
    def save_href(self) -> str:
        """Where this list gets a name; empty where it has one already."""
        has_one = self.current is not None and self.current.href == self.here
        return "" if has_one or not self.query else href(self.query, f"{PATH}/views/new")

    @property
    def heads(self) -> list[str]:
        """The names of the columns beside number and title."""
        return [COLUMNS[name] for name in self.look.columns]

    @property
    def columns(self) -> list[tuple[str, str, bool]]:
        """Every column with its name, and whether it stands."""
        return [(code, name, code in self.look.columns) for code, name in COLUMNS.items()]

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
        return [self._chosen(name, value) for name, value in self.filters.query().items()]

    def _chosen(self, name: str, value: str) -> Chosen:
        without = {key: kept for key, kept in self.query.items() if key != name}
        return Chosen(LABELS[name], word_for(name, value, self.choices), href(without))

    @property
    def narrowed_by(self) -> str:
        """The filters in one line, for paper."""
        return ", ".join(f"{each.name} {each.value}" for each in self.chosen)

    @property
    def heading(self) -> str:
        """The situation in a line, where a view says one and the page knows how many there are."""
        code = self.current.code if self.current else ""
        return f"{self._known} {HEADINGS[code]}" if code in HEADINGS and self._known else "Pengaduan"

    @property
    def _known(self) -> str:
        """How many there are as far as the page itself tells; empty where it does not."""
        if not self.shown:
            return ""
        known = self.total or ("" if self.is_later_page else f"lebih dari {self.shown}")
        return known[:1].upper() + known[1:]

    @property
    def summary(self) -> str:
        """How many are shown, and in which order."""
        return f"{self.shown} pengaduan di halaman ini, {self.look.order(self.filters).words}"


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around the rows; `counted` and `total` lack what is left for later."""

    counted: Mapping[str, Count]
    options: Options
    saved: Sequence[SavedRow] = ()
    is_counted: bool = False
    total: str = ""


def listed(actor: Actor, asked: Asked, page: Page, around: Around) -> Listed:
    """Put the list's page together."""
    choices = _choices(actor, around.options)
    query = asked.query
    is_whole = not asked.after and page.after is None
    return Listed(
        rows=rows.written(page.rows, asked.look.columns),
        shown=len(page.rows),
        filters=asked.filters,
        look=asked.look,
        views=_views(actor, asked, around),
        selects={name: _options_html(found, query.get(name, "")) for name, found in choices.items()}
        | {"sort": _options_html(tuple(SORTS.items()), asked.look.sort, "Biasa")},
        choices=choices,
        next_href=href({**query, "after": keyset.encode(page.after)}) if page.after else "",
        is_later_page=bool(asked.after),
        is_counted=around.is_counted,
        total=around.total or (str(len(page.rows)) if is_whole else ""),
    )


def _views(actor: Actor, asked: Asked, around: Around) -> tuple[View, ...]:
    """The lists that people come for, then those that somebody named."""
    named = [_saved_view(row, asked, actor) for row in around.saved]
    is_named = any(view.is_current for view in named)
    current = "" if is_named else view_of(asked.filters)
    usual = (_view(code, around.counted.get(code), is_current=code == current) for code in views_for(actor))
    return (*usual, *named)


def view_of(filters: Filters) -> str:
    """The view that these filters are; empty where they are none."""
    return VIEW_OF.get(filters, "")


def _saved_view(row: SavedRow, asked: Asked, actor: Actor) -> View:
    query = Asked.parse(dict(parse_qsl(row.query))).query
    removal = f"{PATH}/views/{row.public_id}/removal" if row.may_be_removed_by(actor) else ""
    return View(row.public_id, row.name, href(query), "", query == asked.query, removal)


def views_for(actor: Actor) -> list[str]:
    """The views that mean something to the reader."""
    is_kominfo = actor.holds(Permission.LAPOR_COPY, None)
    works = is_kominfo or actor.holds_somewhere(Permission.FOLLOW_UP_WRITE)
    hidden = (frozenset() if is_kominfo else KOMINFO_ONLY) | (frozenset() if works else {"mine"})
    return [code for code in NAMES if code not in hidden]


def href(query: Mapping[str, str], path: str = PATH) -> str:
    """The address of a list, or of what is done with it."""
    return f"{path}?{urlencode(query)}" if query else path


def _view(code: str, count: Count | None, *, is_current: bool) -> View:
    shown = count.text if count and count.value and code != "all" else ""
    return View(code, NAMES[code], VIEW_HREFS[code], shown, is_current, is_counted=code != "all")


VIEW_HREFS = {code: href(VIEWS[code].query()) for code in NAMES}


def _choices(actor: Actor, options: Options) -> Choices:
    own = actor.agencies_for(Permission.COMPLAINT_READ)
    agencies = tuple(each for each in options.agencies if own is None or int(each[0]) in own)
    return {**choices_of(options), "agency": agencies if len(agencies) > 1 else ()}


@lru_cache(maxsize=512)
def _options_html(options: tuple[Option, ...], chosen: str, none: str = "Semua") -> Markup:
    """The options of a select: a hundred of them stand on every list, so they are not made anew each time."""
    line = Markup('<option value="{}"{}>{}</option>')
    selected = Markup(" selected")
    parts = (line.format(value, selected if value == chosen else "", word) for value, word in options)
    return Markup('<option value="">{}</option>').format(none) + Markup("").join(parts)
