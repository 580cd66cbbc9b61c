"""A file of a few kilobytes does not take the machine down."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from kam.errors import InputError
from kam.intake import limits

from .exports import SALES, read

ROW = "D1,1,invoice,2026-07-01,A,P,1,5\n"


def workbook(*cells: tuple[int, int]) -> bytes:
    """A workbook with something in the cells of these rows and columns, counted from 0."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("Q3")
        for row, column in cells:
            sheet.write(row, column, "x")
    return out.getvalue()


def test_a_cell_in_the_last_corner_of_a_sheet_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"s.xlsx, sheet1.xml: its used area spans 17,179,869,184 cells, more than 60,000,000"):
        read(tmp_path, {"s.xlsx": workbook((0, 0), (1_048_575, 16_383))}, {"sales": {"file": "s.xlsx"}})


@pytest.mark.parametrize("cells", [[(0, 0), (1_048_575, 25)], [(0, 0), (0, 16_383), (99, 0)], [(0, 700), (60_000, 0)]])
def test_a_long_a_wide_and_a_large_sheet_are_within_the_limits(cells: list[tuple[int, int]]) -> None:
    limits.refuse_bomb(workbook(*cells), "s.xlsx")


def test_a_workbook_or_gzip_file_that_unpacks_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "UNPACKED", 100_000)
    out = io.BytesIO(workbook((0, 0)))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/media/big", bytes(200_000))
    for name, content in (("s.xlsx", out.getvalue()), ("s.csv.gz", gzip.compress(bytes(200_000)))):
        with pytest.raises(InputError, match=rf"{name}: unpacks to .*more than 100,000"):
            read(tmp_path, {name: content}, {"sales": {"file": name}})


def test_a_gzip_file_of_several_members_is_read_whole(tmp_path: Path) -> None:
    inputs = read(tmp_path, {"s.csv.gz": gzip.compress(SALES.encode()) + gzip.compress(ROW.encode())}, {"sales": {"file": "s.csv.gz"}})
    assert len(inputs.table("sales")) == 1


def test_a_truncated_gzip_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the compressed file is damaged"):
        read(tmp_path, {"s.csv.gz": gzip.compress((SALES + ROW).encode())[:-6]}, {"sales": {"file": "s.csv.gz"}})
