"""Makes a second folder of reference numbers: the same schema, other inputs, sizes and settings.

What to expect of them is worked out by the second program (`second_functions.py` and the rest), which knows nothing of
nnlab. `python tests/second_oracle.py FOLDER [SEED]` writes the folder; NNLAB_DATA_DIR names the data's.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import second_bowls
import second_changes
import second_changes_nets
import second_functions
import second_layers
import second_nets
import second_training
from second_functions import Case

first = Path(__file__).parent / "oracle"
parts = (second_functions, second_nets, second_bowls, second_training, second_layers)
solvers: dict[tuple[str, str], Callable[[Case, Case], Case]] = {
    kind: solve for part in parts for kind, solve in part.solvers.items()
}
random_solvers = second_training.random_solvers
changes = {**second_changes.changes, **second_changes_nets.changes}


def plain(value: Any) -> Any:
    """Returns arrays and NumPy's numbers as JSON has them."""
    if isinstance(value, dict):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    return value.tolist() if isinstance(value, (np.ndarray, np.generic)) else value


def changed(doc: Case, rng: np.random.Generator) -> Case:
    """Returns a file with other numbers: every case is changed as `changes` says, then solved."""
    made = []
    for case in doc["cases"]:
        for place, new in enumerate(changes[doc["id"], case["kind"]](case, rng)):
            name = new.pop("name", None) or (case["name"] + (f"_{place + 1}" if place else ""))
            more = new.pop("more", {})
            made.append({"name": name, "kind": case["kind"], "given": plain(new), **more})
    whole = {**doc, "cases": made}
    for case in made:
        solve = solvers.get((doc["id"], case["kind"])) or random_solvers[doc["id"], case["kind"]]
        case["expect"] = plain(solve(case["given"], {**case, "doc": whole}))
    return whole


def write(folder: Path, seed: int = 20260) -> list[str]:
    """Writes every file whose kinds can all be changed and solved; returns the names of the others."""
    left, rng = [], np.random.default_rng(seed)
    for path in sorted(first.glob("*.json")):
        doc = json.loads(path.read_text(encoding="utf-8"))
        if not all((doc["id"], case["kind"]) in changes for case in doc["cases"]):
            left.append(doc["id"])
            continue
        (folder / path.name).write_text(json.dumps(changed(doc, rng), allow_nan=False), encoding="utf-8")
    return left


if __name__ == "__main__":
    Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
    print("not changed:", ", ".join(write(Path(sys.argv[1]), *map(int, sys.argv[2:]))))
