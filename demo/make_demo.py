"""Write the demo company's exports: ``python demo/make_demo.py --out demo/exports --seed 20260930``."""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from demo.messy_exports import write_exports  # noqa: E402
from demo.world import make_company  # noqa: E402

SEED, PLANTED, LOOK_ALIKES = 20260930, 2, 2


def main() -> None:
    """Build the company from its seed and export it as badly as real systems do."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--out", type=Path, default=Path(__file__).parent / "exports")
    given.add_argument("--seed", type=int, default=SEED)
    given.add_argument("--planted", type=int, default=PLANTED, help="accounts per signal")
    given.add_argument("--look-alikes", type=int, default=LOOK_ALIKES, help="accounts per signal that only look alike")
    options = given.parse_args()
    world = make_company(options.seed, options.planted, options.look_alikes)
    options.out.mkdir(parents=True, exist_ok=True)
    write_exports(world.tables, options.out, options.seed)
    with (options.out.parent / "planted.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(world.planted[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(world.planted)


if __name__ == "__main__":
    main()
