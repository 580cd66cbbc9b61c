"""One SELECT over an export, for what no column alone holds; everything is read as text, so that ids and days stay as they are written."""

from __future__ import annotations

from kam.newcomer.recognise import Recognised


def quoted(one: Recognised, place: int) -> str:
    """A column by its head as SQL."""
    return '"' + one.leaf.rows[one.header_at][place].replace('"', '""') + '"'


def number(one: Recognised, place: int) -> str:
    """A column's numbers as SQL; only the marks that occur in it are taken away, brackets and signs never."""
    name, point = quoted(one, place), "," if one.decimal_comma else "."
    marks = "".join(sorted({mark for cell in one.below(place) for mark in cell} - {*"0123456789()+-", point}))
    bare = f"translate({name}, '{marks.replace(chr(39), 2 * chr(39))}', '')" if marks else name
    return f"cast({bare if point == '.' else f'replace({bare}, {point!r}, {chr(46)!r})'} as decimal(18, 6))"


def relation_of(one: Recognised, file: str = "") -> str:
    """The rows of a sheet as SQL; ``file`` where one entry stands for several files."""
    named = "'" + (file or one.leaf.file).replace("'", "''") + "'"
    if named.endswith(".parquet'"):
        return f"(select columns(*)::varchar from {named})"
    skipped = f", skip = {one.header_at}" if one.header_at else ""
    return one.leaf.relation or f"read_csv({named}, all_varchar = true, header = true{skipped})"


def select_lines(one: Recognised, file: str) -> list[str]:
    """The SELECT that adds to the columns of a sheet what has to be computed; the others stay, to be asked about like any export's."""
    computed = [f"  , {sql} as {name}" for name, sql in one.computed.items()]
    return [f"select {one.taken}", *computed, f"from {relation_of(one, file)}", *([one.tail] if one.tail else [])]
