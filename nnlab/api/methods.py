"""Which methods each kind of component has, and the arguments they may name."""

from __future__ import annotations

from typing import NamedTuple

from nnlab.records import Kind


class Method(NamedTuple):
    """A method's arguments in their canonical order; `many` says that input shapes follow, one for each input."""

    arguments: tuple[str, ...]
    required: bool = True
    many: bool = False


methods: dict[Kind, dict[str, Method]] = {
    "activation": {
        "forward": Method(("z",)),
        "derivative": Method(("z", "a"), required=False),
        "backward": Method(("z", "a", "grad"), required=False),
    },
    "loss": {
        "value": Method(("y", "target")),
        "gradient": Method(("y", "target"), required=False),
    },
    "optimizer": {
        "init": Method(("w",)),
        "update": Method(("w", "g", "state", "lr", "t")),
    },
    "schedule": {"rate": Method(("lr", "t", "epoch"))},
    "regularizer": {"penalty": Method(("w",)), "gradient": Method(("w",))},
    "initializer": {"weights": Method(("rng", "fan_in", "fan_out"))},
    "layer": {
        "shape": Method((), many=True),
        "parameters": Method(("rng",), many=True),
        "buffers": Method((), many=True),
        "forward": Method(("x", "p", "buffers", "training", "rng")),
        "backward": Method(("grad", "saved", "p")),
    },
    "metric": {"value": Method(("y", "target"))},
    "dataset": {"sample": Method(("rng",))},
}
