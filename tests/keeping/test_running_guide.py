"""The guide is typed as it stands, on a clean folder tree with a user of its own, up to the way back."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing
from importlib import metadata
from pathlib import Path

import httpx
import pytest

from portal.keeping import snapshot
from portal.settings import ROOT, Settings
from tests.keeping import proxies
from tests.keeping.server import (
    ENGLISH,
    INDONESIAN,
    NOT_HERE,
    PASSWORD,
    UNITS,
    Server,
    blocks,
    clean_server,
    reason_against,
    runnable,
)
from tests.services import Cluster, postgres_cluster

PINNED = re.compile(r"^([A-Za-z0-9_.-]+)==([^ ;\\]+)([^\\]*)", re.MULTILINE)
MEGABYTE = 1024 * 1024
TOO_LARGE = "Berkas lebih besar dari 20 MB"
WHEN, LATER = "2026-11-24 03:00:00+00:00", "2099-01-01 03:00:00+00:00"
NOTIFICATION = """
INSERT INTO notification (dedupe_key, kind, subject, act, recorded_at) VALUES ('uji', 'disposed', '', '', ?)
"""
DELIVERY = """
INSERT INTO delivery (public_id, notification, recipient_key, recipient_name, subject, state, state_at,
  due_at, expires_at, recorded_at)
SELECT 'uji', max(id), 'account:1', 'Uji', '', 'waiting', ?, ?, ?, ? FROM notification
"""
BACK = "SELECT count(*) FROM audit_event WHERE action = 'backup.restored'"


def test_both_languages_type_the_same() -> None:
    assert blocks(ENGLISH) == blocks(INDONESIAN)
    headings = [len(re.findall(r"^## ", path.read_text(), re.MULTILINE)) for path in (ENGLISH, INDONESIAN)]
    assert headings == [13, 13]


def test_every_setting_of_the_guide_is_one_of_ours() -> None:
    known = {f"ASPAL_{name.upper()}" for name in Settings.model_fields} | {"ASPAL_ENV_FILE"}
    example = (ROOT / "deploy" / "aspal.env.example").read_text()
    named = set(re.findall(r"ASPAL_[A-Z_]+[A-Z]\b", ENGLISH.read_text() + example))
    assert named - known - {"ASPAL_META_CLOUD"} == set()


def test_nothing_is_left_out_that_the_guide_does_not_say() -> None:
    """A reason that no line needs any more is gone too."""
    lines = [line for _, text in blocks(ENGLISH) for line in text.replace("\\\n", " ").splitlines()]
    unused = [pattern for pattern in NOT_HERE if not any(re.fullmatch(pattern, line) for line in lines)]
    assert unused == []


def test_the_lock_is_what_this_run_runs_on() -> None:
    """What the test cannot install itself it compares."""
    lock = (ROOT / "requirements.lock").read_text()
    pinned = {name: version for name, version, marker in PINNED.findall(lock) if ";" not in marker}
    assert len(pinned) > 30
    wrong = {name: version for name, version in pinned.items() if metadata.version(name) != version}
    assert wrong == {}


def guide(begin: str, number: int = 0) -> str:
    """The block that has this in it; the guide is read in its own order."""
    found = [text for _, text in blocks(ENGLISH) if begin in text]
    assert found, begin
    return found[number]


@pytest.fixture(scope="module")
def open_folder() -> Iterator[Path]:
    """Where others may pass through, unlike in pytest's own."""
    with tempfile.TemporaryDirectory(prefix="aspal-server-") as name:
        yield Path(name)


@pytest.fixture(scope="module")
def typed() -> list[str]:
    """The blocks that were typed, so that none can be forgotten."""
    return []


class Typist:
    """Types blocks of the guide and remembers which."""

    def __init__(self, server: Server, typed: list[str]) -> None:
        self.server, self.typed = server, typed

    def type(self, begin: str, number: int = 0) -> str:
        block = guide(begin, number)
        self.typed.append(block)
        return self.server.type(block)


