"""One entry under ``sources`` as lines of YAML, with a question in a comment wherever a person has to decide."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from kam.check.names import column_name
from kam.intake.amounts import millionths
from kam.intake.cells import clean
from kam.intake.contracts import TABLES
from kam.intake.dates import dotted, order_of
from kam.intake.lots import BY_SIGN
from kam.newcomer.asking import ask, note
from kam.newcomer.recognise import Recognised
from kam.newcomer.select import select_lines
from kam.newcomer.together import Entry
from kam.newcomer.words import mapped_words, our_words, worded
from kam.wording import Voice
from kam.wording.said import some

_WHICH = {("sales", "net_amount"): "net_amount", ("receivables", "amount"): "owed", ("allocations", "date"): "settled"}  # what a choice hangs on
_FORMS = {"month first": "M/D/Y", "day first": "D/M/Y", "year first": "Y/M/D"}
_REPEATED = ("document", "date", "kind", "account_id", "name")


def scalar(value: Any) -> str:
    """A value as YAML writes it on one line."""
    plain = _dumped(value, "")
    return _dumped(value, '"') if "\n" in plain else plain


def _dumped(value: Any, quotes: str) -> str:
    return str(yaml.safe_dump(value, allow_unicode=True, default_flow_style=True, width=10**6, default_style=quotes or None)).strip().removesuffix("\n...").strip()


def entry_lines(entry: Entry, voice: Voice) -> list[str]:
    """The lines of an entry, without the dash that makes it one of a list."""
    one, asked = entry.one, bool(entry.one.computed or entry.one.tail)
    lines = ["query: >", *(f"  {line}" for line in select_lines(one, entry.file))] if asked else [f"file: {scalar(entry.file)}"]
    if entry.sheet:
        lines.append(f"sheet: {scalar(entry.sheet)}")
    if one.leaf.pages:
        lines.append(f"encoding: {one.leaf.pages[0][0]}")
    if one.by_name:
        lines.append(f"match: name            {note(voice, 'by_name')}")
    if one.decimal_comma:
        lines.append(f"decimal_comma: true     {note(voice, 'decimal_comma')}")
    lines += [*_order(one, voice), "columns:", *(f"  {column}: {scalar(theirs)}" for column, theirs in one.columns.items())]
    return [*lines, *(f"  {line}" for line in _open(one, voice)), *_fill_down(one, voice), *_constants(entry, voice), *_values(entry, voice)]


def _order(one: Recognised, voice: Voice) -> Iterator[str]:
    """Which part of a date comes first, where a later file might not show it: years of two digits, and days that none of its dates decides."""
    for place in one.of_kind("date"):
        cells = [clean(cell) for cell in one.below(place)]
        order = "" if dotted(cells) else order_of(cells)
        if order == "undecidable":
            yield ask(voice, "order", header=one.header[place], example=next(filter(None, cells)))
            yield from (f"# date_format: {form}" for form in _FORMS.values())
            return
        if order in _FORMS and not any(re.search(r"\d{4}", cell) for cell in cells):
            yield f"date_format: {_FORMS[order]}     {note(voice, 'two_digits')}"
            return


def _open(one: Recognised, voice: Voice) -> Iterator[str]:
    for column, places in one.open.items():
        yield ask(voice, _WHICH.get((one.table, column), "which"), column=column_name(one.table, column, voice))
        yield from (f"# {column}: {scalar(one.header[place])}" for place in places)
    for column in one.missing:
        yield from _missing(one, column, voice)
    if not one.guessed or one.table == "sales":
        yield from _left_over(one, voice)


def _missing(one: Recognised, column: str, voice: Voice) -> Iterator[str]:
    """An indispensable column that no header fits: the only one that resembles it, else all that are left."""
    near, named = [one.header[place] for place in one.near.get(column, [])], column_name(one.table, column, voice)
    if len(near) == 1:
        yield ask(voice, "taken", header=near[0], column=named)
        yield f"{column}: {scalar(near[0])}"
        return
    others = near or [name for place, name in enumerate(one.header) if name and place not in one.index.values()]
    yield ask(voice, "none", column=named, others=voice.word("list.comma").join(others) or voice.word("new.ask.none_left"))
    yield f"# {column}: "


def _left_over(one: Recognised, voice: Voice) -> Iterator[str]:
    """Optional columns that one left-over header resembles, and the headers that nothing resembles."""
    used = {*(() if one.guessed else one.places.values()), *(place for places in (*one.open.values(), *one.near.values()) for place in places)}
    perhaps = {column: places for column, places in one.near.items() if column not in one.missing}
    for column, places in perhaps.items():
        yield from (f"# {column}: {scalar(one.header[place])}     {note(voice, 'perhaps')}" for place in places)
    ours = {place: f" ({name})" for name, place in one.places.items()}
    others = [one.shown(place) + ours.get(place, "") for place, name in enumerate(one.header) if name and place not in used]
    known = {*one.index, *one.open, *one.missing, *one.computed, *perhaps, *(["account_id"] if one.by_name else [])}
    without = [column_name(one.table, name, voice) for name in TABLES[one.table].names if name not in known]
    if others and without:
        yield note(voice, "every_head" if one.guessed else "without_use", without=voice.word("list.comma").join(without))
        yield from (f"#   {other}" for other in others)


def _fill_down(one: Recognised, voice: Voice) -> list[str]:
    """A printout writes a document's number, day and customer on its first line only."""
    if one.table != "sales" or "document" not in one.index or not (amounts := one.amounts()):
        return []
    others = [place for place in range(len(one.header)) if place not in {one.index.get(name) for name in _REPEATED}]
    lines = [any(map(_worded, cells)) for cells in zip(*map(one.below, others), strict=True)]
    lines[-1] = False  # where a total stands
    filled = [number is not None and line for number, line in zip(one.numbers_at(amounts[0]), lines, strict=True)]
    blank = [name for name in _REPEATED if name in one.index and _half_blank(one.cells(name), filled)]
    return [f"fill_down: [{', '.join(blank)}]     {note(voice, 'first_line')}"] if "document" in blank else []


