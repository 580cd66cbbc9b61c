"""The demo company as clean tables: everything the exports say, before anybody exported it badly."""

from dataclasses import dataclass
from random import Random

from demo import records, tables, teamwork
from demo.catalogue import build_catalogue
from demo.company import Company, build_company
from demo.ledger import keep_ledger
from demo.planted import planted_rows
from demo.service import delivery_rows
from demo.tables import Row, Tables
from demo.trade import sell


@dataclass(frozen=True)
class World:
    """The clean tables and what is planted in them."""

    company: Company
    tables: Tables
    planted: list[Row]


def build_world(seed: int, planted: int) -> World:
    """Builds company, sales, ledger and records from one seed."""
    company, catalogue = build_company(seed, planted), build_catalogue(seed)
    documents = sell(company, catalogue, seed)
    ledger = keep_ledger(company, documents, seed)
    totals = records.net_sales(documents)
    deposits = {(paid.account_id, paid.day.year): paid.cents for paid in ledger.allocations if paid.method == "订货会定金"}
    clean: Tables = {
        "accounts": [tables.account_row(account, company, Random(f"{seed}:master:{account.account_id}")) for account in company.accounts],
        "sales": tables.sales_rows(documents),
        "receivables": tables.receivable_rows(ledger),
        "allocations": tables.allocation_rows(ledger),
        "deliveries": delivery_rows(documents, seed),
        "scorecards": records.score_rows(company, Random(f"{seed}:scores")),
        "rebates": records.rebate_rows(company, totals, Random(f"{seed}:rebates")),
        "price_list": tables.price_rows(catalogue),
        "territories": tables.territory_rows(company, Random(f"{seed}:territories")),
        "sell_through": records.sell_through_rows(company, documents, Random(f"{seed}:sellout")),
        "needs": teamwork.need_rows(company, Random(f"{seed}:needs")),
        "relationships": teamwork.relationship_rows(company, Random(f"{seed}:stages")),
        "team": teamwork.team_rows(company, Random(f"{seed}:team")),
        "tasks": teamwork.task_rows(company, Random(f"{seed}:tasks")),
        "incidents": records.incident_rows(company, documents, Random(f"{seed}:incidents")),
        "bookings": records.booking_rows(company, totals, deposits, Random(f"{seed}:fairs")),
        "targets": records.target_rows(company, totals, Random(f"{seed}:targets")),
    }
    return World(company, clean, planted_rows(clean, company.roles))
