"""A wrong setting stops the start with its name and the mend; nothing wrong is taken in silence."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal import settings as module
from portal.settings import ROOT, Settings, SettingsError, load
from tests.test_commands import aspal


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """An environment with a secret alone."""
    for name in [name for name in os.environ if name.startswith("ASPAL_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("ASPAL_SECRET_KEY", "s" * 32)
    yield monkeypatch
    monkeypatch.undo()
    module.settings.cache_clear()


WRONG = [
    ("ASPAL_DATABSE_URL", "sqlite:////x", "Maksudnya ASPAL_DATABASE_URL?"),
    ("ASPAL_QUITE_OTHER", "1", "ASPAL_QUITE_OTHER tidak dikenal."),
    ("aspal_trusted_proxy", "1", "Maksudnya ASPAL_TRUSTED_PROXIES?"),
    ("ASPAL_BASE_URL", "aspal.example.go.id", "https://"),
    ("ASPAL_BASE_URL", "https://example.go.id/aspal", "tanpa jalur"),
    ("ASPAL_BASE_URL", "ftp://example.go.id", "https://"),
    ("ASPAL_BASE_URL", "https://", "https://"),
    ("ASPAL_BASE_URL", "https://example.go.id:99999", "https://"),
    ("ASPAL_BASE_URL", "https://exa mple.go.id", "https://"),
    ("ASPAL_BASE_URL", "https://a:b@example.go.id", "https://"),
    ("ASPAL_TRUSTED_PROXIES", "nginx", "“nginx” bukan alamat"),
    ("ASPAL_TRUSTED_PROXIES", "127.0.0.1, 10.0.0.300", "“10.0.0.300”"),
    ("ASPAL_TRUSTED_PROXIES", "0.0.0.0/0", "semua orang"),
    ("ASPAL_STORAGE_URL", "s3://bucket/files", "file:///"),
    ("ASPAL_STORAGE_URL", "file://srv/files", "file:///"),
    ("ASPAL_DATABASE_URL", "mysql://localhost/aspal", "postgresql://"),
    ("ASPAL_DATABASE_URL", "postgres://localhost/aspal", "postgresql://"),
    ("ASPAL_DATABASE_URL", "sqlite:///aspal.sqlite", "empat garis miring"),
    ("ASPAL_DATABASE_URL", "postgresql://u:a#b@localhost/aspal", "%23"),
    ("ASPAL_DATA_DIR", "var", "folder lengkap"),
    ("ASPAL_WHATSAPP_ALLOW_LIST", "0812-3456-78OO", "“0812-3456-78OO” bukan nomor"),
    ("ASPAL_WHATSAPP_ALLOW_LIST", "+6281200000001;+6281200000002", "dipisah koma"),
    ("ASPAL_WHATSAPP_PROVIDER", "twilio", "log atau meta_cloud"),
    ("ASPAL_META_CLOUD_TOKEN_UNTIL", "31-01-2027", "2027-01-31"),
    ("ASPAL_META_CLOUD_TOKEN_UNTIL", "20270131", "2027-01-31"),
    ("ASPAL_META_CLOUD_TOKEN_UNTIL", "2027-02-31", "2027-01-31"),
    ("ASPAL_META_CLOUD_URL", "graph.facebook.com", "https://"),
    ("ASPAL_BACKUP_KEEP_DAYS", "-3", "paling sedikit 1"),
    ("ASPAL_BACKUP_KEEP_DAYS", "sebulan", "bilangan bulat"),
    ("ASPAL_SECOND_FACTOR_GRACE_DAYS", "-1", "paling sedikit 0"),
    ("ASPAL_SECOND_FACTOR_GRACE_DAYS", "99999999999", "paling banyak"),
    ("ASPAL_POLL_SECONDS", "inf", "berhingga"),
    ("ASPAL_LEASE_SECONDS", "0", "lebih dari 0"),
    ("ASPAL_LOG_JSON", "mungkin", "1 untuk ya"),
    ("ASPAL_ENV_FILE", "/tidak/ada/aspal.env", "tidak dapat dibaca"),
]


@pytest.mark.parametrize(("name", "value", "sentence"), WRONG)
def test_a_wrong_setting_is_named_with_its_mend(
    bare: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    bare.setenv(name, value)
    with pytest.raises(SettingsError) as refused:
        load()
    assert name in str(refused.value)
    assert sentence in str(refused.value)
    assert "\n" not in str(refused.value)


def test_all_that_is_wrong_is_said_at_once(bare: pytest.MonkeyPatch) -> None:
    for name in ("ASPAL_BASE_URL", "ASPAL_TRUSTED_PROXIES", "ASPAL_DATABASE_URL", "ASPAL_TIPO"):
        bare.setenv(name, "x")
    with pytest.raises(SettingsError) as refused:
        load()
    assert len(str(refused.value).splitlines()) == 4


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("https://Aspal.Example.go.id/", "https://aspal.example.go.id"),
        ("HTTPS://aspal.example.go.id:443", "https://aspal.example.go.id"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://[::1]:8000/", "http://[::1]:8000"),
    ],
)
def test_the_address_is_taken_as_browsers_send_it(bare: pytest.MonkeyPatch, given: str, used: str) -> None:
    bare.setenv("ASPAL_BASE_URL", given)
    assert load().base_url == used


def test_right_settings_are_taken(bare: pytest.MonkeyPatch) -> None:
    right = {
        "ASPAL_DATABASE_URL": "postgresql:///aspal?host=/var/run/postgresql",
        "ASPAL_STORAGE_URL": "file:///srv/aspal-files",
        "ASPAL_TRUSTED_PROXIES": "127.0.0.1, 10.88.0.0/16, ::1",
        "ASPAL_WHATSAPP_ALLOW_LIST": "+6281200000001, +6281200000002",
        "ASPAL_META_CLOUD_TOKEN_UNTIL": "2027-01-31",
        "ASPAL_BACKUP_DIR": "",
        "ASPAL_RUN_AS": "aspal",
    }
    for name, value in right.items():
        bare.setenv(name, value)
    found = load()
    assert found.allowed_numbers == {"+6281200000001", "+6281200000002"}
    assert str(found.meta_cloud_token_until) == "2027-01-31"
    assert (found.backup_dir, found.database_file) == (None, None)


def test_no_default_breaks_its_own_rule(bare: pytest.MonkeyPatch) -> None:
    """Defaults are not validated by themselves, so they are given as if somebody had typed them."""
    found = Settings()
    for name in ("base_url", "meta_cloud_url", "data_dir", "database_url", "storage_url"):
        bare.setenv(f"ASPAL_{name.upper()}", str(getattr(found, name)))
    assert load() == found


def test_no_command_reads_a_file_of_the_folder_it_is_typed_in(tmp_path: Path, sqlite_url: str) -> None:
    (tmp_path / ".env").write_text("ASPAL_DATABASE_URL=sqlite:////nowhere/else.sqlite\nASPAL_BASE_URL=x\n")
    given = {name: value for name, value in os.environ.items() if name != "ASPAL_BASE_URL"}
    done = subprocess.run(
        [sys.executable, "-m", "portal", "check"],
        env={**given, "ASPAL_DATABASE_URL": sqlite_url, "ASPAL_DATA_DIR": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert sqlite_url.removeprefix("sqlite:///") in done.stdout


def test_make_run_names_the_file_beside_it(tmp_path: Path) -> None:
    for name in ("Makefile", "requirements.lock"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    planned = ["make", "-n", "run"]
    alone = subprocess.run(planned, cwd=tmp_path, capture_output=True, text=True, check=True)
    (tmp_path / ".env").touch()
    beside = subprocess.run(planned, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "ASPAL_ENV_FILE= " in alone.stdout
    assert "ASPAL_ENV_FILE=.env " in beside.stdout


def test_check_names_engine_place_and_versions(database_url: str) -> None:
    done = aspal(database_url, "check")
    assert done.returncode == 0, done.stderr
    engine = "SQLite 3." if database_url.startswith("sqlite") else "PostgreSQL 1"
    for part in ("ASPAL 0.", "Basis data: mutakhir", engine, "migrasi, yang terbaru 2026-", "WhatsApp: log"):
        assert part in done.stdout
    assert database_url.rpartition("/")[2] in done.stdout


def test_check_prints_no_password(postgres_url: str) -> None:
    done = aspal(postgres_url.replace("aspal@", "aspal:rahasia@"), "check")
    assert done.returncode == 0, done.stderr
    assert "rahasia" not in done.stdout + done.stderr


def test_a_landline_in_the_trial_list_is_refused(sqlite_url: str) -> None:
    done = aspal(sqlite_url, "check", ASPAL_WHATSAPP_ALLOW_LIST="+62323321000")
    assert (done.returncode, "+62323321000" in done.stderr) == (2, True)


def test_a_database_that_is_not_there_is_not_made_by_a_slip(tmp_path: Path) -> None:
    missing = tmp_path / "lain" / "aspal.sqlite"
    done = aspal(f"sqlite:///{missing}", "check")
    assert (done.returncode, str(missing) in done.stderr) == (2, True)
    assert not missing.parent.exists()
