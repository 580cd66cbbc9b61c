"""Kernels: however one came, its chapter reads the same; and nothing of a run outlives it."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest

from kam.errors import ChapterError
from kam.press.chapter import Executed, Job
from kam.press.forks import can_fork
from kam.press.kernels import Kernels
from kam.press.run import run_chapters
from kam.store import HOUSE

forked_only = pytest.mark.skipif(not can_fork(), reason="no fork on this system")
WAYS = [pytest.param(True, id="forked", marks=forked_only), pytest.param(False, id="plain")]
FURNITURE = ["ipython", "matplotlibrc", "tmp"]

Chapter = Callable[..., Job]


@pytest.fixture(scope="module", params=WAYS)
def kernels(request: pytest.FixtureRequest) -> Iterator[Kernels]:
    """A run whose kernels are forked, and one whose kernels are not."""
    with Kernels(request.param) as run:
        yield run


@pytest.fixture
def chapter(tmp_path: Path) -> Chapter:
    """A chapter of these cells."""

    def made(*cells: str, name: str = "chapter") -> Job:
        path = tmp_path / f"{name}.ipynb"
        nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells]), path)
        return Job(name, path, {}, tmp_path / "out" / f"{name}.ipynb")

    return made


def printed(executed: Executed) -> list[str]:
    """The lines that the cells of a chapter printed."""
    return "".join(output.text for cell in executed.notebook.cells for output in cell.outputs).splitlines()


@forked_only
def test_a_chapter_reads_the_same_whichever_way_its_kernel_came(chapter: Chapter) -> None:
    job = chapter(
        "import locale, os, sys, time\nimport matplotlib, pandas\nimport kam.review",
        "sorted(name for name in os.environ if name != 'JPY_PARENT_PID')",
        "{name: value for name, value in os.environ.items() if name.startswith(('PYTHON', 'MPLB', 'MPLC', 'LC', 'OMP', 'KAM', 'JE'))}",
        "sys.flags, sys.path, os.getcwd(), __name__, sys.argv[0], hash('kam'), {'b', 'a', 'c'}",
        "matplotlib.get_backend(), matplotlib.rcParams, locale.getlocale(), time.tzname",
        "pandas.DataFrame({'a': [1.5, None], 'b': ['x', '大客户']})",
        "print('to stdout')\nprint('to stderr', file=sys.stderr)\nopen('/dev/stdin').read()",
        "import asyncio\nawait asyncio.sleep(0, 'later')",
    )
    written = []
    for forked in (True, False):
        with Kernels(forked) as kernels:
            run_chapters([job], kernels, progress=False)
        written.append(job.out.read_text(encoding="utf-8").splitlines())
    assert written[0] == written[1]
    assert "大客户" in "".join(written[0])


def test_a_kernel_has_its_own_folders_and_the_environment_of_the_moment(kernels: Kernels, chapter: Chapter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAM_SNAPSHOT", "pinned after the run was opened")
    job = chapter("import os, tempfile\nfor place in os.getcwd(), tempfile.gettempdir(), os.environ['IPYTHONDIR'], os.environ['KAM_SNAPSHOT']:\n    print(place)")
    folder, temp, ipython, snapshot = printed(run_chapters([job], kernels, progress=False)[0])
    assert (folder, snapshot) == (str(job.notebook.parent), "pinned after the run was opened")
    assert Path(temp).parent.parent == Path(ipython).parent.parent == kernels.folder


def test_every_kernel_draws_random_numbers_of_its_own(kernels: Kernels, chapter: Chapter) -> None:
    draw = "import random, uuid, numpy\nprint(random.random(), numpy.random.random(), numpy.random.default_rng().random(), uuid.uuid4())"
    drawn = run_chapters([chapter(draw, name=name) for name in "abc"], kernels, progress=False)
    assert [len(set(kind)) for kind in zip(*(printed(one)[0].split() for one in drawn), strict=True)] == [3, 3, 3, 3]


def test_a_seed_gives_the_same_numbers_in_every_kernel(kernels: Kernels, chapter: Chapter) -> None:
    [executed] = run_chapters([chapter("import numpy\nnumpy.random.seed(1)\nprint(numpy.random.random())")], kernels, progress=False)
    assert printed(executed) == ["0.417022004702574"]


@pytest.mark.parametrize("cell", ["import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "import os\nos._exit(0)"])
def test_a_kernel_that_dies_is_a_chapter_that_failed(kernels: Kernels, chapter: Chapter, cell: str) -> None:
    with pytest.raises(ChapterError, match=r"chapter: cell 2 .*the kernel died"):
        run_chapters([chapter("1", cell)], kernels, progress=False)
    assert sorted(place.name for place in kernels.folder.iterdir()) == FURNITURE


def test_a_cell_that_takes_too_long_is_ended(kernels: Kernels, chapter: Chapter) -> None:
    with pytest.raises(ChapterError, match="took longer than 1 s"):
        run_chapters([chapter("import signal\nsignal.pause()")], kernels, progress=False, timeout=1)
    assert sorted(place.name for place in kernels.folder.iterdir()) == FURNITURE


def test_what_a_chapter_has_started_ends_with_it(kernels: Kernels, chapter: Chapter) -> None:
    [executed] = run_chapters([chapter("import os, subprocess\nprint(os.getpid(), subprocess.Popen(['sleep', '600']).pid)")], kernels, progress=False)
    assert [pid for pid in printed(executed)[0].split() if alive(int(pid))] == []


def test_the_server_forks_from_a_single_thread(kernels: Kernels, chapter: Chapter) -> None:
    """A fork copies only the thread that asks for it: a lock that another one holds would stay locked for ever."""
    if not kernels.server or not Path("/proc/self/task").is_dir():
        pytest.skip("no fork server, or no /proc to count its threads")
    run_chapters([chapter("1")], kernels, progress=False)
    assert len(list(Path(f"/proc/{kernels.server.pid}/task").iterdir())) == 1


@forked_only
def test_a_chapter_fails_where_the_server_has_ended(chapter: Chapter) -> None:
    with Kernels(True) as kernels, pytest.raises(ChapterError, match="the process that forks kernels has ended"):
        assert kernels.server
        os.kill(kernels.server.pid, signal.SIGKILL)
        run_chapters([chapter("1")], kernels, progress=False)
    assert not kernels.folder.exists()


def alive(pid: int) -> bool:
    """Whether a process is more than a zombie."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout.strip()
    return state[:1] not in ("", "Z")


