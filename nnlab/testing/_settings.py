"""Parameter values to try a component with: its defaults, and some at random that its bounds allow."""

from __future__ import annotations

import math

import numpy as np

from nnlab.api import Component
from nnlab.records import ParamSpec, ProblemError, Value


def variants(cls: type[Component], count: int, seed: int) -> list[Component]:
    """Returns a component with its defaults, with each switch and choice, then up to `count` with random values."""
    rng = np.random.Generator(np.random.PCG64(seed))
    made = [cls(), *(_switched(cls) if count else ())]
    most = len(made) + count
    for _ in range(4 * count):
        if len(made) >= most or not cls.params:
            break
        try:
            component = cls(**{spec.name: _value(spec, rng) for spec in cls.params})
        except ProblemError:
            continue  # values that do not go together
        if component not in made:
            made.append(component)
    return made


def usual(component: Component) -> bool:
    """Tells whether the numbers of a component are its defaults; switches, choices and learning rate may be others."""
    numbers = [spec for spec in component.params if spec.kind in ("int", "float", "tuple")]
    return all(getattr(component, spec.name) == spec.default for spec in numbers if spec.name != "learning_rate")


def _switched(cls: type[Component]) -> list[Component]:
    """Returns the component with each switch the other way and with each other choice, one at a time."""
    made = []
    for spec in cls.params:
        others = [not spec.default] if spec.kind == "bool" else [choice.value for choice in spec.choices]
        made += [cls(**{spec.name: value}) for value in others if value != spec.default]
    return made


def described(component: Component) -> str:
    """Returns a component as one would write it: `Swish(beta=2.5)`."""
    values = ", ".join(f"{spec.name}={getattr(component, spec.name)!r}" for spec in component.params)
    return f"{type(component).__name__}({values})"


def _value(spec: ParamSpec, rng: np.random.Generator) -> Value:
    if spec.kind == "bool":
        return bool(rng.random() < 0.5)
    if spec.kind == "choice":
        return spec.choices[int(rng.integers(len(spec.choices)))].value
    if spec.kind == "int":
        return _whole(spec, rng)
    if spec.kind == "float":
        return _number(spec, rng)
    return spec.default  # a text or a tuple: only its author knows which others make sense


def _whole(spec: ParamSpec, rng: np.random.Generator) -> int:
    """Draws near the default, because a thousand neurons say no more than eight and take longer."""
    default = int(float(spec.default))  # type: ignore[arg-type]
    low = max(default // 2 if spec.low is None else math.ceil(spec.low), default - 20)
    high = min(max(2 * default, default + 3), math.floor(spec.high) if spec.high is not None else 2**62)
    return int(rng.integers(low, max(low, high), endpoint=True))


def _number(spec: ParamSpec, rng: np.random.Generator) -> float:
    default = float(spec.default)  # type: ignore[arg-type]
    spread = max(1.0, abs(default))
    low = default - spread if spec.low is None else spec.low
    high = max(low, default) + spread if spec.high is None else spec.high
    drawn = math.exp(rng.uniform(math.log(low), math.log(high))) if spec.log else rng.uniform(low, high)
    return min(max(float(f"{drawn:.3g}"), low), high)
