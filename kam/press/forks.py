"""Kernels forked from one process that has imported everything: the fork server as the press sees it, and the provisioner that asks it."""

from __future__ import annotations

import json
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import LocalProvisioner


def can_fork() -> bool:
    """Whether a process may fork and go on: not on Windows, and on macOS system libraries forbid it."""
    return sys.platform not in ("win32", "darwin")


class Forked:
    """A kernel that the fork server has forked, as ``subprocess.Popen`` shows a child."""

    stdin = stdout = stderr = None

    def __init__(self, connection: socket.socket) -> None:
        self._words = connection.makefile("r")
        self.returncode: int | None = None
        self.pid = int(self._words.readline())

    def poll(self) -> int | None:
        """How the kernel ended, None while it lives."""
        if self.returncode is None and select.select([self._words], [], [], 0)[0]:
            self.wait()
        return self.returncode

    def wait(self) -> int:
        """Wait until the kernel has ended; one whose server has died is ended by itself."""
        if self.returncode is None:
            self.returncode = int(self._words.readline() or -signal.SIGKILL)
            self._words.close()
        return self.returncode


class ForkServer:
    """The process that forks the kernels of one run; it ends them all, and takes the run's folder away, when the run ends or dies."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._asking, asked = socket.socketpair()
        with asked:
            command = [sys.executable, "-m", "kam.press.forkserver", str(asked.fileno()), str(folder)]
            self._process = subprocess.Popen(command, pass_fds=[asked.fileno()], stdin=subprocess.DEVNULL, cwd=folder, env=environment, start_new_session=True)
        self.pid = self._process.pid

    def fork(self, arguments: list[str], environment: Mapping[str, str], folder: str) -> Forked:
        """A new kernel with these arguments, environment and working folder; raises RuntimeError when the server has ended."""
        ours, theirs = socket.socketpair()
        with ours:
            try:
                with theirs:
                    socket.send_fds(self._asking, [b"k"], [theirs.fileno()])
                ours.sendall(json.dumps({"arguments": arguments, "environment": dict(environment), "folder": folder}).encode() + b"\n")
                return Forked(ours)
            except (OSError, ValueError) as fault:
                raise RuntimeError("the process that forks kernels has ended") from fault

    def close(self) -> None:
        """Ask for nothing more; the server ends its kernels and itself."""
        self._asking.close()
        self._process.wait()


class ForkProvisioner(LocalProvisioner):
    """Starts a kernel by asking the fork server; a forked kernel is then looked after like any process of this machine."""

    server: ForkServer

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork a kernel instead of running its command, ``python -m ipykernel_launcher`` and arguments."""
        forked = self.server.fork(cmd[3:], kwargs["env"], kwargs["cwd"])
        self.process, self.pid, self.pgid = forked, forked.pid, forked.pid  # type: ignore[assignment]
        self.cwd = kwargs["cwd"]
        return self.connection_info
