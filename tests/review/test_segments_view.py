"""The sections that set groups by figures beside the stars: found, not found, not looked for."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kam.errors import ParamsError
from kam.review import Review, open_review
from kam.review.files import account_rows

from . import acme
from .conftest import Opened

QUARTERS = [(year, month) for year in (2023, 2024, 2025, 2026) for month in (3, 6, 9, 12)][:15]
RISKY = "L03"
"""Large, and rated two stars for want of capital."""

Rows = dict[str, list[dict[str, Any]]]


def company(grouped: bool = True, each: int = 12, seed: int = 4) -> Rows:
    """Large accounts, small ones that grow, small ones that return much; or all alike, with one that returns much."""
    dice = random.Random(seed)
    sales: list[dict[str, Any]] = []
    kinds = {"L": (9000, 0.0, 0.02), "G": (900, 0.09, 0.02), "R": (900, 0.0, 0.22)} if grouped else dict.fromkeys("LGR", (2000, 0.0, 0.05))
    ids = [f"{kind}{number:02d}" for kind in kinds for number in range(each)]
    for account in ids:
        size, growth, returns = kinds[account[0]]
        size, growth, returns = size * dice.lognormvariate(0, 0.15), growth + dice.gauss(0, 0.01), abs(returns + dice.gauss(0, 0.01))
        sales += _sold(account, size, growth, 0.5 if not grouped and account == RISKY else returns)
    sales = [{"kind": "invoice", "product_id": "P", **row} for row in sales]
    return {"sales": sales, "scorecards": [row for account in ids for row in _scores(account)]}


def _sold(account: str, size: float, growth: float, returns: float) -> list[dict[str, Any]]:
    rows = []
    for at, (year, month) in enumerate(QUARTERS):
        amount, number = size * (1 + growth) ** at, f"{account}-{at}"
        rows.append({"document": number, "date": f"{year}-{month:02d}-28", "account_id": account, "qty": 10, "net_amount": round(amount, 2)})
        note = {"document": f"{number}R", "kind": "credit note", "original_document": number, "qty": -1, "net_amount": -round(amount * returns, 2)}
        rows.append({**rows[-1], **note})
    return rows


def _scores(account: str) -> list[dict[str, Any]]:
    score = 3 if account == RISKY else {"L": 5, "G": 3, "R": 1}[account[0]]
    return [{"account_id": account, "quarter": "2025Q1", "criterion": name, "score": score} for name in ("capital", "business_sense", "initiative")]


Grouped = Callable[..., Review]


@pytest.fixture(scope="module")
def grouped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Grouped]:
    """``grouped(quarter, language)``: the review of the company with groups, measured once for all tests."""
    place = tmp_path_factory.mktemp("grouped")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("KAM_CACHE", str(place / "store"))
        params = str(acme.write(place / "exports", company()))
        yield lambda quarter="2026Q3", language="en": open_review(params, quarter, language)


def said(sentence: Any) -> str:
    return str(sentence).replace("\xa0", " ")


def columns(review: Review, account: str) -> dict[str, Any]:
    return next(row for row in account_rows(review) if row["account_id"] == account)


def test_M9_the_account_whose_star_and_figures_disagree_is_named_with_its_features(grouped: Grouped) -> None:
    review = grouped()
    assert said(review.segments.finding()) == "By their figures alone the accounts fall into 3 groups: large (12), growing (12) and many returns and small (12)."
    row = columns(review, RISKY)
    assert (row["segment"], row["segment_name"], row["segment_confidence"]) == (1, "large", 1)
    assert row["disagreement"].startswith("yoy -") and row["sales_at_stake"] == review.value("net_sales_ttm", RISKY)
    assert said(review.disagreement.finding()).endswith("stands elsewhere than most accounts of its star. It is L03.")
    assert "belongs to the group “large” (sure by 100 %), while most accounts of its star belong to “growing”" in said(review.account(RISKY).segment())


def test_M10_profiles_are_medians_quartiles_and_counts_in_original_units(grouped: Grouped) -> None:
    review = grouped()
    own = sorted(float(review.value("segment_return_rate_ttm", account) or 0) for account, one in review.clusters["accounts"].items() if one["segment"] == 1)
    assert review.value("segment_return_rate_ttm", dimension="segment:1") == pytest.approx((own[5] + own[6]) / 2)
    assert review.value("segment_return_rate_ttm", dimension="segment:1/n") == 12
    low, high = (review.value("segment_return_rate_ttm", dimension=f"segment:1/{end}") for end in ("low", "high"))
    assert own[2] <= low < high <= own[9]


def test_both_languages_tell_every_section(grouped: Grouped) -> None:
    for language in ("en", "zh"):
        review = grouped(language=language)
        segments, evidence, movement = review.segments, review.group_evidence, review.group_movement
        told = (segments.finding(), segments.chart(), segments.beside(), segments.table(), evidence.features(), evidence.table(), evidence.methods(), movement.market())
        assert all(part is not None for part in (*told, evidence.agreement(), evidence.coefficients(), movement.finding(), movement.groups(), review.disagreement.finding()))
        assert all(part._repr_html_() for part in told if part is not None)


def test_M5_no_clusters_is_an_answer_and_the_list_says_on_what_it_rests(opened: Opened) -> None:
    review = opened(company(grouped=False, each=10), "2026Q3")
    assert "do not fall into groups" in said(review.segments.finding())
    assert (review.segments.chart(), review.segments.beside()) == (None, None)
    assert review.figure("segments").reason == "no clusters"
    assert RISKY not in review.clusters["accounts"]
    told = said(review.disagreement.finding())
    assert "rests on the distance to the middle of the star" in told
    assert review.group_evidence.table() is not None and len(review.group_evidence.methods().rows) > 1  # type: ignore[union-attr]


def test_M9_without_clusters_the_odd_account_of_a_star_is_listed_with_its_sales(opened: Opened) -> None:
    rows = company(grouped=False, each=10)
    rows["scorecards"] = [{**row, "score": 3} for row in rows["scorecards"]]
    review = opened(rows, "2026Q3")
    row = columns(review, RISKY)
    assert row["disagreement"].startswith("return_rate_ttm ") and row["segment"] is None
    assert row["sales_at_stake"] == review.value("net_sales_ttm", RISKY)
    assert review.disagreement.chart() is not None
    assert "returns 50 %" in said(review.disagreement.sets_apart(RISKY))
    assert said(review.account(RISKY).segment()).startswith("By its figures it is unlike the others of its star.")


def test_M5_too_few_accounts_say_why_not(opened: Opened) -> None:
    review = opened(company(each=3), "2026Q3")
    assert said(review.segments.finding()) == "No groups are shown beside the stars: fewer than 10 cases."
    assert columns(review, "L00")["segment"] is None


def test_a_quarter_to_date_is_not_grouped(opened: Opened) -> None:
    rows = company()
    rows["sales"] = [{**row, "date": row["date"].replace("2026-09-28", "2026-08-01")} for row in rows["sales"]]
    review = opened(rows, "2026Q3")
    assert "quarter to date" in said(review.segments.finding())
    assert (review.segments.table(), review.group_evidence.table(), review.disagreement.table()) == (None, None, None)


def test_M1_new_and_dormant_accounts_are_left_out_and_listed(opened: Opened) -> None:
    rows = company()
    rows["sales"] += [{"document": "N", "date": "2026-09-28", "account_id": "N", "qty": 1, "net_amount": 900}]
    rows["sales"] += [{"document": "D", "date": "2023-03-28", "account_id": "D", "qty": 1, "net_amount": 900}]
    review = opened(rows, "2026Q3")
    assert review.clusters["left_out"] == {"dormant": ["D"], "too_new": ["N"]}
    assert review.value("segment_left_out", dimension="reason:dormant") == 1
    assert review.segments.left_out() is not None


def test_M8_inputs_that_the_stars_use_too_are_named(grouped: Grouped) -> None:
    assert "Stars and groups share net sales:" in said(grouped().group_evidence.agreement())


def test_M7_who_changed_group_since_a_year_ago_is_counted_from_groups_that_stand_still(grouped: Grouped, opened: Opened) -> None:
    """One grower of last year has stopped growing and returns much by now."""
    rows = company()
    before = {row["document"]: row["net_amount"] for row in rows["sales"] if row["document"].startswith("G04-10")}
    turned = {"": before["G04-10"], "R": -0.25 * before["G04-10"]}
    late = {f"G04-{at}{note}": amount for at in range(11, 15) for note, amount in turned.items()}
    rows["sales"] = [{**row, "net_amount": late.get(row["document"], row["net_amount"])} for row in rows["sales"]]
    assert grouped().value("segment_moved") == 0
    assert opened(rows, "2026Q3").value("segment_moved") == 1


@pytest.fixture
def kept_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The params of a company with groups."""
    monkeypatch.setenv("KAM_CACHE", str(tmp_path / "store"))
    return acme.write(tmp_path / "exports", company())


