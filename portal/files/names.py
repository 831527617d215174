"""The name under which a file is kept and sent: what was recognised decides how it ends, not its sender."""

from __future__ import annotations

import re
import unicodedata

EXTENSIONS = {
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/webp": (".webp",),
    "application/pdf": (".pdf",),
}
MOST_BYTES = 150
"""Of the part before the extension; file systems take 255 for the whole, browsers add numbers to it."""

DROPPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Control signs and those of direction, by which `fdp.exe` is read as `exe.pdf`."""

RESERVED = re.compile(r'[<>:"|?*;]')
EXTENSION = re.compile(r"\.(?=[^.]*[a-z])[a-z0-9]{1,5}$", re.IGNORECASE)


def spoken(name: str) -> str:
    """The last part of a path, without signs that nobody sees; for sentences about a file not yet known."""
    visible = "".join(char for char in name if unicodedata.category(char) not in DROPPED)
    last = visible.replace("\\", "/").rpartition("/")[2]
    # One kind of blank: others look like it, and some look like nothing.
    return RESERVED.sub("_", " ".join(last.split())).rstrip(" .")[:200] or "berkas"


def fitting(name: str, media_type: str) -> str:
    """The name with the extension of what the file is; of a type that we made ourselves, as it is."""
    said = spoken(name)
    extensions = EXTENSIONS.get(media_type)
    if extensions is None:
        return _cut(said)
    if said.casefold().endswith(extensions):
        stem, _, extension = said.rpartition(".")
        return f"{_cut(stem)}.{extension.casefold()}"
    stem = EXTENSION.sub("", said)
    bare = next((stem.removesuffix(each) for each in extensions if stem.casefold().endswith(each)), stem)
    return f"{_cut(bare)}{extensions[0]}"


def _cut(text: str) -> str:
    return text.encode("utf-8", "replace")[:MOST_BYTES].decode("utf-8", "ignore").strip(" .") or "berkas"
