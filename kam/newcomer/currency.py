"""In which currency a company's exports are written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from kam.intake.cells import clean, fold
from kam.intake.synonyms import headers_of
from kam.newcomer.recognise import Recognised

_HOUSE = {"RMB": "CNY", "人民币": "CNY", "CNH": "CNY", "美元": "USD", "欧元": "EUR", "港币": "HKD", "日元": "JPY"}
_WITHIN = re.compile(r"^([A-Z]{3})\s*-?[\d(]|\d\s*([A-Z]{3})$")  # EUR 1.234,56


def currency_of(found: Iterable[Recognised]) -> str:
    """The currency that most rows name, in a column of their own or beside the amounts, from the first sheet that names one; else nothing."""
    for one in found:
        counted: Counter[str] = Counter(_HOUSE.get(word.upper(), word.upper()) for word in _named(one))
        most = max(sorted(counted), key=lambda word: counted[word], default="")
        if re.fullmatch("[A-Z]{3}", most):
            return most
    return ""


def _named(one: Recognised) -> list[str]:
    own = [place for place, header in enumerate(one.header) if any(word in fold(header) for word in headers_of("accounts", "currency"))]
    if own:
        return [word for place in own for cell in one.below(place) if (word := clean(cell))]
    return [found[1] or found[2] for place in one.of_kind("money") for cell in one.below(place) if (found := _WITHIN.search(clean(cell)))]
