"""What is in a list, and what a name in a file means."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable

from portal.agencies.folding import bare
from portal.agencies.lists.kinds import KINDS, TITLE, ListKind, Term, Which
from portal.agencies.queries import Alias

Find = Callable[[str], int | None]
PREFIX = re.compile(r"^(kecamatan|kec)(?=.)")


async def terms(which: Which) -> list[Term]:
    """Every entry, ended ones too, in the order of the list."""
    kind = KINDS[which]
    found = await kind.table.select().order_by(kind.column(kind.group), kind.column(kind.name))
    aliases = await _aliases(kind)
    return [_term(kind, row, aliases[row["id"]]) for row in found]


async def counted() -> list[tuple[str, str, int]]:
    """Each list with its word and how many of it forms offer."""
    return [
        (which.value, TITLE[which], sum(each.is_offered for each in await terms(which))) for which in Which
    ]


async def term(which: Which, key: int) -> Term | None:
    """One entry."""
    return next((each for each in await terms(which) if each.id == key), None)


async def finder(which: Which) -> Find:
    """What a text in a file means; other names first, then what is still offered, then what has ended.

    A topic that stands under two categories means neither, until somebody says which.
    """
    standing = await terms(which)
    known = {
        **_meant(each for each in standing if not each.is_offered),
        **_meant(each for each in standing if each.is_offered),
        **{bare(alias.text): each.id for each in standing for alias in each.aliases},
    }
    is_district = which is Which.DISTRICTS

    def find(text: str) -> int | None:
        key = bare(text)
        found = known.get(key)
        return known.get(PREFIX.sub("", key)) if found is None and is_district else found

    return find


async def numbers() -> dict[str, int]:
    """Topics by LAPOR!'s own number."""
    return {each.lapor_id: each.id for each in await terms(Which.CATEGORIES) if each.lapor_id}


def _meant(standing: Iterable[Term]) -> dict[str, int]:
    by_name: dict[str, set[int]] = defaultdict(set)
    for each in standing:
        for text in (each.name, f"{each.group} {each.name}"):
            by_name[bare(text)].add(each.id)
    return {name: min(keys) for name, keys in by_name.items() if len(keys) == 1}


def _term(kind: ListKind, row: dict[str, object], aliases: list[Alias]) -> Term:
    return Term(
        **{name: row[name] for name in ("id", "version", "ended_at")},  # type: ignore[arg-type]
        group=str(row[kind.group]),
        name=str(row[kind.name]),
        agency=row.get("agency"),  # type: ignore[arg-type]
        lapor_id=str(row.get("lapor_id") or ""),
        aliases=tuple(aliases),
    )


async def _aliases(kind: ListKind) -> dict[int, list[Alias]]:
    found = (
        await kind.aliases.select(*(kind.alias_column(name) for name in (kind.owner, "id", "text")))
        .where(kind.alias_column("removed_at").is_null())
        .order_by(kind.alias_column("text"))
    )
    by_term: dict[int, list[Alias]] = defaultdict(list)
    for row in found:
        by_term[row[kind.owner]].append(Alias(row["id"], row["text"]))
    return by_term
