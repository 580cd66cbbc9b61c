"""What an explanation is made of: the rows it rests on, the steps of the arithmetic, and what comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import wraps
from typing import Any

from kam.figures import COMPANY, Number
from kam.quarters import Quarter

Shown = Number | bool | str | date | None
Part = Shown | Sequence[Any]


@dataclass(frozen=True)
class Question:
    """Which figure is asked about; ``account`` empty = the whole company."""

    metric: str
    quarter: Quarter
    account: str = COMPANY
    dimension: str = ""

    @property
    def part(self) -> str:
        """What the dimension names: ``华东`` of ``territory:华东``."""
        return self.dimension.partition(":")[2]

    @property
    def kind(self) -> str:
        """The kind of its dimension: ``territory`` of ``territory:华东``."""
        return self.dimension.partition(":")[0]


@dataclass(frozen=True)
class Row:
    """One exported row, where it stands (no ``file``: in no export), and what it brings to the figure."""

    file: str
    sheet: str
    number: int
    what: str
    value: Shown


def row(entry: Any, value: Shown, *what: Any) -> Row:
    """A typed row with its source, none for an account that no table lists; ``what`` tells it from its neighbours (document, product, day)."""
    words = " · ".join(str(word) for word in what if word is not None and word != "")
    return Row(entry.source_file or "", entry.source_sheet or "", int(entry.source_row or 0), words, value)


@dataclass(frozen=True)
class Input:
    """Rows of one table that enter the figure; ``name`` is a phrase id, ``about`` fills it."""

    name: str
    rows: Sequence[Row]
    about: Mapping[str, Any] = field(default_factory=dict)

    @property
    def total(self) -> Decimal | None:
        """The exact sum of its rows, None where they are not amounts."""
        if not self.rows or not all(isinstance(one.value, Decimal) for one in self.rows):
            return None
        return sum((one.value for one in self.rows if isinstance(one.value, Decimal)), Decimal(0))


@dataclass(frozen=True)
class Step:
    """One line of arithmetic: ``formula`` with ``{}`` for each of ``parts``, and what it gives; ``name`` is a phrase id.

    A part may be several values: a list is added up, a tuple only listed (of which the middle or the mean is taken). ``gives``
    is True or False for a comparison, None where the line only states something.
    """

    name: str
    formula: str
    parts: Sequence[Part]
    gives: Any
    about: Mapping[str, Any] = field(default_factory=dict)


def step(name: str, formula: str, *parts: Part, gives: Shown, **about: Any) -> Step:
    """A line of arithmetic."""
    return Step(name, formula, parts, gives, about)


@dataclass(frozen=True)
class Explanation:
    """The rows, the steps and the result: a value, or None with the reason why it is unknown."""

    inputs: Sequence[Input]
    steps: Sequence[Step]
    value: Number | None
    reason: str = ""


def unknown(reason: str, inputs: Iterable[Input] = (), steps: Iterable[Step] = ()) -> Explanation:
    """Why there is no figure."""
    return Explanation(list(inputs), list(steps), None, reason)


Explainer = Callable[[Any, Question], Explanation]
EXPLAINERS: dict[str, Explainer] = {}


def explainer(metric: str) -> Explainer | None:
    """Who explains a metric: its own explainer, or that of a family to which companies add (``score_*``); None where nobody does."""
    family = next((name for name in EXPLAINERS if name.endswith("*") and metric.startswith(name[:-1])), metric)
    return EXPLAINERS.get(metric) or EXPLAINERS.get(family)


def explains(*metrics: str, unless: Callable[[Any, Quarter], str] | None = None) -> Callable[[Explainer], Explainer]:
    """Registers the explainer of one or several metrics, ``*`` at the end = whatever follows; ``unless`` says why the quarter's figure is unknown, nothing where it is not."""

    def registered(explainer: Explainer) -> Explainer:
        asked_first = explainer if unless is None else _unless(unless, explainer)
        for metric in metrics:
            if metric in EXPLAINERS:
                raise ValueError(f"metric '{metric}' is explained twice; keep one explainer")
            EXPLAINERS[metric] = asked_first
        return asked_first

    return registered


def _unless(why: Callable[[Any, Quarter], str], explainer: Explainer) -> Explainer:
    @wraps(explainer)
    def asked_first(exports: Any, asked: Question) -> Explanation:
        missing = why(exports, asked.quarter)
        return unknown(missing) if missing else explainer(exports, asked)

    return asked_first
