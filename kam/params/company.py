"""A company's params: where its exports are, what its columns are called, who reads the review."""

from __future__ import annotations

import datetime as dt
import re
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from pydantic import BeforeValidator, Field, PrivateAttr, field_validator, model_validator

from kam.params.rules import Rules
from kam.params.strict import Strict
from kam.quarters import Quarter


class Source(Strict):
    """One export: a file (or files by pattern) or a query, and how its columns and words become ours."""

    file: str | None = Field(default=None, description="file name or pattern under `folder`")
    query: str | None = Field(default=None, description="one SELECT, over files or a database")
    database: str | None = Field(default=None, description="environment variable that holds the database's URL")
    sheet: str | int | None = Field(default=None, description="sheet name, or its number from 1")
    encoding: str | None = Field(default=None, description="encoding of a text file where it is not recognised")
    delimiter: str | None = Field(default=None, description="column separator of a text file where it is not recognised")
    columns: dict[str, str] = Field(default_factory=dict, description="our column: their header")
    constants: dict[str, str] = Field(default_factory=dict, description="our column: one value for every row")
    values: dict[str, dict[str, str]] = Field(default_factory=dict, description="our column: {their word: our word}; of a kind or status without a column: {file or sheet: our word}")
    scale: dict[str, str | dict[str, dict[str, str]]] = Field(
        default_factory=dict,
        description="their number column: factor (10000 for 万元, 0.01 for cents, 1/1.13), or {their other column: {word: factor}}, or `document total`",
    )
    fill_down: list[str] = Field(default_factory=list, description="columns that a printout writes on a document's first line only")
    header_row: int | None = Field(default=None, ge=1, description="row of the header where it is not found by itself")
    decimal_comma: bool | None = Field(
        default=None, description="whether amounts that are text are written 1.234,56; `false` says that 12.500 is twelve and a half"
    )
    date_format: str = Field(
        default="", description="order of dates such as 3/7/26 where the column does not show it: D/M/Y, M/D/Y or Y/M/D"
    )
    timezone: str = Field(
        default="", description="zone in which times with an offset are a day of ours, such as Asia/Shanghai; by default the currency's country's"
    )
    overlap: Literal["replaces", "adds"] | None = Field(
        default=None, description="whether what a newer file holds again replaces the older rows or adds to them, where kam asks (I-8)"
    )
    match: Literal["name"] | None = Field(default=None, description="join by account name where the export has no account id")

    @field_validator("constants", "values", "scale", mode="before")
    @classmethod
    def _as_text(cls, given: Any) -> Any:
        """YAML reads 是, 1 or no as what it likes; words are compared as text."""
        return _words(given)

    @field_validator("date_format")
    @classmethod
    def _known_order(cls, given: str) -> str:
        if given and given.strip(" %").lower()[:1] not in ("d", "m", "y"):
            raise ValueError(f"'{given}' is no order of day, month and year; write D/M/Y, M/D/Y or Y/M/D")
        return given

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, given: str) -> str:
        if given and given not in available_timezones():
            raise ValueError(f"'{given}' is no time zone; write it as Asia/Shanghai or Europe/Berlin")
        return given

    @property
    def date_order(self) -> Literal["", "day first", "month first", "year first"]:
        """Which part of a date comes first, as `date_format` says."""
        orders: dict[str, Any] = {"d": "day first", "m": "month first", "y": "year first"}
        return orders.get(self.date_format.strip(" %").lower()[:1], "")

    @model_validator(mode="after")
    def _one_origin(self) -> Source:
        if (self.file is None) == (self.query is None):
            raise ValueError("an export is either `file:` or `query:`; give one of them")
        if self.database is not None and self.query is None:
            raise ValueError("`database:` needs the `query:` that reads from it")
        return self


def _words(given: Any) -> Any:
    if isinstance(given, dict):
        return {_words(key): _words(value) for key, value in given.items()}
    if isinstance(given, bool):
        return "yes" if given else "no"
    if isinstance(given, list):
        return [_words(entry) for entry in given]
    return str(given) if isinstance(given, int | float | date) else given


# YAML takes 1001 and 2026-01-01 for a number and a day; as an id each is its text.
Id = Annotated[str, BeforeValidator(lambda given: given if isinstance(given, dict | list) else str(given))]


class ExcludedDocument(Strict):
    """One of several documents of a number (I-2b)."""

    document: Id = Field(description="its number")
    account: Id = Field(default="", description="the account it belongs to; empty = any")
    date: dt.date | None = Field(default=None, description="its day; empty = any")


class Exclude(Strict):
    """Accounts and documents that stay out of the review (G4)."""

    accounts: list[Id] = Field(default_factory=list, description="account ids, with their branches")
    documents: list[Id | ExcludedDocument] = Field(
        default_factory=list, description="document numbers; {document, account, date} where several documents have the number (I-2b)"
    )


class Person(Strict):
    """Somebody who gets the review or a part of it by mail."""

    email: str = Field(pattern=r"^[^@\s]+@[^@\s]+$", description="address")
    role: Literal["executive", "manager", "maintainer"] = Field(description="executives get the review, managers their accounts' pages")
    language: str = Field(default="", description="one of `languages`; empty = the first")
    accounts: list[str] = Field(default_factory=list, description="account ids of a manager")


