"""The bundled schedules agree with the reference numbers."""

from __future__ import annotations

from typing import Any

import pytest
from bundled_components import made
from oracle_cases import cases, check

from nnlab.api.calls import bind

ours = {"constant": "constant", "cosine": "cosine", "cosine_clamped": "cosine"}
not_built = {
    "cosine_restarts",
    "step",
    "multi_step",
    "exponential",
    "inverse_time",
    "natural_exponential",
    "linear",
    "polynomial",
    "warmup_cosine",
}


@pytest.mark.oracle
def test_what_is_not_built_is_known() -> None:
    assert {case["given"]["schedule"] for _, case in cases("schedules")} - ours.keys() == not_built


@pytest.mark.oracle
@pytest.mark.parametrize(
    ("doc", "case"),
    [(doc, case) for doc, case in cases("schedules") if case["given"]["schedule"] in ours],
    ids=lambda part: part.get("name", ""),
)
def test_every_rate_agrees(doc: dict[str, Any], case: dict[str, Any]) -> None:
    given = case["given"]
    values = {"period": given["T"], "lowest": given["lr_min"]} if "T" in given else {}
    rate = bind(made("schedule", ours[given["schedule"]], **values), "rate")
    check(doc, [rate(given["lr"], t, t) for t in range(given["steps"] + 1)], case["expect"]["values"])
