"""The bill of materials of a review: every pinned package with its hashes, as CycloneDX, in ``build/sbom.json``."""

from __future__ import annotations

import json
import re
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
PINNED = re.compile(r"^([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?==([^\s;\\]+)[^\n]*((?:\n\s+--hash=\S+[^\n]*)*)", re.MULTILINE)


def bill(lock: str) -> dict[str, object]:
    """One component per package of a lock, by name."""
    components = [
        {
            "type": "library",
            "name": name,
            "version": version,
            "purl": f"pkg:pypi/{name.lower().replace('_', '-')}@{version}",
            "hashes": [{"alg": "SHA-256", "content": one} for one in sorted(re.findall(r"sha256:([0-9a-f]{64})", hashes))],
        }
        for name, version, hashes in PINNED.findall(lock)
    ]
    return {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "components": components}


if __name__ == "__main__":
    place = HOUSE / "build" / "sbom.json"
    place.parent.mkdir(exist_ok=True)
    found = bill((HOUSE / "requirements.lock").read_text(encoding="utf-8"))
    place.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(f"written: {place.relative_to(HOUSE)}, {len(found['components'])} packages")  # type: ignore[arg-type]