def _worded(cell: str) -> bool:
    """An article stands on a line of a document, amounts alone are a total."""
    return bool(clean(cell)) and millionths(clean(cell)) is None


def _half_blank(cells: list[str], filled: list[bool]) -> bool:
    counted = [not clean(cell) for cell, amount in zip(cells, filled, strict=True) if amount]
    return bool(counted) and 0.2 < sum(counted) / len(counted) < 1


def _constants(entry: Entry, voice: Voice) -> list[str]:
    """A list of credit notes says so in its name; of invoices alone every amount is known and none negative."""
    one = entry.one
    if one.table != "sales" or {"kind"} & {*one.index, *one.open}:
        return []
    if one.leaf.credits:
        return [f"constants: {{kind: credit note}}      {note(voice, 'credit_by_name')}"]
    if all(part.never_negative for part in entry.parts):
        return [f"constants: {{kind: invoice}}      {note(voice, 'no_negative')}"]
    return [ask(voice, "invoices_only"), f"# constants: {{kind: {BY_SIGN}}}"]


def _values(entry: Entry, voice: Voice) -> list[str]:
    lines: list[str] = []
    for column in worded(entry.one):
        known, unknown = mapped_words(entry.parts, column)
        if known:
            lines.append(f"  {column}: {scalar(known)}     {note(voice, 'words')}")
        if unknown:
            words = some([" ".join(word.split()) for word in unknown], voice)
            choice = voice.word("list.comma").join(our_words(entry.one.table, column))
            lines.append(f"  {ask(voice, 'words', column=column_name(entry.one.table, column, voice), words=words, ours=choice)}")
            lines += [] if known else [f"  # {column}: {{{scalar(unknown[0])}: }}"]
    return lines and ["values:" if any(not line.lstrip().startswith("#") for line in lines) else "# values:", *lines]
