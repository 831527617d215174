"""The rows of a small workbook as text, opened by a process of its own (decision 4)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from portal.errors import BadInput
from portal.files import workbook

SECONDS = 60
LOCKED = "Berkas ini terkunci kata sandi. Simpan dari Excel tanpa kata sandi, lalu unggah lagi."
EMPTY = "Berkas ini kosong. Pilih berkas lain."
BROKEN = "Berkas ini tidak dapat dibaca. Simpan sebagai XLSX atau CSV UTF-8, lalu unggah lagi."
TOO_BIG = "Isi berkas ini terlalu besar untuk dibuka. Sisakan daftarnya saja."
REFUSED = {workbook.PASSWORD: LOCKED, workbook.EMPTY: EMPTY}


def read(content: bytes, header: str) -> list[list[str]]:
    """Cells of the sheet that holds the header, else of the first; dates in ISO form. For a thread.

    Raises BadInput with a sentence.
    """
    with TemporaryDirectory(prefix="aspal-rows-") as folder:
        path = Path(folder) / "workbook"
        path.write_bytes(content)
        command = [sys.executable, "-P", workbook.__file__, str(path), header]
        try:
            done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603 - our own file
        except subprocess.TimeoutExpired:
            raise BadInput(TOO_BIG) from None
    if done.returncode:
        raise BadInput(REFUSED.get(done.returncode, TOO_BIG if done.returncode < 0 else BROKEN))
    # The first line names the sheets; then come sheet, number and cells of each row.
    return [json.loads(line)[2] for line in done.stdout.splitlines()[1:]]
