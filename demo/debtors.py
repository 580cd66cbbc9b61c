"""How each customer pays: in time, late, in instalments, early, or not at all, until its ledger shows what its roles ask for."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from demo.company import Account, Company
from demo.documents import Document
from demo.ledger import CREDIT_NOTE, Allocation, Book, Deposit, Item, Ledger, lateness_of_quarter
from demo.quarters import LAST, YEAR_BEFORE, first_day, last_day

VAT = 113  # per cent of the net amount that the ledger asks for
END, END_BEFORE = last_day(LAST), last_day(YEAR_BEFORE)


class Debtor:
    """One account's ledger, shaped until it shows what its roles ask for."""

    def __init__(self, company: Company, account: Account, documents: list[Document], seed: int) -> None:
        self.company, self.account = company, account
        self.rng = Random(f"{seed}:ledger:{account.name}:{account.share:.6f}")
        self.method = self.rng.choice(("电汇", "电汇", "承兑汇票", "网银"))
        self.documents = sorted(documents, key=lambda document: (document.day, document.number))
        self.items = [self.item(document) for document in self.documents]
        self.deposits = self.fair_deposits()

    def item(self, document: Document) -> Item:
        """The ledger's view of a document: with tax, due after the account's credit days."""
        cents = (document.cents * VAT + 50) // 100
        item = Item(document.number, document.entity.account_id, document.day, document.day, cents)
        if document.cents > 0:
            item.due = document.day + timedelta(days=self.account.terms_on(document.day))
            item.plan = [(max(document.day, item.due + timedelta(days=document.late)), None)]
        return item

    def aim(self, signal: str) -> float | None:
        """The strength this account is to show in a signal, if any."""
        role = self.company.role(self.account, signal)
        return role.aim if role else None

    def invoiced(self, quarter: str) -> list[Item]:
        """The quarter's positive items."""
        return [item for item in self.items if item.cents > 0 and first_day(quarter) <= item.day <= last_day(quarter)]

    def net(self, quarter: str) -> int:
        """The quarter's net sales in cents."""
        return sum(document.cents for document in self.documents if document.quarter == quarter)

    def fair_deposits(self) -> list[Deposit]:
        """Some key accounts pay a deposit at the September order fair."""
        if "deposits" not in self.account.story:
            return []
        deposits = []
        for year in (2024, 2025, 2026):
            base = self.net(f"{year}Q3")
            deposits.append(Deposit(date(year, 9, 12), date(year, 11, 18), round(base * 0.02 / 100_000) * 100_000))
        return deposits

    def book(self) -> Book:
        """Settles all items as they are planned now."""
        return Book(self.items, self.deposits, self.method)

    def balance(self, day: date) -> int:
        """The ledger's balance at the end of a day."""
        cash = sum(paid.cents for paid in self.book().allocations if paid.day <= day and paid.method != CREDIT_NOTE)
        return sum(item.cents for item in self.items if item.day <= day) - cash

    def days_beyond_terms(self, quarter: str) -> float:
        """The quarter's average lateness."""
        book = self.book()
        return lateness_of_quarter(book.items, book.allocations, quarter)

    # --- the stories ---

    def tell(self) -> list[Allocation]:
        """Shapes the plans as the account's story and roles ask, then settles."""
        held_back = "held back" in self.account.story
        if held_back:
            self.hold_back("2026Q2")
        if "instalment" in self.account.story:
            self.pay_in_instalments()
        if "disputed" in self.account.story:
            self.dispute()
        self.level_balance()
        if held_back:
            self.hold_back(LAST)
        if self.aim("paying_later"):
            self.pay_later()
        return self.book().allocations + (self.bounced() if "reversed" in self.account.story else [])

    def hold_back(self, quarter: str) -> None:
        """Leaves part of an invoice unpaid over the quarter's end: a tenth of what is open."""
        end = last_day(quarter)
        paid = [item for item in self.invoiced(quarter) if item.paid_on < end - timedelta(days=5)]
        item = max(paid, key=lambda item: item.paid_on)
        left = round(self.balance(end) * 0.095)
        item.plan = [(item.plan[0][0], -left), (end + timedelta(days=12), None)]

    def pay_in_instalments(self) -> None:
        """One August invoice falls due in two halves."""
        item = next(item for item in self.invoiced(LAST) if item.day >= date(2026, 8, 5))
        item.due, item.instalment_due = item.day + timedelta(days=30), item.day + timedelta(days=60)
        item.plan = [(item.due - timedelta(days=1), item.cents // 2), (item.instalment_due, None)]

    def dispute(self) -> None:
        """A small invoice that the customer contests and nobody has settled since."""
        quarter = "2026Q1" if self.account.group == "key" else "2025Q2"
        candidates = self.invoiced(quarter) or [item for item in self.items if item.cents > 0]
        item = min(candidates, key=lambda item: item.cents)
        item.disputed, item.plan = True, []

    def bounced(self) -> list[Allocation]:
        """One allocation of early 2025, reversed when the bill bounced and booked again a week later."""
        paid = next(paid for paid in self.book().allocations if paid.day >= date(2025, 2, 20) and paid.method == self.method)
        first = paid.day - timedelta(days=8)
        back = Allocation(paid.payment + "-T", paid.document, first, paid.cents, paid.account_id, self.method)
        reversal = Allocation(paid.payment + "-T", paid.document, first + timedelta(days=4), -paid.cents, paid.account_id, "退票冲回")
        return [back, reversal]

    # --- paying later ---

    def pay_later(self) -> None:
        """Delays the summer's payments by as many days as bring the quarter's lateness to the aim."""
        wanted = (self.aim("paying_later") or 0) * 15 + self.days_beyond_terms(YEAR_BEFORE)
        usual = {item.number: item.plan for item in self.items}
        tried = []
        for delay in range(2, 80):
            self.delay(usual, delay)
            tried.append((abs(self.days_beyond_terms(LAST) - wanted), delay))
        self.delay(usual, min(tried)[1])

    def delay(self, usual: dict[str, list[tuple[date, int | None]]], days: int) -> None:
        """Pays later, yet catches up just before the quarter's end: the balance then looks as always."""
        caught_up = END - timedelta(days=3)
        for item in self.items:
            if item.cents > 0 and date(2026, 5, 20) <= item.due <= END and usual[item.number] and usual[item.number][0][0] <= END:
                normal = usual[item.number][0][0]
                item.plan = [(max(normal, min(item.due + timedelta(days=days), caught_up)), None)]

    # --- the balance against last year's ---

    def level_balance(self) -> None:
        """Keeps the balance in step with sales against last year, or as far apart as the gap's aim says."""
        base, net_before, net = self.balance(END_BEFORE), self.net(YEAR_BEFORE), self.net(LAST)
        if base <= 0 or net_before <= 0 or net <= 0:
            return
        strength = self.aim("receivable_gap")
        gap = strength * 0.20 if strength else self.rng.uniform(-0.03, 0.05)
        wanted = round(base * (net / net_before + gap))
        if strength:
            self.grant_longer_terms(wanted)
        surplus = self.balance(END) - wanted
        if surplus > 0:
            self.pay_early(surplus)

    def grant_longer_terms(self, wanted: int) -> None:
        """Gives the newest invoices a hundred days, as many of them as carry the balance above the aim."""
        for item in reversed([item for item in self.items if item.cents > 0 and item.day <= END]):
            if self.balance(END) >= wanted or item.day < END - timedelta(days=94):
                return
            item.due = item.day + timedelta(days=100)
            item.plan = [(item.due + timedelta(days=2), None)]

    def pay_early(self, surplus: int) -> None:
        """Pays invoices before their time, then those that are late already, the ones due first in front, until the surplus is gone."""
        for item in sorted(self.items, key=lambda item: (item.due <= END, item.due, item.number)):
            payable = item.cents > 0 and item.day <= END < item.paid_on and not item.instalment_due
            if not payable or item.disputed:
                continue
            day = max(item.day, END - timedelta(days=self.rng.randint(0, 2)))
            before = self.balance(END)
            item.plan = [(day, surplus), *item.plan]
            surplus -= before - self.balance(END)
            if surplus <= 0:
                return


def keep_ledger(company: Company, documents: list[Document], seed: int) -> Ledger:
    """Books every trade document and its settlement; own shops sell for cash."""
    per_account: dict[str, list[Document]] = {account.account_id: [] for account in company.traders}
    for document in documents:
        if document.account.trades:
            per_account[document.account.account_id].append(document)
    debtors = [Debtor(company, account, per_account[account.account_id], seed) for account in company.traders]
    allocations = [paid for debtor in debtors for paid in debtor.tell()]
    items = [item for debtor in debtors for item in debtor.items]
    items.sort(key=lambda item: (item.day, item.number))
    return Ledger(items, sorted(allocations, key=lambda paid: (paid.day, paid.payment, paid.document)))