RUN = """
import sys, tempfile
from pathlib import Path
from kam.press.chapter import Job
from kam.press.kernels import Kernels
from kam.press.run import run_chapters

folder = Path(sys.argv[1])
tempfile.tempdir = str(folder / "temp")
with Kernels(sys.argv[2] == "forked") as kernels:
    run_chapters([Job("slow", folder / "slow.ipynb", {}, folder / "out.ipynb")], kernels, progress=False)
"""
SLOW = """
import os, signal, subprocess
program = subprocess.Popen(["sleep", "600"])
with open("pids", "w") as told:
    print(os.getpid(), os.getppid(), program.pid, file=told)
signal.pause()
"""


class Caught:
    """A run in a process of its own, caught while a cell waits for a program that it has started."""

    def __init__(self, folder: Path, way: str) -> None:
        self.temp = folder / "temp"
        self.temp.mkdir()
        os.mkfifo(folder / "pids")
        self.process = subprocess.Popen([sys.executable, "-c", RUN, str(folder), way], cwd=HOUSE, stderr=subprocess.DEVNULL)
        self.others = [int(pid) for pid in (folder / "pids").read_text().split()]

    def left(self) -> list[object]:
        """Processes that live and temporary files that stand, once the run's own process has ended."""
        return [pid for pid in self.others if pid != self.process.pid and alive(pid)] + list(self.temp.iterdir())


@pytest.mark.parametrize("way", ["forked", "plain"] if can_fork() else ["plain"])
def test_nothing_is_left_of_a_run_after_ctrl_c(chapter: Chapter, tmp_path: Path, way: str) -> None:
    chapter(SLOW, name="slow")
    caught = Caught(tmp_path, way)
    assert caught.left() != []
    caught.process.send_signal(signal.SIGINT)
    caught.process.wait(60)
    assert caught.left() == []


@forked_only
def test_nothing_is_left_of_a_run_that_was_killed(chapter: Chapter, tmp_path: Path) -> None:
    chapter(SLOW, name="slow")
    caught = Caught(tmp_path, "forked")
    caught.process.kill()
    caught.process.wait()
    subprocess.run(["tail", f"--pid={caught.others[1]}", "-f", os.devnull], timeout=60, check=True)
    assert caught.left() == []
