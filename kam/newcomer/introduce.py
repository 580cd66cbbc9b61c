"""``make new``: from a folder of raw exports to a params file with its questions and a workbook for what no system exports."""

from __future__ import annotations

import os
import re
from pathlib import Path

from xlsxwriter.exceptions import XlsxWriterException

from kam.check.commands import check_command
from kam.check.names import table_name
from kam.check.next_steps import numbered_steps, open_questions
from kam.errors import InputError, ParamsError
from kam.intake.cells import clean, clean_id
from kam.intake.contracts import TABLES
from kam.intake.dates import day_number
from kam.intake.reading import TYPED_FILE
from kam.newcomer.asking import found_at
from kam.newcomer.folder import Leaf, look_through
from kam.newcomer.guess import derived, likeliest_sales
from kam.newcomer.params_file import Newcomer, params_text
from kam.newcomer.recognise import Recognised, recognise
from kam.newcomer.together import Entry, together
from kam.newcomer.typed_inputs import TYPED, write_inputs
from kam.newcomer.words import with_kind
from kam.wording import Voice

# Days of a sheet of sales that make it a second table: only these are never found in sales alone.
_SHOWN_BY = {"receivables": ("due_date",), "deliveries": ("promised_date", "delivered_date")}


def introduce(name: str, exports: Path, params: Path) -> str:
    """Writes ``<params>/<name>.yaml`` and ``inputs.xlsx`` among the exports, and says what was recognised and what comes next.

    Nothing that is there already is written over. Raises ParamsError for a name that is taken or no name, InputError for a folder
    without exports.
    """
    place = params / f"{name}.yaml"
    _refuse(name, exports, place)
    new = _look(name, exports.resolve(), place)
    typed = exports / TYPED_FILE
    kept = typed.exists()
    try:
        if new.typed and not kept:
            write_inputs(typed, new.typed, _accounts(new), new.language)
        with place.open("x", encoding="utf-8") as file:
            file.write(params_text(new))
    except (OSError, XlsxWriterException) as error:
        raise InputError(f"{place} and {typed}: cannot be written ({error}); make both folders and give yourself the right to write there") from error
    return _said(new, place, typed, kept)


def _refuse(name: str, exports: Path, place: Path) -> None:
    if not re.fullmatch(r"[\w-]+", name):
        raise ParamsError(f"'{name}': is no short name; use letters, digits, - and _ only, for instance acme")
    if place.exists():
        raise ParamsError(f"{place}: is there already and is not written over; choose another name, or move that file away")
    if str(exports) == "." or not exports.is_dir():
        raise InputError(f"{exports}: is no folder of exports; name the one that holds the exports")


def _look(name: str, exports: Path, place: Path) -> Newcomer:
    folder = look_through(exports, TYPED_FILE)
    found = [(leaf, recognise(leaf)) for leaf in folder.leaves]
    whole = any(one and one.table == "sales" and not one.missing for _, one in found)
    if not whole:
        found = [(leaf, one if one is None or one.table != "sales" else recognise(leaf, "sales")) for leaf, one in found]
    entries: dict[str, list[Entry]] = {}
    for table in TABLES:
        mine = [with_kind(one) for _, one in found if one and one.table == table]
        if mine:
            entries[table] = together(mine, folder.leaves)
    entries = entries if whole else _guessed(folder.leaves, entries)
    used = {(part.leaf.file, part.leaf.sheet) for listed in entries.values() for entry in listed for part in entry.parts}
    others = [leaf for leaf in folder.leaves if (leaf.file, leaf.sheet) not in used]
    typed = tuple(table for table in TYPED if table not in entries)
    relative = Path(os.path.relpath(exports, place.parent.resolve())).as_posix()
    return Newcomer(name, relative, folder, entries, others, typed)


def _guessed(leaves: list[Leaf], known: dict[str, list[Entry]]) -> dict[str, list[Entry]]:
    """What is known with the likeliest sales, and with what else stands beside them; no sheet is two tables unless its days show it."""
    sales = [with_kind(one) for one in likeliest_sales(leaves)]
    lists = {(one.leaf.file, one.leaf.sheet) for one in sales}
    apart = {
        table: [entry for entry in entries if (entry.one.leaf.file, entry.one.leaf.sheet) not in lists or _shown(entry.one)]
        for table, entries in known.items()
    }
    known = {table: entries for table, entries in apart.items() if entries}
    owed = next((entry.one for entry in known.get("receivables", [])), None)
    found = {"sales": sales} | {table: [one] for table, one in derived(sales[0], owed).items() if table not in known} if sales else {}
    return known | {table: together(ones, leaves) for table, ones in found.items()}


def _shown(one: Recognised) -> bool:
    """Whether a sheet of sales is a second table too: its days say so, for a name and an amount stand in both."""
    cells = [clean(cell) for name in _SHOWN_BY.get(one.table, ()) if name in one.index for cell in one.cells(name)]
    return any(day_number(cell, order) is not None for cell in cells for order in ("month first", "day first"))


def _accounts(new: Newcomer) -> dict[str, str]:
    """The accounts of the exports with their names, by id; those that were sold to where no list of accounts is there."""
    for table in ("accounts", "sales"):
        parts = [part for part in new.parts(table) if "account_id" in part.index]
        found: dict[str, str] = {}
        for part in parts:
            ids = part.cells("account_id")
            found |= dict(zip(map(clean_id, ids), part.cells("name") if "name" in part.index else [""] * len(ids), strict=True))
        if found:
            return {account: clean(found[account]) for account in sorted(found) if account}
    return {}


def _said(new: Newcomer, place: Path, typed: Path, kept: bool) -> str:
    word = new.voice.word
    lines = [word("new.said.written", file=str(place))]
    for table, entries in new.entries.items():
        lines.append(f"  {table} {TABLES[table].zh}: {word('list.semicolon').join(_named(entry, new.voice) for entry in entries)}")
    lines += ["  " + word("new.said.not_recognised", files=[found_at(leaf, new.voice) for leaf in new.others])] if new.others else []
    lines += ["  " + word("new.said.no_sales")] if "sales" not in new.entries else []
    lines += [f"  {word('new.said.encoding', file=leaf.file, pages=leaf.read_by)}" for leaf in new.folder.leaves if leaf.pages]
    lines += [f"  {word('new.note.unread', reason=reason)}" for reason in new.folder.unread]
    steps = [open_questions(place, new.voice)]
    if new.typed:
        steps.append([word("new.said.type", tables=[table_name(table, new.voice) for table in new.typed], file=str(typed), n=2 if kept else 1)])
    steps.append([word("new.said.check", command=check_command(place))])
    return "\n".join([*lines, "", *numbered_steps(steps, new.voice)])


def _named(entry: Entry, voice: Voice) -> str:
    one: Recognised = entry.one
    files = len({part.leaf.file for part in entry.parts})
    several = voice.word("new.said.files", file=entry.file, n=files) if files > 1 else entry.file
    label = several if len(entry.parts) > 1 else found_at(one.leaf, voice)
    return voice.word("new.said.entry", file=label, n=len(one.index))
