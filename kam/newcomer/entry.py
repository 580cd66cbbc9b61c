"""One entry under ``sources`` as lines of YAML, with a question in a comment wherever a person has to decide."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from kam.intake.amounts import millionths
from kam.intake.cells import clean, fold
from kam.intake.contracts import TABLES
from kam.newcomer.recognise import Recognised
from kam.newcomer.together import Entry
from kam.newcomer.words import mapped_words, worded

QUESTION = "QUESTION"
_CREDITS = re.compile("红字|红票|退货|折让|credit|refund|return|orin|rin1")
_SHOWN = 12  # unknown words that are listed


def scalar(value: Any) -> str:
    """A value as YAML writes it on one line."""
    plain = _dumped(value, "")
    return _dumped(value, '"') if "\n" in plain else plain


def _dumped(value: Any, quotes: str) -> str:
    return str(yaml.safe_dump(value, allow_unicode=True, default_flow_style=True, width=10**6, default_style=quotes or None)).strip().removesuffix("\n...").strip()


def ask(question: str) -> str:
    """A question as a comment; its number is given when the whole file is known."""
    return f"# {QUESTION}: {question}"


def entry_lines(entry: Entry) -> list[str]:
    """The lines of an entry, without the dash that makes it one of a list."""
    one = entry.one
    lines = [f"file: {scalar(entry.file)}"]
    if one.leaf.sheet and not one.leaf.lone:
        lines.append(f"sheet: {scalar(one.leaf.sheet)}")
    if one.by_name:
        lines.append("match: name            # customers stand here by name only")
    return [*lines, "columns:", *(f"  {line}" for line in _columns(one)), *_fill_down(one), *_constants(one), *_values(entry)]


def _columns(one: Recognised) -> Iterator[str]:
    for ours, theirs in one.columns.items():
        yield f"{ours}: {scalar(theirs)}"
    for ours, places in one.open.items():
        yield ask(f"which of these is {ours}? Take the # from the right line.")
        yield from (f"# {ours}: {scalar(one.header[place])}" for place in places)
    for ours in one.missing:
        near = [one.header[place] for place in one.near.get(ours, [])]
        if len(near) == 1:
            yield ask(f"is '{near[0]}' the {ours}? It was taken for it because no other column fits; correct the next line if not.")
            yield f"{ours}: {scalar(near[0])}"
            continue
        others = near or [name for place, name in enumerate(one.header) if name and place not in one.index.values()]
        yield ask(f"no column for {ours}, which is indispensable. Name it: one of {', '.join(others) or 'none is left'}?")
        yield f"# {ours}: "
    yield from _left_over(one)


def _left_over(one: Recognised) -> Iterator[str]:
    """Optional columns that one left-over header resembles, and the headers that nothing resembles."""
    used = {*one.index.values(), *(place for places in (*one.open.values(), *one.near.values()) for place in places)}
    perhaps = {ours: places for ours, places in one.near.items() if ours not in one.missing}
    for ours, places in perhaps.items():
        yield from (f"# {ours}: {scalar(one.header[place])}     # perhaps; take the # away if so" for place in places)
    others = [name for place, name in enumerate(one.header) if name and place not in used]
    known = {*one.index, *one.open, *one.missing, *perhaps, *(["account_id"] if one.by_name else [])}
    without = [name for name in TABLES[one.table].names if name not in known]
    if others and without:
        yield f"# their columns without use: {', '.join(others)}; ours without input: {', '.join(without)}"


def _fill_down(one: Recognised) -> list[str]:
    """A printout writes a document's number, day and customer on its first line only."""
    if one.table != "sales" or not {"document", "net_amount"} <= one.index.keys():
        return []
    filled = [bool(clean(cell)) for cell in one.cells("net_amount")]
    blank = [name for name in ("document", "date", "kind", "account_id") if name in one.index and _half_blank(one.cells(name), filled)]
    return [f"fill_down: [{', '.join(blank)}]     # written on a document's first line only"] if "document" in blank else []


def _half_blank(cells: list[str], filled: list[bool]) -> bool:
    counted = [not clean(cell) for cell, amount in zip(cells, filled, strict=True) if amount]
    return bool(counted) and 0.2 < sum(counted) / len(counted) < 1


def _constants(one: Recognised) -> list[str]:
    """A list of credit notes says so in its name, not in a column."""
    if one.table != "sales" or {"kind"} & {*one.index, *one.open}:
        return []
    named = fold(f"{one.leaf.file} {one.leaf.sheet}")
    if _CREDITS.search(named):
        return ["constants: {kind: credit note}      # by its name"]
    if not any((millionths(cell.strip()) or 0) < 0 for cell in (one.cells("net_amount") if "net_amount" in one.index else [])):
        return ["constants: {kind: invoice}      # no amount is negative"]
    return [ask("does this list hold invoices only? Negative lines would count as invoices too; if it holds credit notes, name the column that tells them.")]


def _values(entry: Entry) -> list[str]:
    lines: list[str] = []
    for column in worded(entry.one):
        known, unknown = mapped_words(entry.parts, column)
        if known:
            lines.append(f"  {column}: {scalar(known)}     # read from the words themselves; correct what is wrong")
        if unknown:
            shown = ", ".join(" ".join(word.split()) for word in unknown[:_SHOWN]) + (f" and {len(unknown) - _SHOWN} more" if len(unknown) > _SHOWN else "")
            lines.append(f"  {ask(f'which of our words is each of these words of {column}: {shown}? Their rows are set aside until it is said.')}")
            lines += [] if known else [f"  # {column}: {{{scalar(unknown[0])}: }}"]
    return lines and ["values:" if any(not line.lstrip().startswith("#") for line in lines) else "# values:", *lines]
