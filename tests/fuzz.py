"""What `make fuzz` prints: thousands of exports damaged by chance, each read, asked about or refused in one message.

    python tests/fuzz.py [INPUTS]     20,000 by default; the tests try a few hundred

Every input is a company of tests/field/cases with one file, or its params, mutated; the seed is fixed. Each is read
in a forked process with 4 GiB of memory and a minute of time.
"""

from __future__ import annotations

import os
import resource
import shutil
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

from kam.errors import KamError
from kam.intake import read_inputs
from kam.params import load_params

INPUTS = 20_000
MEMORY, SECONDS = 4 << 30, 60
BATCH = 50  # inputs of one process: a start costs more than a reading
CASES = Path(__file__).parent / "field" / "cases"
HOSTILE = [
    b"\0", b'"', b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\n\n", b",,,,", b"\t", b";", b"1e308", b"-1e-400", b"NaN", b"inf",
    b"99999999999999999999", b"9999-12-31", b"0000-00-00", b"1900-01-00", b"2026-13-45", b"=1+1", b"#REF!", "合计".encode(),
    "１２３".encode(), b"\xe2\x80\xae", b"(5)", b"5-", b"1.234,56", b"1,23,456.00", b"&a [*a]", b"<<: *x", b"${HOME}", b"../",
    b"{", b"}", b"[", b"]", b": ", b"- ", b"</table>", b'<td rowspan="99999">', b'r="XFD1048576"', b"PK\x03\x04", b"PAR1",
]


def mutated(content: bytes, random: Random) -> bytes:
    """The bytes of a file after one to four accidents."""
    for _ in range(random.randint(1, 4)):
        at, length = random.randrange(len(content) + 1), random.choice((1, 1, 2, 8, 60, 400))
        piece = content[at:at + length]
        content = random.choice((
            lambda at=at, length=length, c=content: c[:at] + c[at + length:],
            lambda at=at, piece=piece, c=content: c[:at] + piece + c[at:],
            lambda at=at, c=content: c[:at] + random.choice(HOSTILE) + c[at:],
            lambda at=at, length=length, c=content: c[:at] + random.randbytes(length) + c[at + length:],
            lambda at=at, c=content: c[:at] + bytes([(c[at] if at < len(c) else 0) ^ (1 << random.randrange(8))]) + c[at + 1:],
            lambda at=at, c=content: c[:at],
        ))()  # fmt: skip
    return content


def prepared(number: int, place: Path) -> Path:
    """The params of the damaged company of that number."""
    random = Random(number)
    case = random.choice(sorted(CASES.iterdir()))
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(case, place)
    victim = random.choice([path for path in sorted(place.iterdir()) if path.name != "acme.yaml" or random.random() < 0.5])
    victim.write_bytes(mutated(victim.read_bytes(), random))
    return place / "acme.yaml"


def ended(number: int, place: Path) -> str:
    """How reading the company of that number ends."""
    try:
        totals = read_inputs(load_params(prepared(number, place))).control_totals
    except KamError as refused:
        return "refused" if str(refused).count("\n") < 20 else f"ENDLESS MESSAGE in {number}"
    except OSError as fault:
        return f"system ({type(fault).__name__})"
    except Exception as fault:
        return f"FAULT {type(fault).__name__} in {number}"
    rows = totals.rows_in == totals.rows_used + totals.rows_set_aside
    known = totals[totals.amount_in.notna()]
    amounts = known.amount_in == known.amount_used + known.amount_set_aside
    return "read" if rows.all() and amounts.all() else f"TOTALS DO NOT ADD UP in {number}"


def _work(numbers: list[int], out: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with tempfile.TemporaryDirectory(prefix="kam-fuzz-") as folder:
        os.environ["KAM_CACHE"] = f"{folder}/cache"
        for number in numbers:
            signal.alarm(SECONDS)
            os.write(out, f"{ended(number, Path(folder) / 'company')}\n".encode())
            shutil.rmtree(f"{folder}/cache", ignore_errors=True)


def _batch(numbers: list[int]) -> list[str]:
    """The ends of some inputs; of one that takes its process down, by what."""
    told, out = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(told)
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 2)
        try:
            _work(numbers, out)
        finally:
            os._exit(0)
    os.close(out)
    with os.fdopen(told, encoding="utf-8") as lines:
        found = lines.read().splitlines()
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if len(found) < len(numbers):
        why = "HANGS" if code == -signal.SIGALRM else f"PROCESS DIED ({code})"
        found += [f"{why} in {numbers[len(found)]}", *(_batch(rest) if (rest := numbers[len(found) + 1:]) else [])]
    return found


def run(inputs: int) -> Counter[str]:
    """How many inputs ended in which way."""
    ends: Counter[str] = Counter()
    for first in range(0, inputs, BATCH):
        ends.update(_batch(list(range(first, min(first + BATCH, inputs)))))
    return ends


def faults(ends: Counter[str]) -> list[str]:
    """The ends that must not be."""
    return sorted(end for end in ends if not end.startswith(("read", "refused", "system")))


def told(ends: Counter[str]) -> Iterator[str]:
    """What was found, line by line."""
    yield f"{sum(ends.values())} inputs: " + ", ".join(f"{count} {end}" for end, count in ends.most_common(12))
    yield from faults(ends)


if __name__ == "__main__":
    found = run(int(sys.argv[1]) if len(sys.argv) > 1 else INPUTS)
    print("\n".join(told(found)))
    sys.exit(bool(faults(found)))
