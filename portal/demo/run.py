"""`aspal demo`: a fresh database, the portal, its worker and the simulated WhatsApp, until stopped."""

from __future__ import annotations

import json
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from rich.console import Console
from rich.table import Table

from portal.demo.surroundings import HOST, Surroundings
from portal.settings import ROOT
from portal.supervisor import ChildFailed, Stopped, Supervisor
from portal.web import server

FOLDER = ROOT / "var" / "demo"
PATIENCE = 60.0
"""Seconds until the portal must answer."""

Account = dict[str, str]


def run(port: int = 8000, simulator_port: int = 8100, folder: Path = FOLDER) -> int:
    """Run the demo until it is told to stop; returns the exit status. Raises BadInput for a port in use."""
    for wanted in (port, simulator_port):
        server.refuse_taken(HOST, wanted)
    place = Surroundings(port, simulator_port, folder)
    place.prepare()
    console = Console()
    try:
        with Supervisor(place.folder, place.environment()) as children:
            accounts = _fill(place, children, console)
            _start(place, children)
            _tell(place, accounts, console)
            children.watch()
    except Stopped:
        console.print("Demo dihentikan.")
    except ChildFailed as failure:
        sys.stderr.write(f"{failure}\n")
        return 1
    return 0


def _fill(place: Surroundings, children: Supervisor, console: Console) -> list[Account]:
    told = place.folder / "isi.out"
    with console.status("Menyiapkan tiga tahun data contoh, sekitar setengah menit …"):
        if children.run("isi", "portal.demo", output=told):
            raise ChildFailed((place.folder / "isi.log").read_text(encoding="utf-8", errors="replace"))
    accounts: list[Account] = json.loads(told.read_text(encoding="utf-8"))
    place.write_simulator_config({account["phone"]: account["name"] for account in accounts})
    return accounts


def _start(place: Surroundings, children: Supervisor) -> None:
    config = ("--config", str(place.simulator_config))
    children.keep("simulator", "portal.simulator", "--port", str(place.simulator_port), *config)
    children.keep("portal", "portal", "serve", "--host", HOST, "--port", str(place.port))
    children.keep("pekerja", "portal", "worker")
    for address in (place.simulator_url, f"{place.portal_url}/sign-in"):
        _wait_for(address, children)


def _wait_for(address: str, children: Supervisor) -> None:
    end = time.monotonic() + PATIENCE
    while not _answers(address):
        children.look()
        if time.monotonic() > end:
            raise ChildFailed(f"{address} tidak menjawab.")
        time.sleep(0.1)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - an address of ours
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _tell(place: Surroundings, accounts: list[Account], console: Console) -> None:
    table = Table("Peran", "Nama", box=None, pad_edge=False)
    table.add_column("Surel untuk masuk", no_wrap=True)
    for account in accounts:
        if account["is_main"]:
            table.add_row(account["role"], account["name"], account["email"])
    others = sum(not account["is_main"] for account in accounts)
    console.print(f"\nPortal      {place.portal_url}\nPonsel      {place.simulator_url}", highlight=False)
    console.print(f"Kata sandi  {accounts[0]['password']} (untuk semua akun)\n", highlight=False)
    console.print(table)
    console.print(
        f"\n{others} petugas perangkat daerah lain ada di menu Pengguna.\n"
        "Masuklah sebagai Admin Kominfo, disposisikan sebuah pengaduan, dan lihat ponsel berdering.\n"
        "Hentikan dengan Ctrl-C.",
        highlight=False,
    )
