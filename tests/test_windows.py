"""report.cmd does on Windows, without make, what `make report` does."""

from pathlib import Path

HOUSE = Path(__file__).parent.parent
SCRIPT = (HOUSE / "report.cmd").read_bytes().decode("ascii")


def test_it_installs_the_same_lock_with_hashes_and_runs_the_same_command() -> None:
    makefile = (HOUSE / "Makefile").read_text(encoding="utf-8")
    for words in ("-m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock", "-m kam report", "kam-house.pth"):
        assert words in SCRIPT and words in makefile


def test_its_lines_end_as_windows_wants_and_its_exit_code_is_that_of_kam() -> None:
    lines = SCRIPT.split("\r\n")
    assert "\n" not in "".join(lines)
    assert lines[-3:] == ['%PY% -m kam report "%QUARTER%" --company "%COMPANY%"', "exit /b %errorlevel%", ""]
