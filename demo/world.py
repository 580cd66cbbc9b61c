"""The demo company as clean tables: everything the exports say, before anybody exported it badly."""

from dataclasses import dataclass
from functools import cached_property
from random import Random

from demo import fairs, market, rebates, scores, tables, teamwork
from demo.catalogue import build_catalogue
from demo.company import Company
from demo.customers import build_company
from demo.debtors import keep_ledger
from demo.documents import net_sales
from demo.needs import need_rows
from demo.plans import task_rows
from demo.planted import planted_rows
from demo.service import delivery_rows
from demo.tables import Row, Tables
from demo.trade import sell


@dataclass(frozen=True)
class World:
    """The company, its clean tables, and the roles that its accounts play."""

    company: Company
    tables: Tables

    @cached_property
    def planted(self) -> list[Row]:
        """What is planted, with the strength that the tables show."""
        return planted_rows(self.tables, self.company.roles)


def make_company(seed: int, planted: int = 3, look_alikes: int = 3) -> World:
    """A company from one seed, with so many planted accounts and look-alikes per signal (1 to 3 of each)."""
    company, catalogue = build_company(seed, planted, look_alikes), build_catalogue(seed)
    documents = sell(company, catalogue, seed)
    ledger = keep_ledger(company, documents, seed)
    totals = net_sales(documents)
    deposits = {(paid.account_id, paid.day.year): paid.cents for paid in ledger.allocations if paid.method == "订货会定金"}
    clean: Tables = {
        "accounts": [tables.account_row(account, company, Random(f"{seed}:master:{account.account_id}")) for account in company.accounts],
        "sales": tables.sales_rows(documents),
        "receivables": tables.receivable_rows(ledger),
        "allocations": tables.allocation_rows(ledger),
        "deliveries": delivery_rows(documents, seed),
        "scorecards": scores.score_rows(company, Random(f"{seed}:scores")),
        "rebates": rebates.rebate_rows(company, totals, Random(f"{seed}:rebates")),
        "price_list": tables.price_rows(catalogue),
        "territories": tables.territory_rows(company, Random(f"{seed}:territories")),
        "sell_through": market.sell_through_rows(company, documents, Random(f"{seed}:sellout")),
        "needs": need_rows(company, Random(f"{seed}:needs")),
        "relationships": teamwork.relationship_rows(company, Random(f"{seed}:stages")),
        "team": teamwork.team_rows(company, Random(f"{seed}:team")),
        "tasks": task_rows(company, Random(f"{seed}:tasks")),
        "incidents": market.incident_rows(company, documents, Random(f"{seed}:incidents")),
        "bookings": fairs.booking_rows(company, totals, deposits, Random(f"{seed}:fairs")),
        "targets": fairs.target_rows(company, totals, Random(f"{seed}:targets")),
    }
    return World(company, clean)
