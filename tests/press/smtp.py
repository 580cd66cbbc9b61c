"""A real mail server on this machine, and servers that behave badly."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


class Box:
    """Takes mail; answers RCPT and DATA with what it was told to, one answer per call, then 250."""

    def __init__(self, rcpt: tuple[str, ...] = (), data: tuple[str, ...] = ()) -> None:
        self.rcpt, self.data = list(rcpt), list(data)
        self.taken: list[tuple[str, EmailMessage]] = []
        self.asked = 0

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        self.asked += 1
        answer = self.rcpt.pop(0) if self.rcpt else "250 OK"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        answer = self.data.pop(0) if self.data else "250 taken"
        if answer.startswith("250"):
            self.taken += [(to, message_from_bytes(envelope.content, policy=policy.SMTP)) for to in envelope.rcpt_tos]  # type: ignore[misc]
        return answer

    def to(self) -> list[str]:
        return [to for to, _ in self.taken]


class _AnyPort(Controller):
    """A controller on a port that the machine chooses."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def serving(box: Box) -> Iterator[str]:
    """The server's address for KAM_SMTP_URL."""
    controller = _AnyPort(box, hostname="127.0.0.1", port=0)
    controller.start()
    try:
        yield f"smtp://127.0.0.1:{controller.port}"
    finally:
        controller.stop()


@contextmanager
def broken(after_data: bool) -> Iterator[str]:
    """A server that hangs up: as soon as somebody calls, or when it has the whole message and has not said that it took it."""
    listening = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=_hang_up, args=(listening, after_data), daemon=True)
    thread.start()
    try:
        yield f"smtp://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        listening.close()


def _hang_up(listening: socket.socket, after_data: bool) -> None:
    while True:
        try:
            called, _ = listening.accept()
        except OSError:
            return
        with called, called.makefile("rwb") as line:
            if after_data:
                _talk_until_data(line)


def _talk_until_data(line: Any) -> None:
    line.write(b"220 ready\r\n")
    line.flush()
    for command in iter(line.readline, b""):
        word = command[:4].upper()
        line.write(b"354 go on\r\n" if word == b"DATA" else b"250 fine\r\n")
        line.flush()
        if word == b"DATA":
            while line.readline() not in (b".\r\n", b""):
                pass
            return


@contextmanager
def silent() -> Iterator[str]:
    """A server that takes the call and never says a word."""
    listening = socket.create_server(("127.0.0.1", 0))
    try:
        yield f"smtp://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        listening.close()
