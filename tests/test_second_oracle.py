"""The oracle's tests hold on a second folder of the same schema with other numbers.

Its numbers come from a second program without nnlab, which first has to agree with the folder we were given.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import second_oracle
from oracle_cases import ours
from oracle_parts import soak

tests = Path(__file__).parent
known = [
    pytest.param(ident, kind, id=f"{ident}-{kind}")
    for ident, kind in second_oracle.solvers
    if (ours / f"{ident}.json").exists()
]


def data_is_here(case):
    return "data" not in case["given"] or os.environ.get("NNLAB_DATA_DIR")


def agree(got, want, limits, where):
    """Compares what the second program says with the file, part by part."""
    if isinstance(want, dict):
        assert got.keys() == want.keys(), where
        for name, part in want.items():
            agree(got[name], part, limits, f"{where}/{name}")
    elif isinstance(want, list):
        assert len(got) == len(want), where
        for place, part in enumerate(want):
            agree(got[place], part, limits, f"{where}/{place}")
    elif isinstance(want, (bool, str)):
        assert got == want, where
    else:
        assert abs(got - want) <= limits["atol"] + limits["rtol"] * abs(want), where


@pytest.mark.parametrize(("ident", "kind"), known)
def test_the_second_program_agrees_with_the_numbers_we_were_given(ident, kind):
    doc = json.loads((ours / f"{ident}.json").read_text(encoding="utf-8"))
    limits = {**doc["tolerance"], "atol": doc["tolerance"].get("extreme_atol", doc["tolerance"]["atol"])}
    wanted = [case for case in doc["cases"] if case["kind"] == kind]
    usable = [case for case in wanted if data_is_here(case)]
    if wanted and not usable:
        pytest.skip("NNLAB_DATA_DIR is not set, so there are no tables")
    assert wanted
    if not soak and (ident, kind) == ("pima_mlp", "training"):
        del usable[1:]  # 150 epochs each
    for case in usable:
        with np.errstate(all="ignore"):  # exp(-900) is 0
            found = second_oracle.plain(second_oracle.solvers[ident, kind](case["given"], {**case, "doc": doc}))
        agree(found, case["expect"], limits, case["name"])


@pytest.mark.skipif(not os.environ.get("NNLAB_DATA_DIR"), reason="NNLAB_DATA_DIR is not set, so there are no tables")
def test_every_oracle_test_passes_on_a_second_folder(tmp_path: Path):
    assert second_oracle.write(tmp_path) == ["task_queue"]
    given = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in tmp_path.glob("*.json")}
    for name, doc in given.items():
        before = json.loads((ours / name).read_text(encoding="utf-8"))
        assert all(new["given"] not in [old["given"] for old in before["cases"]] or not_to_change(new)
                   for new in doc["cases"]), name  # fmt: skip
    modules = [
        str(path) for path in sorted(tests.rglob("test_*.py")) if "pytest.mark.oracle" in path.read_text("utf-8")
    ]
    command = [sys.executable, "-m", "pytest", "-q", "-m", "oracle", "-p", "no:cacheprovider", *modules]
    done = subprocess.run(
        command, cwd=tests.parent, env={**os.environ, "NNLAB_ORACLE_DIR": str(tmp_path)}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout[-6000:]
    assert "skipped" not in done.stdout.splitlines()[-1]


def not_to_change(case):
    """Nothing can be asked otherwise of zeros."""
    return case["given"].get("initialiser") == "zeros"
