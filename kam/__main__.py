"""The command line: ``python -m kam report Q3``, ``figures``, ``new``, ``email``, ``check``, ``why``, ``lab``."""

from __future__ import annotations

import argparse
import errno
import logging
import os
import shlex
import shutil
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kam.errors import KamError, ParamsError
from kam.store import HOUSE, cache

DEMO = "params/demo.yaml"
_RIGHTS = "give yourself the right to write there, or name another folder (OUT=..., the cache by KAM_CACHE)"
_ROOM = "make room, or name another folder (OUT=..., the cache by KAM_CACHE, temporary files by TMPDIR)"
REMEDIES = {
    errno.ENOSPC: _ROOM,
    errno.EDQUOT: _ROOM,
    errno.EROFS: _RIGHTS,
    errno.EACCES: _RIGHTS,
    errno.EPERM: _RIGHTS,
    errno.ENOTDIR: "a file stands where a folder is needed; move it away, or name another folder",
    errno.EEXIST: "a file stands where a folder is needed; move it away, or name another folder",
    errno.ENAMETOOLONG: "write a shorter name",
}
QUARTER = "Q3 = the newest third quarter in the data; 2026Q3 also; without it the newest that is over"


class _Parser(argparse.ArgumentParser):
    """argparse with kam's exit code: a wrong command line is 1, not 2."""

    def error(self, message: str) -> None:  # type: ignore[override]
        raise ParamsError(f"command line: {message}; see python -m kam --help")


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    top = _Parser(prog="python -m kam", description="The quarterly key-account review.")
    commands = top.add_subparsers(dest="command", required=True, parser_class=_Parser)
    report = commands.add_parser("report", help="publish the review of one quarter")
    report.add_argument("quarter", nargs="?", default="", help=QUARTER)
    _company(report)
    report.add_argument("--out", type=Path, default=HOUSE / "reports", help="folder of published reviews")
    report.add_argument("--fresh", action="store_true", help="believe no cache")
    figures = commands.add_parser("figures", help="the figures of one quarter as csv, without pages")
    figures.add_argument("quarter", nargs="?", default="", help=QUARTER)
    _company(figures)
    figures.add_argument("--to", type=Path, help="folder for the csv files; without it figures.csv goes to stdout")
    figures.add_argument("--out", type=Path, default=HOUSE / "reports", help="folder of published reviews, where filled-in plans are")
    check = commands.add_parser("check", help="read the inputs only and say what is wrong or missing")
    _company(check)
    check.add_argument("--out", type=Path, default=HOUSE / "reports", help="folder of published reviews, where filled-in plans are")
    check.add_argument("--fresh", action="store_true", help="believe no cache")
    email = commands.add_parser("email", help="send a review that is already published to its readers")
    email.add_argument("quarter", nargs="?", default="", help="Q3 = the newest third quarter that is published; 2026Q3 also; without it the newest")
    _company(email)
    email.add_argument("--out", type=Path, default=HOUSE / "reports", help="folder of published reviews")
    email.add_argument("--dry", action="store_true", help="write .eml files to outbox/ instead of sending")
    email.add_argument("--resend", action="store_true", help="send again what is in doubt, and a review that was published anew")
    why = commands.add_parser("why", help="explain one figure: definition, rows, arithmetic, result")
    why.add_argument("quarter", help="the review's quarter, Q3 or 2026Q3")
    why.add_argument("account", help="account id; '' or company = the whole company")
    why.add_argument("metric", help="name of the figure in figures.csv, or segment")
    why.add_argument("--dimension", default="", help="the part, as in figures.csv: territory:华东")
    why.add_argument("--language", default="", choices=("en", "zh"), help="default: the company's first")
    _company(why)
    new = commands.add_parser("new", help="write the params of a new company from a folder of its exports, with questions")
    new.add_argument("name", help="short name, for instance acme")
    new.add_argument("exports", type=Path, help="folder of the raw exports")
    new.add_argument("--params", type=Path, default=HOUSE / "params", help="folder for the params file")
    lab = commands.add_parser("lab", help="open the notebooks in JupyterLab")
    lab.add_argument("quarter", nargs="?", default="", help=QUARTER)
    _company(lab)
    lab.add_argument("--options", type=shlex.split, default=[], help="options for JupyterLab, as one word: --options='--allow-root --no-browser'")
    return top


