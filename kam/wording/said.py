"""The notes of the intake as sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kam.wording.voice import Voice

if TYPE_CHECKING:
    from kam.intake.notes import Note

_SHOWN = 5
_COUNTED = {"ids": "count", "names": "count", "places": "rows"}  # lists of which the note holds a part only, with where it says how many there are


def said(note: Note, voice: Voice, phrase: str = "") -> str:
    """One sentence for a note, its own where no other ``phrase`` is asked for; empty for an id that has none."""
    phrase = phrase or f"check.note.{note.id}"
    return voice.word(phrase, **_values(note.data, voice)) if voice.has(phrase) else ""


def some(entries: list[str], voice: Voice, count: int = 0) -> str:
    """The first entries of a list, and how many more there are."""
    shown = voice.word("list.comma").join(entries[:_SHOWN])
    more = (count or len(entries)) - min(len(entries), _SHOWN)
    return voice.word("check.some", shown=shown, more=more) if more > 0 else shown


def _values(data: dict[str, Any], voice: Voice) -> dict[str, Any]:
    """A note's data as a phrase prints them: lists by their first entries, a share and a date order in words."""
    values: dict[str, Any] = {"share": _share(data, voice), **data}
    for name, value in data.items():
        if isinstance(value, list):
            entries = [" - ".join(one) if isinstance(one, list) else str(one) for one in value]
            values[name] = some(entries, voice, data.get(_COUNTED.get(name, ""), 0))
    if "order" in data:
        values["order"] = voice.term("check.order", data["order"])
    return {name: value if isinstance(value, int) else str(value) for name, value in values.items()}


def _share(data: dict[str, Any], voice: Voice) -> str:
    return voice.word("check.share_of_sales", share=f"{float(data['share_of_sales']):.2%}") if data.get("share_of_sales") else ""