def install(typist: Typist, *, postgres: bool = False) -> None:
    """Sections 2 to 5, and 7 where it is PostgreSQL."""
    server = typist.server
    typist.type("useradd")
    typist.type("/opt/aspal/0.2/.venv")
    server.installed("0.2")
    typist.type("ln -sfn /opt/aspal/0.2 /opt/aspal/current\ninstall")
    typist.type("aspal.env.example")
    typist.type("chgrp aspal")
    typist.type("/srv/aspal-files")
    if postgres:
        typist.type("createuser")
        typist.type("ASPAL_DATABASE_URL=postgresql:///aspal?")
    told = typist.type("aspal migrate\naspal check\n")
    assert "Basis data" in told
    assert ("PostgreSQL" in told) is postgres or "mutakhir" in told
    typist.type("create-account")


@pytest.fixture(scope="module")
def house(open_folder: Path, typed: list[str]) -> Iterator[Typist]:
    """A server on SQLite whose units may be started."""
    with clean_server(open_folder) as server:
        typist = Typist(server, typed)
        install(typist)
        yield typist


@pytest.fixture(scope="module")
def at_work(house: Typist) -> Iterator[Typist]:
    with house.server.running():
        yield house


def test_the_folders_are_closed_to_other_users(house: Typist) -> None:
    root = house.server.root
    for place in ("var/lib/aspal", "var/backups/aspal", "srv/aspal-files"):
        assert stat.S_IMODE((root / place).stat().st_mode) == 0o700
        assert (root / place).owner() == house.server.user
    assert stat.S_IMODE((root / "etc/aspal/aspal.env").stat().st_mode) == 0o640
    assert (root / "var/lib/aspal/aspal.sqlite").owner() == house.server.user
    assert len(house.server.settings()["ASPAL_SECRET_KEY"]) >= 32


def test_units_are_well_formed(house: Typist) -> None:
    """By systemd itself where it is there; everywhere their programs are those of the guide."""
    units = sorted((house.server.root / "etc/systemd/system").glob("aspal-*.*"))
    assert {path.name for path in units if path.is_file()} == {path.name for path in UNITS.iterdir()}
    for path in (path for path in units if path.is_file()):
        for program in re.findall(r"^Exec\w+=(\S+)", path.read_text(), re.MULTILINE):
            assert os.access(program, os.X_OK), program
    placed = (house.server.root / "etc/systemd/system/aspal-worker.service.d/places.conf").read_text()
    assert placed == f"[Service]\nReadWritePaths={house.server.root}/srv/aspal-files\n"
    if verifier := shutil.which("systemd-analyze"):
        files = [path for path in units if path.is_file()]
        told = subprocess.run(
            [verifier, "verify", "--man=no", *files], capture_output=True, text=True, check=False
        )
        # The user is made in the guide's second section.
        assert [line for line in told.stderr.splitlines() if "aspal" in line and "User" not in line] == []


@pytest.mark.parametrize("name", ["nginx", "caddy"])
def test_files_pass_the_proxy_and_the_portal_says_what_is_too_large(name: str, at_work: Typist) -> None:
    at_work.type(f"apt install {name}")
    with proxies.running(name, at_work.server) as browser:
        enter(browser)
        kept = upload(browser, 20 * MEGABYTE - 4096)
        assert kept.status_code == 303, kept.text
        refused = upload(browser, 22 * MEGABYTE)
        assert (refused.status_code, TOO_LARGE in refused.text) == (413, True), refused.text
        assert "nginx" not in refused.text
        absurd = upload(browser, 130 * MEGABYTE)
        assert absurd.status_code == 413
        assert "terlalu besar" in absurd.text
        assert "Request Entity" not in absurd.text


