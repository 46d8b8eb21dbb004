"""A second program, in plain NumPy and without nnlab: normalisation, convolution, recurrence, parameter counts.

Convolutions are plain loops and recurrent gradients go back through time one step after the other, as in a textbook.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from second_functions import Case, sigmoid, softmax
from second_training import table


def arrays(given: Case, *names: str) -> list[Any]:
    return [np.array(given[name], float) for name in names]


def normal(x: Any, gamma: Any, beta: Any, g: Any, eps: float, axis: int) -> Case:
    """Normalises along an axis, and back: dL/dx by the chain rule through mean and variance."""
    n, mean, variance = x.shape[axis], x.mean(axis, keepdims=True), x.var(axis, keepdims=True)
    hat, dhat = (x - mean) / np.sqrt(variance + eps), g * gamma
    dvariance = (dhat * (x - mean)).sum(axis, keepdims=True) * -0.5 * (variance + eps) ** -1.5
    dmean = -dhat.sum(axis, keepdims=True) / np.sqrt(variance + eps)
    dx = dhat / np.sqrt(variance + eps) + dvariance * 2 * (x - mean) / n + dmean / n
    return {"normalised": hat, "output": gamma * hat + beta, "input_gradient": dx,
            "gamma_gradient": (g * hat).sum(0), "beta_gradient": g.sum(0)}  # fmt: skip


def batch_norm(given: Case, _: Case) -> Case:
    x, gamma, beta, g, mean, var = arrays(
        given, "X", "gamma", "beta", "upstream_gradient", "running_mean", "running_var"
    )
    made, m, n = normal(x, gamma, beta, g, given["eps"], 0), given["momentum"], len(x)
    mean = (1 - m) * mean + m * x.mean(0)
    var = (1 - m) * var + m * x.var(0) * n / (n - 1)
    return {
        **made,
        "batch_mean": x.mean(0),
        "batch_variance": x.var(0),
        "running_mean_after": mean,
        "running_var_after": var,
        "output_in_evaluation_mode_after": gamma * (x - mean) / np.sqrt(var + given["eps"]) + beta,
    }


def layer_norm(given: Case, _: Case) -> Case:
    made = normal(*arrays(given, "X", "gamma", "beta", "upstream_gradient"), given["eps"], 1)
    del made["normalised"]
    return made


def residual(given: Case, _: Case) -> Case:
    x, w1, b1, w2, b2, g = arrays(given, "X", "W1", "b1", "W2", "b2", "upstream_gradient")
    z = x @ w1 + b1
    h, dz = np.maximum(z, 0), (g @ w2.T) * (z > 0)
    return {"output": x + h @ w2 + b2, "input_gradient": g + dz @ w1.T, "W1_gradient": x.T @ dz,
            "b1_gradient": dz.sum(0), "W2_gradient": h.T @ g, "b2_gradient": g.sum(0)}  # fmt: skip


def dropout(given: Case, _: Case) -> Case:
    x, mask, g = arrays(given, "X", "mask", "upstream_gradient")
    kept = mask / (1 - given["drop_probability"])
    return {"output": x * kept, "input_gradient": g * kept, "output_in_evaluation_mode": x}


def windows(shape: tuple[int, ...], size: tuple[int, int], stride: int) -> Iterator[tuple[int, int, slice, slice]]:
    """Yields (row, column) of the output and the rows and columns of the input under it."""
    counts = [range((n - k) // stride + 1) for n, k in zip(shape[2:], size, strict=True)]
    for r, c in itertools.product(*counts):
        yield r, c, slice(r * stride, r * stride + size[0]), slice(c * stride, c * stride + size[1])


def convolved(x: Any, kernel: Any, bias: Any, stride: int, padding: int, g: Any = None) -> tuple[Any, Any, Any]:
    """Returns the output and, of an upstream gradient, those of input and kernel."""
    wide = np.pad(x, [(0, 0), (0, 0), (padding, padding), (padding, padding)])
    spots = list(windows(wide.shape, kernel.shape[2:], stride))
    out = np.zeros((len(x), len(kernel), spots[-1][0] + 1, spots[-1][1] + 1))
    dwide, dkernel = np.zeros_like(wide), np.zeros_like(kernel)
    for r, c, rows, columns in spots:
        part = wide[:, :, rows, columns]
        out[:, :, r, c] = np.einsum("nirc,oirc->no", part, kernel) + bias
        if g is not None:
            dwide[:, :, rows, columns] += np.einsum("no,oirc->nirc", g[:, :, r, c], kernel)
            dkernel += np.einsum("no,nirc->oirc", g[:, :, r, c], part)
    inside = slice(padding, -padding or None)
    return out, dwide[:, :, inside, inside], dkernel


def conv2d(given: Case, case: Case) -> Case:
    x, kernel, bias = arrays(given, "x", "kernel", "bias")
    g = np.array(given["upstream_gradient"]) if "upstream_gradient" in given else None
    out, dx, dkernel = convolved(x, kernel, bias, given["stride"], given["padding"], g)
    if g is None:
        return {"output": out}
    return {"output": out, "input_gradient": dx, "kernel_gradient": dkernel, "bias_gradient": g.sum((0, 2, 3))}


def pooled(x: Any, name: str, size: int, stride: int, g: Any = None) -> tuple[Any, Any]:
    spots = list(windows(x.shape, (size, size), stride))
    out, dx = np.zeros((*x.shape[:2], spots[-1][0] + 1, spots[-1][1] + 1)), np.zeros_like(x)
    for r, c, rows, columns in spots:
        part = x[:, :, rows, columns]
        most = part.max((2, 3), keepdims=True)
        out[:, :, r, c] = most[:, :, 0, 0] if name == "max" else part.mean((2, 3))
        if g is not None:
            share = (part == most) if name == "max" else 1 / size**2
            dx[:, :, rows, columns] += g[:, :, r, c][:, :, None, None] * share
    return out, dx


def pool(given: Case, _: Case) -> Case:
    x, g = arrays(given, "x", "upstream_gradient")
    out, dx = pooled(x, given["pooling"], given["window"], given["stride"], g)
    return {"output": out, "input_gradient": dx}


def tiny_cnn(given: Case, _: Case) -> Case:
    pixels, words = table(given)
    rows = slice(given["first_row"], given["first_row"] + given["rows"])
    grid = 0.01 * (8 * np.arange(8)[:, None] + np.arange(8))
    x, labels = pixels[rows].reshape(-1, 1, 8, 8) / 16 + grid, [int(word) for word in words[rows]]
    kernel, kernel_bias, w, b = arrays(given, "kernel", "kernel_bias", "W", "b")
    hot, losses, first, rate = np.eye(len(b))[labels], [], {}, given["learning_rate"]
    for step in range(given["steps"] + 1):
        z, _dx, _dk = convolved(x, kernel, kernel_bias, 1, 0)
        h = np.maximum(z, 0)
        p, _dp = pooled(h, "max", 2, 2)
        flat = p.reshape(len(x), -1)
        out = softmax(flat @ w + b)
        losses.append(-np.log((out * hot).sum(1)).mean())
        if step == given["steps"]:
            break
        d = (out - hot) / len(x)
        _p, dh = pooled(h, "max", 2, 2, (d @ w.T).reshape(p.shape))
        dz = dh * (z > 0)
        _z, _dx, dkernel = convolved(x, kernel, kernel_bias, 1, 0, dz)
        grads = dkernel, dz.sum((0, 2, 3)), flat.T @ d, d.sum(0)
        if step == 0:
            names = ("kernel", "kernel_bias", "W", "b")
            first = {f"{name}_gradient_first_step": grad for name, grad in zip(names, grads, strict=True)}
        kernel, kernel_bias, w, b = (
            part - rate * grad for part, grad in zip((kernel, kernel_bias, w, b), grads, strict=True)
        )
    return {"labels": labels, "loss": losses, **first, "kernel_final": kernel, "b_final": b}


def elman_pass(x: Any, y: Any, p: Case) -> Case:
    """Goes through time and back: states, prediction, loss, and every gradient."""
    states = [np.zeros((len(x), len(p["Wh"])))]
    for t in range(x.shape[1]):
        states.append(np.tanh(x[:, t] @ p["Wx"] + states[-1] @ p["Wh"] + p["b"]))
    out = states[-1] @ p["Wy"] + p["by"]
    d = 2 * (out - y) / y.size
    grads = {name: np.zeros_like(part) for name, part in p.items()} | {"Wy": states[-1].T @ d, "by": d.sum(0)}
    dh, dx, norms = d @ p["Wy"].T, np.zeros_like(x), []
    for t in reversed(range(x.shape[1])):
        norms.append(np.linalg.norm(dh))
        dz = dh * (1 - states[t + 1] ** 2)
        grads["Wx"] += x[:, t].T @ dz
        grads["Wh"] += states[t].T @ dz
        grads["b"] += dz.sum(0)
        dx[:, t], dh = dz @ p["Wx"].T, dz @ p["Wh"].T
    return {"hidden": states[1:], "prediction": out, "loss": ((out - y) ** 2).mean(), "grads": grads, "x_gradient": dx,
            "norm_of_dloss_dh_from_last_to_first": norms}  # fmt: skip


weights = ("Wx", "Wh", "b", "Wy", "by")


def elman(given: Case, _: Case) -> Case:
    made = elman_pass(*arrays(given, "x", "y"), dict(zip(weights, arrays(given, *weights), strict=True)))
    return {**{f"{name}_gradient": grad for name, grad in made.pop("grads").items()}, **made}


def remember(given: Case, _: Case) -> Case:
    (x, y), p, losses = arrays(given, "x", "y"), dict(zip(weights, arrays(given, *weights), strict=True)), []
    for _step in range(given["steps"]):
        made = elman_pass(x, y, p)
        losses.append(made["loss"])
        p = {name: part - given["learning_rate"] * made["grads"][name] for name, part in p.items()}
    return {"loss": [*losses, elman_pass(x, y, p)["loss"]], "Wh_final": p["Wh"], "Wy_final": p["Wy"]}


def lstm(given: Case, _: Case) -> Case:
    x, wx, wh, bx, bh, g = arrays(given, "x", "Wx", "Wh", "bx", "bh", "upstream_gradient_on_last_hidden")
    n = len(wh)
    h, c, kept = [np.zeros((len(x), n))], [np.zeros((len(x), n))], []
    for t in range(x.shape[1]):
        i, f, a, o = np.split(x[:, t] @ wx + bx + h[-1] @ wh + bh, 4, axis=1)
        i, f, a, o = sigmoid(i), sigmoid(f), np.tanh(a), sigmoid(o)
        c.append(f * c[-1] + i * a)
        h.append(o * np.tanh(c[-1]))
        kept.append((i, f, a, o))
    dh, dc, dx, dwx, dwh, dbx = (
        g,
        np.zeros_like(g),
        np.zeros_like(x),
        np.zeros_like(wx),
        np.zeros_like(wh),
        np.zeros_like(bx),
    )
    for t in reversed(range(x.shape[1])):
        i, f, a, o = kept[t]
        top = np.tanh(c[t + 1])
        dc = dc + dh * o * (1 - top**2)
        parts = dc * a * i * (1 - i), dc * c[t] * f * (1 - f), dc * i * (1 - a**2), dh * top * o * (1 - o)
        dz = np.concatenate(parts, axis=1)
        dwx, dwh, dbx = dwx + x[:, t].T @ dz, dwh + h[t].T @ dz, dbx + dz.sum(0)
        dx[:, t], dh, dc = dz @ wx.T, dz @ wh.T, dc * f
    return {
        "hidden": h[1:],
        "x_gradient": dx,
        "Wx_gradient": dwx,
        "Wh_gradient": dwh,
        "bx_gradient": dbx,
        "cell_last": c[-1],
    }


def gru(given: Case, _: Case) -> Case:
    x, wx, wh, bx, bh, g = arrays(given, "x", "Wx", "Wh", "bx", "bh", "upstream_gradient_on_last_hidden")
    n = len(wh)
    h, kept = [np.zeros((len(x), n))], []
    for t in range(x.shape[1]):
        ar, az, an = np.split(x[:, t] @ wx + bx, 3, axis=1)
        hr, hz, hn = np.split(h[-1] @ wh + bh, 3, axis=1)
        r, z = sigmoid(ar + hr), sigmoid(az + hz)
        candidate = np.tanh(an + r * hn)
        h.append((1 - z) * candidate + z * h[-1])
        kept.append((r, z, candidate, hn))
    dh, dx = g, np.zeros_like(x)
    dwx, dwh, dbx, dbh = (np.zeros_like(part) for part in (wx, wh, bx, bh))
    for t in reversed(range(x.shape[1])):
        r, z, candidate, hn = kept[t]
        dn = dh * (1 - z) * (1 - candidate**2)
        dr, dz = dn * hn * r * (1 - r), dh * (h[t] - candidate) * z * (1 - z)
        left, right = np.concatenate([dr, dz, dn], axis=1), np.concatenate([dr, dz, dn * r], axis=1)
        dwx, dwh, dbx, dbh = dwx + x[:, t].T @ left, dwh + h[t].T @ right, dbx + left.sum(0), dbh + right.sum(0)
        dx[:, t], dh = left @ wx.T, dh * z + right @ wh.T
    return {
        "hidden": h[1:],
        "x_gradient": dx,
        "Wx_gradient": dwx,
        "Wh_gradient": dwh,
        "bx_gradient": dbx,
        "bh_gradient": dbh,
    }


def dense_count(given: Case, _: Case) -> Case:
    pairs = list(itertools.pairwise(given["sizes"]))
    biases = [b if given["bias"] else 0 for _, b in pairs]
    each = [a * b + bias for (a, b), bias in zip(pairs, biases, strict=True)]
    return {"weights": sum(a * b for a, b in pairs), "biases": sum(biases), "total": sum(each), "per_layer": each}


def conv_count(given: Case, _: Case) -> Case:
    rows, columns = given["kernel"]
    w = given["in_channels"] * given["out_channels"] * rows * columns
    b = given["out_channels"] if given["bias"] else 0
    return {"weights": w, "biases": b, "total": w + b}


def recurrent_count(given: Case, _: Case) -> Case:
    i, h, gates = given["inputs"], given["hidden"], {"rnn": 1, "gru": 3, "lstm": 4}[given["layer"]]
    one = gates * (i * h + h * h + h)
    return {"total_one_bias": one, "total_two_biases": one + gates * h}


solvers: dict[tuple[str, str], Callable[[Case, Case], Case]] = {
    ("batchnorm_residual", "batch_norm"): batch_norm,
    ("batchnorm_residual", "layer_norm"): layer_norm,
    ("batchnorm_residual", "residual"): residual,
    ("batchnorm_residual", "dropout"): dropout,
    ("cnn", "conv2d"): conv2d,
    ("cnn", "conv2d_forward"): conv2d,
    ("cnn", "pool"): pool,
    ("cnn", "training"): tiny_cnn,
    ("rnn", "elman"): elman,
    ("rnn", "lstm"): lstm,
    ("rnn", "gru"): gru,
    ("rnn", "training"): remember,
    ("parameter_counts", "dense"): dense_count,
    ("parameter_counts", "conv2d"): conv_count,
    ("parameter_counts", "recurrent"): recurrent_count,
    ("parameter_counts", "batchnorm"): lambda given, _: dict.fromkeys(
        ("total", "running_statistics"), 2 * given["features"]
    ),
}
