"""``make email``: from a published review to its readers, in the order in which it happens."""

from __future__ import annotations

import json
import logging
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

import nbformat
from lxml import etree

from kam.errors import MailError, ParamsError
from kam.names import file_name
from kam.params import Params, load_params
from kam.press.lock import alone
from kam.press.mail import post
from kam.press.mail.digest import Digest, digest
from kam.press.mail.gate import faults
from kam.press.mail.message import build, parts_of
from kam.press.mail.post import Server
from kam.press.mail.readers import Letter, letters, maintainers, pages
from kam.press.mail.sent import DEFERRED, REFUSED, SENDING, SENT, Entry, SentLedger
from kam.press.page import Page, Words, section
from kam.quarters import Quarter
from kam.review import params_file
from kam.store import HOUSE
from kam.wording import Voice

log = logging.getLogger(__name__)
BRIEF = "0_brief"
# The one picture of an executive's mail: who carries the business.
PICTURED = "1_discover"
SILENT = Words("", "", "", "", "", "")


@dataclass(frozen=True)
class Published:
    """A published quarter: folder, quarter, run, each account's page, open questions, how far it reaches in each language, and params that say who reads it."""

    params: Params
    place: Path
    quarter: Quarter
    run: str
    pages: dict[str, str]
    questions: list[str]
    reached: dict[str, str]

    def suffix(self, language: str) -> str:
        """What a file's name carries for a language that is not the first."""
        return "" if language == self.params.languages[0] else f".{language}"

    def voice(self, language: str) -> Voice:
        """The words of a language."""
        return Voice(language, self.params.amount_unit, self.params.languages)

    def title(self, told: Voice) -> str:
        """The company's name in a language."""
        return told.pick(self.params.title) or self.params.company

    def subject(self, told: Voice, phrase: str) -> str:
        """A mail's subject: whose review, of which quarter, how far it reaches (G13c), and whether it is a draft."""
        said = told.word(phrase, company=self.title(told), quarter=self.quarter)
        reached = self.reached.get(told.language)
        said = told.word("mail.reached", subject=said, reached=reached) if reached else said
        return told.word("mail.draft", n=len(self.questions), subject=said) if self.questions else said


def send_review(company: str, quarter: str, out: Path, dry: bool = False, resend: bool = False) -> str:
    """Send a published review to everybody whom ``people`` names, and say who got it.

    Every message is measured before the first is sent. Raises ParamsError (exit 1) when nothing can be sent or the review is a draft, MailError (exit 3)
    when a message does not pass or somebody was not surely reached; maintainers are told, readers never.
    """
    params = load_params(params_file(company))
    with alone(out.resolve() / params.company, f"make email {quarter}".strip(), wait=False):
        published = _open(params, quarter, out.resolve())
        log.info("mailing %s ...", published.quarter)
        return _send_published(published, dry, resend)


def _send_published(published: Published, dry: bool, resend: bool) -> str:
    if published.questions and not dry:
        count = len(published.questions)
        open_ones = "1 question about its exports is open" if count == 1 else f"{count} questions about its exports are open"
        asked = "\n".join(f"  {question}" for question in published.questions)
        raise ParamsError(f"{published.place}: nothing was sent: the review is a draft, {open_ones}:\n{asked}\n"
                          f"answer in {published.params.path} (make check has the lines to paste) and publish it again")
    sender = os.environ.get("KAM_MAIL_FROM") or ("kam@localhost.invalid" if dry else "")
    if not sender:
        raise ParamsError("KAM_MAIL_FROM is not set; set it to 'Name <name@example.com>'")
    messages = _messages(published, sender)
    wrong = [f"{email}: {fault}" for email, message in messages.items() for fault in faults(message)]
    if wrong and dry:
        raise MailError("nothing was written: " + "; ".join(wrong))
    if dry:
        return _write(published, messages)
    server = Server.parse(os.environ.get("KAM_SMTP_URL", ""))
    if wrong:
        _tell(published, sender, server, wrong)
        raise MailError("nothing was sent: " + "; ".join(wrong))
    return _send(published, sender, server, messages, resend)


