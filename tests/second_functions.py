"""A second program, in plain NumPy and without nnlab: activations, losses, schedules, optimizers, initializers.

It was written from the words of the reference files alone (`conventions`, `formula`), to make other numbers of the same
schema; `second_oracle.py` puts its parts together.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

Case = dict[str, Any]


def stem(name: str) -> str:
    """Returns a name without the number behind it."""
    return re.sub(r"_[\d.]+$", "", name)


def sigmoid(x: Any) -> Any:
    small = np.exp(-np.abs(x))
    return np.where(x >= 0, 1, small) / (1 + small)


def softplus(x: Any) -> Any:
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


def elu(x: Any, alpha: float) -> tuple[Any, Any]:
    low = np.minimum(x, 0)
    return np.where(x > 0, x, alpha * np.expm1(low)), np.where(x > 0, 1, alpha * np.exp(low))


def swish(x: Any, beta: float) -> tuple[Any, Any]:
    s = sigmoid(beta * x)
    return x * s, s + beta * x * s * sigmoid(-beta * x)


def gelu(x: Any) -> tuple[Any, Any]:
    below = np.array([math.erfc(-v / math.sqrt(2)) / 2 for v in np.ravel(x)]).reshape(np.shape(x))
    return x * below, below + x * np.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)


def gelu_tanh(x: Any) -> tuple[Any, Any]:
    c = math.sqrt(2 / math.pi)
    u, du = c * (x + 0.044715 * x**3), c * (1 + 3 * 0.044715 * x**2)
    s = sigmoid(2 * u)
    return x * s, s + 2 * x * du * s * sigmoid(-2 * u)


def mish(x: Any) -> tuple[Any, Any]:
    t = np.tanh(softplus(x))
    return x * t, t + x * (1 - t**2) * sigmoid(x)


def clipped(x: Any, slope: float, middle: float, low: float, high: float) -> tuple[Any, Any]:
    line = slope * x + middle
    return np.clip(line, low, high), np.where((line > low) & (line < high), slope, 0.0)


def hard_swish(x: Any) -> tuple[Any, Any]:
    inside = np.where(x >= 3, 1, (2 * x + 3) / 6)
    return x * np.clip(x + 3, 0, 6) / 6, np.where(x <= -3, 0, inside)


# name: (x, parameters) -> (y, dy/dx), the derivative where there is none as the file chooses it
curves: dict[str, Callable[[Any, Any], tuple[Any, Any]]] = {
    "linear": lambda x, p: (x, np.ones_like(x)),
    "step": lambda x, p: (np.where(x > 0, 1.0, 0.0), np.zeros_like(x)),
    "sigmoid": lambda x, p: (sigmoid(x), sigmoid(x) * sigmoid(-x)),
    "tanh": lambda x, p: (np.tanh(x), 4 * sigmoid(2 * x) * sigmoid(-2 * x)),
    "relu": lambda x, p: (np.maximum(x, 0), np.where(x > 0, 1.0, 0.0)),
    "leaky_relu": lambda x, p: (np.where(x > 0, x, p["slope"] * x), np.where(x > 0, 1.0, p["slope"])),
    "prelu": lambda x, p: (np.where(x > 0, x, p["slope"] * x), np.where(x > 0, 1.0, p["slope"])),
    "elu": lambda x, p: elu(x, p["alpha"]),
    "elu_alpha": lambda x, p: elu(x, p["alpha"]),
    "selu": lambda x, p: tuple(p["scale"] * part for part in elu(x, p["alpha"])),
    "gelu": lambda x, p: gelu(x),
    "gelu_tanh": lambda x, p: gelu_tanh(x),
    "silu": lambda x, p: swish(x, 1.0),
    "swish_beta": lambda x, p: swish(x, p["beta"]),
    "mish": lambda x, p: mish(x),
    "softplus": lambda x, p: (softplus(x), sigmoid(x)),
    "softsign": lambda x, p: (x / (1 + np.abs(x)), 1 / (1 + np.abs(x)) ** 2),
    "hard_sigmoid": lambda x, p: clipped(x, p.get("slope", 1 / 6), 0.5, 0, 1),
    "hard_tanh": lambda x, p: clipped(x, 1.0, 0.0, -1, 1),
    "hard_swish": lambda x, p: hard_swish(x),
    "relu6": lambda x, p: clipped(x, 1.0, 0.0, 0, 6),
    "arctan": lambda x, p: (np.arctan(x), 1 / (1 + x**2)),
    "log_sigmoid": lambda x, p: (-softplus(-x), sigmoid(-x)),
    "gaussian": lambda x, p: (np.exp(-(x**2)), -2 * x * np.exp(-(x**2))),
    "tanh_shrink": lambda x, p: (x - np.tanh(x), np.tanh(x) ** 2),
}


def elementwise(given: Case, _: Case) -> Case:
    name, made = given["activation"], {}
    number = re.search(r"_([\d.]+)$", name)
    settings = {"slope": float(number[1])} if number and stem(name) == "hard_sigmoid" else given["parameters"]
    for points, ends in (("x", ""), ("x_extreme", "_extreme"), ("kinks", "_kinks")):
        if points in given:
            y, dy = curves[stem(name)](np.array(given[points], float), settings)
            made |= {f"y{ends}": y, f"dy{ends}": dy}
    return made


def softmax(z: Any) -> Any:
    high = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return high / high.sum(axis=-1, keepdims=True)


def log_softmax(z: Any) -> Any:
    low = z - np.max(z, axis=-1, keepdims=True)
    return low - np.log(np.exp(low).sum(axis=-1, keepdims=True))


def vector(given: Case, _: Case) -> Case:
    x = np.array(given["x"], float)
    y = softmax(x)
    jacobian = np.diag(y) - np.outer(y, y)
    return {
        "y": y,
        "jacobian": jacobian,
        "input_gradient": np.array(given["upstream_gradient"]) @ jacobian,
        "log_softmax": log_softmax(x),
        "log_softmax_jacobian": np.eye(len(x)) - y,
    }


def huber(d: Any, delta: float) -> tuple[Any, Any]:
    far = np.abs(d) > delta
    return np.where(far, delta * (np.abs(d) - delta / 2), d**2 / 2), np.clip(d, -delta, delta)


# name: (difference, delta) -> (of each element, its derivative, what the sum is divided by)
differences: dict[str, Callable[[Any, float], tuple[Any, Any, float]]] = {
    "mse": lambda d, _: (d**2, 2 * d, d.size),
    "sse": lambda d, _: (d**2, 2 * d, 1),
    "half_sse": lambda d, _: (d**2 / 2, d, 1),
    "half_mse": lambda d, _: (d**2 / 2, d, d.size),
    "mae": lambda d, _: (np.abs(d), np.sign(d), d.size),
    "huber": lambda d, delta: (*huber(d, delta), d.size),
    "log_cosh": lambda d, _: (np.logaddexp(d, -d) - math.log(2), np.tanh(d), d.size),
}


def loss(given: Case, case: Case) -> Case:
    name = stem(case["name"].replace("_matrix", ""))
    if name in differences:
        d = np.array(given["y_pred"], float) - np.array(given["y_true"], float)
        each, slope, count = differences[name](d, given.get("delta", 1.0))
        return {"value": each.sum() / count, "gradient": slope / count}
    if "scores" in given:
        y, s = np.array(given["y_true"], float), np.array(given["scores"], float)
        margin, squared = np.maximum(1 - y * s, 0), name == "squared_hinge"
        slope = -y * (2 * margin if squared else (margin > 0))
        return {"value": (margin ** (2 if squared else 1)).mean(), "gradient": slope / len(y)}
    if name == "kl_divergence":
        p, q = np.array(given["p_true"]), np.array(given["q_pred"])
        return {"value": (p * np.log(p / q)).sum() / len(p), "gradient": -p / q / len(p)}
    if "one_hot" in given:
        z, t = np.array(given["logits"], float), np.array(given["one_hot"])
        return {"value": -(t * log_softmax(z)).sum() / len(z), "gradient": (softmax(z) - t) / len(z)}
    y = np.array(given["y_true"], float)
    if "logits" in given:
        z = np.array(given["logits"], float)
        return {"value": (softplus(z) - y * z).mean(), "gradient": (sigmoid(z) - y) / len(z)}
    p = np.array(given["y_pred"], float)
    if p.ndim == 2:
        return {"value": -(y * np.log(p)).sum() / len(p), "gradient": -y / p / len(p)}
    return {
        "value": -(y * np.log(p) + (1 - y) * np.log1p(-p)).mean(),
        "gradient": (p - y) / (p * (1 - p)) / len(p),
    }


def reductions(given: Case, _: Case) -> Case:
    squares = (np.array(given["y_pred"], float) - np.array(given["y_true"], float)) ** 2
    return {"none": squares, "sum": squares.sum(), "mean": squares.mean()}


def rate(given: Case, t: int) -> float:
    """Returns the learning rate of update t by the schedule's formula."""
    g, lr, name = given, given["lr"], given["schedule"]

    def cosine(t: float, period: float) -> float:
        return g["lr_min"] + (lr - g["lr_min"]) * (1 + math.cos(math.pi * t / period)) / 2

    if name == "cosine_restarts":
        period = g["T_0"]
        while t >= period:
            t, period = t - period, period * g["T_mult"]
        return cosine(t, period)
    if name == "warmup_cosine":
        return lr * (t + 1) / g["warmup"] if t < g["warmup"] else cosine(t - g["warmup"], g["T"] - g["warmup"])
    return {
        "constant": lambda: lr,
        "cosine": lambda: cosine(t, g["T"]),
        "cosine_clamped": lambda: cosine(min(t, g["T"]), g["T"]),
        "step": lambda: lr * g["gamma"] ** (t // g["every"]),
        "multi_step": lambda: lr * g["gamma"] ** sum(mark <= t for mark in g["milestones"]),
        "exponential": lambda: lr * g["gamma"] ** t,
        "inverse_time": lambda: lr / (1 + g["k"] * t),
        "natural_exponential": lambda: lr * math.exp(-g["k"] * t),
        "linear": lambda: lr + (g["lr_end"] - lr) * t / g["T"],
        "polynomial": lambda: g["lr_end"] + (lr - g["lr_end"]) * (1 - t / g["T"]) ** g["power"],
    }[name]()


def schedule(given: Case, _: Case) -> Case:
    return {"values": [rate(given, t) for t in range(given["steps"] + 1)]}


def updates(name: str, h: Case) -> Iterator[Any]:
    """Takes (parameters, gradient) by `send` and yields the next parameters, one step of the rule after another."""
    lr, eps = h["lr"], h.get("eps", 0.0)
    b1, b2 = h.get("betas", (0.0, 0.0))
    m = v = buffer = top = averaged = shifts = 0.0
    t, product = 0, 1.0
    p, g = yield
    while True:
        t += 1
        if name == "adamw":
            p = p - lr * h["weight_decay"] * p
        elif "weight_decay" in h:
            g = g + h["weight_decay"] * p
        m, second = b1 * m + (1 - b1) * g, g**2
        if name == "sgd":
            mu = h.get("momentum", 0.0)
            buffer = g if t == 1 else mu * buffer + (1 - h.get("dampening", 0.0)) * g
            step = lr * (g + mu * buffer if h.get("nesterov") else buffer)
        elif name == "adagrad":
            v = v + second
            step = lr * g / (np.sqrt(v) + eps)
        elif name == "rmsprop":
            v = h["alpha"] * v + (1 - h["alpha"]) * second
            averaged = h["alpha"] * averaged + (1 - h["alpha"]) * g
            spread = v - averaged**2 if h.get("centered") else v
            buffer = h.get("momentum", 0.0) * buffer + g / (np.sqrt(spread) + eps)
            step = lr * buffer
        elif name == "adadelta":
            v = h["rho"] * v + (1 - h["rho"]) * second
            shift = np.sqrt(shifts + eps) / np.sqrt(v + eps) * g
            shifts = h["rho"] * shifts + (1 - h["rho"]) * shift**2
            step = lr * shift
        elif name == "adamax":
            v = np.maximum(b2 * v, np.abs(g) + eps)
            step = lr / (1 - b1**t) * m / v
        elif name == "adam_epsilon_hat":
            v = b2 * v + (1 - b2) * second
            step = lr * math.sqrt(1 - b2**t) / (1 - b1**t) * m / (np.sqrt(v) + eps)
        elif name == "nadam":
            v = b2 * v + (1 - b2) * second
            now, then = (b1 * (1 - 0.5 * 0.96 ** (s * h["momentum_decay"])) for s in (t, t + 1))
            product *= now
            below = np.sqrt(v / (1 - b2**t)) + eps
            step = lr * ((1 - now) / (1 - product) * g + then / (1 - product * then) * m) / below
        elif name in ("adam", "adamw"):
            v = b2 * v + (1 - b2) * second
            top = np.maximum(top, v) if h.get("amsgrad") else v
            step = lr * m / (1 - b1**t) / (np.sqrt(top / (1 - b2**t)) + eps)
        else:
            raise KeyError(name)
        p, g = yield p - step


def rule(given: Case) -> Callable[[Any, Any], Any]:
    """Returns the rule of a case as a function (parameters, gradient) -> parameters, which remembers its steps."""
    steps = updates(given["optimizer"], given["hyper_parameters"])
    next(steps)
    return lambda p, g: steps.send((p, g))


def quadratic(given: Case, _: Case) -> Case:
    a, b, x, step = np.array(given["A"]), np.array(given["b"]), np.array(given["x0"], float), rule(given)
    path = [x]
    for _step in range(given["steps"]):
        path.append(step(path[-1], a @ path[-1] - b))
    return {"x": path[1:], "f": [x @ a @ x / 2 - b @ x for x in path]}


def scale(given: Case, _: Case) -> Case:
    fan_in, both = given["fan_in"], given["fan_in"] + given["fan_out"]
    return {
        "xavier_uniform_limit": math.sqrt(6 / both),
        "xavier_normal_std": math.sqrt(2 / both),
        "he_uniform_limit": math.sqrt(6 / fan_in),
        "he_normal_std": math.sqrt(2 / fan_in),
        "lecun_uniform_limit": math.sqrt(3 / fan_in),
        "lecun_normal_std": math.sqrt(1 / fan_in),
        "one_over_sqrt_fan_in_limit": 1 / math.sqrt(fan_in),
    }


def spread(given: Case, _: Case) -> Case:
    """Mean, deviation and their five-sigma bands; the deviation's variance is (kurtosis - 1) / 4n of the variance."""
    name, n = given["initialiser"], given["draws"]
    numbers = [float(part) for part in re.findall(r"_(-?[\d.]+)", name)]
    if name == "zeros":
        return {"low": 0.0, "high": 0.0, "mean": 0.0, "std": 0.0} | dict.fromkeys(bands, 0.0)
    if name.startswith("normal"):
        mean, std, kurtosis, made = numbers[0], numbers[1], 3.0, {}
    else:
        low, high = numbers
        mean, std, kurtosis, made = (low + high) / 2, (high - low) / math.sqrt(12), 1.8, {"low": low, "high": high}
    made |= {"mean": mean, "std": std, bands[0]: 5 * std / math.sqrt(n)}
    return made | {bands[1]: 5 * std * math.sqrt((kurtosis - 1) / (4 * n))}


bands = ("five_sigma_band_of_the_mean", "five_sigma_band_of_the_std")
solvers: dict[tuple[str, str], Callable[[Case, Case], Case]] = {
    ("activations", "elementwise"): elementwise,
    ("activations", "vector"): vector,
    ("losses", "loss"): loss,
    ("losses", "reductions"): reductions,
    ("schedules", "schedule"): schedule,
    ("optimizers", "quadratic"): quadratic,
    ("initializers", "scale"): scale,
    ("initializers", "statistics"): spread,
}