class Report(Strict):
    """How the review is printed."""

    paper: Literal["a4", "letter"] = Field(default="a4", description="paper of the PDFs: a4 or letter")


class Params(Strict):
    """Everything that a run depends on besides the exports themselves."""

    company: str = Field(pattern=r"^[\w-]+$", description="short name, also the folder of its reports")
    title: dict[str, str] = Field(default_factory=dict, description="the company's name in each language")
    languages: list[Literal["en", "zh"]] = Field(default=["en"], min_length=1, description="languages of the review, the main one first")
    currency: str = Field(default="CNY", pattern=r"^[A-Z]{3}$", description="ISO code of the company's currency")
    unit: str = Field(default="", description="the currency, or `pieces` where exports have quantities only")
    fiscal_year_start: int = Field(default=1, ge=1, le=12, description="first month of the fiscal year")
    folder: str = Field(default=".", description="the only folder that `file:` and `query:` see, relative to the params file")
    sources: dict[str, list[Source]] = Field(description="exports by table; what is absent is not measured")
    exclude: Exclude = Field(default_factory=Exclude, description="what stays out")
    unrated: list[Id] = Field(
        default_factory=list, description="account ids that are nobody in particular (cash customers): kept in sales, without star, group or loss (I-19)"
    )
    accept: dict[Literal["sales", "receivables"], list[str]] = Field(
        default_factory=dict, description="reasons that may set aside more than a fifth of the amount: {sales: [unreadable date]} (I-12)"
    )
    ignore: dict[str, dict[str, list[str]]] = Field(
        default_factory=dict, description="by table: their columns that change no figure, as a list, or with the values that were asked about"
    )
    ledger_totals: dict[str, float | str] = Field(default_factory=dict, description="net sales by quarter as the ledger states them")
    receivables_include_tax: float = Field(default=0.0, ge=0, lt=1, description="tax rate inside receivables, 0.13 in China (D7)")
    price_list_includes_tax: float = Field(default=0.0, ge=0, lt=1, description="tax rate inside list prices (C4)")
    closed_through: date | None = Field(default=None, description="day through which the books are closed (G13)")
    report: Report = Field(default_factory=Report, description="how the review is printed")
    review_link: str = Field(default="", pattern=r"^(https?://\S+)?$", description="where readers open the published folder; mails then link the review instead of attaching its HTML")
    plans: list[str] = Field(default_factory=list, description="filled-in plans kept elsewhere than in the reports: files or patterns, from `folder:` on or absolute")
    people: list[Person] = Field(default_factory=list, description="readers by mail")
    segments_reference: str = Field(
        default="", description="kept scaler and centres to compare with, a `segments_reference.json` of an earlier review, seen from `folder`"
    )
    rules: Rules = Field(default_factory=Rules, description="thresholds; every one has a default")

    _path: Path = PrivateAttr(default=Path("."))
    _dated: dict[str, Rules] = PrivateAttr(default_factory=dict)
    _reference: dict[str, Any] = PrivateAttr(default_factory=dict)

    @field_validator("sources", mode="before")
    @classmethod
    def _listed(cls, given: Any) -> Any:
        """One export need not be written as a list of one."""
        if not isinstance(given, dict):
            return given
        return {table: entries if isinstance(entries, list) else [entries] for table, entries in given.items()}

    @field_validator("ignore", mode="before")
    @classmethod
    def _every_value(cls, given: Any) -> Any:
        """A column named without values is of no account whatever it holds."""
        if not isinstance(given, dict):
            return given
        return {table: dict.fromkeys(map(str, columns), []) if isinstance(columns, list) else _words(columns) for table, columns in given.items()}

    @field_validator("ledger_totals")
    @classmethod
    def _named_quarters(cls, given: dict[str, float | str]) -> dict[str, float | str]:
        for name in given:
            if not re.fullmatch(r"\d{4}Q[1-4]", name):
                raise ValueError(f"'{name}' is not a quarter; write it as 2026Q3")
        return given

    @property
    def path(self) -> Path:
        """The params file itself."""
        return self._path

    @property
    def reference(self) -> dict[str, Any]:
        """What the file that `segments_reference` names holds; empty where none is named."""
        return self._reference

    @property
    def home(self) -> Path:
        """The folder that exports are read from."""
        return (self._path.parent / self.folder).resolve()

    @property
    def amount_unit(self) -> str:
        """What amounts are counted in: the currency code or ``pieces``."""
        return self.unit or self.currency

    @property
    def dated_rules(self) -> dict[str, dict[str, Any]]:
        """The rules of the dated files, by the last quarter for which they hold, as plain values."""
        return {name: rules.model_dump(mode="json", by_alias=True) for name, rules in sorted(self._dated.items())}

    def rules_for(self, quarter: Quarter) -> Rules:
        """The rules in force for a quarter: the dated file of the nearest quarter not before it, else the params' own."""
        for name in sorted(self._dated):
            if quarter.name <= name:
                return self._dated[name]
        return self.rules
