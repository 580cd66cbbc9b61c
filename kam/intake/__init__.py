"""The intake: raw exports become typed tables; what cannot be used is set aside and counted, never dropped."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from kam import store
from kam.errors import InputError, ParamsError
from kam.intake.inputs import Inputs, load
from kam.intake.notes import Guess, Note

if TYPE_CHECKING:
    from kam.intake.reading import Origin
    from kam.params import Params

__all__ = ["Guess", "Inputs", "Note", "open_snapshot", "read_inputs"]

_KIND = "inputs"


def read_inputs(params: Params, fresh: bool = False) -> Inputs:
    """A company's typed tables, read anew only where an export, a query's result, the params or the intake itself has changed.

    Raises InputError or ParamsError with the file, the place, the fact and the remedy; rows that cannot be used stop nothing.
    """
    from kam.intake.build import build
    from kam.intake.reading import origins_of

    if not params.sources.get("sales"):
        raise ParamsError(f"{params.path}: no source for 'sales', the one table that a review needs; add it under sources")
    origins = origins_of(params)
    files = _files(origins)
    key = store.key_of([(origin.table, origin.source_index, origin.label, origin.sha256) for origin in origins], _relevant(params),
                       store.code_key(*Path(__file__).parent.glob("*.py")))
    folder = store.folder(params.company, _KIND, key, lambda aside: build(aside, origins, params, files), fresh)
    return load(folder, key)


def open_snapshot(company: str, fingerprint: str) -> Inputs:
    """Typed tables that were already read, without a look at the exports; raises InputError where they are no longer stored."""
    folder = store.cache() / company / f"{_KIND}-{fingerprint}"
    if not (folder / "inputs.json").is_file():
        raise InputError(f"{folder}: the tables read before are no longer there; run the report again or unset KAM_SNAPSHOT")
    return load(folder, fingerprint)


def _relevant(params: Params) -> dict[str, Any]:
    """The params on which typed tables depend; thresholds and wording are none of them."""
    return params.model_dump(mode="json", include={"sources", "exclude", "ignore", "currency", "unit", "fiscal_year_start"})


def _files(origins: list[Origin]) -> dict[str, str]:
    """The fingerprint of every file, also of those that a query reads, and of every database's answer."""
    files: dict[str, str] = {}
    for origin in origins:
        if origin.found is not None:
            files[origin.label] = origin.found.sha256
        elif origin.answer is not None:
            files |= {file.label: file.sha256 for file in origin.answer.files}
            if origin.label != "query":
                files[f"{origin.label} ({origin.table} {origin.source_index + 1})"] = origin.sha256
    return dict(sorted(files.items()))
