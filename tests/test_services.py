"""What tests stand on is found, started and cleaned away, or its absence said with the command to type."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest

from tests.services import chromium_path, postgres_cluster

ROOT = Path(__file__).resolve().parents[1]


async def test_a_cluster_answers_with_the_settings_asked_for_and_leaves_nothing_behind():
    with postgres_cluster(synchronous_commit="on") as cluster:
        connection = await asyncpg.connect(cluster.dsn())
        assert await connection.fetchval("SHOW synchronous_commit") == "on"
        assert await connection.fetchval("SHOW fsync") == "off"
        await connection.close()
    assert not cluster.folder.exists()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", cluster.port))


def test_chromium_is_found():
    assert Path(chromium_path()).exists()


def test_a_missing_service_ends_with_the_command_to_type():
    done = subprocess.run(
        [sys.executable, "-m", "tests.provision"],
        cwd=ROOT,
        env={"PATH": "/nonexistent"},
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 1
    assert "apt-get install chromium" in done.stderr
