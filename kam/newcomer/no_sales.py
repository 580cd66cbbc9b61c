"""What to say where no sheet holds the sales by itself: lines and heads apart, quantities only, or nothing of the kind."""

from __future__ import annotations

from kam.newcomer.entry import ask, scalar
from kam.newcomer.folder import Leaf
from kam.newcomer.recognise import Recognised, as_table

_HEADS = ("document", "date", "account_id")


def propose_sales(leaves: list[Leaf]) -> list[str]:
    """Comment lines that ask for the sales, with an entry to start from where one sheet, or two together, seem to hold them."""
    read = [one for leaf in leaves if (one := as_table(leaf, "sales"))]
    heads = [one for one in read if all(name in one.index for name in _HEADS)]
    lines = [one for one in read if {"document", "product_id"} <= one.index.keys() and one.likely("qty") and "account_id" not in one.index]
    joined = [(head, line) for head in heads for line in lines if head.columns["document"] == line.columns["document"]]
    if joined:
        return _two_sheets(*joined[0])
    whole = [one for one in heads if one.likely("qty") or one.likely("net_amount")]
    if whole:
        return _one_sheet(max(whole, key=lambda one: len(one.index)))
    nearest = [one.leaf.label for one in sorted(read, key=lambda one: -len(one.index))[:3]]
    return [ask(f"no sheet was recognised as sales, the one table that a review needs. Nearest: {', '.join(nearest) or 'none'}. Export document, date, customer and net amount.")]


def _one_sheet(one: Recognised) -> list[str]:
    maps = one.columns | {name: one.likely(name) for name in ("qty", "net_amount") if one.likely(name)}
    others = ", ".join(name for name in one.header if name and name not in maps.values())
    asked = ask(f"{one.leaf.label} holds documents, days and customers. Which of its columns is the net amount without tax (left over: {others})? "
                "Name it, or write `unit: pieces` above if there are quantities only, and take the # away.")
    return [asked, "# sales:", f"#   - file: {scalar(one.leaf.file)}", f"#     columns: {{{', '.join(f'{ours}: {scalar(theirs)}' for ours, theirs in maps.items())}}}"]


def _two_sheets(head: Recognised, line: Recognised) -> list[str]:
    names, key, qty = head.columns, line.columns["document"], line.likely("qty")
    price = next((name for name in line.header if "price" in name.lower() or "单价" in name), "price")
    amount = f'd."{line.columns["net_amount"]}"' if "net_amount" in line.columns else f'cast(d."{qty}" as decimal(18, 4)) * cast(d."{price}" as decimal(18, 4))'
    asked = ask(f"{line.leaf.label} holds lines and {head.leaf.label} their days and customers. Is this query right (discounts, tax, cancelled orders)? If so take the # away.")
    query = [
        f'select o."{names["document"]}" as document, o."{names["date"]}" as date, o."{names["account_id"]}" as account_id,',
        f"""  d."{line.columns["product_id"]}" as product_id, d."{qty}" as qty, 'invoice' as kind, {amount} as net_amount""",
        f"""from '{head.leaf.file}' o join '{line.leaf.file}' d using ("{key}")""",
    ]
    return [asked, "# sales:", "#   - query: >", *(f"#       {part}" for part in query)]
