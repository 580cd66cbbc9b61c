"""The one place that starts kernels: this interpreter, no ports, nothing of the user's own configuration."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager

from kam.press.forks import ForkProvisioner, ForkServer, can_fork
from kam.store import HOUSE, cache

# A socket's path may have 107 bytes on Linux and 103 on macOS; a kernel's own folder and the socket's name are appended.
LONGEST_FOLDER = 80
ROOM = 20 << 20  # bytes that kernels need for sockets, profiles and fonts; without them they die without a word
LEAKS = ("PYTHONSTARTUP", "PYTHONINSPECT", "PYTHONBREAKPOINT", "IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_CONFIG_PATH", "LANGUAGE")
ONE_THREAD = {
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"),
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
}


def has_ipc() -> bool:
    """Whether kernels can be reached by sockets in the file system, which no other kernel can race for."""
    return os.name == "posix"


def _short_folder() -> Path:
    if shutil.disk_usage(tempfile.gettempdir()).free < ROOM:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), tempfile.gettempdir())
    folder = tempfile.mkdtemp(prefix="kam-")
    if has_ipc() and len(os.fsencode(folder)) > LONGEST_FOLDER:
        os.rmdir(folder)
        folder = tempfile.mkdtemp(prefix="kam-", dir="/tmp")
    return Path(folder)


def _furnish(folder: Path) -> None:
    """What ``kernel_environment`` says that there is in a folder."""
    for name in ("tmp", "ipython"):
        (folder / name).mkdir()
    (folder / "matplotlibrc").touch()


def kernel_environment(folder: Path, base: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of a kernel: the caller's, without what would make two machines or two runs differ."""
    kept = {key: value for key, value in (os.environ if base is None else base).items() if key not in LEAKS}
    paths = [str(HOUSE), *filter(None, [kept.get("PYTHONPATH")])]
    fixed = {"PYTHONHASHSEED": "0", "PYTHONPATH": os.pathsep.join(paths), "PYTHONIOENCODING": "utf-8", "TZ": "UTC", "LC_ALL": "C.UTF-8"}
    drawing = {"MPLBACKEND": "Agg", "MPLCONFIGDIR": str(cache() / "matplotlib"), "MATPLOTLIBRC": str(folder / "matplotlibrc")}
    private = {"IPYTHONDIR": str(folder / "ipython"), "TMPDIR": str(folder / "tmp"), "TEMP": str(folder / "tmp"), "TMP": str(folder / "tmp")}
    return {**kept, **fixed, **drawing, **private, **ONE_THREAD}


class ChapterKernel(AsyncKernelManager):
    """A kernel of this interpreter in a private folder, which goes when the kernel goes."""

    run: Kernels

    def __init__(self, **traits: Any) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="", dir=self.run.folder))
        _furnish(self.folder)
        super().__init__(**traits)
        self.connection_file = str(self.folder / "k.json")
        if has_ipc():
            self.transport, self.ip = "ipc", str(self.folder / "k")

    @property
    def kernel_spec(self) -> KernelSpec:
        """A kernel specification of our own: none that the machine may have is looked for."""
        argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=argv, display_name="kam", language="python", env={})

    @property
    def ipykernel(self) -> bool:
        """Always ours, so that nbclient keeps the history out of the user's files."""
        return True

    async def _async_start_kernel(self, **kwargs: Any) -> None:
        self.run.living.add(self)
        if self.run.server:
            self.provisioner = ForkProvisioner(kernel_spec=self.kernel_spec, parent=self)
            self.provisioner.server = self.run.server
        await super()._async_start_kernel(**{**kwargs, "env": kernel_environment(self.folder, kwargs.get("env"))})

    start_kernel = _async_start_kernel  # type: ignore[assignment]

    async def _async_cleanup_resources(self, restart: bool = False) -> None:
        self.stop()
        await super()._async_cleanup_resources(restart=restart)
        if not restart:
            self.run.living.discard(self)
            shutil.rmtree(self.folder, ignore_errors=True)

    cleanup_resources = _async_cleanup_resources  # type: ignore[assignment]

    def stop(self) -> None:
        """End the kernel and what it has started, now; the thread that waits for it is told that it died."""
        process = getattr(self.provisioner, "process", None)
        if process is None:
            return
        with suppress(ProcessLookupError, PermissionError):
            if os.name == "posix":
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()


class Kernels:
    """The kernels of one run, forked from one process where that can be; all can be stopped when one chapter fails, and none outlives the run."""

    def __init__(self, forked: bool = can_fork()) -> None:
        (cache() / "matplotlib").mkdir(parents=True, exist_ok=True)
        self.folder = _short_folder()
        _furnish(self.folder)
        self.living: set[ChapterKernel] = set()
        self.server = ForkServer(self.folder, kernel_environment(self.folder)) if forked else None
        self.manager_class: type[ChapterKernel] = type("RunKernel", (ChapterKernel,), {"run": self})

    def __enter__(self) -> Kernels:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        if self.server:
            self.server.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def stop(self) -> None:
        """Stop every kernel of this run that still lives."""
        for kernel in list(self.living):
            kernel.stop()
