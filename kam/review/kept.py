"""The ledger of one quarter in the store, built when inputs, params or code are new."""

from __future__ import annotations

from pathlib import Path

from kam import store
from kam.measures.books import Books
from kam.quarters import Quarter

HERE = Path(__file__).parent
# Rooms that show figures and make none; the ledger does not depend on them.
SHOWING = ("review", "charts", "wording", "press", "why", "__pycache__")


def kept(books: Books, quarter: Quarter, fresh: bool = False) -> Path:
    """The folder that holds the ledger of one quarter, built when inputs, params or code are new."""
    rooms = [room for room in (store.HOUSE / "kam").iterdir() if room.is_dir() and room.name not in SHOWING]
    code = store.code_key(*(path for room in rooms for path in room.rglob("*") if path.suffix in (".py", ".sql")), HERE / "ledger.py")
    params = books.params.model_dump(mode="json", exclude={"people", "title", "languages", "report"})
    key = store.key_of(books.inputs.fingerprint, params, books.params.dated_rules, quarter.name, books.params.reference.get("fingerprint", ""), code)
    return store.folder(books.params.company, "ledger", key, lambda place: _compile(books, quarter, place), fresh)


def _compile(books: Books, quarter: Quarter, place: Path) -> None:
    """Measuring needs rooms that opening does not: a notebook that only shows should not wait for scikit-learn."""
    from kam.review.ledger import compile_ledger, write

    write(compile_ledger(books, quarter), place)
