"""report.cmd does on Windows, without make, what `make report` does."""

import re
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
    ran = lines.index('%PY% -m kam report "%QUARTER%" --company "%COMPANY%" %3 %4 %5 %6')
    assert lines[ran + 1 : ran + 4] == ['set "CODE=%errorlevel%"', "popd", "exit /b %CODE%"]
    assert lines[-4:] == [":failed", "popd", "exit /b 1", ""]


def test_whatever_fails_on_the_way_stops_it_and_every_label_is_there() -> None:
    """Each call of Python but the last is followed by a look at its exit code; a jump leads to a label."""
    lines = SCRIPT.split("\r\n")
    calls = [place for place, line in enumerate(lines) if line.startswith("%PY%")]
    assert all(lines[place + 1].startswith("if errorlevel 1 goto ") for place in calls[:-1])
    assert set(re.findall(r"goto (\w+)", SCRIPT)) <= set(re.findall(r"^:(\w+)", SCRIPT, flags=re.MULTILINE))


def test_a_folder_or_a_file_with_blanks_is_one_word() -> None:
    assert 'pushd "%~dp0"' in SCRIPT and 'set "COMPANY=%~2"' in SCRIPT
    assert "DisableDelayedExpansion" in SCRIPT  # a folder called new! stays whole
