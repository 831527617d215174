"""The settings file says the same to the command as to systemd, letter by letter."""

from __future__ import annotations

import subprocess
import sys
from getpass import getuser
from pathlib import Path

import pytest

from portal.env_file import EnvFileError, parse, read
from portal.settings import ROOT

RULES = [
    # what stands in the file, what systemd.exec(5) and systemd's own parser make of it
    ("A=b", {"A": "b"}),
    ("A=b\nA=c\n", {"A": "c"}),
    ("# A=b\n; A=c\nB=d", {"B": "d"}),
    ("\n   \n\tA=b\n", {"A": "b"}),
    ("A = b", {"A": "b"}),
    ("A=", {"A": ""}),
    ("A=   \nB=c", {"A": "", "B": "c"}),
    ("A=b c  ", {"A": "b c"}),
    ("A=b # c", {"A": "b # c"}),
    ("A=b#c;d", {"A": "b#c;d"}),
    ("A=postgresql://u:p&q$r@h/d?x=1", {"A": "postgresql://u:p&q$r@h/d?x=1"}),
    ("A=$HOME `id` $(id) *", {"A": "$HOME `id` $(id) *"}),
    ("A='b c'", {"A": "b c"}),
    ("A=' b '", {"A": " b "}),
    ("A='b\\c'", {"A": "b\\c"}),
    ("A='b\nc'\nD=e", {"A": "b\nc", "D": "e"}),
    ('A="b c"', {"A": "b c"}),
    ('A="b\\"c\\\\d\\$e\\`f"', {"A": 'b"c\\d$e`f'}),
    ('A="b\\nc"', {"A": "b\\nc"}),
    ('A="b\\\nc"', {"A": "bc"}),
    ('A="b\nc"', {"A": "b\nc"}),
    ("A='b'\"c\"d", {"A": "bcd"}),
    ("A='b' 'c'", {"A": "bc"}),
    ('A=b"c"', {"A": 'b"c"'}),
    ("A=b'c d'", {"A": "b'c d'"}),
    ("A=b\\c", {"A": "bc"}),
    ("A=b\\\\c", {"A": "b\\c"}),
    ("A=b\\\nc\nD=e", {"A": "bc", "D": "e"}),
    ("A=b\\ ", {"A": "b "}),
    ("A=b\\  ", {"A": "b "}),
    ("A=\\\nb", {"A": "b"}),
    ("A=b\r\nC=d\r\n", {"A": "b", "C": "d"}),
    ("# comment \\\nA=b", {"A": "b"}),
    ("A='b", {"A": "b"}),
    ("A=b=c", {"A": "b=c"}),
    ("A=élan", {"A": "élan"}),
]


@pytest.mark.parametrize(("text", "found"), RULES)
def test_a_file_is_read_as_systemd_reads_it(text: str, found: dict[str, str]) -> None:
    assert {name: value for _, name, value in parse(text)} == found


@pytest.mark.parametrize(
    ("text", "place"),
    [("A=b\nexport C=d\n", "baris 2: “export C”"), ("A\nB=c", "baris 1: “A”"), ("1A=b", "baris 1: “1A”")],
)
def test_what_systemd_would_pass_over_is_refused(tmp_path: Path, text: str, place: str) -> None:
    (tmp_path / "aspal.env").write_text(text)
    with pytest.raises(EnvFileError, match=place):
        read(tmp_path / "aspal.env")


def wrapped(folder: Path) -> Path:
    """The wrapper as the guide installs it, with its places below a folder."""
    text = (ROOT / "deploy" / "aspal").read_text()
    command = folder / "command"
    command.write_text(f"#!{sys.executable}\nfrom portal.cli import main\nmain()\n")
    command.chmod(0o755)
    wrapper = folder / "aspal"
    wrapper.write_text(
        text.replace("/etc/aspal/aspal.env", str(folder / "aspal.env")).replace(
            "/opt/aspal/current/.venv/bin/aspal", str(command)
        )
    )
    wrapper.chmod(0o755)
    return wrapper


def test_the_wrapper_takes_every_letter_and_the_file_decides(tmp_path: Path, migrated_file: Path) -> None:
    folder = tmp_path / "a&b $c 'd #e"
    folder.mkdir()
    (folder / "aspal.sqlite").write_bytes(migrated_file.read_bytes())
    (tmp_path / "aspal.env").write_text(
        f'ASPAL_SECRET_KEY={"k&$`#" * 8}\nASPAL_DATA_DIR="{folder}"\n'.replace("$", "\\$")
        + "# nothing else\n"
    )
    done = subprocess.run(
        [wrapped(tmp_path), "check"],
        env={
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": str(ROOT),
            "ASPAL_RUN_AS": getuser(),
            "ASPAL_DATABASE_URL": "",
            "ASPAL_DATA_DIR": "/nowhere",
        },
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert f"{folder}/aspal.sqlite" in done.stdout
    assert f"Dibaca dari {tmp_path}/aspal.env" in done.stdout
