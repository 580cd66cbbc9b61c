"""A digest and its attachments as one message: related pictures, text beside HTML, the headers that automatic mail carries."""

from __future__ import annotations

import hashlib
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from pathlib import Path

from kam.errors import ParamsError
from kam.press.links import alone
from kam.press.mail.digest import Digest

TYPES = {".pdf": ("application", "pdf"), ".html": ("text", "html")}


def build(
    digest: Digest, subject: str, sender: str, to: str, attachments: list[tuple[str, Path]], unsubscribe: str, key: str, now: datetime
) -> EmailMessage:
    """The message for one reader; ``key`` names the mail, so that the same mail always has the same Message-ID.

    Raises ParamsError when a name or title would break a header.
    """
    message = EmailMessage(policy=policy.SMTP)
    try:
        message["From"] = _address(sender)
        message["To"] = Address(addr_spec=to)
        message["Subject"] = subject
    except (ValueError, IndexError) as fault:
        raise ParamsError(f"mail to {to!r}: a header cannot be written ({fault}); correct the company's title, KAM_MAIL_FROM or the address") from None
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{hashlib.sha256(f'{key} {to}'.encode()).hexdigest()[:32]}@{parseaddr(sender)[1].partition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message["List-Unsubscribe"] = f"<mailto:{unsubscribe}?subject=unsubscribe>"
    message.set_content(digest.text, cte="base64")
    message.add_alternative(digest.html, subtype="html", cte="base64")
    html = message.get_payload()[1]  # type: ignore[index]
    for cid, picture, _ in digest.pictures:
        html.add_related(picture, "image", "png", cid=f"<{cid}>", disposition="inline", filename=f"{cid.partition('@')[0]}.png")  # type: ignore[union-attr, call-arg]
    for name, path in attachments:
        maintype, subtype = TYPES[path.suffix]
        content = alone(path.read_text(encoding="utf-8")).encode() if path.suffix == ".html" else path.read_bytes()
        message.add_attachment(content, maintype=maintype, subtype=subtype, filename=name)
    return message


def parts_of(message: EmailMessage) -> dict[str, str]:
    """The fingerprints of what a message says and attaches, by name: what a reader would see differ."""
    said = {"the subject": str(message["Subject"]).encode(), "the message": body_of(message, "html").encode()}
    attached = {str(part.get_filename()): part.as_bytes() for part in message.iter_attachments()}
    return {name: hashlib.sha256(content).hexdigest()[:16] for name, content in {**said, **attached}.items()}


def _address(sender: str) -> Address:
    name, address = parseaddr(sender)
    if "@" not in address:
        raise ParamsError(f"KAM_MAIL_FROM is {sender!r}: no address; set it to 'Name <name@example.com>'")
    return Address(display_name=name, addr_spec=address)


def body_of(message: EmailMessage, kind: str) -> str:
    """The text of the ``plain`` or ``html`` part."""
    part = message.get_body((kind,))
    return str(part.get_content()) if part is not None else ""
