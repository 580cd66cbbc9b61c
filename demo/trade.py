"""What the demo company sells: orders that fall alike each year, garments in season, prices, and the parts some accounts play."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from math import floor
from random import Random

from demo import places
from demo.catalogue import VAT_PERCENT, Product, Shelf
from demo.company import TRADE_SALES_TTM, Account, Company, Slot
from demo.quarters import LAST, QUARTERS, TRAILING, first_day, last_day, quarter_of, season_of, years_back

SEASON_WEIGHTS: dict[int, float] = {1: 0.24, 2: 0.20, 3: 0.29, 4: 0.27}
WINDOW_SHARES: dict[int, float] = {1: 0.155, 2: 0.150, 3: 0.165, 4: 0.145}
OWN_SHOP_SALES = 6_200_000  # yuan a year and shop
SPRING_FESTIVALS = (date(2024, 2, 10), date(2025, 1, 29), date(2026, 2, 17))
# What is on offer by month: this season's new styles, last season's clearance, basics.
ON_OFFER: dict[int, tuple[tuple[str, float], ...]] = {
    1: (("SS", 0.70), ("AW", 0.17)), 2: (("SS", 0.78), ("AW", 0.10)), 3: (("SS", 0.87),), 4: (("SS", 0.88),), 5: (("SS", 0.88),),
    6: (("SS", 0.58), ("AW", 0.30)), 7: (("AW", 0.66), ("SS", 0.22)), 8: (("AW", 0.82), ("SS", 0.06)), 9: (("AW", 0.90),),
    10: (("AW", 0.88),), 11: (("AW", 0.86),), 12: (("AW", 0.72), ("SS", 0.15)),
}
HKD_RATES: dict[str, str] = dict(zip(QUARTERS, ["0.9188", "0.9162", "0.9124", "0.9098", "0.9141", "0.9256", "0.9219", "0.9187", "0.9163", "0.9121", "0.9094", "0.9067"], strict=True))


@dataclass(eq=False)
class Line:
    """One garment on one document; cents are the company's own currency, ``foreign`` the account's."""

    product: Product | None
    qty: int
    cents: int
    ship_to: str = ""
    foreign: int | None = None
    original: Document | None = None
    reason: str = ""
    returned: int = 0
    number: int = 0


@dataclass(eq=False)
class Document:
    """An invoice or a credit note of one account, or of one of its branches."""

    account: Account
    entity: Account
    kind: str
    day: date
    lines: list[Line] = field(default_factory=list)
    late: int = 0
    draw: float = 0.0
    number: str = ""

    @property
    def quarter(self) -> str:
        """The quarter in which the document is booked."""
        return quarter_of(self.day)

    @property
    def cents(self) -> int:
        """The document's value without tax."""
        return sum(line.cents for line in self.lines)


def half_up(value: Fraction) -> int:
    """Rounds half away from zero."""
    return floor(value + Fraction(1, 2)) if value >= 0 else -floor(-value + Fraction(1, 2))


def guide_cents(product: Product, account: Account, day: date) -> Fraction | None:
    """The account's contracted price of one piece, without tax."""
    row = product.price_on(day)
    return Fraction(row.price * account.discount * 10, VAT_PERCENT) if row else None


# --- when and how much ---


def calendar(account: Account, season: int, rng: Random) -> list[Slot]:
    """The days before the quarter's end on which an account orders in this season, every year."""
    in_window = [rng.randint(3, 5), rng.randint(8, 10)] if account.orders > 10 else [rng.randint(3, 9)]
    outside = account.orders - len(in_window)
    step = 68 / outside
    days = [18 + int(step * (number + 0.5)) + rng.randint(-2, 2) for number in range(outside)]
    late_low, late_high = (-2, 1) if account.group == "key" else (-2, 4)
    return [
        Slot(day, rng.uniform(0.8, 1.25), day in in_window, account.lateness + rng.randint(late_low, late_high), rng.random())
        for day in sorted(days + in_window, reverse=True)
    ]


def net_targets(account: Account, rng: Random) -> dict[str, float]:
    """Net sales in cents per quarter; the newest four add up to the account's share exactly."""
    tilt = {season: weight * rng.uniform(0.96, 1.04) for season, weight in SEASON_WEIGHTS.items()}
    noisy = {quarter: tilt[season_of(quarter)] * rng.uniform(0.97, 1.03) for quarter in QUARTERS}
    whole = account.share / 100 * TRADE_SALES_TTM * 100
    scale = whole / sum(noisy[quarter] for quarter in TRAILING)
    return {quarter: noisy[quarter] * scale * (1 + account.growth) ** -years_back(quarter) for quarter in QUARTERS}


