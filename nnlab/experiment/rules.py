"""What a data set by rule gives, known from its formula before anything is drawn: its targets and its columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from nnlab.records import ComponentInfo, ProblemError, Value
from nnlab.records.formulas import Formula, read_rule

Targets = Literal["classes", "values"]
usual = ("x1", "x2")  # the columns of the data sets in the plane


def rule_of(info: ComponentInfo | None, values: Mapping[str, Value]) -> Formula | None:
    """Returns the formula of a data set that gives what its formula does; None for any other, or a wrong formula."""
    if info is None or info.traits.get("gives") != "formula":
        return None
    spec = next((spec for spec in info.params if spec.kind == "formula"), None)
    if spec is None:
        return None
    try:
        return read_rule(str(values.get(spec.name, spec.default)))
    except ProblemError:
        return None


def targets_of(info: ComponentInfo | None, values: Mapping[str, Value]) -> Targets | None:
    """Returns what a data set gives, by its own word or its formula; None where that is not known."""
    rule = rule_of(info, values)
    if rule is not None:
        return "classes" if rule.truth else "values"
    gives = info.traits.get("gives") if info is not None else None
    return "classes" if gives == "classes" else "values" if gives == "values" else None
