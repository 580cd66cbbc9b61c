"""The models: one SQL file each, what they read, and a fingerprint of everything that decides their rows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kam.errors import KamError
from kam.facts.dialect import tables_read
from kam.store import key_of

MODELS = Path(__file__).resolve().parent


class Models:
    """The SQL models of one folder by name."""

    def __init__(self, folder: Path = MODELS) -> None:
        self._files = {file.stem: file for file in sorted(folder.glob("*.sql"))}
        self._texts: dict[str, str] = {}

    @property
    def names(self) -> list[str]:
        """Every model's name, in alphabetical order."""
        return list(self._files)

    def __contains__(self, name: str) -> bool:
        return name in self._files

    def text(self, name: str) -> str:
        """The model's SQL; KamError names the models there are when there is none of that name."""
        if name not in self._files:
            raise KamError(f"kam/facts/{name}.sql: there is no such fact; there are {', '.join(self.names)}")
        if name not in self._texts:
            self._texts[name] = self._files[name].read_text(encoding="utf-8")
        return self._texts[name]

    def reads(self, name: str) -> list[str]:
        """Tables and models that a model reads, in alphabetical order."""
        try:
            return sorted(tables_read(self.text(name)))
        except KamError as fault:
            if name not in self._files:
                raise
            raise KamError(f"kam/facts/{name}.sql: {fault}") from fault

    def order(self, name: str) -> list[str]:
        """The model and every model below it, what is read first before what reads it."""
        found: list[str] = []
        self._visit(name, (), found)
        return found

    def _visit(self, name: str, path: tuple[str, ...], found: list[str]) -> None:
        if name in path:
            circle = " -> ".join((*path[path.index(name) :], name))
            raise KamError(f"kam/facts/{name}.sql: models read each other in a circle ({circle}); take one of these reads out")
        if name in found:
            return
        for read in self.reads(name):
            if read in self:
                self._visit(read, (*path, name), found)
        found.append(name)

    def key(self, name: str, source_key: Callable[[str], str]) -> str:
        """The fingerprint of a model's text and of all that it reads; ``source_key`` gives that of a table."""
        keys: dict[str, str] = {}
        for model in self.order(name):
            below = {read: keys[read] if read in keys else source_key(read) for read in self.reads(model)}
            keys[model] = key_of(self.text(model), below)
        return keys[name]
