"""The demo company that ``demo/exports`` holds, once per run."""

import pytest

from demo.make_demo import LOOK_ALIKES, PLANTED, SEED
from demo.world import World, make_company


@pytest.fixture(scope="session")
def world() -> World:
    """Its clean tables and what is planted in them."""
    return make_company(SEED, PLANTED, LOOK_ALIKES)
