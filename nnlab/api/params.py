"""`param()`: one declaration gives validation, form, file format, command line and docs."""

from __future__ import annotations

import dataclasses
import math
import types
import typing
from typing import Any

from nnlab.records import Choice, ParamKind, ParamSpec, Text, Value, fail

Words = str | dict[str, str]


@dataclasses.dataclass(frozen=True)
class Declared:
    """What `param()` was told, until the class is complete and its annotations are known."""

    low: float | None
    high: float | None
    log: bool
    step: float | None
    choices: tuple[Choice, ...]
    unit: Text
    symbol: str
    name: Words
    help: Text


def param(
    default: Any,
    *,
    low: float | None = None,
    high: float | None = None,
    log: bool = False,
    step: float | None = None,
    choices: tuple[str, ...] | list[str] | dict[str, Words] = (),
    unit: Words = "",
    symbol: str = "",
    name: Words = "",
    help: Words = "",  # noqa: A002 - the word a student expects
) -> Any:
    """Declares a parameter of a component.

    `low` and `high` are inclusive bounds, `log` asks for a logarithmic slider, `step` is the slider's step, `choices`
    are the allowed texts (a dict gives each its label), `unit` stands behind the number, `symbol` is the formula's
    letter. `name`, `help`, `unit` and labels are a text or {"en": ..., "zh_CN": ...}.
    """
    labelled = choices if isinstance(choices, dict) else {choice: choice for choice in choices}
    declared = Declared(
        low,
        high,
        log,
        step,
        tuple(Choice(str(value), Text.of(label)) for value, label in labelled.items()),
        Text.of(unit),
        str(symbol),
        name,
        Text.of(help),
    )
    return dataclasses.field(default=default, metadata={"nnlab": declared})


def specs(cls: type) -> tuple[ParamSpec, ...]:
    """Returns the declared parameters of a component class, in the order of declaration.

    Raises ProblemError where an annotation is not one of the known kinds or a default is outside its own bounds.
    """
    hints = typing.get_type_hints(cls)
    made = []
    for field in dataclasses.fields(cls):
        declared = field.metadata.get("nnlab") or param(field.default).metadata["nnlab"]
        spec = ParamSpec(
            name=field.name,
            kind=_kind(cls, field.name, hints.get(field.name), field.default, declared),
            default=plain(field.default),
            label=Text.of(declared.name or field.name.replace("_", " ")),
            help=declared.help,
            low=None if declared.low is None else float(declared.low),
            high=None if declared.high is None else float(declared.high),
            log=bool(declared.log),
            step=None if declared.step is None else float(declared.step),
            choices=declared.choices,
            unit=declared.unit,
            symbol=declared.symbol,
        )
        checked(spec, spec.default, owner=cls.__name__)
        made.append(spec)
    return tuple(made)


def plain(value: Any) -> Value:
    """Returns a value as an exact bool, int, float, str or tuple of floats (a subclass or a NumPy number never leaves)."""
    if isinstance(value, bool) or type(value).__name__ in ("bool_", "bool"):
        return bool(value)
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, (tuple, list)):
        return tuple(float(item) for item in value)
    if isinstance(value, int):
        return int(value)
    return float(value)


def checked(spec: ParamSpec, value: Any, *, owner: str) -> Value:
    """Returns a value in the parameter's own type.

    Raises ProblemError `param.type`, `param.bounds`, `param.choice` or `param.finite`, naming owner, parameter, value
    and what is allowed.
    """
    try:
        made = _converted(spec.kind, value)
    except (TypeError, ValueError, OverflowError):
        raise fail("param.type", owner=owner, name=spec.name, value=repr(value), kind=spec.kind) from None
    if spec.kind == "choice" and made not in [choice.value for choice in spec.choices]:
        allowed = ", ".join(choice.value for choice in spec.choices)
        raise fail("param.choice", owner=owner, name=spec.name, value=repr(value), allowed=allowed)
    if spec.kind in ("float", "int", "tuple"):
        for number in made if isinstance(made, tuple) else (made,):
            _bounded(spec, float(number), owner)
    return made


def _bounded(spec: ParamSpec, number: float, owner: str) -> None:
    shown = f"{number:g}"
    if not math.isfinite(number):
        raise fail("param.finite", owner=owner, name=spec.name, value=shown)
    low, high = spec.low, spec.high
    if (low is not None and number < low) or (high is not None and number > high):
        allowed = f"[{'-inf' if low is None else f'{low:g}'}, {'inf' if high is None else f'{high:g}'}]"
        raise fail("param.bounds", owner=owner, name=spec.name, value=shown, allowed=allowed)


def _converted(kind: ParamKind, value: Any) -> Value:
    if kind == "bool":
        if not isinstance(value, bool):
            raise TypeError
        return value
    if kind == "int":
        if isinstance(value, bool) or int(value) != value:
            raise TypeError
        return int(value)
    if kind == "float":
        if isinstance(value, (bool, str)):
            raise TypeError
        return float(value)
    if kind == "tuple":
        if isinstance(value, str):
            raise TypeError
        return tuple(float(item) for item in value)
    if not isinstance(value, str):
        raise TypeError
    return value


def _kind(cls: type, name: str, annotation: Any, default: Any, declared: Declared) -> ParamKind:
    if declared.choices:
        return "choice"
    origin = typing.get_origin(annotation) or annotation
    known: dict[Any, ParamKind] = {bool: "bool", int: "int", float: "float", str: "text", tuple: "tuple"}
    if isinstance(origin, type) and not isinstance(origin, types.GenericAlias) and origin in known:
        return known[origin]
    raise fail("param.kind", owner=cls.__name__, name=name, annotation=str(annotation))
