"""Reads the reference numbers: one folder, named by NNLAB_ORACLE_DIR, else the one beside this file.

A test takes its cases with `cases("file", "kind", ...)` or `named(...)`, which is the same for pytest.mark.parametrize;
`tests/test_oracle_coverage.py` finds these calls in the tests' source and fails where a kind of the folder has none.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

ours = Path(__file__).parent / "oracle"
root = Path(os.environ.get("NNLAB_ORACLE_DIR") or ours)


def document(ident: str) -> dict[str, Any]:
    """Returns a whole file; one without cases where another folder than ours lacks it, which pytest reports."""
    if not (root / f"{ident}.json").exists() and (ours / f"{ident}.json").exists():
        return {"id": ident, "tolerance": {"rtol": 0, "atol": 0}, "cases": []}
    return json.loads((root / f"{ident}.json").read_text(encoding="utf-8"))


def cases(ident: str, *kinds: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Returns (file, case) for every case of the kinds (all kinds if none is named)."""
    doc = document(ident)
    return [(doc, case) for case in doc["cases"] if not kinds or case["kind"] in kinds]


def named(ident: str, *kinds: str) -> list[Any]:
    """Returns the cases as parameters of a test, under their names."""
    return [pytest.param(doc, case, id=case["name"]) for doc, case in cases(ident, *kinds)]


def check(doc: dict[str, Any], got: Any, want: Any, **tolerance: float) -> None:
    """Compares element by element with the file's tolerance."""
    limits = {**doc["tolerance"], **tolerance}
    got, want = np.asarray(got, dtype=float), np.asarray(want, dtype=float)
    assert got.shape == want.shape
    np.testing.assert_allclose(got, want, rtol=limits["rtol"], atol=limits["atol"])
