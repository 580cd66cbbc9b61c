"""Chapter 5: definitions, params, reconciliation, exclusions, and what could not be measured."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd

from kam.figures import as_text
from kam.intake.aside import plain
from kam.intake.contracts import TABLES
from kam.review.view import View
from kam.tables import Table
from kam.wording import Sentence

if TYPE_CHECKING:
    from kam.review.review import Review

# Names that a cell holds; accounts.csv has them all.
NAMED = 12


class Appendix(View):
    """What stands behind the figures."""

    def cautions(self) -> Sentence | None:
        """What a reader must know first: quarter to date, derived accounts, unknown accounts, own readings of the exports."""
        parts = [self.say("caution.partial", quarter=self.r.quarter)] if self.r.partial else []
        if not self.r.books.exported("accounts"):
            parts.append(self.say("caution.no_accounts"))
        parts += [self.say(f"caution.{note}") for note in self._notes() if self.r.voice.has(f"caution.{note}")]
        return self.r.voice.paragraph(*parts) if parts else None

    def _notes(self) -> list[str]:
        return sorted({note.id for note in self.r.inputs.notes})

    def coverage(self) -> Table | Sentence:
        """The exports that there are none of, and what the review cannot say without them."""
        rows = [[self.word(f"table.{table}"), self.word(f"missing.{table}")] for table in self.not_exported()]
        return self._table("appendix.coverage", ["name:head.table", "text:head.meaning"], rows) if rows else self.say("brief.all_exported")

    def not_exported(self) -> list[str]:
        """The tables that the review does without; balances stand in for receivables."""
        present = self.r.inputs.present | ({"receivables"} if "balances" in self.r.inputs.present else set())
        return [table for table in TABLES if table not in present and table not in self.r.inputs.useless]

    def _count(self, value: Any) -> str:
        return self.r.voice.numbers.plain(value)

    def control_totals(self) -> Table:
        """Rows and amounts in, used and set aside, by table."""
        rows = []
        for row in self.r.inputs.control_totals.to_dict("records"):
            counts = [self._count(int(row[name])) for name in ("rows_in", "rows_used", "rows_set_aside")]
            amounts = [self._amount(row[name]) for name in ("amount_in", "amount_used", "amount_set_aside")]
            rows.append([self.word(f"table.{row['table']}"), *counts, *amounts])
        heads = ["name:head.table", *(f"number:head.{name}" for name in ("rows_in", "rows_used", "rows_aside", "amount_in", "amount_used", "amount_aside"))]
        return self._table("appendix.control_totals", heads, rows, note="appendix.control_note")

    def _amount(self, value: Any) -> str:
        text = as_text(value)
        return "" if text in ("", "nan", "None") else self.r.voice.numbers.exact(text)

    def ledger(self) -> Sentence | None:
        """Whether net sales agree with the ledger's total, where params state it."""
        stated, difference = ledger_difference(self.r)
        if stated is None or difference is None:
            return None
        amount = self.r.voice.number(difference, self.r.books.unit)
        return self.say("appendix.ledger_agrees") if difference == 0 else self.say("appendix.ledger_differs", difference=amount)

    def set_aside(self) -> Table | Sentence:
        """How many rows of each table were set aside for which reason."""
        aside = self.r.inputs.set_aside
        if aside.empty:
            return self.say("appendix.nothing_aside")
        counts = aside.assign(reason=aside.reason.map(plain)).groupby(["table", "reason"], sort=True).size()
        rows = [[self.word(f"table.{table}"), self.r.voice.reason(reason), self._count(int(count))] for (table, reason), count in counts.items()]
        return self._table("appendix.set_aside_reasons", ["name:head.table", "text:head.reason", "number:head.rows"], rows, note="appendix.set_aside_note")

    def excluded(self) -> Table | None:
        """Why accounts have no stars: how many for each reason, and which."""
        names: dict[str, list[str]] = {}
        for account, code in self._left_out():
            names.setdefault(self.r.voice.reason(code), []).append(self.r.name(account))
        rows = [[reason, self._count(len(accounts)), self._named(accounts)] for reason, accounts in names.items()]
        return self._table("appendix.left_out", ["name:head.reason", "number:head.accounts", "text:head.which"], rows) if rows else None

    def _left_out(self) -> list[tuple[str, str]]:
        """Account and reason code, own shops first and what params exclude last."""
        unrated = sorted((row.why_not, str(account)) for account, row in self.r.now.iterrows() if row.why_not)
        return [
            *((account, "own shop") for account in sorted(self.r.books.own_shops)),
            *((account, f"excluded_{why}") for why, account in unrated),
            *((account, "excluded") for account in self.r.params.exclude.accounts),
        ]

    def _named(self, accounts: list[str]) -> str:
        """The names of a group; of a large one the first, and where the others stand."""
        if len(accounts) <= NAMED:
            return self.r.voice.listed(accounts).text
        return self.word("appendix.and_more", names=self.r.voice.locale.comma.join(accounts[:NAMED]), n=self._count(len(accounts) - NAMED))

    def recognised(self) -> Table | None:
        """Headers that were recognised without an entry in params, by table: theirs and ours."""
        found: dict[str, dict[str, None]] = {}
        for guess in self.r.inputs.guesses:
            found.setdefault(guess.table, {})[self.word("appendix.read_as", theirs=guess.header, ours=guess.column)] = None
        rows = [[self.word(f"table.{table}"), self.r.voice.locale.comma.join(pairs)] for table, pairs in found.items()]
        return self._table("appendix.recognised", ["name:head.table", "text:head.theirs_and_ours"], rows) if rows else None

    def params(self) -> Table:
        """Every threshold in force for the quarter, those of one matter in a row; the texts of scores and the rules of advice have tables of their own."""
        apart = {"strength": {"criteria"}, "advice": {"measures", "tailored", "modes"}}
        matters: dict[str, list[str]] = {}
        for name, value in _flat(self.r.books.rules(self.r.quarter).model_dump(by_alias=True, exclude=apart)):
            matter, _, threshold = name.rpartition(".")
            matters.setdefault(matter or name, []).append(f"{threshold}: {value}" if matter else value)
        rows = [[matter, self.word("list.semicolon").join(values)] for matter, values in matters.items()]
        return self._table("appendix.params", ["name:head.param", "text:head.value"], rows, whole=True)

    def choices(self) -> Sentence:
        """What the figures assume where the exports leave a choice."""
        taxed = self.r.params.receivables_include_tax
        parts = [self.say("choice.tax_divided", rate=self.r.voice.number(taxed, "ratio")) if taxed else self.say("choice.tax_unknown")]
        parts += [self.say("choice.cost"), self.say("choice.undated")]
        return self.r.voice.paragraph(*parts)

    def definitions(self) -> Table:
        """Every figure of the review: what it is, in which unit, by which ruling."""
        metrics = sorted(set(pd.read_parquet(self.r.place / "figures.parquet", columns=["metric"]).metric))
        rows = [[self.r.voice.name(metric), _identified(metric), meaning] for metric in metrics if (meaning := self.r.voice.definition(metric))]
        return self._table("appendix.definitions", ["name:head.figure", "text:head.id", "text:head.definition"], rows, whole=True)


def _identified(metric: str) -> Sentence:
    """A metric's id, marked as the place where it is defined."""
    return Sentence(f'<code data-defines="{metric}">{metric}</code>', metric)


def ledger_difference(review: Review) -> tuple[Decimal | None, Decimal | None]:
    """The ledger's net sales of the quarter as params state them, and the review's minus it."""
    stated = review.params.ledger_totals.get(review.quarter.name)
    if stated is None:
        return None, None
    total = Decimal(as_text(stated))
    return total, Decimal(review.figure("net_sales").value or 0) - total


def _flat(values: dict[str, Any], at: str = "") -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for key, value in values.items():
        name = f"{at}.{key}" if at else str(key)
        if isinstance(value, dict):
            rows += _flat(value, name)
        elif isinstance(value, list):
            rows += [(name, ", ".join(map(str, value)))] if value else []
        elif value not in (None, ""):
            rows.append((name, _plain(value)))
    return rows


def _plain(value: Any) -> str:
    """A threshold as params write it, without the marks of a program."""
    if isinstance(value, list | tuple):
        return ", ".join(map(_plain, value))
    return f"{value:g}" if isinstance(value, int | float) and not isinstance(value, bool) else str(value)
