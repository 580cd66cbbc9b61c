"""The ledger of one quarter in the store, built when inputs, params or code are new."""

from __future__ import annotations

from pathlib import Path

from kam import store
from kam.measures.books import Books
from kam.quarters import Quarter

HERE = Path(__file__).parent


def kept(books: Books, quarter: Quarter, fresh: bool = False) -> Path:
    """The folder that holds the ledger of one quarter, built when inputs, params or code are new."""
    rooms = [store.HOUSE / "kam" / room for room in ("facts", "measures", "stars", "segments", "signals", "warning")]
    code = store.code_key(*(path for room in rooms for path in room.rglob("*") if path.suffix in (".py", ".sql")), *(HERE / name for name in ("ledger.py", "clusters.py")))
    params = books.params.model_dump(mode="json", exclude={"people", "title", "languages"})
    dated = {name: rules.model_dump(mode="json") for name, rules in books.params._dated.items()}
    key = store.key_of(books.inputs.fingerprint, params, dated, quarter.name, code)
    return store.folder(books.params.company, "ledger", key, lambda place: _compile(books, quarter, place), fresh)


def _compile(books: Books, quarter: Quarter, place: Path) -> None:
    """Measuring needs rooms that opening does not: a notebook that only shows should not wait for scikit-learn."""
    from kam.review.ledger import compile_ledger, write

    write(compile_ledger(books, quarter), place)
