"""Settings of a test's own, so that attachments and backups lie in its folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portal.settings import settings

Choose = Callable[..., None]


@pytest.fixture
def choose(monkeypatch: pytest.MonkeyPatch) -> Iterator[Choose]:
    """Set settings by their names for the length of a test."""

    def chosen(**values: object) -> None:
        for name, value in values.items():
            monkeypatch.setenv(f"ASPAL_{name.upper()}", str(value))
        settings.cache_clear()

    yield chosen
    monkeypatch.undo()
    settings.cache_clear()


@pytest.fixture
def data(tmp_path: Path, choose: Choose) -> Path:
    """The data folder of the test."""
    folder = tmp_path / "data"
    folder.mkdir()
    choose(data_dir=folder, storage_url=f"file://{folder / 'files'}")
    return folder
