"""What the README says is so: its tree, its commands and its links."""

import re
import subprocess
from pathlib import Path

import pytest

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


@pytest.mark.parametrize("target", re.findall(r"\]\(([^)#]+)\)", README))
def test_every_link_of_the_readme_leads_to_a_file(target: str) -> None:
    assert (HOUSE / target).exists()


@pytest.mark.parametrize("named", sorted(set(re.findall(r"`((?:params|notebooks|kam|demo|tests)/[\w./]+)`", README))))
def test_every_file_that_the_readme_names_is_there(named: str) -> None:
    assert "acme" in named or list(HOUSE.glob(f"{named}*"))
