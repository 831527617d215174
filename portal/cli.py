"""The command `aspal`. Errors go to stderr in one plain sentence: status 2 for bad input, 1 for failure."""

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from portal.errors import Refusal
from portal.settings import ENV_FILE, PlaceClosed, SettingsError, insist_on_places, settings

if TYPE_CHECKING:
    from portal.lapor.date_order import DateOrder as Known
    from portal.lapor.importing import Summary
    from portal.permissions import Actor

app = typer.Typer(
    help="ASPAL: the portal for citizens' complaints.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
NO_DATABASE = (
    "Basis data belum ada: {}. Pada pemasangan baru jalankan: aspal migrate. "
    "Bila seharusnya sudah ada, periksa ASPAL_DATABASE_URL, ASPAL_DATA_DIR, dan apakah cakramnya terpasang."
)

Port = Annotated[int, typer.Option(min=1, max=65_535)]
SimulatorPort = Annotated[int, typer.Option(min=0, max=65_535, help="0 takes a free one")]
Workers = Annotated[int, typer.Option(min=1, max=64)]
DateOrder = Annotated[
    str, typer.Option("--date-order", metavar="dmy|mdy", help="Whether 3/4/2026 is 3 April or 4 March.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def main() -> None:
    """Run the command; what a person can mend is told in a sentence, not a trace."""
    # Whatever is written (a database, copies, exports, keys in logs) is for this account alone.
    os.umask(0o077)
    try:
        app()
    except (SettingsError, Refusal) as refusal:
        sys.exit(_say(str(refusal), 2))
    except PlaceClosed as closed:
        sys.exit(_say(str(closed), 1))
    except Exception as error:
        from portal import failures

        told = failures.explained(error)
        if told is None:
            raise
        sys.exit(_say(*told))


def run(work: Callable[[], Awaitable[Any]], *, as_job: bool = True) -> Any:
    """Run database work of a command with the portal assembled."""
    _insist_on_settings(needs_database=as_job)

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


def _insist_on_settings(*, needs_database: bool) -> None:
    """What can be told before anything is opened, and without making a new database by a slip."""
    chosen = settings()
    insist_on_places(chosen)
    if chosen.allowed_numbers:
        _insist_on_mobile(chosen.allowed_numbers)
    if needs_database and chosen.database_file and not chosen.database_file.exists():
        raise Refusal(NO_DATABASE.format(chosen.database_file))


def _insist_on_mobile(numbers: frozenset[str]) -> None:
    from portal.accounts import phones

    for number in sorted(numbers):
        if phones.find(number) != number:
            raise SettingsError(f"ASPAL_WHATSAPP_ALLOW_LIST: “{number}” bukan nomor ponsel.")


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
def serve(host: str = "127.0.0.1", port: Port = 8000, workers: Workers = 1) -> None:
    """Answer in the browser; refuses to start on a database that is not up to date."""
    from portal.web import server

    server.refuse_taken(host, port)
    run(_nothing)
    server.serve(host, port, workers)


@app.command()
def worker() -> None:
    """Send messages and do jobs and duties, until stopped."""
    from portal import worker as working

    run(working.run)


@app.command()
def up(host: str = "127.0.0.1", port: Port = 8000) -> None:
    """Migrate, then run web and worker together; both stop with this command."""
    from portal import supervisor
    from portal.web import server

    insist_on_places(settings())
    server.refuse_taken(host, port)
    try:
        with supervisor.Supervisor() as children:
            if status := children.run("Pembaruan basis data", "portal", "migrate"):
                raise typer.Exit(status)
            children.keep("Halaman web", "portal", "serve", "--host", host, "--port", str(port))
            children.keep("Pekerja", "portal", "worker")
            children.watch()
    except supervisor.Stopped:
        return
    except supervisor.ChildFailed as failure:
        raise typer.Exit(_say(str(failure), 1)) from None


@app.command()
def demo(port: Port = 8000, simulator_port: Port = 8100) -> None:
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
    date_order: DateOrder = "",
    as_json: AsJson = False,  # noqa: FBT002
) -> None:
    """Import an export of SP4N-LAPOR!; the file counts as confirmed unless --dry-run."""
    from portal import clock
    from portal.lapor import importing

    by, order = _command("import-lapor"), _order(date_order)
    done = run(
        lambda: importing.import_file(
            file,
            by=by,
            at=clock.now(),
            dry_run=dry_run,
            notify=notify,
            generated=generated,
            date_order=order,
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
    date_order: DateOrder = "",
    as_json: AsJson = False,  # noqa: FBT002
) -> None:
    """Import the office's own dates of disposition, follow-up and closing."""
    from portal import clock
    from portal.lapor import importing

    by, order = _command("import-history"), _order(date_order)
    done = run(
        lambda: importing.import_history(
            file,
            by=by,
            at=clock.now(),
            dry_run=dry_run,
            take_differences=take_differences,
            date_order=order,
        )
    )
    _tell(done, as_json=as_json)


def _order(text: str) -> "Known | None":
    from portal.lapor import date_order

    if text and text not in set(date_order.DateOrder):
        raise Refusal("Urutan tanggal harus dmy atau mdy.")
    return date_order.DateOrder(text) if text else None


def _command(name: str) -> "Actor":
    from portal.permissions import JobActor

    return JobActor(f"job:{name}", f"Perintah {name}")


def _tell_date(done: "Summary") -> None:
    from portal.workdays.words import seen

    when = seen(done.look.at)
    print(f"Tanggal berkas: {when}." if done.is_dated else f"Berkas tidak memuat tanggal; dihitung {when}.")


def _tell_unknown(done: "Summary") -> None:
    for text in done.unknown_categories:
        print(f"Kategori belum dikenal: {text}", file=sys.stderr)
    for text in done.unknown_districts:
        print(f"Kecamatan belum dikenal: {text}", file=sys.stderr)
    for pair in done.possible_pairs:
        print(
            f"Baris {pair['row']}: {pair['tracking_id']} mungkin sama dengan {pair['complaint']}; "
            "tidak disambungkan.",
            file=sys.stderr,
        )


def _tell(done: "Summary", *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(done.as_json(), ensure_ascii=False))
        return
    for _, sentence in done.refused:
        print(sentence, file=sys.stderr)
    if done.doubtful_dates:
        print(
            f"{len(done.doubtful_dates)} tanggal dapat dibaca dua cara. "
            "Ulangi dengan --date-order dmy (hari lebih dahulu) atau --date-order mdy (bulan lebih dahulu).",
            file=sys.stderr,
        )
    if done.hidden_sheets:
        print(f"Lembar tersembunyi, tidak dibaca: {', '.join(done.hidden_sheets)}", file=sys.stderr)
    for number, sentence in done.remarks:
        print(f"Baris {number}: {sentence}", file=sys.stderr)
    for name in done.unmatched_agencies:
        print(f"Perangkat daerah belum dikenal: {name}", file=sys.stderr)
    for text, count in done.unknown_classes:
        print(f"Klasifikasi belum jelas, ditahan: {text or '(kosong)'}, {count} baris", file=sys.stderr)
    _tell_unknown(done)
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
def check(
    data: Annotated[bool, typer.Option("--data", help="Also list what an older version spoilt.")] = False,  # noqa: FBT002
) -> None:
    """Say whether settings, database, migrations and provider are in order."""
    from importlib import metadata

    from portal.keeping import database

    print(
        f"ASPAL {metadata.version('aspal')}\n"
        f"Pengaturan: baik.{_from_file()}\n"
        f"Basis data: mutakhir. {run(database.description)}.\n"
        f"WhatsApp: {settings().whatsapp_provider}."
    )
    if data:
        raise typer.Exit(_check_data())


def _from_file() -> str:
    return f" Dibaca dari {os.environ[ENV_FILE]}." if os.environ.get(ENV_FILE) else ""


def _check_data() -> int:
    """List every finding of *Pemeriksaan data*; 1 where there is any."""
    from portal.keeping.data_check import checks

    by = _command("check-data")
    found = run(lambda: checks.found_for(by))
    for part in found:
        print(f"{part.check.title}: {len(part.findings) or 'tidak ditemukan'}")
        for finding in part.findings:
            print(f"  {finding.name}: {finding.text}")
    if any(part.findings for part in found):
        print("Betulkan di halaman Pemeriksaan data (/system/data-check).")
        return 1
    return 0


@app.command()
def rapor(year: int, as_json: AsJson = False) -> None:  # noqa: FBT002
    """Print the report card of a year."""
    from portal.reports import figures

    found = run(lambda: figures.rapor(year)).as_json()
    print(
        json.dumps(found, ensure_ascii=False) if as_json else json.dumps(found, ensure_ascii=False, indent=2)
    )


@app.command("simulate-whatsapp")
def simulate_whatsapp(port: SimulatorPort = 8100, config: Path | None = None) -> None:
    """Run the fake WhatsApp Cloud API with its phones."""
    from portal.simulator import config as simulator_config
    from portal.simulator import server
    from portal.web.server import refuse_taken

    insist_on_places(settings())
    if port:
        refuse_taken(server.HOST, port)
    ledger = settings().data_dir / "simulator-ledger.jsonl"
    chosen = (
        simulator_config.load_config(config)
        if config
        else simulator_config.SimulatorConfig(ledger_path=ledger)
    )
    server.run(chosen, port)


async def _nothing() -> None:
    return None
