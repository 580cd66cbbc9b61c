"""What `make faults` prints: kills at random instants, full disks, two commands at once; a review stays whole, nothing goes twice.

    python tests/faults.py [KILLS]     200 by default; the tests run a few

Kills strike the real report of a small company of one chapter, in a forked process; the seed is fixed.
"""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import nbformat

from kam.__main__ import main
from kam.press import report

KILLS = 200
SALES = [
    f"D{year}{month}{account},invoice,{year}-{month:02d}-15,{account},P1,{month},{amount}"
    for year in (2025, 2026)
    for month in range(1, 10)
    for account, amount in (("A", 600), ("B", 300))
]
PARAMS = """company: acme
sources: {sales: {file: sales.csv}}
people:
  - {email: gm@example.com, role: executive}
  - {email: wang@example.com, role: manager, accounts: [A]}
"""
FIRST = [
    'company = ""\nquarter = "Q3"\nlanguage = "en"\naccount_id = ""',
    "import kam\nreview = kam.open_review(company, quarter, language)",
]


def company(place: Path) -> Path:
    """A company of two accounts and one chapter; its params file."""
    place.mkdir(parents=True, exist_ok=True)
    head = "document,kind,date,account_id,product_id,qty,net_amount"
    (place / "sales.csv").write_text("\n".join([head, *SALES]) + "\n", encoding="utf-8")
    (place / "acme.yaml").write_text(PARAMS, encoding="utf-8")
    notebooks = place / "notebooks"
    notebooks.mkdir(exist_ok=True)
    for name, cell in (("0_brief", "review.brief.numbers()"), ("account", "review.brief.numbers()")):
        cells = [nbformat.v4.new_code_cell(source) for source in (*FIRST, cell)]
        cells[0].metadata["tags"] = ["parameters"]
        cells[-1].metadata["tags"] = ["both"]
        cells.insert(2, nbformat.v4.new_markdown_cell(f"# {name}"))
        nbformat.write(nbformat.v4.new_notebook(cells=cells), notebooks / f"{name}.ipynb")
    return place / "acme.yaml"


def published(params: Path, out: Path, *more: str) -> int:
    """The exit code of `make report` with that one chapter, in this process."""
    report.NOTEBOOKS = params.parent / "notebooks"
    return main(["report", "Q3", "--company", str(params), "--out", str(out), *more])


def contents(place: Path) -> dict[str, str]:
    """Every file of a published review with its fingerprint."""
    files = sorted(path for path in place.rglob("*") if path.is_file())
    return {str(path.relative_to(place)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def forked(work: Callable[[], int]) -> int:
    """Some work in a process of its own group, without a word; its id."""
    child = os.fork()
    # Both name the group: whichever is first, a kill meets it.
    os.setpgid(child, child)
    if child:
        return child
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    code = 1
    try:
        code = work()
    finally:
        os._exit(code)


def kills(params: Path, out: Path, times: int, seed: int = 1) -> Counter[str]:
    """Reports killed at random instants, some of them just at the switch: how many left the last review whole."""
    before = time.perf_counter()
    assert os.waitpid(forked(lambda: published(params, out)), 0)[1] == 0
    whole, lasts = contents(out / "acme" / "2026Q3"), time.perf_counter() - before
    random = Random(seed)
    ended: Counter[str] = Counter()
    for number in range(times):
        child = forked(lambda: published(params, out))
        if number % 4:
            until = time.monotonic() + random.uniform(0, 1.1 * lasts)
            while time.monotonic() < until and not os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                time.sleep(0.002)
        else:  # at the switch: as soon as the manifest, the last file, stands in the new folder
            while not os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                if len(list((out / "acme" / ".versions").glob("*/manifest.json"))) > 1:
                    break
        os.killpg(child, signal.SIGKILL)
        os.waitpid(child, 0)
        ended["whole" if contents(out / "acme" / "2026Q3") == whole else "broken"] += 1
    assert os.waitpid(forked(lambda: published(params, out)), 0)[1] == 0
    assert contents(out / "acme" / "2026Q3") == whole
    ended["folders left"] = len(list((out / "acme" / ".versions").iterdir())) - 2
    return ended


@contextmanager
def small_disk(kilobytes: int) -> Iterator[Path]:
    """A disk that is soon full; raises OSError where none can be mounted."""
    with tempfile.TemporaryDirectory() as place:
        command = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "none", place]
        if subprocess.run(command, capture_output=True).returncode:
            raise OSError("no small disk can be mounted here")
        try:
            yield Path(place)
        finally:
            subprocess.run(["umount", place], check=True)


def on_a_full_disk(params: Path, out: Path, variable: str, kilobytes: int) -> str:
    """How `make report` ends where the output (OUT), the cache or the temporary files have no room."""
    with small_disk(kilobytes) as disk:
        house = Path(__file__).parents[1]
        where = disk if variable == "OUT" else out
        code = (
            f"import sys; from pathlib import Path; sys.path.insert(0, {str(house)!r}); "
            f"from tests.faults import published; sys.exit(published(Path({str(params)!r}), Path({str(where)!r})))"
        )
        environment = os.environ | ({} if variable == "OUT" else {variable: str(disk)})
        done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    told = [line for line in done.stderr.splitlines() if line.startswith("kam: ")]
    if done.returncode == 0:
        return "published: there was room"
    tidy = "Traceback" not in done.stderr and done.returncode == 1 and len(told) == 1
    return f"one message, exit 1: {told[0]}" if tidy else f"NOT TIDY ({done.returncode}): {done.stderr[-800:]}"


def at_once(params: Path, out: Path) -> Counter[int]:
    """The exit codes of three reports that begin together."""
    children = [forked(lambda: published(params, out)) for _ in range(3)]
    return Counter(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children)


def run(times: int) -> Iterator[str]:
    """Every section, line by line."""
    with tempfile.TemporaryDirectory(prefix="kam-faults-") as folder:
        os.environ["KAM_CACHE"] = f"{folder}/cache"
        params, out = company(Path(folder) / "company"), Path(folder) / "out"
        yield f"kills: {dict(kills(params, out, times))}"
        whole = contents(out / "acme" / "2026Q3")
        for variable, sizes in (("OUT", (16, 300, 900)), ("KAM_CACHE", (8, 60, 300)), ("TMPDIR", (0, 8, 60))):
            for kilobytes in sizes:
                yield f"{variable} with {kilobytes} kB: {on_a_full_disk(params, out, variable, kilobytes or 4)}"
        yield f"three reports at once, exit codes: {dict(at_once(params, out))}"
        yield f"the review is as it was: {contents(out / 'acme' / '2026Q3') == whole}"


if __name__ == "__main__":
    for line in run(int(sys.argv[1]) if len(sys.argv) > 1 else KILLS):
        print(line, flush=True)
