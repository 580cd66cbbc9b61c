"""What to say where no sheet holds the sales by itself: lines and heads apart, quantities only, or nothing of the kind."""

from __future__ import annotations

from kam.newcomer.asking import ask, found_at
from kam.newcomer.entry import scalar
from kam.newcomer.folder import Leaf
from kam.newcomer.recognise import Recognised, as_table
from kam.wording import Voice

_HEADS = ("document", "date", "account_id")


def propose_sales(leaves: list[Leaf], voice: Voice) -> list[str]:
    """Comment lines that ask for the sales, with an entry to start from where one sheet, or two together, seem to hold them."""
    read = [one for leaf in leaves if (one := as_table(leaf, "sales"))]
    heads = [one for one in read if all(name in one.index for name in _HEADS)]
    lines = [one for one in read if {"document", "product_id"} <= one.index.keys() and one.likely("qty") and "account_id" not in one.index]
    joined = [(head, line) for head in heads for line in lines if head.columns["document"] == line.columns["document"]]
    if joined:
        return _two_sheets(*joined[0], voice)
    whole = [one for one in heads if one.likely("qty") or one.likely("net_amount")]
    if whole:
        return _one_sheet(max(whole, key=lambda one: len(one.index)), voice)
    nearest = [found_at(one.leaf, voice) for one in sorted(read, key=lambda one: -len(one.index))[:3]]
    return [ask(voice, "no_sales", nearest=voice.word("list.comma").join(nearest) or voice.word("new.ask.nearest_none"))]


def _one_sheet(one: Recognised, voice: Voice) -> list[str]:
    maps = one.columns | {name: one.likely(name) for name in ("qty", "net_amount") if one.likely(name)}
    others = voice.word("list.comma").join(name for name in one.header if name and name not in maps.values())
    asked = ask(voice, "one_sheet", file=found_at(one.leaf, voice), others=others)
    return [asked, "# sales:", f"#   - file: {scalar(one.leaf.file)}", f"#     columns: {{{', '.join(f'{ours}: {scalar(theirs)}' for ours, theirs in maps.items())}}}"]


def _two_sheets(head: Recognised, line: Recognised, voice: Voice) -> list[str]:
    names, key, qty = head.columns, line.columns["document"], line.likely("qty")
    price = next((name for name in line.header if "price" in name.lower() or "单价" in name), "price")
    amount = f'd."{line.columns["net_amount"]}"' if "net_amount" in line.columns else f'cast(d."{qty}" as decimal(18, 4)) * cast(d."{price}" as decimal(18, 4))'
    asked = ask(voice, "two_sheets", lines=found_at(line.leaf, voice), heads=found_at(head.leaf, voice))
    query = [
        f'select o."{names["document"]}" as document, o."{names["date"]}" as date, o."{names["account_id"]}" as account_id,',
        f"""  d."{line.columns["product_id"]}" as product_id, d."{qty}" as qty, 'invoice' as kind, {amount} as net_amount""",
        f"""from '{head.leaf.file}' o join '{line.leaf.file}' d using ("{key}")""",
    ]
    return [asked, "# sales:", "#   - query: >", *(f"#       {part}" for part in query)]
