"""Handing one message to the mail server: temporary refusals are tried again, final ones told, an unknown end is never repeated by itself."""

from __future__ import annotations

import smtplib
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

from kam.errors import ParamsError

TIMEOUT = 30.0
TRIES = 3
# Seconds before the second and third try; servers that grey-list want longer, and get it with the next call.
PAUSES = (5.0, 20.0)
FORM = "smtp://user:password@host:587 (STARTTLS), smtps://... (TLS from the start)"


@dataclass(frozen=True)
class Server:
    """Where mail is handed in, read from ``KAM_SMTP_URL``; its password is never shown."""

    host: str
    port: int
    secure: bool
    user: str
    password: str

    @classmethod
    def parse(cls, url: str) -> Server:
        """Raises ParamsError with the form expected, never with the URL itself."""
        parts = urlsplit(url)
        try:
            port = parts.port
        except ValueError:
            port = -1
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname or port == -1:
            raise ParamsError(f"KAM_SMTP_URL is not the address of a mail server; write it as {FORM}")
        secure = parts.scheme == "smtps"
        return cls(parts.hostname, port or (465 if secure else 587), secure, unquote(parts.username or ""), unquote(parts.password or ""))


@dataclass(frozen=True)
class Outcome:
    """How it ended: ``sent``, ``refused`` (for good), ``deferred`` (not now), ``sending`` (in doubt)."""

    state: str
    detail: str


class _Refused(Exception):
    def __init__(self, code: int, words: bytes | str) -> None:
        self.code = code
        self.said = f"{code} {words.decode(errors='replace') if isinstance(words, bytes) else words}".replace("\n", " ").strip()
        super().__init__(self.said)


def hand_over(message: EmailMessage, to: str, server: Server, about_to_send: Callable[[], None], pause: Callable[[float], None] = time.sleep, timeout: float = TIMEOUT) -> Outcome:
    """Send one message to one reader; ``about_to_send`` is called just before the data go, after which only the server knows.

    A refusal with 4xx, or a server that cannot be reached, is tried three times; 5xx is final.
    """
    outcome = Outcome("deferred", "")
    for wait in (*PAUSES[: TRIES - 1], None):
        outcome = _once(message, to, server, about_to_send, timeout)
        if outcome.state != "deferred" or wait is None:
            return outcome
        pause(wait)
    return outcome


def _once(message: EmailMessage, to: str, server: Server, about_to_send: Callable[[], None], timeout: float) -> Outcome:
    given = False
    try:
        with _connected(server, timeout) as smtp:
            _accept(smtp.mail(parseaddr(str(message["From"]))[1]))
            _accept(smtp.rcpt(to))
            about_to_send()
            given = True
            _accept(smtp.data(message.as_bytes()))
            return Outcome("sent", "")
    except _Refused as refusal:
        return _answered(refusal, given)
    except smtplib.SMTPResponseException as refusal:
        return _answered(_Refused(refusal.smtp_code, refusal.smtp_error), given)
    except (smtplib.SMTPException, OSError) as fault:
        why = str(fault).splitlines()[0] if str(fault) else type(fault).__name__
        return Outcome("sending" if given else "deferred", f"{server.host}:{server.port}: {why}")


def _answered(refusal: _Refused, given: bool) -> Outcome:
    """4xx is not now, 5xx is never; an answer that is neither tells nothing of a mail whose data were handed over."""
    if 400 <= refusal.code < 600:
        return Outcome("deferred" if refusal.code < 500 else "refused", refusal.said)
    return Outcome("sending" if given else "deferred", refusal.said)


def _accept(answer: tuple[int, bytes]) -> None:
    if not 200 <= answer[0] < 300:
        raise _Refused(*answer)


class _connected:
    """A greeted, encrypted, signed-in connection; a failure to say goodbye changes nothing."""

    def __init__(self, server: Server, timeout: float) -> None:
        self.server, self.timeout = server, timeout

    def __enter__(self) -> smtplib.SMTP:
        server, context = self.server, ssl.create_default_context()
        if server.secure:
            self.smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=self.timeout, context=context)
        else:
            self.smtp = smtplib.SMTP(server.host, server.port, timeout=self.timeout)
        self.smtp.ehlo_or_helo_if_needed()
        if not server.secure and self.smtp.has_extn("starttls"):
            self.smtp.starttls(context=context)
            self.smtp.ehlo()
        elif not server.secure and server.user:
            raise smtplib.SMTPException("the server offers no STARTTLS; a password is not sent in the clear")
        if server.user:
            self.smtp.login(server.user, server.password)
        return self.smtp

    def __exit__(self, *_: object) -> None:
        try:
            self.smtp.quit()
        except (smtplib.SMTPException, OSError):
            self.smtp.close()
