"""The command `aspal`. Errors go to stderr in one plain sentence: status 2 for bad input, 1 for failure."""

import asyncio
import json
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from portal.errors import Refusal
from portal.settings import SettingsError, settings

if TYPE_CHECKING:
    from portal.lapor.importing import Summary
    from portal.permissions import Actor

app = typer.Typer(
    help="ASPAL: the portal for citizens' complaints.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
NO_ROOM = "Penyimpanan penuh atau bermasalah. Kosongkan ruang, lalu ketik perintah ini lagi."
BUSY = "Basis data sedang dipakai atau tidak dapat dibuka. Tunggu sebentar, lalu ketik perintah ini lagi."
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def main() -> None:
    """Run the command; what a person can mend is told in a sentence, not a trace."""
    try:
        app()
    except SettingsError as error:
        sys.exit(_say(str(error), 2))
    except Refusal as refusal:
        sys.exit(_say(refusal.sentence, 2))
    except FileNotFoundError as error:
        sys.exit(_say(f"Berkas tidak ditemukan: {error.filename}", 2))
    except (sqlite3.Error, OSError) as error:
        sys.exit(_say(_what_stopped(error), 1))


def _what_stopped(error: Exception) -> str:
    """The sentence for a machine that does not go on; what nobody foresaw is raised again."""
    from portal.web import refusals

    trouble = refusals.trouble_of(error)
    if trouble in (refusals.DISK_FULL, refusals.DISK_TROUBLE):
        return NO_ROOM
    if trouble is refusals.BUSY:
        return BUSY
    raise error


def run(work: Callable[[], Awaitable[Any]], *, as_job: bool = True) -> Any:
    """Run database work of a command with the portal assembled."""

    async def with_database() -> Any:
        from portal import app as portal_app
        from portal import clock, db
        from portal.keeping import upgrading

        portal_app.assemble()
        clock.allow_moving(settings().demo)
        await db.open_pool()
        try:
            if as_job:
                await upgrading.insist_on_current()
                await clock.refresh()
            return await work()
        finally:
            await db.close()

    return asyncio.run(with_database())


def _say(sentence: str, status: int) -> int:
    print(sentence, file=sys.stderr)
    return status


@app.command()
def migrate() -> None:
    """Bring the database to the newest shape; SQLite is copied first, and put back if that fails."""
    from portal import clock
    from portal.keeping import upgrading

    saved = run(lambda: upgrading.upgrade(at=clock.now()), as_job=False)
    if saved:
        print(f"Basis data sudah mutakhir. Salinan sebelum pembaruan: {saved}")


@app.command()
def serve(host: str = "127.0.0.1", port: int = 8000, workers: int = 1) -> None:
    """Answer in the browser; refuses to start on a database that is not up to date."""
    from granian import Granian
    from granian.constants import Interfaces

    run(_nothing)
    Granian(
        "portal.app:create_app",
        factory=True,
        address=host,
        port=port,
        workers=workers,
        interface=Interfaces.ASGI,
        log_enabled=True,
        websockets=False,
    ).serve()


@app.command()
def worker() -> None:
    """Send messages and do jobs and duties, until stopped."""
    run(_work)


@app.command()
def up(host: str = "127.0.0.1", port: int = 8000) -> None:
    """Migrate, then run web and worker together; both stop with this command."""
    migrate()
    raise typer.Exit(_together([["serve", "--host", host, "--port", str(port)], ["worker"]]))


@app.command()
def demo(port: int = 8000, simulator_port: int = 8100) -> None:
    """Run a fresh demo: invented years, one account per role, and the phones beside the portal."""
    from portal.demo import run as running

    raise typer.Exit(running.run(port, simulator_port))


@app.command("create-account")
def create_account(
    role: Annotated[str, typer.Option(help="admin, liaison, operator, leader, inspector or reviewer")],
    phone: Annotated[str, typer.Option()],
    name: Annotated[str, typer.Option()],
    email: Annotated[str, typer.Option()] = "",
    agency: Annotated[str, typer.Option(help="the agency's code; without it the role holds for all")] = "",
    password_stdin: Annotated[bool, typer.Option(help="read the password from standard input")] = False,  # noqa: FBT002
) -> None:
    """Open an account that can sign in at once; also the way back when no admin is left."""
    from portal import clock
    from portal.accounts import creation

    password = sys.stdin.readline().rstrip("\n") if password_stdin else getpass("Kata sandi: ")

    async def create() -> int:
        return await creation.create_account(
            role=role,
            email=email,
            phone=phone,
            name=name,
            agency_code=agency,
            password=password,
            at=clock.now(),
        )

    run(create)
    print(f"Akun {name} sudah dibuat.")
    print("Nomornya belum dibuktikan: sesudah masuk, tekan Buktikan nomor di Profil Saya.")


@app.command("import-agencies")
def import_agencies(file: Path) -> None:
    """Take agencies over from a CSV; a list with a refused row changes nothing."""
    from portal import clock
    from portal.agencies import imports

    by = _command("import-agencies")
    done = run(lambda: imports.apply_file(file, by=by, at=clock.now()))
    for number, sentence in done.refused:
        print(f"Baris {number}: {sentence}", file=sys.stderr)
    print(f"{done.rows} baris: {done.created} baru, {done.updated} berubah, {done.unchanged} tetap.")
    if done.refused:
        raise typer.Exit(2)


@app.command("import-lapor")
def import_lapor(
    file: Path,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what it would do, write nothing.")] = False,  # noqa: FBT002
    notify: Annotated[bool, typer.Option("--notify", help="Tell the officers concerned.")] = False,  # noqa: FBT002
    generated: Annotated[
        str, typer.Option(metavar="DATE", help="When LAPOR! made the file, instead of what is written in it.")
    ] = "",
    as_json: AsJson = False,  # noqa: FBT002
) -> None:
    """Import an export of SP4N-LAPOR!; the file counts as confirmed unless --dry-run."""
    from portal import clock
    from portal.lapor import importing

    by = _command("import-lapor")
    done = run(
        lambda: importing.import_file(
            file, by=by, at=clock.now(), dry_run=dry_run, notify=notify, generated=generated
        )
    )
    if not as_json:
        _tell_date(done)
    _tell(done, as_json=as_json)


@app.command("import-history")
def import_history(
    file: Path,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what it would do, write nothing.")] = False,  # noqa: FBT002
    take_differences: Annotated[  # noqa: FBT002
        bool, typer.Option("--take-differences", help="Record the file's dates where others are recorded.")
    ] = False,
    as_json: AsJson = False,  # noqa: FBT002
) -> None:
    """Import the office's own dates of disposition, follow-up and closing."""
    from portal import clock
    from portal.lapor import importing

    by = _command("import-history")
    done = run(
        lambda: importing.import_history(
            file, by=by, at=clock.now(), dry_run=dry_run, take_differences=take_differences
        )
    )
    _tell(done, as_json=as_json)


def _command(name: str) -> "Actor":
    from portal.permissions import JobActor

    return JobActor(f"job:{name}", f"Perintah {name}")


def _tell_date(done: "Summary") -> None:
    from portal.workdays.words import seen

    when = seen(done.look.at)
    print(f"Tanggal berkas: {when}." if done.is_dated else f"Berkas tidak memuat tanggal; dihitung {when}.")


def _tell(done: "Summary", *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(done.as_json(), ensure_ascii=False))
        return
    for number, sentence in done.refused:
        print(f"Baris {number}: {sentence}", file=sys.stderr)
    for number, sentence in done.remarks:
        print(f"Baris {number}: {sentence}", file=sys.stderr)
    for name in done.unmatched_agencies:
        print(f"Perangkat daerah belum dikenal: {name}", file=sys.stderr)
    for text, count in done.unknown_classes:
        print(f"Klasifikasi belum jelas, ditahan: {text or '(kosong)'}, {count} baris", file=sys.stderr)
    print(
        f"{done.rows} baris: {done.created} baru, {done.updated} berubah, {done.unchanged} tetap, "
        f"{done.differing} berbeda, {len(done.refused)} ditolak. {done.messages} pesan."
    )


@app.command()
def backup(folder: Annotated[Path, typer.Argument(metavar="DEST")]) -> None:
    """Back up database and attachments into a new folder; on PostgreSQL it says what pg_dump has to do."""
    from portal import clock
    from portal.keeping import backup as backups

    by = _command("backup")
    made = run(lambda: backups.make(folder.resolve(), by=by, at=clock.now()))
    print(
        f"Cadangan selesai di {made.folder}: {made.manifest.size} byte, {len(made.manifest.files)} lampiran."
    )
    if made.note:
        print(made.note, file=sys.stderr)


@app.command()
def restore(folder: Annotated[Path, typer.Argument(metavar="SRC")]) -> None:
    """Bring a backup back to where the settings point, if nothing is there yet."""
    from portal import clock
    from portal.keeping import restore as returning

    by = _command("restore")
    back = run(lambda: returning.restore(folder.resolve(), by=by, at=clock.now()), as_job=False)
    made_at = back.manifest.made_at.astimezone(clock.WIB)
    print(
        f"Cadangan tanggal {made_at:%Y-%m-%d %H.%M} WIB sudah dikembalikan. "
        f"{back.held} pesan ditahan; lepaskan di halaman Notifikasi WhatsApp."
    )


@app.command()
def check() -> None:
    """Say whether settings, database, migrations and provider are in order."""
    run(_nothing)
    print(f"Pengaturan: baik. Basis data: mutakhir. WhatsApp: {settings().whatsapp_provider}.")


@app.command()
def rapor(year: int, as_json: AsJson = False) -> None:  # noqa: FBT002
    """Print the report card of a year."""
    from portal.reports import figures

    found = run(lambda: figures.rapor(year)).as_json()
    print(
        json.dumps(found, ensure_ascii=False) if as_json else json.dumps(found, ensure_ascii=False, indent=2)
    )


@app.command("simulate-whatsapp")
def simulate_whatsapp(port: int = 8100, config: Path | None = None) -> None:
    """Run the fake WhatsApp Cloud API with its phones."""
    from portal.simulator import config as simulator_config
    from portal.simulator import server

    ledger = settings().data_dir / "simulator-ledger.jsonl"
    chosen = (
        simulator_config.load_config(config)
        if config
        else simulator_config.SimulatorConfig(ledger_path=ledger)
    )
    server.run(chosen, port)


async def _nothing() -> None:
    return None


async def _work() -> None:
    from portal import app as portal_app
    from portal.jobs import heartbeat
    from portal.jobs import worker as jobs_worker
    from portal.notifications import worker as notifications_worker
    from portal.web import logs

    logs.configure(as_json=settings().log_json)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await asyncio.gather(
        jobs_worker.run(stop, portal_app.handlers(), portal_app.duties()),
        notifications_worker.run(stop),
        heartbeat.run(stop),
    )


def _together(commands: list[list[str]]) -> int:
    """Run commands as children; when one ends or we are told to stop, all end."""
    children = [subprocess.Popen([sys.executable, "-m", "portal", *command]) for command in commands]  # noqa: S603
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        while all(child.poll() is None for child in children):
            time.sleep(0.3)
        return max(child.returncode or 0 for child in children)
    except KeyboardInterrupt:
        return 0
    finally:
        for child in children:
            child.terminate()
        for child in children:
            child.wait(timeout=15)