def _company(command: argparse.ArgumentParser) -> None:
    command.add_argument("--company", default=DEMO, help=f"params file of the company (default {DEMO})")


def main(arguments: list[str] | None = None) -> int:
    """Run one command; a fault is one message on stderr and an exit code, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    given = argparse.Namespace()
    try:
        given = parser().parse_args(arguments)
        with _phases_told():
            # Before anything heavy is imported: whoever waits sees at once that it has begun.
            logging.getLogger("kam").info("reading %s ...", given.exports if given.command == "new" else given.company)
            return _run(given)
    except KamError as error:
        print(f"kam: {error}", file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        # Whoever reads stdout has enough; Python would try to write the rest when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("kam: stopped; nothing was published", file=sys.stderr)
        return 1
    except Exception as error:
        print(f"kam: {_unforeseen(error, given)}", file=sys.stderr)
        return 1


def _unforeseen(error: BaseException, given: argparse.Namespace) -> str:
    """A full disk, a missing right, a name that cannot be, in one line; a fault of kam itself with the place of its trace."""
    chain: list[BaseException] = [error]
    while (inner := chain[-1].__cause__ or chain[-1].__context__) and inner not in chain:
        chain.append(inner)
    for one in chain:
        if isinstance(one, OSError) and (one is error or one.errno in REMEDIES):
            return _of_the_system(one, getattr(given, "out", HOUSE))
    frame = traceback.extract_tb(error.__traceback__)[-1]
    trace = cache() / "fault.txt"
    try:
        trace.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
    except OSError:
        trace = Path("nowhere, since it could not be written")
    fact = (str(error).splitlines() or [""])[0][:300]
    return (f"{Path(frame.filename).name}, line {frame.lineno}: {type(error).__name__}: {fact}; this is a fault of kam, "
            f"nothing was published; whoever looks after it finds its trace in {trace}")


def _of_the_system(error: OSError, out: Path) -> str:
    files = [str(name) for name in (error.filename2, error.filename) if name]
    where = files[0] if files else _fullest(out) if error.errno in (errno.ENOSPC, errno.EDQUOT) else "a file"
    shown = where if len(where) < 300 else f"{where[:120]}...{where[-60:]}"
    remedy = REMEDIES.get(error.errno or 0, "mend that and run again")
    return f"{shown}: {error.strerror or str(error).splitlines()[0]}; {remedy}"


def _fullest(out: Path) -> str:
    """The place with the least room of those that kam writes to: the system does not say which it was."""
    places = [Path(tempfile.gettempdir()), cache(), out]
    there = [next(one for one in (place, *place.parents) if one.is_dir()) for place in places]
    return f"the disk of {min(there, key=lambda place: shutil.disk_usage(place).free)}"


@contextmanager
def _phases_told() -> Iterator[None]:
    """What the rooms log stands on stderr, a line for each phase with its size; nobody hears it elsewhere."""
    log, heard = logging.getLogger("kam"), logging.StreamHandler(sys.stderr)
    log.setLevel(logging.INFO)
    log.addHandler(heard)
    try:
        yield
    finally:
        log.removeHandler(heard)
        log.setLevel(logging.NOTSET)


def _run(given: argparse.Namespace) -> int:
    # Each command imports its own rooms: a wrong parameter should not wait for matplotlib.
    if given.command == "report":
        from kam.press.report import publish_report

        print(publish_report(given.company, given.quarter, given.out, given.fresh))
    elif given.command == "figures":
        from kam.review.files import hand_out

        print(hand_out(given.company, given.quarter, given.out, given.to), end="")
    elif given.command == "email":
        from kam.press.mail import send_review

        print(send_review(given.company, given.quarter, given.out, given.dry, given.resend))
    elif given.command == "new":
        from kam.newcomer import introduce

        print(introduce(given.name, given.exports, given.params))
    elif given.command == "check":
        from kam.check import check

        print(check(given.company, given.out, given.fresh))
    elif given.command == "why":
        from kam.why import explain

        return explain(given.company, given.quarter, given.account, given.metric, given.dimension, given.language)
    else:
        from kam.press.lab import open_lab

        return open_lab(given.company, given.quarter, given.options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
