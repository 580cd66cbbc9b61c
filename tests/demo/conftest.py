"""The demo company that ``demo/exports`` holds, once per run."""

import pytest

from demo.make_demo import PLANTED, SEED
from demo.world import World, build_world


@pytest.fixture(scope="session")
def world() -> World:
    """Its clean tables and what is planted in them."""
    return build_world(SEED, PLANTED)