def _open(params: Params, quarter: str, out: Path) -> Published:
    folder = out / params.company
    names = sorted(path.name for path in folder.iterdir() if (path / "manifest.json").is_file() and not path.name.startswith(".")) if folder.is_dir() else []
    wanted = quarter.upper()
    found = [name for name in names if wanted in ("", name) or (re.fullmatch(r"Q[1-4]", wanted) and name.endswith(wanted))]
    if not found:
        which = f"quarter '{quarter}': no review of it" if quarter else "no review"
        raise ParamsError(f"{which} is published in {folder}; run `make report{quarter and f' QUARTER={quarter}'}` first")
    place = folder / found[-1]
    manifest = json.loads((place / "manifest.json").read_text(encoding="utf-8"))
    quarter_named = Quarter.parse(found[-1], params.fiscal_year_start)
    kept = (manifest.get("pages", {}), manifest.get("questions", []), manifest.get("reached", {}))
    return Published(params, place, quarter_named, manifest["run"], *kept)


Mail = tuple[str, Digest, list[tuple[str, Path]]]


def _messages(published: Published, sender: str) -> dict[str, EmailMessage]:
    """The message to each reader, by address; executives who read the same language are told the same, made once."""
    every, unsubscribe = letters(published.params), (maintainers(published.params) or [sender])[0]
    reviews = {language: _review_mail(published, language) for language in sorted({letter.language for letter in every if letter.role == "executive"})}
    key, now = f"{published.params.company} {published.quarter} {published.run}", datetime.now().astimezone()
    messages = {}
    for letter in every:
        subject, body, attachments = reviews[letter.language] if letter.role == "executive" else _accounts_mail(published, letter)
        messages[letter.email] = build(body, subject, sender, letter.email, attachments, unsubscribe, key, now)
    return messages


def _review_mail(published: Published, language: str) -> Mail:
    """The brief with its picture in the message, the review attached."""
    told, suffix = published.voice(language), published.suffix(language)
    subject = published.subject(told, "page.title")
    name = f"{published.params.company}-{published.quarter.name}{suffix}"
    attached = [(f"{name}.pdf", published.place / f"review{suffix}.pdf")]
    if published.params.review_link:
        link = f"{published.params.review_link.rstrip('/')}/{published.params.company}/{published.quarter.name}/review{suffix}.html"
        closing = told.word("mail.linked", link=link)
    else:
        closing = told.word("mail.attached")
        attached.append((f"{name}.html", published.place / f"review{suffix}.html"))
    chart = _section(published, f"{PICTURED}{suffix}", language).find(".//figure")
    brief = _section(published, f"{BRIEF}{suffix}", language)
    if chart is not None:
        brief.append(chart)
    return subject, digest([brief], subject, closing, language), attached


def _accounts_mail(published: Published, letter: Letter) -> Mail:
    """What the pages of a manager's own accounts open with, the pages attached."""
    told, suffix = published.voice(letter.language), published.suffix(letter.language)
    found = pages(published.place, published.pages, letter, suffix)
    without = [account for account in letter.accounts if account not in {one for one, _ in found}]
    parts = [told.word("mail.pages_attached") if found else told.word("mail.no_pages")]
    if found and without:
        parts.append(told.word("mail.no_page", accounts=without))
    opened = [_opening(_section(published, f"account-{published.pages[account]}{suffix}", letter.language)) for account, _ in found]
    subject = published.subject(told, "mail.accounts_subject")
    return subject, digest(opened, subject, told.locale.sentence_gap.join(parts), letter.language), [(path.name, path) for _, path in found]


def _section(published: Published, name: str, language: str) -> etree._Element:
    """What an executed chapter shows, from the published folder."""
    notebook = nbformat.read(published.place / "notebooks" / f"{name}.ipynb", as_version=4)
    return section(Page("", "", language, [], SILENT), name, notebook)


