"""A second program, in plain NumPy and without nnlab: dense networks, their training, and descent on curves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from second_functions import Case, curves, rule, softmax

Layer = tuple[Any, Any, str]  # W (inputs, outputs), b (outputs,) or 0, activation


class Net:
    """Rows of samples through dense layers, and back again."""

    def __init__(self, layers: list[Layer], *, residual: bool = False, normal: bool = False) -> None:
        self.w = [np.array(w, float) for w, _, _ in layers]
        self.b = [np.array(b, float) for _, b, _ in layers]
        self.names = [name for _, _, name in layers]
        self.residual, self.normal = residual, normal

    def forward(self, x: Any) -> Any:
        self.x, self.z, self.a, self.h, self.slope = np.array(x, float), [], [], [], []
        here, self.scaled = self.x, []
        for place, (w, b, name) in enumerate(zip(self.w, self.b, self.names, strict=True)):
            z, hidden = here @ w + b, place < len(self.w) - 1
            if self.normal and hidden:
                deviation = np.sqrt(z.var(axis=0) + 1e-5)
                z = (z - z.mean(axis=0)) / deviation
                self.scaled.append(deviation)
            a, slope = (softmax(z), None) if name == "softmax" else curves[name](z, {})
            self.z.append(z)
            self.a.append(a)
            self.slope.append(slope)
            here = here + a if self.residual and hidden else a
            self.h.append(here)
        return here

    def backward(self, d: Any, *, at_z: bool = False) -> None:
        """Goes back from d = dL/da of the last layer (dL/dz where `at_z`): dw, db, dz, dh of every layer, and dx."""
        count = len(self.w)
        self.dw, self.db, self.dz, self.dh = ([None] * count for _ in range(4))
        for place in reversed(range(count)):
            hidden = place < count - 1
            self.dh[place] = d
            dz = d if at_z and not hidden else d * self.slope[place]
            self.dz[place] = dz
            if self.normal and hidden:
                n = self.z[place]
                dz = (dz - dz.mean(axis=0) - n * (dz * n).mean(axis=0)) / self.scaled[place]
            before = self.h[place - 1] if place else self.x
            self.dw[place], self.db[place] = before.T @ dz, dz.sum(axis=0)
            d = dz @ self.w[place].T + (d if self.residual and hidden else 0)
        self.dx = d

    def descend(self, rate: float) -> None:
        for place in range(len(self.w)):
            self.w[place] = self.w[place] - rate * self.dw[place]
            self.b[place] = self.b[place] - rate * self.db[place]


def flat(parts: list[Any]) -> Any:
    return np.concatenate([np.ravel(part) for part in parts])


class Stepping:
    """A net whose parameters move together by an optimizer's rule."""

    def __init__(self, net: Net, given: Case) -> None:
        self.net, self.step = net, rule(given)
        self.ends = np.cumsum([part.size for part in (*net.w, *net.b)])[:-1]

    def move(self) -> None:
        net = self.net
        made = np.split(self.step(flat([*net.w, *net.b]), flat([*net.dw, *net.db])), self.ends)
        shaped = [part.reshape(old.shape) for part, old in zip(made, (*net.w, *net.b), strict=True)]
        net.w, net.b = shaped[: len(net.w)], shaped[len(net.w) :]


def column(numbers: Any) -> Any:
    return np.array(numbers, float).reshape(-1, 1)


def forward_by_hand(given: Case, _: Case) -> Case:
    x, w1, w2 = (np.array(given[name], float) for name in ("x", "W1", "W2"))
    z = x @ w1
    hidden = curves[given["hidden_activation"]](z, {})[0]
    return {
        "hidden_products": w1.T * x,
        "hidden_pre_activation": z,
        "hidden": hidden,
        "output_products": w2.T * hidden,
        "output": curves[given["output_activation"]](hidden @ w2, {})[0],
    }


def neuron(given: Case, _: Case) -> Case:
    z = np.dot(given["weights"], given["inputs"]) + given["bias"]
    return {"weighted_sum": z, "output": curves[given["activation"]](np.array(z, float), {})[0]}


def three_neurons(given: Case, _: Case) -> Case:
    def fires(inputs: Any) -> Any:
        return neuron({**given, **given["every_neuron"], "inputs": inputs}, {})["output"]

    h = fires(given["inputs"])
    return {"h1": h, "h2": h, "o1": fires([h, h])}


