"""The text of a new company's params file: what was recognised as YAML, what a person has to say as numbered questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from kam.intake.cells import clean_id
from kam.intake.contracts import TABLES
from kam.intake.reading import TYPED_FILE
from kam.newcomer.entry import QUESTION, ask, entry_lines, scalar
from kam.newcomer.folder import Folder
from kam.newcomer.no_sales import propose_sales
from kam.newcomer.recognise import Recognised
from kam.newcomer.tax import tax_in_receivables
from kam.newcomer.together import Entry
from kam.newcomer.typed_inputs import values_of
from kam.newcomer.words import words_of

_HOUSE_CURRENCY = {"RMB": "CNY", "人民币": "CNY", "CNH": "CNY", "美元": "USD", "欧元": "EUR", "港币": "HKD", "日元": "JPY"}


@dataclass(frozen=True)
class Newcomer:
    """A company as its exports show it: entries by table, sheets that are no table of ours, tables to be typed by hand."""

    name: str
    exports: str
    folder: Folder
    entries: dict[str, list[Entry]]
    others: list[str] = field(default_factory=list)
    typed: tuple[str, ...] = ()

    def parts(self, table: str) -> list[Recognised]:
        """Every sheet that was recognised as a table."""
        return [part for entry in self.entries.get(table, []) for part in entry.parts]


def params_text(new: Newcomer) -> str:
    """The whole file; questions are numbered in the order in which they stand."""
    lines = [*_head(new), *_money(new), "sources:", *(f"  {line}" for line in _sources(new)), *_left_over(new)]
    numbered, count = [], 0
    for line in lines:
        if f"# {QUESTION}:" in line:
            count += 1
            line = line.replace(f"# {QUESTION}:", f"# {QUESTION} {count}:", 1)
        numbered.append(line.rstrip())
    return "\n".join(numbered) + "\n"


def _head(new: Newcomer) -> Iterator[str]:
    yield "# yaml-language-server: $schema=schema.json"
    yield f"# Written from the exports by `make new`; `make check COMPANY=params/{new.name}.yaml` says what is open. Delete a question when it is answered."
    yield f"company: {scalar(new.name)}"
    yield ask("what is the company called, in both languages?")
    yield f"title: {{en: {scalar(new.name)}, zh: {scalar(new.name)}}}"
    yield "languages: [en, zh]"


def _money(new: Newcomer) -> Iterator[str]:
    currency, known = _currency(new)
    if not known:
        yield ask("which currency are the books kept in, and in which month does the fiscal year begin?")
    yield f"currency: {currency}"
    yield "fiscal_year_start: 1"
    yield f"folder: {scalar(new.exports)}"
    taxed = [part for part in new.parts("sales") if "net_amount" in part.index and not part.untaxed]
    if taxed:
        yield ask(f"is '{taxed[0].columns['net_amount']}' in {taxed[0].leaf.label} without tax? Sales never include it.")
    if new.entries.get("receivables"):
        yield from _tax(new)
    if new.entries.get("price_list"):
        yield ask("which tax rate is inside the list prices (0.13 for Chinese tag prices, 0 if none)?")
        yield "price_list_includes_tax: 0"


def _tax(new: Newcomer) -> Iterator[str]:
    found = tax_in_receivables(new.parts("sales"), new.parts("receivables"))
    if found:
        rate, count = found
        yield f"receivables_include_tax: {rate:g}     # the middle one of {count:,} documents that stand in both lists is {1 + rate:g} times its net sales"
        return
    yield ask("which tax rate is inside the receivables (0.13 in China, 0 if none)?")
    yield "receivables_include_tax: 0"


def _currency(new: Newcomer) -> tuple[str, bool]:
    """The currency that most accounts have; where none is exported, that of the language of the headers, to be confirmed."""
    for part in (one for one in new.parts("accounts") if "currency" in one.index):
        counted: Counter[str] = Counter()
        for word, count in words_of(part, "currency").items():
            counted[_HOUSE_CURRENCY.get(word.upper(), word.upper())] += count
        most = max(sorted(counted), key=lambda word: counted[word], default="")
        if len(most) == 3 and most.isascii() and most.isalpha():
            return most, True
    chinese = any(not theirs.isascii() for table in new.entries for part in new.parts(table) for theirs in part.columns.values())
    return ("CNY" if chinese else "USD"), False


def _sources(new: Newcomer) -> Iterator[str]:
    for table in TABLES:
        entries = new.entries.get(table, [])
        if entries:
            yield f"{table}:     # {TABLES[table].zh}"
            yield from _same_twice(entries)
            for entry in entries:
                first, *rest = entry_lines(entry)
                yield f"  - {first}"
                yield from (f"    {line}" for line in rest)
        elif table == "sales":
            yield from propose_sales(new.folder.leaves)
        elif table in new.typed:
            yield f"{table}:     # {TABLES[table].zh}: no export holds it, type it there"
            yield f"  - {{file: {TYPED_FILE}, sheet: {table}{', values: ' + scalar(values) if (values := values_of(table)) else ''}}}"
    yield from ["{}"] if not new.entries and not new.typed else []


def _same_twice(entries: list[Entry]) -> Iterator[str]:
    """Two lists with mostly the same documents are one list exported twice, of which the later file alone would count."""
    listed = [(entry.one.leaf.label, {clean_id(cell) for part in entry.parts for cell in part.cells("document")} - {""}) for entry in entries if "document" in entry.one.index]
    for place, (label, documents) in enumerate(listed):
        for other, others in listed[place + 1 :]:
            if 2 * len(documents & others) > min(len(documents), len(others)):
                yield f"  {ask(f'are these the same list exported twice? Keep one then: {label}; {other}')}"


def _left_over(new: Newcomer) -> Iterator[str]:
    absent = [table for table in TABLES if table not in new.entries and table not in new.typed and table != "sales"]
    if absent:
        yield f"# Not found among the exports, so not measured: {', '.join(f'{table} {TABLES[table].zh}' for table in absent)}."
    for label in new.others:
        yield f"# Not recognised as any table: {label}"
    for reason in new.folder.unread:
        yield f"# Could not be read: {reason}"


