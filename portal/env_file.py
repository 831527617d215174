"""A file of settings, read as systemd reads an `EnvironmentFile=`: never by a shell, which would run it.

The states are those of systemd 254 and later (systemd.exec(5)). A shell takes `&`, `$` and blanks for itself,
so that the command and the service would work with different settings.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

BLANK, END = " \t\n\r", "\n\r"
UNESCAPED_IN_QUOTES = '"\\`$'
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

UNREADABLE = "{} tidak dapat dibaca: {}. Periksa alamat dan hak akses berkasnya."
NOT_TEXT = "{} bukan teks UTF-8. Simpan ulang sebagai teks biasa."
NO_NAME = "{}, baris {}: “{}” tidak dibaca systemd. Tulis NAMA=nilai, tanpa “export”."


class EnvFileError(Exception):
    """The file cannot be taken as it stands; the text says what and where."""


def read(path: Path) -> dict[str, str]:
    """The variables of a file; of two of one name the later one counts.

    Raises EnvFileError also for a line that systemd would pass over with no more than a warning in its log.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise EnvFileError(NOT_TEXT.format(path)) from None
    except OSError as error:
        raise EnvFileError(UNREADABLE.format(path, error.strerror)) from None
    found: dict[str, str] = {}
    for line, name, value in parse(text):
        if value is None or not NAME.fullmatch(name):
            raise EnvFileError(NO_NAME.format(path, line, name))
        found[name] = value
    return found


def parse(text: str) -> list[tuple[int, str, str | None]]:
    """Line, name and value of each assignment; the value is None where a line has no “=”."""
    reader = _Reader()
    for character in text:
        reader.take(character)
    return reader.finished()


class _Reader:
    """Systemd's machine, a character at a time."""

    def __init__(self) -> None:
        self._found: list[tuple[int, str, str | None]] = []
        self._line = self._begun = 1
        self._name = self._value = ""
        self._kept: int | None = None
        """Length of the value before the blanks that it ends in so far."""
        self._state: Callable[[str], None] = self._before_name

    def take(self, character: str) -> None:
        self._state(character)
        self._line += character == "\n"

    def finished(self) -> list[tuple[int, str, str | None]]:
        if self._state == self._in_name:
            self._no_value()
        elif self._state not in (self._before_name, self._in_comment, self._escaped_in_comment):
            self._close(chomp=self._state == self._in_value)
        return self._found

    def _before_name(self, character: str) -> None:
        if character in "#;":
            self._state = self._in_comment
        elif character not in BLANK:
            self._name, self._begun, self._state = character, self._line, self._in_name

    def _in_name(self, character: str) -> None:
        if character in END:
            self._no_value()
        elif character == "=":
            self._value, self._kept, self._state = "", None, self._before_value
        else:
            self._name += character

    def _before_value(self, character: str) -> None:
        if character in END:
            self._close(chomp=False)
        elif character == "'":
            self._state = self._in_single_quotes
        elif character == '"':
            self._state = self._in_double_quotes
        elif character == "\\":
            self._state = self._escaped
        elif character not in BLANK:
            self._value += character
            self._state = self._in_value

    def _in_value(self, character: str) -> None:
        if character in END:
            self._close(chomp=True)
        elif character == "\\":
            self._kept, self._state = None, self._escaped
        else:
            if character not in BLANK:
                self._kept = None
            elif self._kept is None:
                self._kept = len(self._value)
            self._value += character

    def _escaped(self, character: str) -> None:
        self._value += "" if character in END else character
        self._state = self._in_value

    def _in_single_quotes(self, character: str) -> None:
        if character == "'":
            self._state = self._before_value
        else:
            self._value += character

    def _in_double_quotes(self, character: str) -> None:
        if character == '"':
            self._state = self._before_value
        elif character == "\\":
            self._state = self._escaped_in_quotes
        else:
            self._value += character

    def _escaped_in_quotes(self, character: str) -> None:
        if character in UNESCAPED_IN_QUOTES:
            self._value += character
        elif character != "\n":
            self._value += f"\\{character}"
        self._state = self._in_double_quotes

    def _in_comment(self, character: str) -> None:
        if character == "\\":
            self._state = self._escaped_in_comment
        elif character in END:
            self._state = self._before_name

    def _escaped_in_comment(self, character: str) -> None:
        self._state = self._before_name if character in END else self._in_comment

    def _close(self, *, chomp: bool) -> None:
        value = self._value if not chomp or self._kept is None else self._value[: self._kept]
        self._found.append((self._begun, self._name.rstrip(BLANK), value))
        self._state = self._before_name

    def _no_value(self) -> None:
        self._found.append((self._begun, self._name.rstrip(BLANK), None))
        self._state = self._before_name
