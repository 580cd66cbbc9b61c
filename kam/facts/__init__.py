"""The line-level work: one SQL model per fact, built once per inputs, params and model."""

from __future__ import annotations

from kam.facts.build import Facts
from kam.facts.spine import Seen

__all__ = ["Facts", "Seen"]
