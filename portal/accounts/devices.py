"""What a browser calls itself, short enough to recognise one's own phone in a list."""

from __future__ import annotations

# Order matters: Edge and Samsung's browser also call themselves Chrome, and Chrome calls itself Safari.
BROWSERS = (
    ("Edg", "Edge"),
    ("SamsungBrowser", "Samsung Internet"),
    ("OPR/", "Opera"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def label(user_agent: str) -> str:
    """`Chrome di Android`, or a plain word for what is not known."""
    browser = _first(BROWSERS, user_agent) or "Peramban"
    system = _first(SYSTEMS, user_agent)
    return f"{browser} di {system}" if system else browser


def _first(marks: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((word for mark, word in marks if mark in user_agent), "")
