"""The commands as a server's owner types them: real processes, plain sentences, exit statuses."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

FIXTURES = Path(__file__).parent / "fixtures"
LONGEST = 60


def aspal(url: str, *words: str, given: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "portal", *words],
        env={**os.environ, "ASPAL_DATABASE_URL": url, **more},
        input=given,
        capture_output=True,
        text=True,
        timeout=LONGEST,
        check=False,
    )


def answer(done: subprocess.CompletedProcess[str]) -> dict[str, object]:
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


def test_a_year_of_lapor_comes_out_as_the_office_knows_it(database_url: str) -> None:
    assert aspal(database_url, "import-agencies", str(FIXTURES / "agencies.csv")).returncode == 0
    export = str(FIXTURES / "lapor_export_2023.xlsx")
    foretold = answer(aspal(database_url, "import-lapor", export, "--dry-run", "--json"))
    first = answer(aspal(database_url, "import-lapor", export, "--json"))
    again = answer(aspal(database_url, "import-lapor", export, "--json"))
    assert foretold == first
    assert (first["created"], first["refused"], first["messages"]) == (41, 0, 0)
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 41)

    history = str(FIXTURES / "follow_up_history_2023.csv")
    assert aspal(database_url, "import-history", history).returncode == 0
    assert answer(aspal(database_url, "import-lapor", export, "--json"))["unchanged"] == 41

    rapor = answer(aspal(database_url, "rapor", "2023", "--json"))
    buckets = ("total", "unverified", "not_followed_up", "in_progress", "resolved")
    assert [rapor[name] for name in buckets] == [41, 1, 9, 3, 28]
    assert rapor["completed_percent"] == 68.3
    first_follow_up = rapor["mean_days"]["received_to_first_follow_up"]  # type: ignore[index]
    assert (first_follow_up["calendar"], first_follow_up["n"]) == (15.6, 31)


def test_an_older_export_leaves_closed_complaints_closed(database_url: str) -> None:
    newer, older = (str(FIXTURES / "nasty" / f"generated_2026_{month}.xlsx") for month in ("11", "02"))
    first = answer(aspal(database_url, "import-lapor", newer, "--json"))
    then = answer(aspal(database_url, "import-lapor", older, "--json"))
    assert (first["generated_at"], first["created"]) == ("2026-11-01T01:00:00+00:00", 10)
    assert (then["updated"], then["unchanged"]) == (0, 10)
    assert then["remarks"][0]["row"] == 5  # type: ignore[index]
    plain = aspal(database_url, "import-lapor", older)
    assert "Tanggal berkas: 1 Feb 2026 08.00." in plain.stdout
    assert "status tidak diubah" in plain.stderr
    wrong = aspal(database_url, "import-lapor", older, "--generated", "3 Jan 2099")
    assert (wrong.returncode, "belum terjadi" in wrong.stderr) == (2, True)
    said = answer(
        aspal(database_url, "import-lapor", older, "--generated", "2 Nov 2026", "--json", "--dry-run")
    )
    assert said["updated"] == 10


def test_other_dates_are_said_and_taken_on_demand(database_url: str) -> None:
    nasty = FIXTURES / "nasty"
    answer(aspal(database_url, "import-lapor", str(nasty / "reclosed_export_1.xlsx"), "--json"))
    answer(aspal(database_url, "import-history", str(nasty / "reclosed_history_1.csv"), "--json"))
    papers = str(nasty / "reclosed_history_2.csv")
    said = answer(aspal(database_url, "import-history", papers, "--json"))
    closed = {"tracking_id": "7100001", "field": "closed_on", "recorded": "2026-01-12", "file": "2026-11-20"}
    assert (said["updated"], said["different"]) == (0, [closed])
    taken = answer(aspal(database_url, "import-history", papers, "--take-differences", "--json"))
    assert (taken["updated"], taken["different"]) == (1, [])
    means = answer(aspal(database_url, "rapor", "2026", "--json"))["mean_days"]
    assert means["received_to_closed"]["calendar"] == 322.0  # type: ignore[index]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["import-lapor", str(FIXTURES / "districts.csv")], "Tracking ID"),
        (["import-lapor", "tidak-ada.xlsx"], "tidak ditemukan"),
        (["import-agencies", str(FIXTURES / "lapor_export_2023.xlsx")], "CSV"),
    ],
)
def test_a_file_that_cannot_be_read_is_said_in_a_sentence(
    sqlite_url: str, words: list[str], sentence: str
) -> None:
    done = aspal(sqlite_url, *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_an_account_is_made_and_a_landline_is_refused(sqlite_url: str) -> None:
    words = ["create-account", "--role", "admin", "--name", "Admin Kominfo", "--password-stdin"]
    made = aspal(sqlite_url, *words, "--phone", "0812 3000 0001", given="kuda laut terbang\n")
    assert made.returncode == 0, made.stderr
    landline = aspal(sqlite_url, *words, "--phone", "0323 321000", given="kuda laut terbang\n")
    assert landline.returncode == 2
    assert "0323" in landline.stderr or "telepon" in landline.stderr


def test_a_default_secret_stops_the_start(sqlite_url: str) -> None:
    done = aspal(sqlite_url, "check", ASPAL_SECRET_KEY="change-me")
    assert done.returncode == 2
    assert "ASPAL_SECRET_KEY" in done.stderr


def test_an_old_database_stops_the_start(tmp_path: Path) -> None:
    done = aspal(f"sqlite:///{tmp_path / 'new.sqlite'}", "serve")
    assert done.returncode == 2
    assert "aspal migrate" in done.stderr
