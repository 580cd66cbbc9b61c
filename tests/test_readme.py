"""What the README says is so: its tree, its commands and its links."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from kam.__main__ import parser

HOUSE = Path(__file__).parent.parent
README = (HOUSE / "README.md").read_text(encoding="utf-8")
MAKEFILE = (HOUSE / "Makefile").read_text(encoding="utf-8")


def tree() -> set[str]:
    """The folders of the drawing under "The house"."""
    return set(re.findall(r"^([a-z]+)/ ", README.split("## The house")[1], flags=re.MULTILINE))


def test_the_tree_of_the_readme_is_that_of_the_repository() -> None:
    kept = subprocess.run(["git", "ls-files", "-z"], cwd=HOUSE, capture_output=True, text=True, check=True).stdout.split("\0")
    folders = {path.split("/")[0] for path in kept if "/" in path and not path.startswith(".")}
    assert tree() == folders


@pytest.mark.parametrize("target", sorted(set(re.findall(r"(?:^|`)make ([a-z]+)", README, flags=re.MULTILINE))))
def test_every_command_of_the_readme_is_a_target_that_says_what_it_does(target: str) -> None:
    assert re.search(rf"^{target}:.*## \S", MAKEFILE, flags=re.MULTILINE)


def typed() -> list[str]:
    """The lines that the README tells to type, and the ways it says they vary."""
    lines = [line.split("#")[0].strip() for line in re.findall(r"^make [^`\n]+", README, flags=re.MULTILINE)]
    return [*lines, *re.findall(r"`(make [^`]+)`", README), "make email QUARTER=Q3 DRY=1", "make lab LAB='--allow-root --no-browser'"]


@pytest.mark.parametrize("line", sorted(set(typed())))
def test_every_command_of_the_readme_is_one_that_kam_takes(line: str) -> None:
    """What make would run is parsed, and each variable that is set does something there."""
    words = shlex.split(line)
    shown = [subprocess.run([*command, "-n", f"VENV={sys.prefix}"], cwd=HOUSE, capture_output=True, text=True, check=True).stdout for command in (words, words[:2])]
    runs = [shlex.split(run.split(" -m kam ")[1]) for run in shown[0].splitlines() if " -m kam " in run]
    assert all(parser().parse_args(run) for run in runs)
    assert shown[0] != shown[1] or len(words) == 2


@pytest.mark.parametrize("target", re.findall(r"\]\(([^)#]+)\)", README))
def test_every_link_of_the_readme_leads_to_a_file(target: str) -> None:
    assert (HOUSE / target).exists()


@pytest.mark.parametrize("named", sorted(set(re.findall(r"`((?:params|notebooks|kam|demo|tests)/[\w./]+)`", README))))
def test_every_file_that_the_readme_names_is_there(named: str) -> None:
    assert "acme" in named or list(HOUSE.glob(f"{named}*"))