def threshold(given: Case, _: Case) -> Case:
    total = np.dot(given["inputs"], given["weights"]) + given["bias"]
    fires = total > given["threshold"]
    if np.ndim(total):
        return {"output": fires.astype(int)}
    zero = {"bias": float(given["bias"] - given["threshold"])}
    return {"sum": total, "fires": bool(fires), "output": int(fires), "same_neuron_with_threshold_zero": zero}


def notation(given: Case, _: Case) -> Case:
    here, shapes = np.array(given["X_columns_are_samples"]), {"shape_W": [], "shape_b": [], "shape_Z": []}
    made: Case = {"Z": [], "A": [], **shapes}
    for place, (w, b) in enumerate(zip(given["W"], given["b"], strict=True)):
        z = np.array(w) @ here + np.array(b)
        name = given["output_activation"] if place == len(given["W"]) - 1 else given["hidden_activation"]
        here = curves[name](z, {})[0]
        for key, value in (("Z", z), ("A", here), ("shape_W", np.shape(w)), ("shape_b", np.shape(b)),
                           ("shape_Z", z.shape)):  # fmt: skip
            made[key].append(value)
    return {**made, "A_last_rows_are_samples": here.T}


def delta_rule(given: Case, _: Case) -> Case:
    x, y, w, b, steps = np.array(given["X"]), np.array(given["target"]), np.array(given["w"]), given["b"], []
    for _step in range(given["steps"]):
        wrong = y - (x @ w + b)
        steps.append(
            {"J": wrong @ wrong / 2, "delta_w": given["eta"] * wrong @ x, "delta_b": given["eta"] * wrong.sum()}
        )
        w, b = w + steps[-1]["delta_w"], b + steps[-1]["delta_b"]
    wrong = y - (x @ w + b)
    return {"steps": steps, "w_final": w, "b_final": b, "J_final": wrong @ wrong / 2}


def computation_graph(given: Case, _: Case) -> Case:
    net = Net([(given["w_i"], given["b_i"], "sigmoid"), (column(given["w_o"]), [given["b_o"]], "sigmoid")])
    o = net.forward([given["x"]])
    net.backward(2 * (o - given["y"]))
    h, eta, outer = net.a[0][0], given["eta"], net.dz[1][0, 0]
    return {
        "forward": {"mu1": net.z[0][0], "h": h, "mu2": net.z[1][0, 0], "O": o[0, 0], "E": (o[0, 0] - given["y"]) ** 2},
        "local": {
            "dE_dO": 2 * (o[0, 0] - given["y"]),
            "dO_dmu2": net.slope[1][0, 0],
            "dmu2_dw_o": h,
            "dmu2_db_o": 1.0,
            "dmu2_dh": given["w_o"],
            "dh_dmu1": net.slope[0][0],
            "dmu1_dw_i": given["x"],
            "dmu1_db_i": 1.0,
        },
        "case_1_output_side": {"dE_dmu2": outer, "dE_dw_o": net.dw[1][:, 0], "dE_db_o": outer},
        "case_2_input_side": {
            "dE_dh": net.dh[0][0],
            "dE_dmu1": net.dz[0][0],
            "dE_dw_i": net.dw[0],
            "dE_db_i": net.db[0],
        },
        "after_update": {
            "w_i": net.w[0] - eta * net.dw[0],
            "b_i": net.b[0] - eta * net.db[0],
            "w_o": (net.w[1] - eta * net.dw[1])[:, 0],
            "b_o": given["b_o"] - eta * outer,
        },
    }


def lin_relu_lin(given: Case, _: Case) -> Case:
    y = column(given["y"])
    net = Net([(given["w1"], given["b1"], "relu"), (given["w2"], given["b2"], "linear")])
    losses, first = [], {}
    for step in range(given["steps"] + 1):
        out = net.forward(given["X"])
        losses.append(((out - y) ** 2).mean())
        if step == given["steps"]:
            break
        net.backward(2 * (out - y) / len(y))
        if step == 0:
            first = {"l1": net.z[0], "l2": net.a[0], "out": out, "loss": losses[0], "out_g": net.dz[1],
                     "l2_g": net.dh[0], "l1_g": net.dz[0], "inp_g": net.dx, "w1_g": net.dw[0], "b1_g": net.db[0],
                     "w2_g": net.dw[1], "b2_g": net.db[1]}  # fmt: skip
        net.descend(given["learning_rate"])
    after = {"w1": net.w[0], "b1": net.b[0], "w2": net.w[1], "b2": net.b[1]}
    return {**first, "losses": losses, "after_steps": after}


