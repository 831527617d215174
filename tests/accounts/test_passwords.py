"""Keeping and judging passwords."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import sys
import threading

import pytest
from argon2 import PasswordHasher, extract_parameters

from portal.accounts import common_passwords, passwords
from portal.settings import ROOT
from tests.accounts.conftest import PASSWORD


async def test_a_password_fits_its_hash_and_no_other() -> None:
    kept = await passwords.hashed(PASSWORD)
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert await passwords.fits(kept, PASSWORD)
    assert not await passwords.fits(kept, PASSWORD + " ")
    assert not await passwords.fits("not a hash", PASSWORD)


async def test_without_an_account_the_same_work_is_done(verifications: list[str]) -> None:
    assert not await passwords.fits(None, PASSWORD)
    assert verifications == [passwords.DUMMY_HASH]
    today = extract_parameters(await passwords.hashed(PASSWORD))
    assert extract_parameters(passwords.DUMMY_HASH) == today


async def test_hashing_gives_way_to_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def watched(_self: PasswordHasher, _kept: str, _password: str) -> bool:
        asked.append(os.getpriority(os.PRIO_PROCESS, 0))
        return True

    monkeypatch.setattr(PasswordHasher, "verify", watched)
    await passwords.fits("a hash", PASSWORD)
    here = os.getpriority(os.PRIO_PROCESS, 0)
    lower = passwords.NICENESS if sys.platform == "linux" else 0
    assert asked == [min(here + lower, 19)]


async def test_at_most_two_hashes_are_made_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    running, most, guard = [], [0], threading.Lock()
    verify = PasswordHasher.verify

    def watched(self: PasswordHasher, kept: str, password: str) -> bool:
        with guard:
            running.append(1)
            most[0] = max(most[0], len(running))
        try:
            return verify(self, kept, password)
        finally:
            with guard:
                running.pop()

    monkeypatch.setattr(PasswordHasher, "verify", watched)
    await asyncio.gather(*(passwords.fits(None, PASSWORD) for _ in range(8)))
    assert most[0] <= passwords.AT_ONCE


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("pendek", "paling sedikit 10"),
        ("x" * 201, "paling banyak 200"),
        ("Password123", "mudah ditebak"),
        ("aaaaaaaaaaaa", "mudah ditebak"),
        ("0812-3456-7890", "sama dengan"),
        ("Orang Contoh", "sama dengan"),
    ],
)
def test_what_anybody_would_guess_is_refused(password: str, words: str) -> None:
    assert words in (passwords.objection(password, own=["Orang Contoh", "081234567890"]) or "")


@pytest.mark.parametrize(
    "password",
    [
        "Persebaya1927", "p3r$eb4y4!!", "SAMPANG-2026", "kominfo sampang 1", "Sayangku12345", "admin.admin",
        "qwertyuiop", "1q2w3e4r5t6y", "0123456789", "B1smillah!", "Katasandi#99", "2026Trunojoyo",
        "10-11-Kartini",
        "4dministrator", "Iloveyou123",
    ],
)  # fmt: skip
def test_a_common_word_stays_one_whatever_is_added_to_it(password: str) -> None:
    assert passwords.objection(password) == passwords.TOO_COMMON


def test_every_one_of_the_list_is_refused_with_digits_behind_it() -> None:
    listed = common_passwords.FILE.read_text(encoding="ascii").split()
    assert len(listed) >= 3000
    assert listed == sorted(set(listed))
    typed = [each if each.isdigit() else f"{each.capitalize()}202620262026" for each in listed]
    typed = [each for each in typed if len(each) >= passwords.SHORTEST]
    assert [each for each in typed if passwords.objection(each) != passwords.TOO_COMMON] == []


def test_the_list_is_what_its_script_writes() -> None:
    script = ROOT / "scripts" / "common_passwords.py"
    spec = importlib.util.spec_from_file_location("common_passwords_script", script)
    assert spec
    assert spec.loader
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    assert common_passwords.FILE.read_text(encoding="ascii") == made.text()


@pytest.mark.parametrize("password", ["Orang Contoh 1", "orang-contoh-2026", "+62 812 3456 7890"])
def test_ones_own_name_and_number_stay_so_with_digits_behind_them(password: str) -> None:
    own = ["Orang Contoh", "+6281234567890"]
    assert "sama dengan" in (passwords.objection(password, own=own) or "")


@pytest.mark.parametrize(
    "password", [PASSWORD, "Tenang-Mengaspal-27", "ubur ubur biru", "admin yang sabar", "jembatan7kopi"]
)
def test_a_few_words_will_do(password: str) -> None:
    assert passwords.objection(password, own=["", "Orang"]) is None


@pytest.mark.parametrize(
    "typed", ["081200000101", "6281200000101", "+6281200000101", "0812-0000-0101", "62 812 0000 0101"]
)
def test_the_own_number_is_no_password_however_it_is_written(typed: str) -> None:
    told = passwords.objection(typed, own=["Petugas Uji", "+6281200000101"])
    assert told is not None
    assert "nomor Anda" in told
    assert passwords.objection(typed, own=["Petugas Uji", "+6281200000999"]) != told
