"""From a YAML file to checked params; every fault names its file, line and remedy."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from kam.errors import ParamsError
from kam.intake.contracts import TABLES
from kam.params.company import Params
from kam.params.reference import read_reference
from kam.params.rules import Rules

_DEPTH, _ENTRIES = 40, 50_000  # far beyond any company's params
Checked = TypeVar("Checked", bound=BaseModel)
# What the parser says of a fault, and what a person did.
_YAML_FAULTS = {
    r"expected <block end>|mapping values are not allowed": "its indentation does not fit the lines above, or a text with `: ` in it stands without quotes",
    r"could not find expected ':'": "it is no `key: value`, or the line before is not finished",
    r"cannot start any token": "a tab or a sign stands where none can; indent with blanks and put such a text into quotes",
    r"expected ',' or": "a bracket is not closed, or a comma is missing between two entries",
    r"unexpected end of stream|scanning a quoted": "a quotation mark is not closed",
}
_VARIABLE = re.compile(r"\$\{(\w+)(?::-([^}]*))?\}")


def load_params(path: str | Path) -> Params:
    """The params of one company with its dated rules; raises ParamsError with file, line, fact and remedy."""
    place = Path(path)
    raw, lines = _read(place)
    raw = _expand(raw, place)
    _refuse_unknown_tables(raw, place, lines)
    params = _check(Params, raw, place, lines)
    _refuse_unknown_columns(params, place, lines)
    params._path = place.resolve()
    params._dated.update(_dated_rules(place, raw.get("rules") or {}))
    if params.segments_reference:
        params._reference.update(read_reference(params.home / params.segments_reference))
    return params


def schema() -> dict[str, Any]:
    """The JSON schema of a params file, for editors; ``params/schema.json`` holds it."""
    found = Params.model_json_schema(by_alias=True)
    one = {"$ref": "#/$defs/Source"}
    found["properties"]["sources"] |= {
        "propertyNames": {"enum": sorted(TABLES)},
        "additionalProperties": {"anyOf": [one, {"type": "array", "items": one}]},
    }
    return found


def _dated_rules(place: Path, own: dict[str, Any]) -> dict[str, Rules]:
    """Rules by the last quarter for which they hold, from files such as ``acme.2026Q2.yaml`` beside the params."""
    found = {}
    for beside in sorted(place.parent.glob(f"{place.stem}.*.yaml")):
        quarter = beside.stem.removeprefix(f"{place.stem}.")
        if re.fullmatch(r"\d{4}Q[1-4]", quarter):
            raw, lines = _read(beside)
            _only(raw, ("rules",), beside, lines)
            found[quarter] = _check(Rules, _merged(own, raw.get("rules") or {}), beside, {key[1:]: line for key, line in lines.items() if key[:1] == ("rules",)})
    return found


def _merged(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """A dated file names only what was different then."""
    merged = {str(key): value for key, value in base.items()}
    for key, value in over.items():
        old = merged.get(str(key))
        merged[str(key)] = _merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged


def _read(place: Path) -> tuple[dict[str, Any], dict[tuple[str, ...], int]]:
    """The mapping in a YAML file and the line of each of its keys."""
    try:
        loader = yaml.SafeLoader(place.read_text(encoding="utf-8-sig"))
        node = loader.get_single_node()
        lines: dict[tuple[str, ...], int] = {}
        _collect_lines(node, (), lines, place)
        raw = loader.construct_document(node) if node else None
    except FileNotFoundError:
        raise ParamsError(f"{place}: no such file; name a params file, for instance params/demo.yaml") from None
    except IsADirectoryError:
        raise ParamsError(f"{place}: is a folder; name the params file in it") from None
    except UnicodeDecodeError:
        raise ParamsError(f"{place}: is not UTF-8 text; save it as UTF-8") from None
    except RecursionError:
        raise ParamsError(f"{place}: is nested hundreds of levels deep; write it flat") from None
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        problem = str(getattr(error, "problem", None) or error)
        fact = next((fact for said, fact in _YAML_FAULTS.items() if re.search(said, problem)), problem)
        raise ParamsError(f"{place}{where}: is not YAML: {fact}; mend that line") from None
    if not isinstance(raw, dict):
        raise ParamsError(f"{place}: holds no `key: value` lines; begin with `company: name` and `sources:`")
    return raw, lines


def _collect_lines(node: Any, at: tuple[str, ...], lines: dict[tuple[str, ...], int], place: Path) -> None:
    """The line of every key; an alias that holds itself, or that multiplies without end, never gets further."""
    if len(at) > _DEPTH or len(lines) > _ENTRIES:
        raise ParamsError(f"{place}, line {node.start_mark.line + 1}: aliases repeat entries without end; write them out")
    if isinstance(node, yaml.ScalarNode) and "\0" in node.value:
        raise ParamsError(f"{place}, line {node.start_mark.line + 1}: '{'.'.join(at)}' holds an invisible character; type it anew")
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here = (*at, str(key.value))
            if here in lines:
                raise ParamsError(f"{place}, line {key.start_mark.line + 1}: '{key.value}' stands here a second time; remove one")
            lines[here] = key.start_mark.line + 1
            _collect_lines(value, here, lines, place)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            here = (*at, str(index))
            lines[here] = value.start_mark.line + 1
            _collect_lines(value, here, lines, place)


def _expand(raw: Any, place: Path) -> Any:
    """``${VAR}`` and ``${VAR:-default}`` in paths become the environment's value."""
    folder = raw.get("folder")
    if isinstance(folder, str):
        raw["folder"] = _with_variables(folder, place)
    sources = raw.get("sources")
    for entries in sources.values() if isinstance(sources, dict) else ():
        for entry in entries if isinstance(entries, list) else [entries]:
            for key in ("file", "query") if isinstance(entry, dict) else ():
                if isinstance(entry.get(key), str):
                    entry[key] = _with_variables(entry[key], place)
    plans = raw.get("plans")
    if isinstance(plans, list):
        raw["plans"] = [_with_variables(plan, place) if isinstance(plan, str) else plan for plan in plans]
    return raw


