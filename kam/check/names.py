"""Our tables and columns as the reader's language calls them."""

from __future__ import annotations

from kam.intake.contracts import contract
from kam.intake.synonyms import chinese_header
from kam.wording import Voice


def table_name(table: str, voice: Voice) -> str:
    """A table: its own name in Chinese, its id elsewhere."""
    return contract(table).zh if voice.language == "zh" else table


def column_name(table: str, column: str, voice: Voice) -> str:
    """A column by its id, with what it means where the English id does not say it."""
    zh = chinese_header(table, column) if voice.language == "zh" else ""
    return voice.word("check.column", column=column, zh=zh) if zh else column