def figures(review: Review) -> bytes:
    return (review.place / "figures.parquet").read_bytes()


def test_M3_a_kept_reference_that_is_pinned_gives_the_same_figures(kept_at: Path) -> None:
    review = open_review(str(kept_at), "2026Q3")
    kept = review.place / "segments_reference.json"
    assert json.loads(kept.read_text())["quarter"] == "2025Q4"
    (kept_at.parent / "kept.json").write_bytes(kept.read_bytes())
    kept_at.write_text(kept_at.read_text() + "segments_reference: kept.json\n")
    pinned = open_review(str(kept_at), "2026Q3")
    assert pinned.place != review.place and pinned.clusters["reference"]["pinned"]
    assert figures(pinned) == figures(review)


def test_a_pinned_reference_of_a_later_quarter_is_not_looked_at(kept_at: Path) -> None:
    (kept_at.parent / "kept.json").write_bytes((open_review(str(kept_at), "2026Q3").place / "segments_reference.json").read_bytes())
    before = figures(open_review(str(kept_at), "2025Q3"))
    kept_at.write_text(kept_at.read_text() + "segments_reference: kept.json\n")
    assert figures(open_review(str(kept_at), "2025Q3")) == before


def test_a_reference_that_is_not_there_is_refused_before_anything_is_measured(kept_at: Path) -> None:
    kept_at.write_text(kept_at.read_text() + "segments_reference: gone.json\n")
    with pytest.raises(ParamsError, match="gone.json: no such file"):
        open_review(str(kept_at), "2026Q3")
