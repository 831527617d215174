from __future__ import annotations

import subprocess
import sys

from tests.lapor.files import HEADER, complaint, write_csv, write_xlsx

ROWS = 20_000
# Run apart, so that what other tests have used does not count: prints rows taken and kilobytes at the peak,
# its own (VmHWM, for ru_maxrss begins with what the parent had) and the unpacking process's.
READING = """
import re, resource, sys
from datetime import date
from pathlib import Path
from portal.lapor import export
parsed = export.parse(Path(sys.argv[1]), today=date(2026, 11, 24))
rows = sum(isinstance(row, export.ExportRow) for row in parsed)
own = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
print(rows, own + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def reading_of(path):
    command = [sys.executable, "-W", "error", "-c", READING, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30)
    return [int(figure) for figure in done.stdout.split()]


def rows():
    body = "Jalan di depan pasar berlubang dan tergenang. " * 10
    return [HEADER, *(complaint(str(6_000_000 + n), body=f"{n} {body}") for n in range(ROWS))]


def test_twenty_thousand_rows_of_a_workbook_stay_small(tmp_path):
    taken, kilobytes = reading_of(write_xlsx(tmp_path / "a.xlsx", rows()))
    assert taken == ROWS
    assert kilobytes < 200_000


def test_twenty_thousand_rows_of_a_csv_stay_small(tmp_path):
    taken, kilobytes = reading_of(write_csv(tmp_path / "a.csv", rows()))
    assert taken == ROWS
    assert kilobytes < 100_000
