"""The five-minute lesson: its pages, which Kominfo edits, and the tick of whoever went through it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal import audit, db, files
from portal.audit.trail import Place
from portal.decrees.briefings.tables import LessonPage, LessonReading
from portal.errors import Conflict, Refusal
from portal.permissions import Actor, Permission

STALE = "Bagian ini baru saja diubah orang lain. Periksa kedua isinya, lalu simpan lagi."
LOCK = "lesson"


@dataclass(frozen=True, slots=True)
class PageRow:
    """A page of the lesson as it is read; `picture` is the public id of a kept photo, or empty."""

    id: int
    place: int
    title: str
    body: str
    picture_file: int | None
    picture_words: str
    version: int

    @property
    def paragraphs(self) -> list[list[str]]:
        """Paragraphs, each with its lines."""
        return [block.splitlines() for block in self.body.split("\n\n") if block.strip()]


@dataclass(frozen=True, slots=True)
class PageValues:
    """What is typed; without a picture the one there is stays."""

    title: str
    body: str
    picture_file: int | None = None
    picture_words: str = ""


async def pages() -> list[PageRow]:
    """What the lesson says now, in order."""
    return await _rows(LessonPage.hidden_at.is_null())


async def page(page_id: int) -> PageRow | None:
    """One page that is shown."""
    found = await _rows(LessonPage.id == page_id, LessonPage.hidden_at.is_null())
    return found[0] if found else None


async def picture(page_id: int) -> files.StoredFileRow | None:
    """The picture of a page."""
    found = await page(page_id)
    key = found.picture_file if found else None
    return (await files.find_many([key])).get(key) if key else None


async def add(values: PageValues, *, by: Actor, at: datetime) -> None:
    """A new page at the end."""
    async with db.lock(LOCK):
        standing = await pages()
        place = max((row.place for row in standing), default=0) + 1
        row = LessonPage(place=place, changed_by=by.key, changed_at=at, **_columns(values))
        await LessonPage.insert(row)
        await _record("changed", Permission.DECREE_MANAGE, by=by, at=at)


async def change(page_id: int, values: PageValues, *, version: int, by: Actor, at: datetime) -> None:
    """Change a page; raises Conflict where somebody else was quicker."""
    written: dict[Any, Any] = {"changed_by": by.key, "changed_at": at, "version": version + 1}
    columns = {name: value for name, value in _columns(values).items() if value is not None}
    async with db.transaction():
        saved = await (
            LessonPage.update(written | columns)
            .where(LessonPage.id == page_id, LessonPage.version == version, LessonPage.hidden_at.is_null())
            .returning(LessonPage.id)
        )
        if not saved:
            raise Conflict(STALE)
        await _record("changed", Permission.DECREE_MANAGE, by=by, at=at)


async def hide(page_id: int, *, by: Actor, at: datetime) -> None:
    """Take a page out of the lesson; the last one stays."""
    async with db.lock(LOCK):
        if len(await pages()) == 1:
            raise Refusal("Pelajaran tidak boleh kosong. Ubah saja isi bagian ini.")
        hidden = await (
            LessonPage.update({LessonPage.hidden_at: at})
            .where(LessonPage.id == page_id, LessonPage.hidden_at.is_null())
            .returning(LessonPage.id)
        )
        if not hidden:
            raise Conflict("Bagian ini sudah dihapus.")
        await _record("hidden", Permission.DECREE_MANAGE, by=by, at=at)


async def read_at(account_id: int) -> datetime | None:
    """When somebody ticked the lesson."""
    row = await LessonReading.select(LessonReading.read_at).where(LessonReading.account == account_id).first()
    return row["read_at"] if row else None


async def tick(account_id: int, *, by: Actor, at: datetime) -> None:
    """Somebody went through the lesson; the first time counts."""
    async with db.transaction():
        fresh = await LessonReading.insert(LessonReading(account=account_id, read_at=at)).on_conflict(
            target=LessonReading.account, action="DO NOTHING"
        )
        if fresh:
            await _record("read", None, by=by, at=at)


def _columns(values: PageValues) -> dict[str, Any]:
    return {
        "title": values.title,
        "body": values.body,
        "picture_file": values.picture_file,
        "picture_words": values.picture_words,
    }


async def _rows(*which: Any) -> list[PageRow]:
    columns = [LessonPage._meta.get_column_by_name(name) for name in PageRow.__dataclass_fields__]
    found = await LessonPage.select(*columns).where(*which).order_by(LessonPage.place, LessonPage.id)
    return [PageRow(**row) for row in found]


async def _record(action: str, needed: Permission | None, *, by: Actor, at: datetime) -> None:
    await audit.record(f"lesson.{action}", by=by, at=at, place=Place("lesson", permission=needed))