def _opening(page: etree._Element) -> etree._Element:
    """A page up to its first question."""
    for one in list(page):
        heads = [one, *one.iter("h2", "h3", "h4")] if one.tag in ("h2", "h3", "h4") else list(one.iter("h2", "h3", "h4"))
        if heads and one.getprevious() is not None:
            while one is not None:
                following = one.getnext()
                page.remove(one)
                one = following
            break
    return page


def _write(published: Published, messages: dict[str, EmailMessage]) -> str:
    """The messages as files that a mail client opens."""
    folder = HOUSE / "outbox" / published.params.company / published.quarter.name
    folder.mkdir(parents=True, exist_ok=True)
    for email, message in messages.items():
        (folder / f"{file_name(email)}.eml").write_bytes(message.as_bytes())
    return f"written: {len(messages)} messages in {folder}"


def _send(published: Published, sender: str, server: Server, messages: dict[str, EmailMessage], resend: bool) -> str:
    """Each message to its reader, unless the ledger says that it has gone."""
    ledger = SentLedger(published.place.parent, published.quarter.name)
    said, missed = [], []
    for email, message in messages.items():
        last = ledger.last(email)
        parts = parts_of(message)
        held = _held(last, parts, resend)
        if held:
            said.append(f"{email}: {held}")
            if last and last.state == SENDING:
                missed.append(said[-1])
            continue
        outcome = post.hand_over(message, email, server, _noting(ledger, email, published.run, parts))
        if outcome.state != SENDING:
            ledger.note(Entry(email, published.run, outcome.state, _now(), outcome.detail, parts))
        said.append(f"{email}: {_in_words(outcome)}{_what_changed(last, parts)}")
        if outcome.state != SENT:
            missed.append(said[-1])
    if missed:
        _tell(published, sender, server, missed)
        raise MailError("not everybody was surely reached\n" + "\n".join(said))
    return "\n".join(said)


def _held(last: Entry | None, parts: dict[str, str], resend: bool) -> str:
    """Why a message is not sent now; empty = it is."""
    if last is None or last.state in (REFUSED, DEFERRED):
        return ""
    if last.state == SENDING:
        return "" if resend else f"in doubt since {last.at}: the connection ended before the server said whether it took the mail; ask, then repeat with RESEND=1"
    if last.parts == parts:
        return f"already sent on {last.at}"
    return "" if resend else f"an earlier version was sent on {last.at}{_what_changed(last, parts)}; RESEND=1 sends this one"


def _what_changed(last: Entry | None, parts: dict[str, str]) -> str:
    """The parts in which a mail differs from the one sent before."""
    if last is None or last.state != SENT:
        return ""
    changed = [name for name in sorted({*last.parts, *parts}) if last.parts.get(name) != parts.get(name)]
    return f" (changed: {', '.join(changed)})"


def _noting(ledger: SentLedger, email: str, run: str, parts: dict[str, str]) -> Callable[[], None]:
    return lambda: ledger.note(Entry(email, run, SENDING, _now(), parts=parts))


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")


def _in_words(outcome: post.Outcome) -> str:
    return {
        SENT: "sent",
        REFUSED: f"refused for good ({outcome.detail}); correct the address or ask the server's owner",
        DEFERRED: f"not now ({outcome.detail}); the next call tries again",
        SENDING: f"in doubt ({outcome.detail}): the mail may have arrived; ask, then repeat with RESEND=1",
    }[outcome.state]


def _tell(published: Published, sender: str, server: Server, lines: list[str]) -> None:
    """A failure goes to the maintainers; that their mail fails too changes nothing about what is reported here."""
    for address in maintainers(published.params):
        message = EmailMessage()
        message["From"], message["To"] = sender, address
        message["Subject"] = f"kam: {published.params.company} {published.quarter.name}: mail did not reach everybody"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content("\n".join(lines) + "\n")
        post.hand_over(message, address, server, lambda: None)
