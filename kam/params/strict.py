"""What every part of the params is: no unknown keys, no change after loading."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict


class Strict(BaseModel):
    """A part of the params: unknown keys are refused, values never change after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def filled(given: Any, defaults: Mapping[Any, Any]) -> Any:
    """Entries over their defaults: one that names one thing keeps its others, and entries that are not named stay.

    What is no mapping is handed back as it is, for the type to refuse.
    """
    if not isinstance(given, dict):
        return given
    whole = {name: _plain(default) for name, default in defaults.items()}
    for name, entry in given.items():
        own, base = _plain(entry), whole.get(str(name), {})
        whole[str(name)] = {**base, **own} if isinstance(own, dict) else own
    return whole


def by_alias(model: type[BaseModel], given: Any) -> Any:
    """The entries under the names that params write (``4``); the names that Python needs (``four``) come before them."""
    if not isinstance(given, dict):
        return given
    aliases = {name: field.alias for name, field in model.model_fields.items() if field.alias}
    plain = {str(name): entry for name, entry in given.items()}
    return {name: entry for name, entry in plain.items() if name not in aliases} | {aliases[name]: plain[name] for name in aliases if name in plain}


def _plain(entry: Any) -> Any:
    return entry.model_dump() if isinstance(entry, BaseModel) else entry
