"""The bundled schedules agree with the reference numbers."""

from __future__ import annotations

from typing import Any

import pytest
from bundled_components import made
from oracle_cases import cases, check

from nnlab.api.calls import bind

# name in the file: our id, and our names of its settings
ours = {
    "constant": ("constant", {}),
    "cosine": ("cosine", {"T": "period", "lr_min": "lowest"}),
    "cosine_clamped": ("cosine", {"T": "period", "lr_min": "lowest"}),
    "cosine_restarts": ("cosine_restarts", {"T_0": "period", "T_mult": "growth", "lr_min": "lowest"}),
    "step": ("step", {"every": "every", "gamma": "gamma"}),
    "multi_step": ("multi_step", {"milestones": "milestones", "gamma": "gamma"}),
    "exponential": ("exponential", {"gamma": "gamma"}),
    "inverse_time": ("inverse_time", {"k": "k"}),
    "natural_exponential": ("natural_exponential", {"k": "k"}),
    "linear": ("linear", {"T": "period", "lr_end": "end"}),
    "polynomial": ("polynomial", {"T": "period", "lr_end": "end", "power": "power"}),
    "warmup_cosine": ("warmup_cosine", {"warmup": "warmup", "T": "period", "lr_min": "lowest"}),
}
only_epochs = {"constant", "cosine"}


@pytest.mark.oracle
def test_no_kind_is_left_out() -> None:
    assert {case["kind"] for _, case in cases("schedules")} <= {"schedule"}


@pytest.mark.oracle
@pytest.mark.parametrize("unit", ["epochs", "steps"])
@pytest.mark.parametrize(("doc", "case"), cases("schedules", "schedule"), ids=lambda part: part.get("name", ""))
def test_every_rate_agrees(doc: dict[str, Any], case: dict[str, Any], unit: str) -> None:
    given = dict(case["given"])
    ident, names = ours[given.pop("schedule")]
    lr, steps = given.pop("lr"), given.pop("steps")
    values = {names[name]: value for name, value in given.items()}
    if ident in only_epochs:
        unit = "epochs"
    else:
        values["unit"] = unit
    rate = bind(made("schedule", ident, **values), "rate")
    other = 7_777  # the count that does not matter
    counts = [(other, now) if unit == "epochs" else (now, other) for now in range(steps + 1)]
    check(doc, [rate(lr, t, epoch) for t, epoch in counts], case["expect"]["values"])
