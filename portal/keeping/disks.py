"""Room on the disks that the portal writes to."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import dataclass
from pathlib import Path

from portal.keeping.readings import Look, Reading
from portal.settings import settings

GIGABYTE = 1_000_000_000
MEND = "Tambah ruang, atau pindahkan berkas lain dari cakram ini."


@dataclass(frozen=True, slots=True)
class Disk:
    """A folder of ours and the room on its disk, in bytes."""

    look: Look
    free: int
    total: int


async def disks() -> list[Disk]:
    """The disk of the data, and that of the backups where one is set."""
    places = [(Look("disk", "Ruang penyimpanan"), settings().data_dir)]
    if folder := settings().backup_dir:
        places.append((Look("backup-disk", "Ruang cadangan"), folder))
    return [await asyncio.to_thread(_measure, look, folder) for look, folder in places]


def judge(disk: Disk) -> Reading:
    """Little room is little in bytes, or in percent of a disk that is not huge."""
    text = f"{_gigabytes(disk.free)} GB bebas dari {_gigabytes(disk.total)} GB"
    share = disk.free / disk.total
    if disk.free < GIGABYTE // 2 or (share < 0.03 and disk.free < 5 * GIGABYTE):
        return disk.look.bad(text, MEND)
    if disk.free < 2 * GIGABYTE or (share < 0.1 and disk.free < 20 * GIGABYTE):
        return disk.look.watch(text, MEND, is_told=True)
    return disk.look.good(text)


def _measure(look: Look, folder: Path) -> Disk:
    there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    usage = shutil.disk_usage(there)
    return Disk(look, usage.free, usage.total)


def _gigabytes(size: int) -> str:
    return f"{size / GIGABYTE:.1f}".replace(".", ",")
