"""What a setting may be; each rule returns the value as it is used, or raises ValueError with the mend."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

USUAL_PORTS = {"http": 80, "https": 443}
MANY_DAYS = 3650
NUMBER = re.compile(r"\+[1-9][0-9]{7,14}")
A_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
OTHERS = frozenset({"ASPAL_ENV_FILE", "ASPAL_RUN_AS"})
"""Names that are no settings: where the settings lie, and the wrapper's own."""

UNKNOWN = "{} tidak dikenal.{}"
MEANT = " Maksudnya {}?"
ADDRESS = "tulis alamat lengkap seperti https://aspal.example.go.id, tanpa jalur di belakangnya"
NETWORKS = "“{}” bukan alamat atau jaringan. Tulis seperti 127.0.0.1 atau 10.0.0.0/8, dipisah koma"
EVERYBODY = "“{}” berarti semua orang. Tulis alamat proksinya saja"
STORAGE = "tulis folder lengkap seperti file:///srv/aspal-files; penyimpanan lain belum didukung"
DATABASE = "harus dimulai dengan sqlite:/// atau postgresql://"
DATABASE_FOLDER = "tulis alamat lengkap, dengan empat garis miring: sqlite:////var/lib/aspal/aspal.sqlite"
DATABASE_SIGNS = "tulis tanda # dalam kata sandi sebagai %23"
NUMBERS = "“{}” bukan nomor. Tulis angka saja, seperti 0812… atau +62812…, dipisah koma"
DATE = "tulis tanggal seperti 2027-01-31"
FOLDER = "tulis folder lengkap, dimulai dengan garis miring"
NO_FOLDER = "{}: {} bukan folder."
CLOSED = "{}: {} tidak dapat ditulisi. Periksa hak aksesnya, dan apakah cakramnya untuk dibaca saja."

TYPES = {
    "greater_than_equal": "paling sedikit {ge}",
    "greater_than": "harus lebih dari {gt}",
    "less_than_equal": "paling banyak {le}",
    "int_parsing": "tulis bilangan bulat",
    "float_parsing": "tulis angka, dengan titik untuk pecahan",
    "finite_number": "tulis angka yang berhingga",
    "bool_parsing": "tulis 1 untuk ya atau 0 untuk tidak",
}
"""What pydantic finds by itself, in our words."""


def unknown_names(given: Iterable[str], known: frozenset[str]) -> Iterator[str]:
    """A sentence for every name with our prefix that is no setting: misspelt it would have no effect."""
    for name in sorted(given):
        if name.upper().startswith("ASPAL_") and name.upper() not in known | OTHERS:
            meant = get_close_matches(name.upper(), known, n=1, cutoff=0.75)
            yield UNKNOWN.format(name, MEANT.format(meant[0]) if meant else "")


def base_url(text: str) -> str:
    """The portal's own address as browsers send it back: small letters, no usual port, no last slash."""
    parts = http_address(text)
    if parts.path not in {"", "/"}:
        raise ValueError(ADDRESS)
    host = f"[{parts.hostname}]" if parts.hostname and ":" in parts.hostname else parts.hostname
    port = "" if parts.port in {None, USUAL_PORTS[parts.scheme]} else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


def http_address(text: str) -> SplitResult:
    """The parts of an address of the web."""
    try:
        parts = urlsplit(text.strip())
        _ = parts.port  # raises for a port that is none
    except ValueError:
        raise ValueError(ADDRESS) from None
    is_plain = not (parts.query or parts.fragment or parts.username or re.search(r"\s", text.strip()))
    if parts.scheme not in USUAL_PORTS or not parts.hostname or not is_plain:
        raise ValueError(ADDRESS)
    return parts


def networks(text: str) -> str:
    """Addresses and networks of proxies, with commas."""
    for part in listed(text):
        try:
            network = ip_network(part, strict=False)
        except ValueError:
            raise ValueError(NETWORKS.format(part)) from None
        if network.prefixlen == 0:
            raise ValueError(EVERYBODY.format(part))
    return text


def storage_url(text: str) -> str:
    """A folder of this machine."""
    if text and not text.startswith("file:///"):
        raise ValueError(STORAGE)
    return text


def database_url(text: str) -> str:
    """A file by its whole path, or a PostgreSQL database."""
    if not text:
        return text
    if text.startswith("sqlite:///"):
        if not text.startswith("sqlite:////"):
            # Relative to wherever the command is typed it would be another, empty database each time.
            raise ValueError(DATABASE_FOLDER)
        return text
    if not text.startswith("postgresql://"):
        raise ValueError(DATABASE)
    if "#" in text:
        raise ValueError(DATABASE_SIGNS)
    return text


def numbers(text: str) -> str:
    """Mobile numbers as messages carry them, with commas; one with a letter in it is refused, not read."""
    found = []
    for part in listed(text):
        bare = re.sub(r"[\s().-]", "", part)
        number = f"+62{bare[1:]}" if bare.startswith("0") else f"+{bare.removeprefix('+')}"
        if not NUMBER.fullmatch(number):
            raise ValueError(NUMBERS.format(part))
        found.append(number)
    return ",".join(found)


def date_text(value: Any) -> Any:
    """A date as text; pydantic alone takes 20270131 for seconds since 1970."""
    if isinstance(value, str) and not A_DATE.fullmatch(value.strip()):
        raise ValueError(DATE)
    return value


def whole_path(path: Path) -> Path:
    """A folder that is the same one wherever the command is typed."""
    if not path.is_absolute():
        raise ValueError(FOLDER)
    return path


def listed(text: str) -> list[str]:
    """The parts between commas."""
    return [part.strip() for part in text.split(",") if part.strip()]


def trouble_of_type(problem: Any) -> str:
    """The words for a value that pydantic could not take."""
    words = TYPES.get(problem["type"])
    if words:
        return words.format(**problem.get("ctx", {}))
    return DATE if problem["type"].startswith("date") else "nilainya tidak dikenal"


def closed_place(name: str, place: Path) -> str | None:
    """The sentence for a place that cannot be written to, whether it is there or is to be made."""
    there = next(each for each in (place, *place.parents) if os.path.exists(each))
    if there != place and not os.path.isdir(there):
        return NO_FOLDER.format(name, there)
    wanted = os.W_OK | os.X_OK if os.path.isdir(there) else os.W_OK
    return None if os.access(there, wanted) else CLOSED.format(name, there)
