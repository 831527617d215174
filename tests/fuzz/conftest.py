"""How much nonsense, and the regency it is typed into."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import matrix_build
from tests.support.matrix_world import World

INPUTS = 600
A_CHUNK = 200
"""Inputs into one copy of the regency; the next chunk begins with a fresh one."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--inputs", type=int, default=INPUTS, help="forms and query strings to fill")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "chunk" in metafunc.fixturenames:
        inputs = metafunc.config.getoption("--inputs", default=INPUTS)
        metafunc.parametrize("chunk", range(-(-inputs // A_CHUNK)))


@pytest.fixture(scope="session")
def world(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> World:
    """A regency with everything in it."""
    return matrix_build.build(migrated_file, tmp_path_factory.mktemp("fuzz"))