def _with_variables(text: str, place: Path) -> str:
    def value(match: re.Match[str]) -> str:
        found = os.environ.get(match[1]) or match[2]
        if found is None:
            raise ParamsError(f"{place}: '{text}' needs the environment variable {match[1]}, which is not set; set it to a folder")
        return found

    return _VARIABLE.sub(value, text)


def _refuse_unknown_tables(raw: dict[str, Any], place: Path, lines: dict[tuple[str, ...], int]) -> None:
    sources = raw.get("sources")
    if isinstance(sources, dict):
        _only(sources, tuple(TABLES), place, lines, ("sources",))


def _refuse_unknown_columns(params: Params, place: Path, lines: dict[tuple[str, ...], int]) -> None:
    for table, entries in params.sources.items():
        known = (*TABLES[table].names, *(("balance", "open_amount") if table == "receivables" else ()), "name")
        for index, entry in enumerate(entries):
            for part in ("columns", "constants", "values", "fill_down"):
                _only(getattr(entry, part), known, place, lines, _written(("sources", table, str(index), part), lines))


def _only(raw: Iterable[str], known: tuple[str, ...], place: Path, lines: dict[tuple[str, ...], int], at: tuple[str, ...] = ()) -> None:
    for key in raw:
        if key not in known:
            raise ParamsError(_unknown(place, lines, (*at, str(key)), known))


def _unknown(place: Path, lines: dict[tuple[str, ...], int], at: tuple[str, ...], known: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(at[-1], known, n=1, cutoff=0.5)
    remedy = f"did you mean '{near[0]}'?" if near else f"known are {', '.join(known)}"
    where = f" under {'.'.join(at[:-1])}" if at[:-1] else ""
    return f"{_place(place, lines, at)}: unknown key '{at[-1]}'{where}; {remedy}"


def _place(place: Path, lines: dict[tuple[str, ...], int], at: tuple[str, ...]) -> str:
    """The file and the line of the nearest key that stands there."""
    for length in range(len(at), 0, -1):
        if at[:length] in lines:
            return f"{place}, line {lines[at[:length]]}"
    return str(place)


def _check(model: type[Checked], raw: dict[str, Any], place: Path, lines: dict[tuple[str, ...], int]) -> Checked:
    """The typed params; the first fault becomes one message."""
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        fault = error.errors()[0]
        at = tuple(str(part) for part in fault["loc"] if part != "function-after")
        if fault["type"] == "extra_forbidden":
            raise ParamsError(_unknown(place, lines, _written(at, lines), _known_keys(model, at[:-1]))) from None
        raise ParamsError(f"{_place(place, lines, _written(at, lines))}: {_fact(fault, at)}") from None


def _written(at: tuple[str, ...], lines: dict[tuple[str, ...], int]) -> tuple[str, ...]:
    """A lone export is written without a list, so its position is not in the file."""
    without = tuple(part for index, part in enumerate(at) if not (index == 2 and at[0] == "sources" and part.isdigit()))
    return at if at in lines or without not in lines else without


def _known_keys(model: type[BaseModel], at: tuple[str, ...]) -> tuple[str, ...]:
    """The keys that may stand at a place of the params."""
    for part in at:
        fields = {field.alias or name: field for name, field in model.model_fields.items()}
        if part in fields:
            inner = [kind for kind in _kinds(fields[part].annotation) if isinstance(kind, type) and issubclass(kind, BaseModel)]
            model = inner[0] if inner else model
    return tuple(field.alias or name for name, field in model.model_fields.items())


def _kinds(annotation: Any) -> list[Any]:
    inner = getattr(annotation, "__args__", ())
    return [annotation, *(kind for part in inner for kind in _kinds(part))]


def _fact(fault: Any, at: tuple[str, ...]) -> str:
    name = ".".join(at)
    if fault["type"] == "missing":
        return f"'{name}' is missing; add it"
    text = str(fault["msg"]).removeprefix("Value error, ") + _as_a_fraction(fault)
    return f"'{name}' is {fault['input']!r}: {text[0].lower()}{text[1:]}" if name and not isinstance(fault["input"], dict) else text


def _as_a_fraction(fault: Any) -> str:
    """Shares are fractions (G11); who writes 80 means 0.8."""
    about, given = fault.get("ctx", {}), fault["input"]
    meant = about.get("le", about.get("lt")) == 1 and isinstance(given, int | float) and 1 < given <= 100
    return f"; a share is written as a fraction: {given / 100:g}" if meant else ""
