"""The process that forks kernels: it imports once what every chapter needs, starts no thread, and ends when nobody is left to ask."""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import socket
import sys
from contextlib import suppress
from importlib import import_module

from kam.glyphs import has_glyph, register_fonts
from kam.wording.phrases import phrase_book

# What a chapter would import, slowly, before it shows anything.
IMPORTED = ("kam.review", "ipykernel.kernelapp", "ipykernel.zmqshell", "matplotlib.backends.backend_svg", "pyarrow.dataset", "sqlglot.dialects.duckdb")
# How often, in seconds, ended kernels are looked for.
LOOK = 0.05

Living = dict[int, socket.socket]


def main() -> None:
    """Serve the socket and clear away the folder that the command line names; in a forked kernel, be that kernel."""
    # `-m` puts the working folder first; a kernel finds its modules as one does that nobody has forked.
    del sys.path[0]
    handle, folder = sys.argv[1:]
    _import_rooms()
    request = _serve(socket.socket(fileno=int(handle)))
    if request is None:
        shutil.rmtree(folder, ignore_errors=True)
    else:
        _be_kernel(request)


def _import_rooms() -> None:
    for name in IMPORTED:
        import_module(name)
    register_fonts()
    has_glyph(" ")
    phrase_book()


def _serve(asked: socket.socket) -> socket.socket | None:
    """Fork for every connection handed over; returns that connection in the fork, and None in the server when it is no longer needed."""
    living: Living = {}
    with asked:
        while True:
            if select.select([asked], [], [], LOOK)[0]:
                handles = socket.recv_fds(asked, 1, 1)[1]
                if not handles:
                    break
                request = socket.socket(fileno=handles[0])
                pid = os.fork()
                if not pid:
                    for other in living.values():
                        other.close()
                    return request
                living[pid] = request
            for pid in list(living):
                _bury(pid, living, os.WNOHANG)
    for pid in list(living):
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
        _bury(pid, living)
    return None


def _bury(pid: int, living: Living, options: int = 0) -> None:
    """Tell whoever asked for a kernel how it ended; without WNOHANG its end is waited for."""
    ended, status = os.waitpid(pid, options)
    if ended:
        with living.pop(pid) as request, suppress(OSError):
            request.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())


def _be_kernel(request: socket.socket) -> None:
    """Take on the arguments, environment and folder asked for, say that the kernel lives, and run until it is told to end."""
    os.setsid()
    with request, request.makefile("rw") as words:
        asked = json.loads(words.readline())
        words.write(f"{os.getpid()}\n")
    os.environ.clear()
    os.environ.update(asked["environment"])
    os.chdir(asked["folder"])

    import ipykernel_launcher
    import numpy
    from ipykernel.kernelapp import IPKernelApp

    sys.argv = [ipykernel_launcher.__file__, *asked["arguments"]]

    # Otherwise every kernel would draw the same numbers.
    numpy.random.seed()
    IPKernelApp.launch_instance(argv=[*sys.argv[1:], f"--IPKernelApp.parent_handle={os.getppid()}"])


if __name__ == "__main__":
    main()
