"""A backup holds everything, says what it lacks, and comes back only whole and only where nothing is."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from portal import clock, db
from portal.errors import Refusal
from portal.files import storage
from portal.keeping import archive, backup, history, restore, snapshot
from portal.keeping.backup import Made
from portal.keeping.tables import BackupRun
from portal.reports.figures import rapor_json
from portal.settings import ROOT, settings
from tests.keeping import planted
from tests.keeping.conftest import Choose
from tests.keeping.office import BY, aspal, attach, furnish, said, write_message
from tests.services import Cluster


@pytest.fixture
async def made(sqlite_database: str, data: Path, tmp_path: Path) -> Made:
    """A furnished office and its backup."""
    await furnish()
    await write_message(1)
    await attach(b"isi lampiran")
    return await backup.make(tmp_path / "cadangan" / "satu", by=BY, at=clock.now())


async def bring_back(folder: Path, house: Path, choose: Choose) -> restore.Restored:
    """Restore into another house and stay there."""
    await db.close()
    url = f"sqlite:///{house / 'aspal.sqlite'}"
    choose(data_dir=house, storage_url=f"file://{house / 'files'}", database_url=url)
    db.use(db.connect(url))
    back = await restore.restore(folder, by=BY, at=clock.now())
    db.use(db.connect(url))
    return back


async def test_what_comes_back_is_what_was_kept(made: Made, tmp_path: Path, choose: Choose) -> None:
    figures = await rapor_json(2023)
    attached = await db.rows("SELECT id FROM stored_file")
    back = await bring_back(made.folder, tmp_path / "baru", choose)
    assert await rapor_json(2023) == figures
    assert figures["total"] == 41
    assert back.held == 1
    (message,) = await db.rows("SELECT state, reason FROM delivery")
    assert message == {"state": "held", "reason": restore.HELD}
    (kept,) = (await storage.find_many([row["id"] for row in attached])).values()
    assert kept.path.read_bytes() == b"isi lampiran"
    assert kept.path.is_relative_to(tmp_path / "baru")
    lines = await db.rows("SELECT action, subject FROM audit_event WHERE subject = 'backup' ORDER BY id")
    assert [line["action"] for line in lines] == ["backup.restored"]
    assert list((tmp_path / "baru").glob("*restoring*")) == []


async def test_the_backup_that_came_back_stands_as_done_in_its_own_list(
    made: Made, tmp_path: Path, choose: Choose
) -> None:
    before = clock.now() - timedelta(hours=3)
    await BackupRun(started_at=before, place="terputus").save()
    second = await backup.make(made.folder.with_name("dua"), by=BY, at=clock.now())
    await bring_back(second.folder, tmp_path / "baru", choose)
    rows = await history.recent()
    assert [(row.state, row.size, row.files, row.note) for row in rows] == [
        ("done", second.manifest.size, 1, ""),
        ("failed", 0, 0, backup.BROKEN_OFF),
        ("done", made.manifest.size, 1, ""),
    ]
    assert all(row.ended_at for row in rows)
    assert rows[0].megabytes != "0,0"


async def test_every_backup_is_told_with_its_size(made: Made) -> None:
    (run,) = await db.rows("SELECT state, size, files, note FROM backup_run")
    assert run == {"state": "done", "size": made.manifest.size, "files": 1, "note": ""}
    on_disk = sum(path.stat().st_size for path in made.folder.rglob("*") if path.name != archive.MANIFEST)
    folders = sum(path.stat().st_size for path in made.folder.rglob("*") if path.is_dir())
    assert on_disk - folders == made.manifest.size
    assert await db.rows("SELECT outcome FROM audit_event WHERE action = 'backup.made'") == [
        {"outcome": "done"}
    ]


async def test_the_next_backup_shares_attachments_and_stands_by_itself(
    made: Made, tmp_path: Path, choose: Choose
) -> None:
    second = await backup.make(made.folder.with_name("dua"), by=BY, at=clock.now())
    assert second.manifest.files == made.manifest.files
    (name,) = second.manifest.files
    places = [folder / archive.FILES / name for folder in (made.folder, second.folder)]
    assert places[0].samefile(places[1])
    shutil.rmtree(made.folder)
    await bring_back(second.folder, tmp_path / "baru", choose)


async def test_an_attachment_that_was_lost_before_is_named(made: Made, tmp_path: Path) -> None:
    shutil.rmtree(settings().storage_dir)
    settings().storage_dir.mkdir()
    again = await backup.make(tmp_path / "lain" / "tiga", by=BY, at=clock.now())
    assert len(again.missing) == 1
    (run,) = await db.rows("SELECT note FROM backup_run ORDER BY id DESC LIMIT 1")
    assert run["note"] == "1 lampiran disebut basis data tetapi tidak ada di penyimpanan."


async def test_a_folder_in_use_is_left_alone(made: Made) -> None:
    before = sorted(made.folder.rglob("*"))
    with pytest.raises(Refusal, match="sudah berisi"):
        await backup.make(made.folder, by=BY, at=clock.now())
    assert sorted(made.folder.rglob("*")) == before
    (run,) = await db.rows("SELECT state FROM backup_run ORDER BY id DESC LIMIT 1")
    assert run["state"] == "failed"


def cut_database(folder: Path) -> None:
    path = folder / archive.DATABASE
    path.write_bytes(path.read_bytes()[:-4096])


def flip_a_bit(folder: Path) -> None:
    path = folder / archive.DATABASE
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def lose_an_attachment(folder: Path) -> None:
    next(path for path in (folder / archive.FILES).rglob("*") if path.is_file()).unlink()


def lose_the_manifest(folder: Path) -> None:
    (folder / archive.MANIFEST).unlink()


def spoil_the_manifest(folder: Path) -> None:
    (folder / archive.MANIFEST).write_text("{}")


def change(**values: object) -> Callable[[Path], None]:
    def changed(folder: Path) -> None:
        path = folder / archive.MANIFEST
        path.write_text(json.dumps(json.loads(path.read_text()) | values))

    return changed


def point_outside(folder: Path) -> None:
    kept = archive.read(folder).files
    (one,) = kept.values()
    change(files={"../../rahasia": {"size": one.size, "sha256": one.sha256}})(folder)


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        (cut_database, "isi aspal.sqlite berubah"),
        (flip_a_bit, "isi aspal.sqlite berubah"),
        (lose_an_attachment, "tidak ada"),
        (lose_the_manifest, "bukan cadangan ASPAL"),
        (spoil_the_manifest, "manifest.json tidak dapat dibaca"),
        (change(counts={"complaint": 7}), "tidak sesuai daftarnya"),
        (change(format=2, version="9.0"), "lebih baru (9.0)"),
        (change(migrations=["portal.lain.piccolo_app: 2030-01-01T00:00:00:000000"]), "lebih baru"),
        (point_outside, "menunjuk ke luar"),
    ],
)
async def test_damaged_and_newer_backups_are_refused(
    made: Made, tmp_path: Path, choose: Choose, harm: Callable[[Path], None], sentence: str
) -> None:
    harm(made.folder)
    with pytest.raises(Refusal) as refused:
        await bring_back(made.folder, tmp_path / "baru", choose)
    assert sentence in refused.value.sentence
    assert [path for path in (tmp_path / "baru").rglob("*") if path.is_file()] == []


async def test_of_two_who_restore_at_once_one_does_and_its_files_stay(made: Made, tmp_path: Path) -> None:
    house = tmp_path / "baru"
    house.mkdir()
    url, files = f"sqlite:///{house / 'aspal.sqlite'}", {"ASPAL_STORAGE_URL": f"file://{house / 'files'}"}
    words = ("restore", str(made.folder))
    both = [planted.start(ROOT, url, house, *words, **files) for _ in range(2)]
    told = [process.communicate(timeout=90)[1] for process in both]
    assert sorted(process.returncode for process in both) == [0, 2], told
    assert sum("sudah ada" in text for text in told) == 1
    assert snapshot.counts(house / "aspal.sqlite")["complaint"] == 41
    kept = [path for path in (house / "files").rglob("*") if path.is_file()]
    assert [path.read_bytes() for path in kept] == [b"isi lampiran"]


async def test_nothing_is_written_over(made: Made, data: Path, tmp_path: Path, choose: Choose) -> None:
    house = tmp_path / "ada"
    house.mkdir()
    (house / "aspal.sqlite").write_bytes(b"milik orang")
    with pytest.raises(Refusal, match="sudah ada"):
        await bring_back(made.folder, house, choose)
    assert (house / "aspal.sqlite").read_bytes() == b"milik orang"
    (house / "aspal.sqlite").unlink()
    with pytest.raises(Refusal, match="sudah ada"):
        await bring_back(made.folder, data, choose)


def test_the_commands_on_a_server(sqlite_url: str, tmp_path: Path) -> None:
    house, kept, new = tmp_path / "lama", tmp_path / "cadangan", tmp_path / "baru"
    house.mkdir()
    assert "Cadangan selesai" in said(aspal(sqlite_url, house, "backup", str(kept)))
    url = f"sqlite:///{new / 'aspal.sqlite'}"
    assert "0 pesan ditahan" in said(aspal(url, new, "restore", str(kept)))
    assert "mutakhir" in said(aspal(url, new, "check"))
    again = aspal(url, new, "restore", str(kept))
    assert (again.returncode, again.stdout) == (2, "")
    assert "sudah ada" in again.stderr
    nowhere = aspal(sqlite_url, house, "backup", "/proc/tidak/bisa")
    assert nowhere.returncode == 2
    assert "tidak dapat ditulisi" in nowhere.stderr


def test_a_full_backup_disk_is_said_and_leaves_nothing(sqlite_url: str, tmp_path: Path) -> None:
    """No file of the command may grow beyond what the database has, as on a disk that is full."""
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as connection:
        connection.execute("CREATE TABLE ballast AS SELECT randomblob(6000000) AS bytes")
        connection.commit()
    done = aspal(sqlite_url, tmp_path, "backup", str(tmp_path / "cadangan"), largest=2_000_000)
    assert done.returncode == 2, done.stderr
    assert "penuh" in done.stderr
    assert not (tmp_path / "cadangan").exists()
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as connection:
        assert connection.execute("SELECT state FROM backup_run").fetchall() == [("failed",)]


async def test_on_postgres_it_says_what_pg_dump_has_to_do_and_seals_the_dump(
    postgres_database: str, data: Path, tmp_path: Path, choose: Choose, cluster: Cluster
) -> None:
    await furnish()
    await write_message(1)
    await attach(b"isi lampiran")
    choose(database_url=f"{postgres_database.replace('aspal@', 'aspal:raha%40sia@')}?application_name=a%26b")
    figures, folder = await rapor_json(2023), tmp_path / "rak 'kedua' $HOME" / "satu"
    with pytest.raises(Refusal) as told:
        await backup.make(folder, by=BY, at=clock.now())
    assert "raha" not in told.value.sentence
    # Exactly what it says is typed: blanks, quotes and signs of the shell stand in folder and address.
    typed(told.value.sentence.splitlines()[1], cluster)
    assert folder.stat().st_mode & 0o777 == 0o700
    made = await backup.make(folder, by=BY, at=clock.now())
    assert (len(made.manifest.files), made.missing) == (1, [])
    assert (await db.rows("SELECT state FROM backup_run ORDER BY id DESC LIMIT 1"))[0]["state"] == "done"
    with pytest.raises(Refusal, match="sudah ada"):
        await restore.restore(folder, by=BY, at=clock.now())
    house = tmp_path / "baru"
    choose(data_dir=house, storage_url=f"file://{house / 'files'}")
    with pytest.raises(Refusal, match="lebih baru daripada cadangannya"):
        await restore.restore(folder, by=BY, at=clock.now())
    await db.close()

    url = cluster.dsn("dikembalikan")
    postgres(cluster, "createdb", f"--maintenance-db={cluster.dsn()}", "dikembalikan")
    db.use(db.connect(url))
    await db.open_pool()
    choose(database_url=url)
    with pytest.raises(Refusal, match="pg_restore --no-owner") as told:
        await restore.restore(folder, by=BY, at=clock.now())
    typed(told.value.sentence.splitlines()[1], cluster)
    back = await restore.restore(folder, by=BY, at=clock.now())
    assert (back.held, await rapor_json(2023)) == (1, figures)
    (kept,) = (await storage.find_many([1])).values()
    assert kept.path.read_bytes() == b"isi lampiran"


def typed(line: str, cluster: Cluster) -> None:
    """A line as somebody copies it into a shell."""
    env = {"PATH": f"{cluster.programs}:{os.environ['PATH']}"}
    done = subprocess.run(["/bin/sh", "-c", line], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{line}\n{done.stderr}"


def postgres(cluster: Cluster, program: str, *words: str) -> None:
    """One of PostgreSQL's own programs."""
    subprocess.run([cluster.programs / program, *words], check=True, capture_output=True)
