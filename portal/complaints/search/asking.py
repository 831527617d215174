"""What somebody typed, as words that every complaint found must have."""

from __future__ import annotations

import re
from dataclasses import dataclass

from portal import db
from portal.complaints.policies import Clause
from portal.complaints.search.folding import KEPT, kept, words_of
from portal.complaints.search.stemming import stem

NUMBER = re.compile(r"ADU-\d{4}-\d{6}")
MOST_WORDS = 8
SHORTEST_BEGINNING = 3
"""Letters from which on a word also stands for those that begin with it; `di…` would be half of all."""


@dataclass(frozen=True, slots=True)
class Term:
    """One word: found as it stands, by its stem, and as the beginning of a longer one."""

    word: str
    stem: str

    @classmethod
    def of(cls, word: str) -> Term:
        """The term that a folded word is."""
        return cls(kept(word), kept(stem(word)))

    @property
    def is_beginning(self) -> bool:
        """Whether longer words count."""
        return SHORTEST_BEGINNING <= len(self.word) < KEPT

    def fits(self, found: frozenset[str]) -> bool:
        """Whether a word of a text, given in its forms, is what was asked for."""
        if self.word in found or self.stem in found:
            return True
        return self.is_beginning and any(each.startswith(self.word) for each in found)


def terms(text: str) -> tuple[Term, ...]:
    """The words of a question, each once; none where there is nothing to search for."""
    found = dict.fromkeys(words_of(text))
    return tuple(Term.of(word) for word in list(found)[:MOST_WORDS])


def number(text: str) -> str:
    """The complaint's number, where it is all that was typed."""
    asked = text.strip().upper()
    return asked if NUMBER.fullmatch(asked) else ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where rows come from when words are asked for; `key` is what they are read by, the newest first.

    `words` alone tells how many there are, where nothing else is asked of a complaint.
    """

    words: str
    tables: str
    key: str
    match: str


ON_SQLITE = Source(
    "complaint_search w",
    # CROSS: the words lead. From complaints to words a common one would be asked a million times.
    "complaint_search w CROSS JOIN complaint c ON c.id = w.rowid",
    "w.rowid",
    "complaint_search MATCH {}",
)
ON_POSTGRES = Source(
    "complaint_words w",
    "complaint_words w JOIN complaint c ON c.id = w.complaint",
    "w.complaint",
    "w.tokens @@ CAST({}::text AS tsquery)",
)


def source() -> Source:
    """The engine's own way to the words."""
    return ON_POSTGRES if db.is_postgres() else ON_SQLITE


def condition(asked: tuple[Term, ...], *places: tuple[str, ...]) -> Clause:
    """All terms, and of each of `places` one token, in the engine's own language."""
    both, either, spelt = (" & ", " | ", _on_postgres) if db.is_postgres() else (" AND ", " OR ", _on_sqlite)
    quote = "'{}'" if db.is_postgres() else '"{}"'
    tokens = [either.join(quote.format(token) for token in one_of) for one_of in places if one_of]
    return Clause(source().match, (both.join(f"({each})" for each in [*map(spelt, asked), *tokens]),))


def _on_postgres(term: Term) -> str:
    found = f"'{term.word}'{':*' if term.is_beginning else ''}"
    return found if term.stem == term.word else f"{found} | '{term.stem}'"


def _on_sqlite(term: Term) -> str:
    found = f'"{term.word}"{"*" if term.is_beginning else ""}'
    return found if term.stem == term.word else f'{found} OR "{term.stem}"'
