"""The text of a new company's params file: what was recognised as YAML, what a person has to say as numbered questions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import yaml

from kam.check.commands import check_command
from kam.check.names import table_name
from kam.errors import InputError
from kam.intake.contracts import TABLES
from kam.intake.headers import Layout
from kam.intake.lots import Export, Lot, lot_of
from kam.intake.overlap import listed_again
from kam.intake.reading import TYPED_FILE
from kam.intake.records import Sheet, under_header
from kam.intake.typed import read_lot
from kam.newcomer.asking import ask, found_at, note, numbered
from kam.newcomer.currency import currency_of
from kam.newcomer.entry import entry_lines, scalar
from kam.newcomer.folder import Folder, Leaf
from kam.newcomer.recognise import Recognised
from kam.newcomer.tax import tax_in_receivables
from kam.newcomer.together import Entry
from kam.newcomer.typed_inputs import sheet_of, values_of
from kam.params import Params
from kam.params.company import Source
from kam.wording import Voice
from kam.wording.locales import LANGUAGES

_HAN = re.compile(r"[\u4e00-\u9fff]")
_KANA_OR_HANGUL = re.compile(r"[\u3040-\u30ff\uac00-\ud7af]")


@dataclass(frozen=True)
class Newcomer:
    """A company as its exports show it: entries by table, sheets that are no table of ours, tables to be typed by hand."""

    name: str
    exports: str
    folder: Folder
    entries: dict[str, list[Entry]]
    others: list[Leaf] = field(default_factory=list)
    typed: tuple[str, ...] = ()

    @cached_property
    def language(self) -> str:
        """The language in which the company is asked: that of most headers of its exports.

        Where kana or hangul stand among them, Han characters are no Chinese.
        """
        parts = [part for table in self.entries for part in self.parts(table)]
        if any(_KANA_OR_HANGUL.search(head) for part in parts for head in part.header):
            return "en"
        headers = [theirs for part in parts for theirs in part.columns.values()]
        return "zh" if 2 * sum(bool(_HAN.search(head)) for head in headers) > len(headers) else "en"

    @cached_property
    def voice(self) -> Voice:
        """Who asks."""
        return Voice(self.language)

    def parts(self, table: str) -> list[Recognised]:
        """Every sheet that was recognised as a table."""
        return [part for entry in self.entries.get(table, []) for part in entry.parts]


def params_text(new: Newcomer) -> str:
    """The whole file; questions are numbered in the order in which they stand."""
    lines = [*_head(new), *_money(new), "sources:", *(f"  {line}" for line in _sources(new)), *_left_over(new)]
    return "\n".join(numbered(lines, new.voice)) + "\n"


def _head(new: Newcomer) -> Iterator[str]:
    yield "# yaml-language-server: $schema=schema.json"
    yield note(new.voice, "head", command=check_command(Path("params") / f"{new.name}.yaml"))
    yield note(new.voice, "delete")
    yield f"company: {scalar(new.name)}"
    yield ask(new.voice, "title")
    yield f"title: {{en: {scalar(new.name)}, zh: {scalar(new.name)}}}"
    yield f"languages: [{', '.join((new.language, *(code for code in LANGUAGES if code != new.language)))}]"


def _money(new: Newcomer) -> Iterator[str]:
    currency = currency_of(part for table in ("accounts", "sales", "receivables") for part in new.parts(table))
    if not currency:
        yield ask(new.voice, "currency")
    yield f"currency: {currency or ('CNY' if new.language == 'zh' else 'USD')}"
    yield "fiscal_year_start: 1"
    yield f"folder: {scalar(new.exports)}"
    taxed = [part for part in new.parts("sales") if "net_amount" in part.index and not part.untaxed]
    if taxed:
        yield ask(new.voice, "net", header=taxed[0].columns["net_amount"], file=found_at(taxed[0].leaf, new.voice))
    if new.entries.get("receivables"):
        yield from _tax(new)
    if new.entries.get("price_list"):
        yield ask(new.voice, "price_tax")
        yield "price_list_includes_tax: 0"


def _tax(new: Newcomer) -> Iterator[str]:
    found = tax_in_receivables(new.parts("sales"), new.parts("receivables"))
    if found:
        rate, count = found
        yield f"receivables_include_tax: {rate:g}     {note(new.voice, 'tax', n=count, times=f'{1 + rate:g}')}"
        return
    yield ask(new.voice, "tax")
    yield "receivables_include_tax: 0"


def _sources(new: Newcomer) -> Iterator[str]:
    for table in TABLES:
        entries = new.entries.get(table, [])
        if entries:
            yield f"{table}:     # {TABLES[table].zh}"
            yield from _same_twice(table, entries, new.voice)
            yield from (f"  {question}" for question in _told(entries[0].one, new.voice))
            for entry in entries:
                first, *rest = entry_lines(entry, new.voice)
                yield f"  - {first}"
                yield from (f"    {line}" for line in rest)
        elif table == "sales":
            yield ask(new.voice, "no_sales")
        elif table in new.typed:
            yield f"{table}:     {note(new.voice, 'typed')}"
            yield f"  - {{file: {TYPED_FILE}, sheet: {sheet_of(table)}{', values: ' + scalar(values) if (values := values_of(table)) else ''}}}"
    yield from ["{}"] if not new.entries and not new.typed else []


def _told(one: Recognised, voice: Voice) -> Iterator[str]:
    """What a person has to confirm of columns that were guessed."""
    if not one.guessed:
        return
    if one.table == "allocations":
        yield ask(voice, "paid", header=one.columns["date"], file=found_at(one.leaf, voice))
        return
    columns = [f"{ours} {theirs}" for ours, theirs in one.columns.items()]
    yield ask(voice, "guessed", table=table_name(one.table, voice), file=found_at(one.leaf, voice), columns=columns)
    yield from (ask(voice, f"computed.{name}") for name in one.computed if name != "name")
    if "net_amount" in one.missing and "qty" in one.index:
        yield ask(voice, "pieces")


def _same_twice(table: str, entries: list[Entry], voice: Voice) -> Iterator[str]:
    """Two lists with mostly the same documents (I-8) are one list exported twice, of which the later file alone would count."""
    entries = [entry for entry in entries if "document" in entry.one.index]
    if len(entries) > 1:
        for one, other in listed_again(_lot(table, entries, voice)):
            first, second = (found_at(entries[place].one.leaf, voice) for place in (one, other))
            yield f"  {ask(voice, 'same_twice', one=first, other=second)}"


def _lot(table: str, entries: list[Entry], voice: Voice) -> Lot:
    """Entries as the intake will read them; dates that nobody has ordered yet stay as they are written."""
    exports = []
    for place, entry in enumerate(entries):
        said = yaml.safe_load("\n".join(entry_lines(entry, voice)))
        source = Source(**{key: value for key, value in said.items() if value is not None})
        for part in entry.parts:
            index = {"account_id": part.index["name"], **part.index} if part.by_name else part.index
            records = under_header(Sheet(part.leaf.sheet, part.leaf.rows), part.header_at)
            exports.append(Export(table, part.leaf.file, part.leaf.sheet, source, place, records, Layout(index, {})))
    lot = lot_of(table, exports)
    with suppress(InputError):
        read_lot(lot, Params(company="new", sources={}))
    return lot


def _left_over(new: Newcomer) -> Iterator[str]:
    absent = [table for table in TABLES if table not in new.entries and table not in new.typed and table != "sales"]
    if absent:
        yield note(new.voice, "absent", tables=new.voice.word("list.comma").join(f"{table} {TABLES[table].zh}" for table in absent))
    for leaf in new.others:
        yield note(new.voice, "not_recognised", file=found_at(leaf, new.voice))
    yield from (ask(new.voice, "encoding", file=leaf.file, pages=leaf.read_by) for leaf in new.folder.leaves if leaf.pages)
    for reason in new.folder.unread:
        yield note(new.voice, "unread", reason=reason)
