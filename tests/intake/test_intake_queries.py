"""SQL over files, locked to the company's folder, and over databases."""

from __future__ import annotations

import gzip
import sqlite3
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kam.errors import InputError
from kam.intake import Inputs, read_inputs

from .exports import column, params_of, read

ROWS = "doc,day,who,price,pieces\nD1,3/25/2026,007,2.5,2\nD2,4/1/2026,008,10,3\n"
QUERY = "select doc as document, day as date, who as account_id, price * pieces as net_amount from {}"


def ask(folder: Path, query: str, files: dict[str, str | bytes] | None = None) -> Inputs:
    return read(folder, {"e/s.csv": ROWS} if files is None else files, {"sales": {"query": query}})


def test_a_query_over_files_names_them_relative_to_the_folder(tmp_path: Path) -> None:
    inputs = ask(tmp_path, QUERY.format("'e/s.csv'"))
    assert list(inputs.table("sales")["net_amount"]) == [Decimal(5), Decimal(30)] and column(inputs, "sales", "account_id") == [
        "007",
        "008",
    ]
    assert [str(day) for day in column(inputs, "sales", "date")] == ["2026-03-25", "2026-04-01"]
    assert column(inputs, "sales", "source_file") == ["query", "query"] and column(inputs, "sales", "source_row") == [1, 2]
    assert list(inputs.files) == ["e/s.csv"]


def test_a_query_reads_patterns_and_compressed_files_and_a_folder_with_quotes_in_its_name(tmp_path: Path) -> None:
    inputs = ask(tmp_path / "o'hara", QUERY.format("read_csv('e/*.csv.gz')"), {"e/a.csv.gz": gzip.compress(ROWS.encode())})
    assert len(inputs.table("sales")) == 2


def test_a_query_reads_GB18030_as_it_reads_UTF_8(tmp_path: Path) -> None:
    text = "单据号,日期,客户,金额\nD1,2026-07-01,甲,5\n"
    query = 'select "单据号" as document, "日期" as date, "客户" as account_id, "金额" as net_amount from \'销售.csv\''
    assert column(ask(tmp_path, query, {"销售.csv": text.encode("gb18030")}), "sales", "account_id") == ["甲"]


@pytest.mark.parametrize(
    "query",
    [
        "copy (select 1) to 'e/out.csv'",
        "select 1; select 2",
        "create table t as select 1",
        "attach 'x.db'",
        "select 1; copy (select 1) to 'e/out.csv'",
        "",
        "install httpfs",
    ],
)
def test_anything_but_one_select_is_refused(tmp_path: Path, query: str) -> None:
    with pytest.raises(InputError, match=r"sources.sales.query: (is not exactly one SELECT|.*correct the query)"):
        ask(tmp_path, query)
    assert not (tmp_path / "e/out.csv").exists()


@pytest.mark.parametrize(
    "source",
    ["'/etc/passwd'", "read_csv('../secret.csv')", "read_text('{outside}')", "'https://example.com/x.csv'", "'e/../../secret.csv'"],
)
def test_a_query_reaches_nothing_outside_the_folder(tmp_path: Path, source: str) -> None:
    (tmp_path / "secret.csv").write_text(ROWS)
    with pytest.raises(InputError) as caught:
        ask(tmp_path / "company", f"select * from {source.format(outside=tmp_path / 'secret.csv')}")
    assert "D1" not in str(caught.value) and "root:" not in str(caught.value)


def test_dates_that_SQL_would_guess_at_are_refused_until_their_form_is_written(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"e/s.csv": ROWS.replace("3/25", "3/5")}
    with pytest.raises(
        InputError,
        match=r"dates in 'day' of e/s.csv such as 3/5/2026 may be month first or day first; write read_csv\('e/s.csv', dateformat",
    ):
        ask(tmp_path, QUERY.format("'e/s.csv'"), files)
    assert [
        str(day) for day in column(ask(tmp_path, QUERY.format("read_csv('e/s.csv', dateformat = '%d/%m/%Y')"), files), "sales", "date")
    ] == ["2026-05-03", "2026-01-04"]


def test_G15_leading_zeros_that_SQL_would_lose_are_refused_until_the_column_is_text(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"e/s.csv": "doc,day,who,price,pieces\n" + "D,2026-07-01,17,1,1\n" * 60_000 + "D,2026-07-01,007,1,1\n"}
    with pytest.raises(InputError, match=r"'who' of e/s.csv has values with leading zeros"):
        ask(tmp_path, QUERY.format("'e/s.csv'"), files)
    inputs = ask(tmp_path, QUERY.format("read_csv('e/s.csv', types = {'who': 'VARCHAR'})"), files)
    assert column(inputs, "sales", "account_id")[-1] == "007"


