"""The same inputs, params and code give the same bytes, wherever, whenever and in whatever order they are read."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from small_company import exported

ACCOUNTS = [f"A-{number:02d}" for number in range(3)]
MONTHS = [(year, month) for year in (2025, 2026) for month in range(1, 10)]
# Row numbers and input hashes may stand in these alone; executed notebooks carry the times at which their cells ran.
OF_THEIR_OWN = {"set_aside.csv", "manifest.json"}
APART = ("evidence", "notebooks")


def tables() -> dict[str, list[str]]:
    """Three accounts with sales, receivables, payments, deliveries, scores, needs, team and tasks; the first line is the head."""
    bills = [(f"{year}{month:02d}{account}", f"{year}-{month:02d}-{10 + at:02d}", account, 100 * (at + 1) ** 2 + month, f"{year}-{month:02d}") for year, month in MONTHS for at, account in enumerate(ACCOUNTS)]
    return {
        "accounts": [":account_id name kind territory owner credit_limit", *(f"{account} 甲{account} dealer 宁波 王建军 {2000 * (at + 1)}" for at, account in enumerate(ACCOUNTS))],
        "sales": [":document line kind date account_id product_id qty net_amount", *(f"{bill} 1 invoice {day} {account} P{amount % 3} 10 {amount}" for bill, day, account, amount, _ in bills)],
        "receivables": [":document account_id date due_date amount", *(f"{bill} {account} {day} {month}-28 {amount}" for bill, day, account, amount, month in bills)],
        "allocations": [":payment document date amount", *(f"K{bill} {bill} {month}-27 {amount}" for bill, _, _, amount, month in bills if month < "2026-08")],
        "deliveries": [":order line account_id promised_date delivered_date ordered_qty delivered_qty", *(f"O{bill} 1 {account} {day} {day} 10 {10 - amount % 2}" for bill, day, account, amount, _ in bills)],
        "scorecards": [":account_id quarter criterion score", *(f"{account} 2026Q1 {criterion} {2 + at % 4}" for at, account in enumerate(ACCOUNTS, 1) for criterion in ("capital", "business_sense", "initiative"))],
        "needs": [":account_id need wanted fulfilled answer", *(f"{account} price 0.4 0.5 agreed" for account in ACCOUNTS)],
        "team": [":account_id person role department hours", *(f"{account} 方志远 sponsor 总经办 {at + 1}" for at, account in enumerate(ACCOUNTS))],
        "tasks": [":task_id account_id owner due status done", *(f"T{at} {account} 王建军 2026-09-{10 + at} done 2026-09-{12 - at}" for at, account in enumerate(ACCOUNTS))],
    }


def publish(place: Path, shuffled: int, **environment: str) -> dict[str, bytes]:
    """The published files by name, from rows in another order and with one of them exported twice."""
    place.mkdir()
    dice = random.Random(shuffled)
    texts = {}
    for name, (head, *rows) in tables().items():
        twice = [*rows, rows[3]] if name in ("sales", "receivables") else list(rows)
        dice.shuffle(twice)
        texts[name] = "\n".join([head, *twice])
    path = exported(place, "languages: [en, zh]\ncurrency: CNY", **texts)
    command = [sys.executable, "-m", "kam", "report", "Q3", "--company", str(path), "--out", str(place / "out")]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "KAM_CACHE": str(place / "cache"), **environment})
    assert done.returncode == 0, done.stdout + done.stderr
    published = place / "out" / "acme" / "2026Q3"
    files = [path for path in sorted(published.rglob("*")) if path.is_file() and path.relative_to(published).parts[0] not in APART]
    return {str(path.relative_to(published)): path.read_bytes() for path in files if path.name not in OF_THEIR_OWN}


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, bytes], dict[str, bytes]]:
    place = tmp_path_factory.mktemp("same")
    first = publish(place / "one", 1, TZ="Asia/Shanghai", LANG="C", PYTHONHASHSEED="1")
    return first, publish(place / "another~place".replace("~", " "), 2, TZ="America/New_York", LANG="zh_CN.UTF-8", PYTHONHASHSEED="2")


def test_two_runs_publish_the_same_files(twice: tuple[dict[str, bytes], dict[str, bytes]]) -> None:
    first, second = twice
    assert list(first) == list(second)
    assert {"review.html", "review.zh.html", "review.pdf", "review.zh.pdf", "brief.png", "figures.csv", "review.xlsx", "plan.xlsx"} <= set(first)


def test_every_file_has_the_same_bytes(twice: tuple[dict[str, bytes], dict[str, bytes]]) -> None:
    first, second = twice
    assert [name for name in first if first[name] != second[name]] == []