@pytest.mark.parametrize("name", ["nginx", "caddy"])
def test_a_portal_that_is_off_is_told_in_indonesian(name: str, house: Typist, tmp_path: Path) -> None:
    """On another port, where nobody answers."""
    house.type(f"apt install {name}")
    off = Server(house.server.root, house.server.user)
    shutil.rmtree(house.server.root / name, ignore_errors=True)
    with proxies.running(name, off) as browser:
        answer = browser.get("/")
        assert (answer.status_code, "Portal sedang tidak menyala" in answer.text) == (502, True), answer.text
    shutil.rmtree(house.server.root / name)


def enter(browser: httpx.Client) -> None:
    """Once with a wrong password, which the audit keeps with where it came from."""
    for password, status in (("keliru-sekali", 422), (PASSWORD, 303)):
        fields = {"identifier": "081200000001", "password": password}
        answer = browser.post("/sign-in", data={**hidden(browser, "/sign-in"), **fields})
        assert answer.status_code == status, answer.text


def hidden(browser: httpx.Client, path: str) -> dict[str, str]:
    """The hidden fields of a page's form."""
    shown = browser.get(path)
    assert shown.status_code == 200, shown.text
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', shown.text))


def upload(browser: httpx.Client, size: int) -> httpx.Response:
    """A file of this size to *Impor*, as the page sends it."""
    fields = hidden(browser, "/lapor/imports")
    line = b"6300001,3 Nov 2026,14.05,Jalan berlubang,Dekat pasar.,Terverifikasi\n"
    columns = "Tracking ID,Tanggal Laporan Masuk,Waktu Laporan Masuk,Judul Laporan,Isi Laporan Awal"
    head = f"{columns},Status Laporan\n".encode()
    content = (head + line * (size // len(line) + 1))[:size]
    return browser.post("/lapor/imports", data=fields, files={"file": ("ekspor.csv", content, "text/csv")})


def test_the_audit_knows_where_people_came_from(at_work: Typist) -> None:
    """Not the proxy's address, nor what a stranger's header claims."""
    with closing(sqlite3.connect(at_work.server.root / "var/lib/aspal/aspal.sqlite")) as connection:
        rows = connection.execute("SELECT DISTINCT origin FROM audit_event WHERE action = 'session.refused'")
        assert [origin for (origin,) in rows] == [proxies.STRANGER]


def test_a_backup_comes_back_in_a_folder_that_others_cannot_enter(at_work: Typist) -> None:
    root = at_work.server.root
    at_work.type("aspal backup /var/backups/aspal/by-hand")
    # The drill without its last line, to look at what lies there meanwhile.
    drill = guide("/var/lib/aspal-drill").replace("rm -r /var/lib/aspal-drill", "")
    at_work.server.type(drill)
    kept = root / "var/lib/aspal-drill"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o700
    assert (kept / "data/aspal.sqlite").owner() == at_work.server.user
    assert json.loads((kept / "drill.json").read_text())["year"] == 2023
    shutil.rmtree(kept)
    at_work.type("/var/lib/aspal-drill")
    assert not kept.exists()


def test_an_upgrade_is_backed_up_by_the_old_release_and_can_be_gone_back_from(house: Typist) -> None:
    """After the tests above: the units of this server are stopped. A message that waits comes back held."""
    root, server = house.server.root, house.server
    house.server.unpack("0.3")
    house.type("/opt/aspal/0.3/.venv")
    server.installed("0.3")
    database = root / "var/lib/aspal/aspal.sqlite"
    wait_for_a_message(database)
    house.type("aspal backup /var/backups/aspal/before-0.3")
    assert os.readlink(root / "opt/aspal/current").endswith("0.2")
    house.type("ln -sfn /opt/aspal/0.3")
    before = snapshot.counts(root / "var/backups/aspal/before-0.3/aspal.sqlite")
    with server.running():
        pass
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("INSERT INTO district (code, name) VALUES ('99', 'Sesudah pembaruan')")
        connection.commit()
    house.type("ln -sfn /opt/aspal/0.2", 1)
    assert os.readlink(root / "opt/aspal/current").endswith("0.2")
    after = snapshot.counts(database)
    assert after["district"] == before["district"]
    assert snapshot.counts(root / "var/lib/aspal-0.3/aspal.sqlite")["district"] == before["district"] + 1
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("SELECT DISTINCT state FROM delivery").fetchall() == [("held",)]
    with server.running():
        pass


def wait_for_a_message(database: Path) -> None:
    """A message that is due one day, as the outbox keeps it, and no other."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("DELETE FROM delivery")
        connection.execute(NOTIFICATION, (WHEN,))
        connection.execute(DELIVERY, (WHEN, LATER, LATER, WHEN))
        connection.commit()


def test_postgresql_is_dumped_at_night_and_comes_back_in_drill_and_after_an_upgrade(typed: list[str]) -> None:
    with (
        tempfile.TemporaryDirectory(prefix="aspal-server-") as name,
        postgres_cluster() as cluster,
        clean_server(Path(name), cluster) as server,
    ):
        typist = Typist(server, typed)
        install(typist, postgres=True)
        night = server.run_unit("aspal-dump.service")
        assert "Cadangan selesai" in night
        typist.type("aspal_drill")
        assert not (server.root / "var/lib/aspal-drill").exists()
        server.unpack("0.3")
        server.type(guide("/opt/aspal/0.3/.venv"))
        server.installed("0.3")
        server.type(guide("ln -sfn /opt/aspal/0.3"))
        typist.type("aspal_0_3")
        assert in_cluster(cluster, "aspal", BACK) == "1"
        assert in_cluster(cluster, "aspal_0_3", "SELECT count(*) FROM account") == "1"
        with server.running():
            pass
        lose(typist, cluster)
        typist.type("aspal-worker aspal-dump.timer")
        assert in_cluster(cluster, "aspal", "SELECT count(*) FROM account") == "1"


def lose(typist: Typist, cluster: Cluster) -> None:
    """As on a new server: what was there is put away, sections 2 and 7 are typed."""
    root = typist.server.root
    in_cluster(cluster, "postgres", "ALTER DATABASE aspal RENAME TO lost")
    (root / "var/lib/aspal").rename(root / "var/lib/lost")
    typist.type("useradd")
    typist.server.type("runuser -u postgres -- createdb --owner=aspal aspal")


def in_cluster(cluster: Cluster, database: str, sql: str) -> str:
    """One value."""
    command = [cluster.programs / "psql", "--no-align", "--tuples-only", f"--dbname={cluster.dsn(database)}"]
    return subprocess.run([*command, "-c", sql], capture_output=True, text=True, check=True).stdout.strip()


def test_after_the_disk_was_lost_the_backup_is_enough(house: Typist) -> None:
    """On the same tree: what was there is put away as if the disk were new."""
    root = house.server.root
    (root / "var/lib/aspal").rename(root / "var/lib/lost")
    house.type("useradd")
    house.type("aspal restore /var/backups/aspal/by-hand\nsystemctl")
    assert snapshot.is_sound(root / "var/lib/aspal/aspal.sqlite")


def test_in_a_container_the_bridge_is_believed(house: Typist) -> None:
    """The network is podman's; the line that is written into the settings is ours."""
    settings = house.server.root / "etc/aspal/aspal.env"
    before = settings.read_text()
    house.type("podman network inspect")
    assert house.server.settings()["ASPAL_TRUSTED_PROXIES"] == "127.0.0.1,10.88.0.0/16"
    settings.write_text(before)


def test_every_block_was_typed(typed: list[str]) -> None:
    """The last of this file: whoever adds a block types it in one of the tests above."""
    never = [text for _, text in blocks(ENGLISH) if runnable(text).strip() and text not in typed]
    assert never == []


def test_scripts_are_read_by_a_shell() -> None:
    for script in ("nightly-dump", "aspal"):
        subprocess.run(["/bin/sh", "-n", ROOT / "deploy" / script], check=True)


def test_reasons_name_whole_lines() -> None:
    assert reason_against("systemctl daemon-reload")
    assert not reason_against("aspal migrate && systemctl start aspal-web")
