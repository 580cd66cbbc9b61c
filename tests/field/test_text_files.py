"""Text files with stray quotation marks and with characters of an unexpected encoding."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import Any

import pytest

from kam.check.report import report
from kam.errors import InputError
from tests.intake.exports import column, params_of, read

HEAD = "document,date,account_id,product_name,net_amount\n"


def sales(folder: Path, content: bytes | str, **source: Any) -> list[Any]:
    return column(read(folder, {"s.csv": content}, {"sales": {"file": "s.csv", **source}}), "sales", "net_amount")


def rows(*names: str) -> str:
    return HEAD + "".join(f"D{number},2026-07-01,C1,{name},{number}\n" for number, name in enumerate(names, 1))


@pytest.mark.parametrize("names", [
    ("x", '"27寸', "y", "z", '"24寸', "x"), ("x", '"27寸', '"24寸', "y"), ("x", '"27寸', "y", "z"), ("x", '"27寸', "y", '24"', "z"),
])  # fmt: skip
def test_a_stray_quotation_mark_that_swallows_rows_is_refused_at_its_row(tmp_path: Path, names: tuple[str, ...]) -> None:
    with pytest.raises(InputError, match="s.csv, row 3: a quotation mark opens here"):
        sales(tmp_path, rows(*names))


@pytest.mark.parametrize("name", ['27"', '"27"" monitor"', '"two\nlines"', '"1, High St,\nLeeds, UK"', '"金牌"T恤'])
def test_quotation_marks_that_swallow_nothing_are_read(tmp_path: Path, name: str) -> None:
    assert sales(tmp_path, rows("x", name, "y")) == [1, 2, 3]


@pytest.mark.parametrize("source", [{}, {"encoding": "gb18030"}])
def test_a_mark_of_UTF_8_before_another_encoding_does_not_matter(tmp_path: Path, source: dict[str, str]) -> None:
    assert sales(tmp_path, codecs.BOM_UTF8 + rows("衬衫", "外套").encode("gb18030"), **source) == [1, 2]


def test_a_file_whose_end_was_cut_off_within_a_character_is_refused_by_that_cause(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="ends in the middle of a character"):
        sales(tmp_path, rows("衬衫").encode() + "D2,2026-07-01,C1,外".encode()[:-1])


def test_names_that_a_program_cut_within_a_character_do_not_make_it_another_encoding(tmp_path: Path) -> None:
    content = rows("宁波金缕服饰总店", "温州秀水服饰总店").encode().replace("总店".encode(), "总店".encode()[:5])
    assert sales(tmp_path, content) == [1, 2]


def test_a_table_of_nothing_but_zeros_is_never_to_be_published(tmp_path: Path) -> None:
    params = params_of(tmp_path, {"s.csv": HEAD + "D1,2026-07-01,C1,x,0\nD2,2026-07-01,C1,x,0.00\n"}, {"sales": {"file": "s.csv"}})
    said = report(read(tmp_path, {}, {"sales": {"file": "s.csv"}}), params)
    assert "every amount is 0" in said and "Publish" not in said
