"""Small companies written to disk: a few export files and the params that name them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from kam.intake import Inputs, read_inputs
from kam.params import Params, load_params

Read = Callable[..., Inputs]
SALES = "document,line,kind,date,account_id,product_id,qty,net_amount\n"


def params_of(folder: Path, files: dict[str, str | bytes], sources: dict[str, Any], **others: Any) -> Params:
    """The params of a company whose exports are these files."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    written = folder / "hand.yaml"
    written.write_text(yaml.safe_dump({"company": "hand", "sources": sources, **others}, allow_unicode=True), encoding="utf-8")
    return load_params(written)


def read(folder: Path, files: dict[str, str | bytes], sources: dict[str, Any], **others: Any) -> Inputs:
    """The inputs of such a company."""
    return read_inputs(params_of(folder, files, sources, **others))


def column(inputs: Inputs, table: str, name: str) -> list[Any]:
    """A column of a typed table as plain values; whole numbers as int, None where there is nothing."""
    return [
        None if value is None else int(value) if hasattr(value, "as_tuple") and value == int(value) else value
        for value in inputs.table(table)[name]
    ]


def aside(inputs: Inputs, *columns: str) -> list[tuple[Any, ...]]:
    """Rows set aside, by default as (row, column, value, reason)."""
    return [tuple(row) for row in inputs.set_aside[list(columns or ("row", "column", "value", "reason"))].itertuples(index=False)]


def totals(inputs: Inputs, table: str) -> dict[str, Any]:
    """The control totals of a table."""
    return dict(inputs.control_totals.set_index("table").loc[table])
