"""Turns the parameters a class declared into plain records, and checks values against them."""

from __future__ import annotations

import dataclasses
import difflib
import math
import numbers
import typing
from typing import Any

import msgspec
import numpy as np

from nnlab.api.params import Declared, keywords
from nnlab.records import Choice, ParamKind, ParamSpec, ProblemError, Text, Value, fail
from nnlab.records.formulas import Formula, read_rule

kinds_of: dict[Any, ParamKind] = {
    bool: "bool",
    int: "int",
    float: "float",
    str: "text",
    tuple: "tuple",
    list: "tuple",
    Formula: "formula",
}

_wanted: dict[ParamKind, Text] = {
    "float": Text(en="a number", zh_CN="数"),
    "int": Text(en="a whole number", zh_CN="整数"),
    "bool": Text(en="True or False", zh_CN="True 或 False"),
    "tuple": Text(en="a row of numbers", zh_CN="一列数"),
    "text": Text(en="a text", zh_CN="文字"),
    "choice": Text(en="a text", zh_CN="文字"),
    "formula": Text(en="a formula", zh_CN="公式"),
}
_smaller = Text(en="a number that can be stored", zh_CN="能够存储的数")  # 10**400


def exact(value: Any) -> str:
    """Returns a text as an exact str; raises TypeError where it is none."""
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not a text")
    return str.__str__(value)


def worded(value: Any) -> Text:
    """Makes an exact Text of a text or of {"en": ..., "zh_CN": ...}; raises TypeError where it is neither."""
    if isinstance(value, dict):
        return Text.of({exact(key): exact(text) for key, text in value.items()})
    return Text.of(exact(value))


def specs(cls: type) -> tuple[ParamSpec, ...]:
    """Returns the declared parameters of a component class, in the order of declaration.

    Raises ProblemError with the field's file and line where a declaration is wrong or a default is outside its bounds.
    """
    made = []
    for field in dataclasses.fields(cls):
        declared = field.metadata.get("nnlab", Declared())
        try:
            made.append(_spec(cls, field, declared))
        except ProblemError as error:
            place = {"file": declared.file, "line": declared.line}
            raise ProblemError(msgspec.structs.replace(error.problem, **place)) from None
    return tuple(made)


def _spec(cls: type, field: dataclasses.Field[Any], declared: Declared) -> ParamSpec:
    owner, name = cls.__name__, field.name
    for keyword in declared.unknown:
        near = difflib.get_close_matches(keyword, keywords, 1) or [", ".join(keywords)]
        raise fail("param.keyword", owner=owner, name=name, keyword=exact(keyword), near=near[0])
    if field.default is dataclasses.MISSING:
        raise fail("param.default", owner=owner, name=name)
    choices = declared.choices if isinstance(declared.choices, dict) else {item: item for item in declared.choices}
    try:
        spec = ParamSpec(
            name=name,
            kind="choice" if choices else _kind(cls, field),
            default=0,
            label=worded(declared.name or name.replace("_", " ")),
            help=worded(declared.help),
            low=_bound(declared.low),
            high=_bound(declared.high),
            log=bool(declared.log),
            step=_bound(declared.step),
            choices=tuple(Choice(exact(value), worded(label)) for value, label in choices.items()),
            unit=worded(declared.unit),
            symbol=exact(declared.symbol),
        )
    except (TypeError, ValueError) as error:
        raise fail("param.declared", owner=owner, name=name, reason=str(error)) from None
    _consistent(spec, owner)
    return msgspec.structs.replace(spec, default=checked(spec, field.default, owner=owner))


def _consistent(spec: ParamSpec, owner: str) -> None:
    if spec.low is not None and spec.high is not None and spec.low > spec.high:
        raise fail("param.range", owner=owner, name=spec.name, low=f"{spec.low:g}", high=f"{spec.high:g}")
    if spec.step is not None and not spec.step > 0:
        raise fail("param.step", owner=owner, name=spec.name, step=f"{spec.step:g}")
    if spec.log and (spec.low is None or spec.high is None or spec.low <= 0):
        raise fail("param.log", owner=owner, name=spec.name)


def _bound(value: Any) -> float | None:
    return None if value is None else float(value)


def _kind(cls: type, field: dataclasses.Field[Any]) -> ParamKind:
    annotation = field.type
    if isinstance(annotation, str):
        try:
            annotation = typing.get_type_hints(cls)[field.name]
        except (NameError, TypeError, SyntaxError):
            annotation = field.type  # names something unknown; the sentence shows it as it was written
    found = kinds_of.get(typing.get_origin(annotation) or annotation)
    if found is None:
        shown = getattr(annotation, "__name__", None) or str(annotation)
        raise fail("param.kind", owner=cls.__name__, name=field.name, annotation=exact(shown))
    return found


def checked(spec: ParamSpec, value: Any, *, owner: str) -> Value:
    """Returns a value in the parameter's own type, exactly (a subclass or a NumPy number never leaves).

    Raises ProblemError `param.type`, `param.bounds`, `param.choice` or `param.finite`, naming owner, parameter, value
    and what is allowed, or `formula...` with the place of the fault.
    """
    try:
        made = _converted(spec.kind, value)
        parts = [float(part) for part in (made if isinstance(made, tuple) else (made,)) if not isinstance(part, str)]
    except (TypeError, ValueError, OverflowError):
        large = spec.kind in ("float", "int") and isinstance(value, int) and not isinstance(value, bool)
        wanted = _smaller if large else _wanted[spec.kind]
        said = {"value": _shown(value), "wanted": wanted.en, "wanted_zh_CN": wanted.zh_CN}
        raise fail("param.type", owner=owner, name=spec.name, kind=spec.kind, **said) from None
    if spec.kind == "choice" and made not in [choice.value for choice in spec.choices]:
        allowed = ", ".join(choice.value for choice in spec.choices)
        raise fail("param.choice", owner=owner, name=spec.name, value=_shown(value), allowed=allowed)
    if spec.kind == "formula":
        read_rule(str(made))
    for number in parts if spec.kind in ("float", "int", "tuple") else ():
        _bounded(spec, number, owner)
    return made


def _bounded(spec: ParamSpec, number: float, owner: str) -> None:
    shown = f"{number:g}"
    if not math.isfinite(number):
        raise fail("param.finite", owner=owner, name=spec.name, value=shown)
    low, high = spec.low, spec.high
    if (low is not None and number < low) or (high is not None and number > high):
        allowed = f"[{'-inf' if low is None else f'{low:g}'}, {'inf' if high is None else f'{high:g}'}]"
        raise fail("param.bounds", owner=owner, name=spec.name, value=shown, allowed=allowed)


def _shown(value: Any) -> str:
    try:
        text = repr(value)
    except Exception:  # Python writes no number of 5000 digits
        text = type(value).__name__
    return text if len(text) <= 80 else text[:77] + "..."


def _converted(kind: ParamKind, value: Any) -> Value:
    if kind == "bool":
        if not isinstance(value, (bool, np.bool_)):
            raise TypeError
        return bool(value)
    if kind in ("text", "choice"):
        return exact(value)
    if kind == "formula":
        return exact(value.text if isinstance(value, Formula) else value)
    if kind == "tuple":
        if isinstance(value, (str, bytes)):
            raise TypeError
        return tuple(_number(item) for item in value)
    number = _number(value)
    if kind == "float":
        return number
    if number != int(number) or abs(int(value)) >= 2**63:
        raise TypeError
    return int(value)


def _number(value: Any) -> float:
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (numbers.Real, np.number)):
        raise TypeError
    return float(value)
