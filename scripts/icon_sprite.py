"""Rebuild static/icons.svg: the icons it already has plus those named, from Tabler Icons.

npm pack @tabler/icons@3.51.0
python scripts/icon_sprite.py tabler-icons-3.51.0.tgz bell map-pin
"""

from __future__ import annotations

import argparse
import re
import sys
import tarfile
from pathlib import Path

import vendor_readme

SPRITE = Path(__file__).resolve().parent.parent / "static/icons.svg"
OUTLINE = "package/icons/outline/{name}.svg"
STROKE = 'fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round"'
FRAME = re.compile(r'<path stroke="none" d="M0 0h24v24H0z" fill="none" ?/>')


def names_in(sprite: str) -> set[str]:
    """Return the ids of the symbols of a sprite."""
    return set(re.findall(r'<symbol id="([^"]+)"', sprite))


def symbol(name: str, svg: str) -> str:
    """Return one icon as a symbol, without the invisible frame that Tabler draws around each."""
    inner = FRAME.sub("", svg[svg.index(">") + 1 : svg.rindex("</svg>")])
    shapes = re.sub(r"\s*\n\s*", "", inner)
    return f'<symbol id="{name}" viewBox="0 0 24 24" {STROKE}>{shapes}</symbol>'


def _outline(archive: tarfile.TarFile, name: str) -> str:
    try:
        member = archive.extractfile(OUTLINE.format(name=name))
    except KeyError:
        raise SystemExit(f"Tabler Icons has no outline icon called {name}") from None
    return member.read().decode("utf-8") if member else ""


def main() -> None:
    parser = argparse.ArgumentParser(description="Rebuild the icon sprite.")
    parser.add_argument("package", type=Path, help="tabler-icons-3.51.0.tgz from npm pack")
    parser.add_argument("names", nargs="*", help="icons to add")
    options = parser.parse_args()
    names = sorted(names_in(SPRITE.read_text(encoding="utf-8")) | set(options.names))
    with tarfile.open(options.package) as archive:
        symbols = [symbol(name, _outline(archive, name)) for name in names]
    sprite = "\n".join(['<svg xmlns="http://www.w3.org/2000/svg">', *symbols, "</svg>", ""])
    SPRITE.write_text(sprite, encoding="utf-8")
    vendor_readme.record(SPRITE)
    sys.stdout.write(f"{len(names)} icons, {len(sprite)} bytes\n")


if __name__ == "__main__":
    main()
