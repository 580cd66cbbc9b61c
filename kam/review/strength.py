"""Chapter 2, strength and capability: the scores, and who is worth more than we yet have of it (2.2, 2.3, K)."""

from __future__ import annotations

from typing import Any

from kam.charts import Chart, portfolio
from kam.measures.portfolio import quadrant
from kam.measures.scores import age, scored
from kam.review.view import View
from kam.tables import Cell, Table
from kam.wording import Sentence

LISTED = 30
NAMED = 5
COLUMNS = ("strength", "strength_coverage", "capability", "capability_coverage", "attractiveness", "relative_strength")


class StrengthView(View):
    """Scores of the accounts, and the portfolio of attractiveness and relative strength."""

    @property
    def measured(self) -> bool:
        """Whether scorecards were exported."""
        return self.r.books.exported("scorecards")

    def finding(self) -> Sentence:
        """How the middle account scores, who is least able, and whose scores are missing or old."""
        if not self.measured:
            return self.missing("scorecards")
        strength = self.r.figure("strength")
        if not strength.known:
            return self.say("strength.too_few" if scored(self.r.books, self.r.quarter) else "strength.none")
        lead = self.say("strength.finding", n=strength.n or 0, strength=strength, capability=self.r.figure("capability"))
        return self.r.voice.paragraph(lead, *self._named("weakest", self._weakest()), *self._named("unscored", self._unscored()), *self._named("old", self._old()))

    def _named(self, what: str, accounts: list[str]) -> list[Sentence]:
        return [self.say(f"strength.{what}", names=[self.r.name(account) for account in accounts[:NAMED]])] if accounts else []

    def _weakest(self) -> list[str]:
        """Key accounts of the least capability, where they differ."""
        values = {account: self.r.value("capability", account) for account in self.r.key_accounts}
        known = {account: value for account, value in values.items() if value is not None}
        least = [account for account, value in known.items() if value == min(known.values())]
        return least if len(least) < len(known) else []

    def _unscored(self) -> list[str]:
        return [account for account in self.r.key_accounts if self.r.value("strength", account) is None and self.r.value("capability", account) is None]

    def _old(self) -> list[str]:
        return [account for account in self.r.key_accounts if any(age(row["scored_quarter"], self.r.quarter) for row in self._scores(account).values())]

    def _scores(self, account: str) -> dict[str, dict[str, Any]]:
        return scored(self.r.books, self.r.quarter).get(account, {})

    def placed(self) -> Sentence:
        """How many accounts are attractive, with us strong or weak there, and which key accounts to win more of."""
        counts = {name: self.r.figure("portfolio_accounts", dimension=f"quadrant:{name}") for name in ("strategic", "develop")}
        if not counts["develop"].n:
            return self.say("portfolio.none", reason=self.r.voice.reason("too few figures known"))
        lead = self.say("portfolio.finding", n=counts["develop"].n or 0, **counts)
        win = [self.r.name(account) for account in self.r.key_accounts if self.quadrant(account) == "develop"]
        return self.r.voice.paragraph(lead, self.say("portfolio.win", names=win[:NAMED])) if win else lead

    def quadrant(self, account: str) -> str:
        """The quadrant of an account, empty where a mark is not known."""
        up, across = (self.r.value(axis, account) for axis in ("attractiveness", "relative_strength"))
        return "" if up is None or across is None else quadrant(float(up), float(across), self._limit())

    def _limit(self) -> float:
        return self.r.books.rules(self.r.quarter).strength.matrix.high_from

    def chart(self) -> Chart | None:
        """The portfolio: a dot for each account with both marks, key accounts named."""
        across = self.r.figures.of("relative_strength", self.r.quarter)
        points = [
            (self.r.name(account) if account in self.r.key_accounts else "", across[account], self.r.figure("attractiveness", account))
            for account in self.r.by_size(list(across))
        ]
        if not any(one.known and other.known for _, one, other in points):
            return None
        note = self.source("note.portfolio", "sales", "accounts", "scorecards", "relationships", "deliveries")
        return portfolio(points, self._limit(), self.placed(), voice=self.r.voice, note=note)

    def table(self) -> Table | None:
        """The key accounts: strength and capability, their coverage where it is not whole, the marks of the portfolio, and who scored them when."""
        metrics = [metric for metric in COLUMNS if not metric.endswith("_coverage") or self._partly(metric)]
        rows = [[self.r.name(account), *self.figures(account, *metrics), self._quadrant_word(account), self._scored_by(account)] for account in self.r.key_accounts[:LISTED]]
        heads = ["name:head.account", *metrics, "text:head.quadrant", "text:head.scored"]
        return self._table("strength.caption", heads, rows, note="strength.note", of=len(self.r.key_accounts)) if rows else None

    def _partly(self, coverage: str) -> bool:
        """Whether some key account is scored on a part of the criteria."""
        return any(0 < (self.r.value(coverage, account) or 0) < 1 for account in self.r.key_accounts)

    def _quadrant_word(self, account: str) -> str:
        name = self.quadrant(account)
        return self.word(f"quadrant.{name}") if name else self.r.voice.unknown("too few figures known")

    def _scored_by(self, account: str) -> str:
        """The newest of its scores: the day or quarter, and who gave it."""
        rows = list(self._scores(account).values())
        return self._by(max(rows, key=lambda row: (row["scored_quarter"], str(row["scored_on"])))) if rows else self.r.voice.reason("not scored")

    def _by(self, row: dict[str, Any]) -> str:
        day = self.r.voice.date(row["scored_on"]) if row["scored_on"] is not None and row["scored_on"] == row["scored_on"] else row["scored_quarter"]
        return self.word("list.comma").join([day, *([row["scorer"]] if isinstance(row["scorer"], str) and row["scorer"] else [])])

    def of_account(self, account: str) -> Table | None:
        """Every criterion of one account: its score, what that means, on which day and by whom."""
        given = self._scores(account)
        if not given:
            return None
        rules = self.r.books.rules(self.r.quarter).strength.criteria
        order = [name for name in rules if name in given] + sorted(set(given) - set(rules))
        scored = {name: self._by(given[name]) for name in order}
        rows: list[list[Cell]] = [
            [self.r.voice.term("criterion", name), self._group(name), self.r.figure(f"score_{name}", account), self._meaning(name, float(given[name]["score"]))]
            for name in order
        ]
        heads, caption = ["name:head.criterion", "text:head.counts_for", "head.score", "text:head.anchor"], self.say("strength.of_account")
        if len(set(scored.values())) == 1:
            return Table(self.r.voice, caption, self.heads(*heads), rows, note=self.say("strength.scored_all", scorer=scored[order[0]]))
        return self._table(caption, [*heads, "text:head.scored_by"], [[*row, by] for row, by in zip(rows, scored.values(), strict=True)])

    def _group(self, criterion: str) -> str:
        rules = self.r.books.rules(self.r.quarter).strength.criteria
        return self.word(f"group.{rules[criterion].group}") if criterion in rules else ""

    def _meaning(self, criterion: str, score: float) -> str:
        """The anchor of a score, of a broken one both beside it."""
        rules = self.r.books.rules(self.r.quarter).strength.criteria
        texts = {str(language): words for language, words in rules[criterion].anchors.items()} if criterion in rules else {}
        anchors = texts.get(self.r.voice.language) or next(iter(texts.values()), [])
        places = sorted({int(score), int(-(-score // 1))})
        return " – ".join(anchors[place - 1] for place in places if 1 <= place <= len(anchors))

    def about(self, account: str) -> Sentence:
        """Strength, capability and place of one account in a sentence."""
        strength, capability = self.r.figure("strength", account), self.r.figure("capability", account)
        if not strength.known and not capability.known:
            lead = self.say("strength.account_unscored", why=self.r.voice.unknown(strength.reason))
        else:
            lead = self.say("strength.account", strength=strength, capability=capability)
        name = self.quadrant(account)
        if not name:
            return lead
        marks = {"attractiveness": self.r.figure("attractiveness", account), "relative": self.r.figure("relative_strength", account)}
        return self.r.voice.paragraph(lead, self.say("strength.placed", quadrant=self.word(f"quadrant.{name}"), **marks))

    def anchors(self) -> Table:
        """What 1 to 5 mean for every criterion, in the reader's language."""
        criteria = self.r.books.rules(self.r.quarter).strength.criteria
        rows = [[self.r.voice.term("criterion", name), self._group(name), *(self._meaning(name, score) for score in range(1, 6))] for name in criteria]
        return self._table("strength.anchors", ["name:head.criterion", "text:head.counts_for", *(f"text:{score}" for score in range(1, 6))], rows)
