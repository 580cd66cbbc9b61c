"""A head taken apart into words, so that CUSTOMERNAME, Customer Names and name_cust are one head."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

# Two words of which the first is another way to write the second.
_PAIRS = (
    "cust customer client customer acct account no id num id number id nbr id nr id code id key id # id doc document inv invoice ord order"
    " txn transaction qty quantity pcs piece amt amount val value desc description prod product dt date usd dollar paid pay shipment ship".split()
)
_SAME = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True))
# The words of which heads in capitals or without blanks are put together.
_WORDS = {*_SAME, *_SAME.values()} | set(
    "name invoice order document receipt bill transaction ticket voucher line row item position product sku article material part category group class"
    " partner dealer buyer distributor retailer store shop outlet recipient consignee country account unit price each list retail cost discount sale revenue"
    " turnover value total net gross tax bottle case carton sold ship deliver date day due post clear settle pay close create schedule require promise request"
    " type status city state zip postal phone email contact first last open term in of the team channel target rate".split()
)
_ENDINGS = ("", "s", "es", "ed", "d", "y", "ing", "ment")
_IDLE = frozenset("in of the a an per and for".split())


@cache
def words_of_head(head: str) -> tuple[str, ...]:
    """The words of a head in their order, in one form each: capitals and marks part them, known words stand apart in what is run together."""
    plain = unicodedata.normalize("NFKC", head)
    plain = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", plain).lower()
    return tuple(word for run in re.findall(r"#|[^\W_]+", plain) for word in _apart(run) or (run,) if word not in _IDLE)


@cache
def gist(head: str) -> frozenset[str]:
    """What a head says whatever the order of its words."""
    return frozenset(words_of_head(head))


def _apart(run: str) -> tuple[str, ...]:
    """A run of letters as known words, the longest first; empty where it is not made of them."""
    for size in range(len(run), 1 if len(run) > 1 else 0, -1):
        word = _known(run[:size])
        rest = _apart(run[size:]) if word and size < len(run) else ()
        if word and (rest or size == len(run)):
            return (word, *rest)
    return ()


@cache
def _known(word: str) -> str:
    """A word in the form in which it is counted; empty for one that nobody knows."""
    stem = next((word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending) and word.removesuffix(ending) in _WORDS), "")
    return _SAME.get(stem, stem)