def test_a_query_that_fails_says_where_and_why(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"sources.sales.query: .*nothere.*; correct the query"):
        ask(tmp_path, "select nothere from 'e/s.csv'")


def test_a_missing_file_of_a_query_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"sources.sales.query: 'e/ordrs.csv' is no file of that folder; .*named relative to"):
        ask(tmp_path, "select * from 'e/ordrs.csv'")


def database(folder: Path, rows: list[tuple[Any, ...]]) -> Path:
    place = folder / "shop.db"
    with sqlite3.connect(place) as connection:
        connection.execute("create table sales (document text, day text, account_id text, net_amount numeric)")
        connection.executemany("insert into sales values (?, ?, ?, ?)", rows)
    connection.close()
    return place


SOURCE = {
    "sales": {
        "database": "SHOP_DB",
        "query": "select document, day as date, account_id, net_amount from sales where day > '2026-01-01' order by document",
    }
}


def test_a_database_is_read_through_the_url_that_an_environment_variable_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = database(tmp_path, [("D1", "2026-07-01", "007", 10.5), ("D2", "2026-07-02", "008", None), ("D3", "2026-07-02", "008", 20)])
    monkeypatch.setenv("SHOP_DB", f"sqlite:///{place}")
    params = params_of(tmp_path, {}, SOURCE)
    inputs = read_inputs(params)
    assert list(inputs.table("sales")["net_amount"]) == [Decimal("10.5"), Decimal(20)] and column(inputs, "sales", "account_id") == [
        "007",
        "008",
    ]
    assert [tuple(row) for row in inputs.set_aside[["file", "row", "reason"]].itertuples(index=False)] == [
        ("database SHOP_DB", 2, "missing amount")
    ]
    with sqlite3.connect(place) as connection:
        connection.execute("update sales set net_amount = 7 where document = 'D2'")
    connection.close()
    assert len(read_inputs(params).table("sales")) == 3, "what a database returns is looked at in every run"


def test_a_missing_variable_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SHOP_DB", raising=False)
    with pytest.raises(InputError, match="database SHOP_DB: the environment variable SHOP_DB is not set"):
        read(tmp_path, {}, SOURCE)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://kam:hunter2@127.0.0.1:1/shop",
        "nonsense-hunter2",
        "oracle+nodriver://kam:hunter2@h/x",
        "sqlite:////no/such/folder/hunter2.db",
    ],
)
def test_a_databases_secret_is_never_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("SHOP_DB", url)
    with pytest.raises(InputError) as caught:
        read(tmp_path, {}, SOURCE)
    assert "database SHOP_DB" in str(caught.value) and "hunter2" not in str(caught.value) and caught.value.__suppress_context__


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("select '*' as document, {rest} from 's.csv'", ["*", "*"]),
        ("select replace(doc, 'D', '*') as document, {rest} from 's.csv'", ["*1", "*2"]),
        ("select doc as document, {rest} from 's.csv' where note = 's.csv'", ["D1"]),
        ("select doc as document, {rest} from read_csv('s.csv', nullstr = 's.csv') where note is null", ["D1"]),
        ("select doc as document, {rest} from 's.csv' -- the newest list", ["D1", "D2"]),
        ("/* all */ select doc as document, {rest} from read_csv(['s.csv'])", ["D1", "D2"]),
        ('select doc as document, {rest} from "s.csv"', ["D1", "D2"]),
        ("with x as (select * from 's.csv') select doc as document, {rest} from x", ["D1", "D2"]),
    ],
)
def test_only_tables_and_what_a_reading_function_opens_are_files(
    tmp_path: Path, query: str, expected: list[str]
) -> None:
    rest = "'2026-07-01' as date, 'A' as account_id, 5 as net_amount"
    files: dict[str, str | bytes] = {"s.csv": "doc,note\nD1,s.csv\nD2,x\n"}
    assert column(ask(tmp_path, query.format(rest=rest), files), "sales", "document") == expected


def test_a_query_without_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kam.intake.queries.QUERY_SECONDS", 0.2)
    endless = "select count(*) as document, 'A' as account_id, '2026-07-01' as date, 1 as net_amount from range(100000000000)"
    with pytest.raises(InputError, match=r"sources.sales.query: has not ended after 0.2 seconds"):
        ask(tmp_path, endless)
