"""What is asked in the second folder of reference numbers of functions and layers: other inputs, sizes and settings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from second_functions import Case

Rng = np.random.Generator


def some(rng: Rng, *shape: int, scale: float = 1.0) -> Any:
    """Draws numbers with four digits after the point, as a person might write them."""
    return (scale * rng.normal(size=shape)).round(4)


def between(rng: Rng, low: float, high: float, *shape: int) -> Any:
    return rng.uniform(low, high, shape).round(4)


def activations(case: Case, rng: Rng) -> Iterator[Case]:
    given = case["given"]
    new = {**given, "x": np.sort(between(rng, -7, 7, 13)), "x_extreme": [-900, -120, -35, 35, 120, 900]}
    other = {"slope": 0.07, "alpha": 0.8, "beta": 0.6}
    fixed = given["activation"] in ("selu", "elu")
    new["parameters"] = {name: value if fixed else other[name] for name, value in given["parameters"].items()}
    number = re.search(r"^(.*_)([\d.]+)$", given["activation"])
    if number:
        value = next(iter(new["parameters"].values()), 0.25)
        new["name"] = new["activation"] = f"{number[1]}{value}"
        if "hard" in number[1]:
            new["kinks"] = [-2.0, 2.0]
    yield new


def vectors(case: Case, rng: Rng) -> Iterator[Case]:
    far = np.abs(case["given"]["x"]).max() > 100
    x = np.array([-700.0, 1200.0, 400.0, 1199.0]) if far else some(rng, 5, scale=2)
    yield {**case["given"], "x": x, "upstream_gradient": some(rng, len(x))}


def losses(case: Case, rng: Rng) -> Iterator[Case]:
    given, name, made = case["given"], case["name"], {"name": case["name"]}
    if "delta" in given:
        delta = {1.0: 1.4, 0.5: 0.7}[given["delta"]]
        made |= {"delta": delta, "name": re.sub(r"[\d.]+", str(delta), name)}
    if "extreme" in name:
        high = 950.0 if "logits" in given and np.ndim(given["logits"]) == 1 else 1300.0
        yield {**given, **made, "logits": (np.sign(given["logits"]) * high).tolist()}
    elif "one_hot" in given:
        labels = rng.integers(0, 4, 6)
        yield {**made, "logits": some(rng, 6, 4, scale=2), "labels": labels, "one_hot": np.eye(4)[labels]}
    elif "p_true" in given:
        p, q = (rng.dirichlet(np.ones(4), 3) + 0.01 for _ in range(2))
        yield {**made, "p_true": p / p.sum(1, keepdims=True), "q_pred": q / q.sum(1, keepdims=True)}
    elif "scores" in given:
        yield {**made, "y_true": rng.choice([-1.0, 1.0], 7), "scores": some(rng, 7)}
    elif "from_probabilities" in name:
        yield {**made, "y_true": np.eye(3)[[2, 0, 0, 1, 1]], "y_pred": rng.dirichlet(np.ones(3), 5)}
    elif name.startswith("bce"):
        key, numbers = (
            ("logits", some(rng, 6, scale=3)) if "logits" in given else ("y_pred", between(rng, 0.02, 0.98, 6))
        )
        yield {**made, "y_true": np.array([0.0, 1, 1, 0, 1, 0]), key: numbers}
    else:
        shape = (4, 3) if np.ndim(given["y_true"]) == 2 else (6,)
        yield {**made, "y_true": some(rng, *shape), "y_pred": some(rng, *shape)}


def reductions(case: Case, rng: Rng) -> Iterator[Case]:
    yield {"y_true": some(rng, 5), "y_pred": some(rng, 5)}


def schedules(case: Case, rng: Rng) -> Iterator[Case]:
    other = {"lr": 0.06, "T": 27, "T_0": 4, "T_mult": 3, "every": 5, "gamma": 0.8, "milestones": [3, 7, 8], "k": 0.15,
             "power": 1.5, "warmup": 6, "lr_end": 0.003, "lr_min": 0.002}  # fmt: skip
    given = case["given"]
    new = {name: other.get(name, value) for name, value in given.items()}
    new["steps"] = 33 if given["steps"] > given.get("T", given["steps"]) else new.get("T", 29)
    yield new


hyper = {"momentum": 0.7, "dampening": 0.25, "weight_decay": 0.03, "eps": 1e-6, "alpha": 0.95, "rho": 0.85,
         "momentum_decay": 0.006, "betas": [0.85, 0.97]}  # fmt: skip


def other_rule(given: Case) -> Case:
    settings = given["hyper_parameters"]
    return {"hyper_parameters": {**{name: hyper.get(name, value) for name, value in settings.items()},
                                 "lr": 0.6 * settings["lr"]}}  # fmt: skip


def quadratic(case: Case, rng: Rng) -> Iterator[Case]:
    half = some(rng, 3, 3, scale=0.5)
    bowl = {"A": half @ half.T + np.eye(3), "b": some(rng, 3), "x0": some(rng, 3), "steps": 8}
    yield {**case["given"], **bowl, **other_rule(case["given"])}


def tiny_net(case: Case, rng: Rng) -> Iterator[Case]:
    net = {"X": some(rng, 6, 3), "y": some(rng, 6, 1), "W1": some(rng, 3, 4), "b1": some(rng, 4), "W2": some(rng, 4, 1),
           "b2": some(rng, 1), "steps": 7}  # fmt: skip
    yield {**case["given"], **net, **other_rule(case["given"])}


def fans(case: Case, rng: Rng) -> Iterator[Case]:
    yield {"fan_in": case["given"]["fan_in"] + 3, "fan_out": case["given"]["fan_out"] + 1}


def draws(case: Case, rng: Rng) -> Iterator[Case]:
    other = {"uniform_0_1": "uniform_-0.3_0.5", "normal_0_1": "normal_0_0.4"}
    yield {"initialiser": other.get(case["given"]["initialiser"], case["given"]["initialiser"]), "draws": 8000}


def symmetry(case: Case, rng: Rng) -> Iterator[Case]:
    net = {"X": some(rng, 5, 3), "y": some(rng, 5, 2), "W1": np.full((3, 4), 0.2), "W2": np.full((4, 2), -0.4)}
    yield {**case["given"], **net, "learning_rate": 0.2, "steps": 15, "hidden_activation": "tanh"}


def batch_norm(case: Case, rng: Rng) -> Iterator[Case]:
    made = {
        "X": some(rng, 8, 4),
        "gamma": some(rng, 4),
        "beta": some(rng, 4),
        "eps": 1e-4,
        "upstream_gradient": some(rng, 8, 4),
    }
    running = {"momentum": 0.3, "running_mean": some(rng, 4), "running_var": between(rng, 0.5, 2, 4)}
    yield {**made, **(running if case["kind"] == "batch_norm" else {})}


def residual(case: Case, rng: Rng) -> Iterator[Case]:
    yield {"X": some(rng, 5, 4), "W1": some(rng, 4, 3), "b1": some(rng, 3), "W2": some(rng, 3, 4), "b2": some(rng, 4),
           "upstream_gradient": some(rng, 5, 4)}  # fmt: skip


def dropout(case: Case, rng: Rng) -> Iterator[Case]:
    yield {"X": some(rng, 5, 4), "mask": rng.integers(0, 2, (5, 4)).astype(float), "drop_probability": 0.25,
           "upstream_gradient": some(rng, 5, 4)}  # fmt: skip


def conv2d(case: Case, rng: Rng) -> Iterator[Case]:
    given = case["given"]
    rows, columns = np.shape(given["kernel"])[2:]
    new = {**given, "x": some(rng, 2, 3, 7, 6), "kernel": some(rng, 2, 3, rows, columns), "bias": some(rng, 2)}
    if case["kind"] == "conv2d":
        reach = 2 * given["padding"]
        size = [(n + reach - k) // given["stride"] + 1 for n, k in ((7, rows), (6, columns))]
        new["upstream_gradient"] = some(rng, 2, 2, *size)
    yield new


def pool(case: Case, rng: Rng) -> Iterator[Case]:
    yield {
        **case["given"],
        "x": some(rng, 2, 3, 6, 9),
        "window": 3,
        "stride": 3,
        "upstream_gradient": some(rng, 2, 3, 2, 3),
    }


def tiny_cnn(case: Case, rng: Rng) -> Iterator[Case]:
    net = {
        "kernel": some(rng, 3, 1, 3, 3, scale=0.4),
        "kernel_bias": some(rng, 3, scale=0.1),
        "W": some(rng, 27, 10, scale=0.2),
        "b": some(rng, 10, scale=0.1),
    }
    yield {**case["given"], **net, "first_row": 40, "rows": 13, "learning_rate": 0.15, "steps": 6}


def elman(case: Case, rng: Rng) -> Iterator[Case]:
    time, n, more = (5, 3, {}) if case["kind"] == "elman" else (4, 1, {"learning_rate": 0.08, "steps": 20})
    net = {"x": some(rng, 3, time, n), "y": some(rng, 3, 1), "Wx": some(rng, n, 4), "Wh": some(rng, 4, 4, scale=0.5),
           "b": some(rng, 4, scale=0.2), "Wy": some(rng, 4, 1), "by": some(rng, 1)}  # fmt: skip
    yield {**case["given"], **net, **more}


def gated(case: Case, rng: Rng) -> Iterator[Case]:
    gates, n = (4 if case["kind"] == "lstm" else 3), 2
    bias = np.zeros(gates * n) if case["kind"] == "lstm" else some(rng, gates * n)
    yield {
        "x": some(rng, 3, 5, 3),
        "Wx": some(rng, 3, gates * n),
        "Wh": some(rng, n, gates * n),
        "bx": some(rng, gates * n),
        "bh": bias,
        "upstream_gradient_on_last_hidden": some(rng, 3, n),
    }


def counts(case: Case, rng: Rng) -> Iterator[Case]:
    given = case["given"]
    other = {
        "sizes": [size + 3 for size in given.get("sizes", [])],
        "in_channels": 4,
        "out_channels": 5,
        "kernel": [2, 3],
        "inputs": 5,
        "hidden": 7,
        "features": 9,
    }
    yield {name: other.get(name, value) for name, value in given.items()}


changes: dict[tuple[str, str], Callable[[Case, Rng], Iterator[Case]]] = {
    ("activations", "elementwise"): activations,
    ("activations", "vector"): vectors,
    ("losses", "loss"): losses,
    ("losses", "reductions"): reductions,
    ("schedules", "schedule"): schedules,
    ("optimizers", "quadratic"): quadratic,
    ("optimizers", "tiny_net"): tiny_net,
    ("initializers", "scale"): fans,
    ("initializers", "statistics"): draws,
    ("initializers", "symmetry"): symmetry,
    ("batchnorm_residual", "batch_norm"): batch_norm,
    ("batchnorm_residual", "layer_norm"): batch_norm,
    ("batchnorm_residual", "residual"): residual,
    ("batchnorm_residual", "dropout"): dropout,
    ("cnn", "conv2d"): conv2d,
    ("cnn", "conv2d_forward"): conv2d,
    ("cnn", "pool"): pool,
    ("cnn", "training"): tiny_cnn,
    ("rnn", "elman"): elman,
    ("rnn", "training"): elman,
    ("rnn", "lstm"): gated,
    ("rnn", "gru"): gated,
    ("parameter_counts", "dense"): counts,
    ("parameter_counts", "conv2d"): counts,
    ("parameter_counts", "recurrent"): counts,
    ("parameter_counts", "batchnorm"): counts,
}
