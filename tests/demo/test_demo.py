"""The demo's exports come from their program, and nothing else."""

import subprocess
import sys
from pathlib import Path

from kam.store import HOUSE

EXPORTS = HOUSE / "demo" / "exports"


def test_the_program_writes_the_exports_byte_for_byte(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(HOUSE / "demo" / "make_demo.py"), "--out", str(tmp_path / "exports")], check=True)
    made = {path.name: path.read_bytes() for path in (tmp_path / "exports").iterdir()}
    kept = {path.name: path.read_bytes() for path in EXPORTS.iterdir()}
    assert sorted(name for name in made.keys() | kept.keys() if made.get(name) != kept.get(name)) == []
    assert (tmp_path / "planted.csv").read_text(encoding="utf-8") == (EXPORTS.parent / "planted.csv").read_text(encoding="utf-8")


def test_the_exports_stay_below_five_megabytes() -> None:
    assert sum(path.stat().st_size for path in EXPORTS.iterdir()) < 5_000_000


def test_the_program_never_imports_kam() -> None:
    assert [path.name for path in (HOUSE / "demo").glob("*.py") if "import kam" in (text := path.read_text(encoding="utf-8")) or "from kam" in text] == []
