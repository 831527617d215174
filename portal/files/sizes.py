"""How many points a PNG or WebP says it has, from its first bytes alone."""

from __future__ import annotations

PNG = b"\x89PNG\r\n\x1a\n"


def pixels(content: bytes) -> int:
    """Width by height; 0 for anything else, and for what is cut off."""
    head = content[:40]
    if head.startswith(PNG) and head[12:16] == b"IHDR":
        return int.from_bytes(head[16:20], "big") * int.from_bytes(head[20:24], "big")
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP" and len(head) >= 30:
        return _of_webp(head[12:16], head)
    return 0


def _of_webp(chunk: bytes, head: bytes) -> int:
    """Sizes as RFC 9649 has them: of the canvas, of a lossless or of a lossy picture."""
    if chunk == b"VP8X":
        return (int.from_bytes(head[24:27], "little") + 1) * (int.from_bytes(head[27:30], "little") + 1)
    if chunk == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return ((bits & 0x3FFF) + 1) * ((bits >> 14 & 0x3FFF) + 1)
    return (int.from_bytes(head[26:28], "little") & 0x3FFF) * (int.from_bytes(head[28:30], "little") & 0x3FFF)
