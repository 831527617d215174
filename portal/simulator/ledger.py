"""What the phones got, one JSON line per message in a file that is only ever appended to."""

import os
from pathlib import Path
from typing import Any

import msgspec


class Ledger:
    def __init__(self, path: Path, *, fsync: bool) -> None:
        self._path = path
        self._fsync = fsync
        self._file: int | None = None

    def open(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)

    def close(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def append(self, line: dict[str, Any]) -> None:
        """One write per line, so that a line is whole or absent; with `fsync` it survives a power cut."""
        if self._file is None:
            self.open()
        assert self._file is not None  # noqa: S101 - opened above
        os.write(self._file, msgspec.json.encode(line) + b"\n")
        if self._fsync:
            os.fsync(self._file)

    def lines(self) -> list[dict[str, Any]]:
        return read_ledger(self._path)


def read_ledger(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    return [msgspec.json.decode(line) for line in path.read_bytes().splitlines()]
