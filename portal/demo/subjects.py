"""What invented complaints are about: topics, titles, texts and answers from the data files."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from random import Random

DATA = Path(__file__).parent / "data"
PLACES = (
    "di depan pasar Kecamatan {}",
    "dekat balai desa di Kecamatan {}",
    "dekat puskesmas Kecamatan {}",
    "di simpang tiga Kecamatan {}",
    "di belakang sekolah dasar Kecamatan {}",
    "di tepi sungai Kecamatan {}",
)


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic with the agency that answers for it, and its words."""

    name: str
    agency: str
    titles: tuple[str, ...]
    bodies: tuple[str, ...]
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """What one complaint is about."""

    topic: Topic
    district: str
    title: str
    body: str

    @property
    def answer(self) -> str:
        """What the agency did in the end."""
        return self.topic.answers[0]


@lru_cache
def topics() -> tuple[Topic, ...]:
    """Every topic that has words."""
    with (DATA / "categories.csv").open(encoding="utf-8", newline="") as file:
        agencies = {row["topik"]: row["perangkat_daerah_usulan"] for row in csv.DictReader(file)}
    words = json.loads((DATA / "topics.json").read_text(encoding="utf-8"))
    return tuple(
        Topic(name, agencies[name], *(tuple(said[part]) for part in ("titles", "bodies", "answers")))
        for name, said in words.items()
    )


@lru_cache
def districts() -> tuple[str, ...]:
    """The kecamatan by name."""
    with (DATA / "districts.csv").open(encoding="utf-8", newline="") as file:
        return tuple(row["kecamatan"] for row in csv.DictReader(file))


def invent(chance: Random, agencies: tuple[str, ...]) -> Subject:
    """A subject that one of these agencies answers for."""
    topic = chance.choice([topic for topic in topics() if topic.agency in agencies])
    district = chance.choice(districts())
    place = chance.choice(PLACES).format(district)
    title = chance.choice(topic.titles).format(place=place, district=district)
    return Subject(topic, district, title, chance.choice(topic.bodies))
