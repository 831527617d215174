"""Passwords: argon2id off the event loop, the same work for known and unknown people, minimal rules."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import lru_cache
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from portal.accounts.common_passwords import cores, is_common
from portal.errors import Overloaded

Answer = TypeVar("Answer")

HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# Nobody knows the password behind it. Its parameters are those of HASHER, or unknown people answer quicker.
DUMMY_HASH = (
    "$argon2id$v=19$m=19456,t=2,p=1$MznFUhcSjS6i+zgtZIwX9w$SCiOvHxi7glc+S1qf7gpaxHxdGtb9N3C1PNhJkNcZPo"
)
AT_ONCE = 2
MOST_WAITING = 64
"""Hashes begun or waiting, two seconds' work at most: a room of people who sign in together, no flood."""

COME_AGAIN = 3
NICENESS = 5
"""Where cores are scarce, hashes wait for pages and not the other way round."""

TOO_COMMON = (
    "Kata sandi ini mudah ditebak: kata umum, nama, tempat, atau deret tombol, juga bila diberi "
    "angka di belakangnya. Pilih yang lain, misalnya tiga kata yang tidak berhubungan."
)
NUMBER = re.compile(r"[+(]?[0-9][0-9\s()+.-]{6,}")
SHORTEST = 10
LONGEST = 200
_waiting = 0


def expect_room() -> None:
    """Raise Overloaded now rather than after what the caller writes before it comes to the hash."""
    if _waiting >= MOST_WAITING:
        raise Overloaded(COME_AGAIN)


async def hashed(password: str) -> str:
    """Hash a password for keeping."""
    return await _off_the_loop(HASHER.hash, password)


async def fits(kept: str | None, password: str) -> bool:
    """Whether the password is the kept one; without one to compare with, the work is done all the same."""
    matches = await _off_the_loop(_verify, kept or DUMMY_HASH, password)
    return matches and kept is not None


def is_outdated(kept: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return HASHER.check_needs_rehash(kept)


def objection(password: str, *, own: Iterable[str] = ()) -> str | None:
    """Why a password will not do, as one sentence; `own` are the person's name, e-mail and number."""
    folded = password.casefold()
    if len(password) < SHORTEST:
        return f"Kata sandi paling sedikit {SHORTEST} karakter."
    if len(password) > LONGEST:
        return f"Kata sandi paling banyak {LONGEST} karakter."
    if is_common(password) or len(set(folded)) < 4:
        return TOO_COMMON
    if any(_is_same(password, word) for word in own if word):
        return "Kata sandi tidak boleh sama dengan nama, surel, atau nomor Anda."
    return None


def _is_same(password: str, word: str) -> bool:
    """Whether it is the person's name, e-mail or number, however it is spaced and whatever digits follow."""
    number = _number(word)
    return not cores(password).isdisjoint(cores(word)) or (bool(number) and _number(password) == number)


def _number(text: str) -> str:
    """A telephone number as it is called inside the country: 0812…, 62812… and +62812… are one."""
    return re.sub(r"^(62|0)", "", re.sub(r"[\s()+.-]", "", text)) if NUMBER.fullmatch(text) else ""


def _verify(kept: str, password: str) -> bool:
    try:
        return HASHER.verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False


async def _off_the_loop(work: Callable[..., Answer], *args: str) -> Answer:
    # 20 ms and 19 MB each: the two threads are the cap on how many run at once.
    global _waiting  # noqa: PLW0603 - one queue in a process
    expect_room()
    _waiting += 1
    try:
        return await asyncio.get_running_loop().run_in_executor(_threads(), work, *args)
    finally:
        _waiting -= 1


@lru_cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(AT_ONCE, thread_name_prefix="argon2", initializer=_give_way)


def _give_way() -> None:
    # nice() means one thread on Linux and the whole process elsewhere; a sandbox may forbid it.
    if sys.platform == "linux":
        with suppress(OSError):
            os.nice(NICENESS)
