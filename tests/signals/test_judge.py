"""When a signal is raised: strictly above its threshold, and silence only where the season does not explain it (W1, H2)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kam.figures import Figure
from kam.params import Rules
from kam.signals import SIGNALS, measure, source_of, threshold
from tests.measures.hand import books, figures, quarter, sale

NOW = quarter("2026Q3")
TRADE = [sale("2026-07-01", 1), sale("2026-09-28", 1, "B")]
LIMITS = {
    "big_but_risky": 1, "consignment_cover": 1, "diversion_share": 0.10, "dumping_share": 0.15, "incident_diversion": 0, "incident_dumping": 0, "paying_later": 15,
    "quarter_end_loading": 2, "receivable_gap": 0.20, "return_rate_ttm": 0.15, "silence_ratio": 3,
}  # fmt: skip
PLAIN = [signal for signal in SIGNALS if signal != "silence_ratio"]


def row(signal: str, value: Any, account: str = "A", reason: str = "") -> Figure:
    metric, dimension = source_of(signal)
    return Figure(metric, account, dimension, NOW.name, value, "ratio", None, None, reason)


def verdicts(*rows: Figure, rules: Rules | None = None, **tables: Any) -> dict[Any, Any]:
    with books({"sales": TRADE, **tables}, rules) as company:
        return figures(measure(company, NOW, rows))


def raised(signal: str, value: Any, **given: Any) -> Any:
    return verdicts(row(signal, value, reason=given.pop("reason", "")), **given)["signals_raised", "A", f"signal:{signal}"]


@pytest.mark.parametrize("signal", PLAIN)
def test_W1_a_value_must_exceed_its_threshold(signal: str) -> None:
    limit = LIMITS[signal]
    assert (raised(signal, limit), raised(signal, limit + 0.0001)) == (0, 1)


@pytest.mark.parametrize("signal", SIGNALS)
def test_W1_the_thresholds_are_those_of_the_method(signal: str) -> None:
    with books({"sales": TRADE}) as company:
        assert threshold(company, NOW, signal, "A") == LIMITS[signal]


def test_W1_every_threshold_is_a_parameter() -> None:
    rules = Rules.model_validate({"signals": {"diversion_share": 0.3}, "warning": {"later_payment_days": 40}})
    assert (raised("diversion_share", 0.2, rules=rules), raised("paying_later", 30, rules=rules)) == (0, 0)


def test_W1_returns_are_held_against_the_accounts_own_allowance() -> None:
    accounts = [{"account_id": "A", "return_allowance": "0.25"}]
    assert (raised("return_rate_ttm", 0.2), raised("return_rate_ttm", 0.2, accounts=accounts)) == (1, 0)


def test_W1_an_allowance_of_nothing_is_an_allowance() -> None:
    assert raised("return_rate_ttm", 0.01, accounts=[{"account_id": "A", "return_allowance": 0}]) == 1


def test_W1_goods_placed_without_any_rebate_are_a_signal_and_no_goods_are_none() -> None:
    assert raised("consignment_cover", None, reason="uncovered") == 1
    assert ("signals_raised", "A", "signal:consignment_cover") not in verdicts(row("consignment_cover", None, reason="no rebate"))


def test_W1_what_is_unknown_is_not_judged_and_the_company_says_why() -> None:
    found = verdicts(row("diversion_share", None, reason="no territories"))
    assert ("signals_raised", "A", "signal:diversion_share") not in found
    assert found["signals_raised", "", "signal:diversion_share"] == "no territories"
    assert found["signals_raised", "A", ""] == 0


def test_G3_own_shops_raise_no_signal() -> None:
    found = verdicts(row("dumping_share", 0.9), row("dumping_share", 0.9, "S"), accounts=[{"account_id": "S", "own_shop": True}], sales=[*TRADE, sale("2026-07-01", 1, "S")])
    assert found["signals_raised", "", "signal:dumping_share"] == 1
    assert ("signals_raised", "S", "") not in found


def orders(*days: str) -> list[dict[str, Any]]:
    return [sale(day, 1) for day in days] + [sale("2026-09-29", 1, "B")]


WEEKLY = ("2026-05-25", "2026-06-01", "2026-06-08", "2026-06-15", "2026-06-22")


def test_H2_a_silence_must_be_longer_than_the_accounts_rhythm_and_than_a_year_ago() -> None:
    """Gone quiet on 22 June now; last year on 1 July, in the same season, or not at all."""
    every = {"rows": row("silence_ratio", 100 / 7)}
    assert verdicts(every["rows"], sales=orders(*WEEKLY))["signals_raised", "A", "signal:silence_ratio"] == 1
    seasonal = verdicts(every["rows"], sales=orders("2025-07-01", *WEEKLY))
    assert (seasonal["signals_raised", "A", "signal:silence_ratio"], seasonal["signals_near", "A", "signal:silence_ratio"]) == (0, 1)
    assert verdicts(every["rows"], sales=orders("2025-09-20", *WEEKLY))["signals_raised", "A", "signal:silence_ratio"] == 1


def test_H2_a_dormant_account_is_not_warned_of_as_silent() -> None:
    old = [day.replace("2026", "2024") for day in WEEKLY]
    assert ("signals_raised", "A", "signal:silence_ratio") not in verdicts(row("silence_ratio", 90), sales=orders(*old))


@pytest.mark.parametrize(("value", "near"), [(0.08, False), (0.081, True), (0.10, True), (0.11, False)])
def test_what_nearly_raised_lies_between_four_fifths_of_the_threshold_and_the_threshold(value: float, near: bool) -> None:
    assert (("signals_near", "A", "signal:diversion_share") in verdicts(row("diversion_share", value))) is near


@settings(max_examples=15, deadline=None, derandomize=True, database=None)
@given(st.lists(st.tuples(st.sampled_from(PLAIN), st.sampled_from(["A", "B"]), st.decimals(0, 20, places=2)), unique_by=lambda one: one[:2], max_size=12))
def test_totals_are_the_sums_of_their_parts(values: list[tuple[str, str, Decimal]]) -> None:
    found = verdicts(*(row(signal, value, account) for signal, account, value in values))
    marks = {key: value for key, value in found.items() if key[0] == "signals_raised" and key[1] and key[2]}
    assert sum(marks.values()) == found["signals_raised", "", ""] == found["signals_raised", "A", ""] + found["signals_raised", "B", ""]
    assert found["accounts_signalled", "", ""] == len({key[1] for key, value in marks.items() if value})
    assert len(marks) == len(values)
