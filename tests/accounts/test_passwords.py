"""Keeping and judging passwords."""

from __future__ import annotations

import asyncio
import os
import sys
import threading

import pytest
from argon2 import PasswordHasher, extract_parameters

from portal.accounts import passwords
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


def test_a_few_words_will_do() -> None:
    assert passwords.objection(PASSWORD, own=["", "Orang"]) is None