def jacobians(given: Case, _: Case) -> Case:
    x, w = np.array(given["x"]), np.array(given["w"])
    return {"d_product_dx": np.diag(w), "d_product_dw": np.diag(x), "d_sum_dx": np.ones(len(x)), "d_dot_dx": w,
            "d_dot_dw": x, "d_xplusb_dx": np.eye(len(x))}  # fmt: skip


def tiny_net(given: Case, _: Case) -> Case:
    y, net = np.array(given["y"]), Net([(given["W1"], given["b1"], "tanh"), (given["W2"], given["b2"], "linear")])
    moving, losses, after = Stepping(net, given), [], []
    for _step in range(given["steps"]):
        out = net.forward(given["X"])
        losses.append(((out - y) ** 2).mean())
        net.backward(2 * (out - y) / y.size)
        moving.move()
        after.append({"W1": net.w[0], "b1": net.b[0], "W2": net.w[1], "b2": net.b[1]})
    losses.append(((net.forward(given["X"]) - y) ** 2).mean())
    return {"loss": losses, "after_first_step": after[0], "after_last_step": after[-1]}


def symmetry(given: Case, _: Case) -> Case:
    net, y = (
        Net([(given["W1"], 0, given["hidden_activation"]), (given["W2"], 0, given["output_activation"])]),
        np.array(given["y"]),
    )
    for _step in range(given["steps"]):
        net.backward(2 * (net.forward(given["X"]) - y) / y.size)
        net.w = [w - given["learning_rate"] * dw for w, dw in zip(net.w, net.dw, strict=True)]
    return {"W1_final": net.w[0], "W2_final": net.w[1], "all_hidden_neurons_identical": True}


def chain(given: Case, _: Case) -> Case:
    here, slope, heights, slopes = np.array(float(given["x"])), 1.0, {}, {}
    for depth in range(1, max(given["depths"]) + 1):
        here, steep = curves[given["activation"]](given["w"] * here, {})
        slope = slope * steep * given["w"]
        heights[depth], slopes[depth] = here, slope
    return {
        "output_at_depth": [heights[depth] for depth in given["depths"]],
        "d_output_dx_at_depth": [slopes[depth] for depth in given["depths"]],
    }


def deep_net(given: Case, _: Case) -> Case:
    layers = [(w, 0, given["activation"]) for w in given["W"]]
    net = Net([*layers, (given["W_out"], 0, "linear")], residual=given["residual"], normal=given["batch_norm"])
    y = np.array(given["y"], float)
    wrong = net.forward(given["X"]) - y
    net.backward(2 * wrong / y.size)
    states = [np.linalg.norm(d) for d in net.dh[:-1]]
    return {
        "loss": (wrong**2).mean(),
        "gradient_norm_per_layer": [np.linalg.norm(dw) for dw in net.dw[:-1]],
        "state_gradient_norm_per_layer": states,
        "state_first_over_last": states[0] / states[-1],
    }


solvers: dict[tuple[str, str], Callable[[Case, Case], Case]] = {
    ("forward_by_hand", "forward"): forward_by_hand,
    ("neuron", "neuron"): neuron,
    ("neuron", "network"): three_neurons,
    ("neuron", "mse"): lambda given, _: {"mse": np.mean((np.array(given["y_true"]) - given["y_pred"]) ** 2)},
    ("threshold_perceptron", "neuron"): threshold,
    ("threshold_perceptron", "gate"): threshold,
    ("notation", "network"): notation,
    ("delta_rule", "training"): delta_rule,
    ("computation_graph", "graph"): computation_graph,
    ("lin_relu_lin_mse", "gradients"): lin_relu_lin,
    ("lin_relu_lin_mse", "jacobian"): jacobians,
    ("optimizers", "tiny_net"): tiny_net,
    ("initializers", "symmetry"): symmetry,
    ("gradient_flow", "chain"): chain,
    ("gradient_flow", "deep_net"): deep_net,
}