def open_day(day: date) -> date:
    """Nobody ships during the spring festival; what falls there waits until the fair weeks after it."""
    for festival in SPRING_FESTIVALS:
        if festival - timedelta(days=3) <= day <= festival + timedelta(days=7):
            return festival + timedelta(days=8 + (day.day % 4))
    return day


class Buyer:
    """One account's purchases, quarter after quarter."""

    def __init__(self, company: Company, account: Account, shelf: Shelf, seed: int) -> None:
        self.company, self.account, self.shelf = company, account, shelf
        self.rng = Random(f"{seed}:trade:{account.name}:{account.share:.6f}")
        self.slots = {season: calendar(account, season, self.rng) for season in SEASON_WEIGHTS}
        self.targets = net_targets(account, self.rng)
        self.order_days: list[date] = []
        self.invoices: list[Document] = []
        self.credits: list[Document] = []
        self.carry = 0.0

    def aim(self, signal: str) -> float | None:
        """The strength this account is to show in a signal, if any."""
        role = self.company.role(self.account, signal)
        return role.aim if role else None

    def return_rate(self, quarter: str) -> float:
        """Returns as a share of gross sales."""
        strength = self.aim("return_rate_ttm")
        if strength and quarter in TRAILING:
            return strength * (self.account.allowance or 15) / 100
        return self.account.return_rate * self.rng.uniform(0.9, 1.1)

    def window_share(self, quarter: str) -> float:
        """The share of the quarter that falls into its last ten working days."""
        strength = self.aim("quarter_end_loading") if quarter == LAST else None
        usual = WINDOW_SHARES[season_of(quarter)] * self.rng.uniform(0.95, 1.05)
        return usual * strength * 2 if strength else usual

    def order_plan(self, quarter: str) -> list[tuple[date, Slot, float]]:
        """The quarter's orders: day, slot, and share of its gross sales."""
        slots, window = self.slots[season_of(quarter)], self.window_share(quarter)
        inside = sum(slot.weight for slot in slots if slot.in_window)
        outside = sum(slot.weight for slot in slots) - inside
        plan = []
        for slot in slots:
            day = last_day(quarter) - timedelta(days=slot.days_before_end + self.rng.choice((-1, 0, 1)))
            share = slot.weight / inside * window if slot.in_window else slot.weight / outside * (1 - window)
            plan.append((open_day(day), slot, share * self.rng.uniform(0.97, 1.03)))
        return self.silenced(plan) if quarter == LAST else plan

    def silenced(self, plan: list[tuple[date, Slot, float]]) -> list[tuple[date, Slot, float]]:
        """Ends the orders of a silent account early; a look-alike only makes a longer pause and orders as much."""
        strength = self.aim("silence_ratio")
        if strength is None:
            return plan
        gaps = sorted((later - earlier).days for earlier, later in zip(self.order_days, self.order_days[1:], strict=False))
        final = last_day(LAST) - timedelta(days=min(87, round(strength * 3 * gaps[len(gaps) // 2])))
        kept = [order for order in plan if order[0] < final - timedelta(days=4)]
        next_slot = plan[len(kept)]
        kept.append((final, next_slot[1], next_slot[2]))
        scale = 1.0 if strength > 1 else sum(order[2] for order in plan) / sum(order[2] for order in kept)
        return [(day, slot, share * scale) for day, slot, share in kept]

    def entity(self, slot: Slot) -> Account:
        """Who places the order: a chain's branches buy under their own numbers."""
        branches = self.account.branches
        if not branches or slot.draw < 0.6:
            return self.account
        return branches[int((slot.draw - 0.6) / 0.4 * len(branches))]

    def buy(self, quarter: str) -> None:
        """Places the quarter's orders and returns what did not sell."""
        rate = self.return_rate(quarter)
        gross, bought = self.targets[quarter] / (1 - rate), []
        for day, slot, share in self.order_plan(quarter):
            if self.account.opened <= day <= self.account.closed and day >= first_day(quarter):
                bought.append(self.invoice(day, slot, gross * share))
        self.order_days += [document.day for document in bought]
        self.invoices += bought
        self.play_parts(bought, quarter)
        self.give_back(quarter, rate * sum(document.cents for document in bought))

    # --- lines and prices ---

    def invoice(self, day: date, slot: Slot, cents: float) -> Document:
        """One order's garments, adding up to nearly the wanted value."""
        entity = self.entity(slot)
        document = Document(self.account, entity, "invoice", day, late=slot.late, draw=slot.draw)
        weights = [self.rng.uniform(0.6, 1.4) for _ in range(max(1, self.account.lines + self.rng.choice((-1, 0, 0, 1))))]
        for weight in weights:
            document.lines.append(self.line(day, entity, cents * weight / sum(weights)))
        return document

    def pick(self, day: date) -> Product:
        """A garment in season on that day."""
        draw, wanted = self.rng.random(), "常青"
        for season, share in ON_OFFER[day.month]:
            if draw < share:
                wanted = season
                break
            draw -= share
        return self.rng.choice(self.shelf.on_sale(wanted, day))

    def unit_price(self, product: Product, day: date) -> int:
        """The price of one piece in cents: near the contracted share, less in clearance."""
        factor = self.rng.uniform(0.64, 0.80) if product.in_clearance(day) else self.rng.uniform(0.95, 1.0)
        guide = guide_cents(product, self.account, day)
        assert guide is not None
        return round(float(guide) * factor)

    def line(self, day: date, entity: Account, cents: float) -> Line:
        """One line; what whole pieces leave over is carried to the next."""
        product = self.pick(day)
        price = self.unit_price(product, day)
        qty = max(1, round((cents + self.carry) / price))
        self.carry += cents - qty * price
        return self.priced(Line(product, qty, qty * price, entity.territory), quarter_of(day))

    def priced(self, line: Line, quarter: str) -> Line:
        """Rewrites the value of a foreign account's line through its own currency."""
        if self.account.currency == "CNY":
            return line
        rate = Fraction(HKD_RATES[quarter])
        line.foreign = half_up(line.cents / rate)
        line.cents = half_up(line.foreign * rate)
        return line

    # --- what some of them do besides ---

    def part_of_sales(self, signal: str, threshold: float, quarter: str) -> float:
        """The share shipped astray or sold too low: by role in the newest quarter, else now and then a little."""
        strength = self.aim(signal)
        if strength and quarter == LAST:
            return strength * threshold
        return threshold * self.rng.uniform(0.1, 0.38) if self.rng.random() < 0.3 else 0.0

    def play_parts(self, documents: list[Document], quarter: str) -> None:
        """Ships outside the territory and sells below the floor as much as the account's part asks for."""
        total = sum(document.cents for document in documents)
        shipped_out = self.part_of_sales("diversion_share", 0.10, quarter)
        sold_low = self.part_of_sales("dumping_share", 0.15, quarter)
        for line, _ in self.taken(documents, shipped_out * total, clearance=True):
            line.ship_to = self.foreign_territory()
        for line, day in self.taken(documents, sold_low * total, clearance=False):
            self.undercut(line, day)

    def taken(self, documents: list[Document], cents: float, clearance: bool) -> list[tuple[Line, date]]:
        """Lines worth the wanted value, the last of them cut in two to fit."""
        choices = [
            (document, line) for document in documents for line in document.lines
            if line.product and (clearance or not line.product.in_clearance(document.day)) and line.product.listed != "no"
        ]
        taken: list[tuple[Line, date]] = []
        for document, line in self.rng.sample(choices, len(choices)):
            if cents < line.cents / line.qty:
                break
            if line.cents > cents:
                self.split(document, line, int(cents / (line.cents / line.qty)))
            cents -= line.cents
            taken.append((line, document.day))
        return taken

    def split(self, document: Document, line: Line, qty: int) -> None:
        """Leaves ``qty`` pieces on the line and puts the others on a new one."""
        rest = Line(line.product, line.qty - qty, 0, line.ship_to)
        price = Fraction(line.cents, line.qty)
        line.cents, rest.cents, line.qty = half_up(price * qty), half_up(price * rest.qty), qty
        document.lines += [self.priced(rest, document.quarter)]
        self.priced(line, document.quarter)

    def foreign_territory(self) -> str:
        """A place where the account has no contract."""
        held = {territory for entity in (self.account, *self.account.branches) for territory in entity.contracts}
        return self.rng.choice([name for name in (*places.TERRITORIES, *places.BEYOND_THE_PROVINCE) if name not in held])

    def undercut(self, line: Line, day: date) -> None:
        """More pieces for the same money, well below 85 % of the contracted price."""
        assert line.product is not None
        price = round(float(guide_cents(line.product, self.account, day) or 0) * self.rng.uniform(0.70, 0.79))
        line.qty = max(1, round(line.cents / price))
        line.cents = line.qty * price

    # --- what comes back ---

    def give_back(self, quarter: str, cents: float) -> None:
        """One or two credit notes for returned garments, mostly with the invoice they came from."""
        notes = 2 if self.account.group == "key" else 1
        for number in range(notes):
            day = last_day(quarter) - timedelta(days=(52, 27)[number] if notes == 2 else 33)
            day -= timedelta(days=self.rng.randint(0, 3))
            if self.invoices and day > self.invoices[0].day and cents > 0:
                self.credit_note(open_day(day), cents / notes)

    def returnable(self, day: date) -> list[tuple[Document, Line]]:
        """What was delivered in the weeks before and may come back."""
        recent = [document for document in self.invoices if 5 <= (day - document.day).days <= 115]
        return [(document, line) for document in recent for line in document.lines if line.product and line.qty > 0]

    def credit_note(self, day: date, cents: float) -> None:
        """Takes garments back at the price they were sold at."""
        choices = self.returnable(day)
        note: Document | None = None
        for document, line in self.rng.sample(choices, len(choices)):
            price = Fraction(line.cents, line.qty)
            qty = min(int(cents / price + Fraction(1, 2)), int(line.qty * 0.8) - line.returned)
            if qty < 1:
                continue
            note = note or Document(self.account, document.entity, "credit note", day)
            self.take_back(note, document, line, qty, half_up(price * qty))
            cents -= half_up(price * qty)
        if note:
            self.credits.append(note)

    def take_back(self, note: Document, document: Document, line: Line, qty: int, cents: int) -> None:
        """One returned line; every fifth credit note names no invoice."""
        line.returned += qty
        original = document if note.day.toordinal() % 5 else None
        reason = self.rng.choice(("滞销退换", "滞销退换", "质量问题", "尺码不符", "串色"))
        back = Line(line.product, -qty, -cents, "", original=original, reason=reason)
        note.lines.append(self.priced(back, note.quarter))


def without_products(rng: Random, buyers: list[Buyer]) -> list[Document]:
    """Discount lines inside invoices, and credit notes for the price alone, of the ten accounts."""
    notes = []
    for buyer in buyers:
        for document in rng.sample(buyer.invoices, 4):
            if document.quarter != LAST:
                document.lines.append(Line(None, 0, -round(document.cents * 0.008), ""))
        for document in rng.sample(buyer.invoices[:-20], 3):
            note = Document(buyer.account, document.entity, "credit note", document.day + timedelta(days=12))
            note.lines.append(Line(None, 0, -round(document.cents * 0.03), "", original=document, reason="降价补差"))
            notes.append(note)
    return notes


# --- the company's own shops ---


def shop_week(shop: Account, day: date, cents: float, shelf: Shelf, rng: Random) -> Document:
    """A week's takings of an own shop, by its best selling garments."""
    document = Document(shop, shop, "invoice", day)
    for weight in (0.45, 0.33, 0.22):
        product = rng.choice(shelf.on_sale(ON_OFFER[day.month][0][0], day))
        guide = guide_cents(product, shop, day)
        assert guide is not None
        price = round(float(guide) * rng.uniform(0.90, 0.99))
        qty = max(1, round(cents * weight / price))
        document.lines.append(Line(product, qty, qty * price, places.CAPITAL))
    return document


def shop_sales(shop: Account, shelf: Shelf, seed: int) -> list[Document]:
    """Twelve quarters of weekly takings."""
    rng, documents = Random(f"{seed}:shop:{shop.account_id}"), []
    for quarter in QUARTERS:
        weekly = OWN_SHOP_SALES * 100 * SEASON_WEIGHTS[season_of(quarter)] / 13 * (1 + shop.growth) ** -years_back(quarter)
        for week in range(13):
            day = last_day(quarter) - timedelta(days=1 + 7 * week)
            documents.append(shop_week(shop, day, weekly * rng.uniform(0.9, 1.1), shelf, rng))
    return documents


def number_documents(documents: list[Document], prefix: str) -> None:
    """Numbers documents of one kind in the order of their days."""
    per_day: dict[date, int] = {}
    for document in documents:
        per_day[document.day] = per_day.get(document.day, 0) + 1
        document.number = f"{prefix}{document.day:%y%m%d}{per_day[document.day]:03d}"
        for number, line in enumerate(document.lines, 1):
            line.number = number


def sell(company: Company, products: list[Product], seed: int) -> list[Document]:
    """Every invoice and credit note of the twelve quarters, in the order of their days."""
    shelf = Shelf(products)
    buyers = [Buyer(company, account, shelf, seed) for account in company.traders]
    for quarter in QUARTERS:
        for buyer in buyers:
            buyer.buy(quarter)
    keys = [buyer for buyer in buyers if buyer.account.group == "key"]
    allowances = without_products(Random(f"{seed}:allowances"), keys)
    kinds = {
        "XS": [document for buyer in buyers for document in buyer.invoices],
        "TH": [document for buyer in buyers for document in buyer.credits],
        "ZR": allowances,
        "LS": [document for shop in company.of("own shop") for document in shop_sales(shop, shelf, seed)],
    }
    for prefix, documents in kinds.items():
        documents.sort(key=lambda document: document.day)
        number_documents(documents, prefix)
    return sorted((document for documents in kinds.values() for document in documents), key=lambda document: (document.day, document.number))
