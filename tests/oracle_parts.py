"""Bundled components under the names of the reference files, the data tables, and how to compare random draws."""

from __future__ import annotations

import csv
import gzip
import os
import re
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnlab.catalog import Catalog, load_catalog

soak = os.environ.get("NNLAB_SOAK") == "1"


@cache
def bundled() -> Catalog:
    """Returns the catalogue of the bundled plugins (it is only read)."""
    return load_catalog()


def component(kind: str, ident: str, **values: Any) -> Any:
    """Makes a bundled component; an unknown id or setting is an error, never a reason to skip."""
    info = bundled().info(kind, ident)
    assert info is not None, f"no bundled {kind} is called {ident!r}"
    unknown = [name for name in values if info.param(name) is None]
    assert not unknown, f"the {kind} {ident!r} has no setting {unknown[0]!r}"
    return bundled().cls(kind, ident)(**values)


def activation_id(name: str | None) -> str:
    """Returns the id of an activation by its name in the files."""
    return "identity" if name in (None, "linear", "identity") else str(name)


def activation(name: str | None) -> Any:
    """Makes an activation by its name in the files; None for a linear one."""
    ident = activation_id(name)
    return None if ident == "identity" else component("activation", ident)


def loss(name: str) -> Any:
    return component("loss", name)


def sgd(rate: float) -> Any:
    return component("optimizer", "sgd", learning_rate=rate)


def rule(name: str, hyper: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Returns the id and the values of the bundled optimizer that follows a rule of `optimizers.json`."""
    values = {key: value for key, value in hyper.items() if key not in ("lr", "betas")}
    values["learning_rate"] = hyper["lr"]
    if "betas" in hyper:
        values["beta1"], values["beta2"] = hyper["betas"]
    return ("momentum" if name == "sgd" and "momentum" in hyper else name), values


def optimizer(name: str, hyper: dict[str, Any]) -> Any:
    """Makes the bundled optimizer that follows a rule of `optimizers.json`."""
    ident, values = rule(name, hyper)
    return component("optimizer", ident, **values)


def table(name: str) -> tuple[list[str], list[list[str]]]:
    """Returns the header and the rows of a data file; skips only where no data folder is named."""
    folder = os.environ.get("NNLAB_DATA_DIR")
    if not folder:
        pytest.skip(f"NNLAB_DATA_DIR is not set, so there is no {name}")
    opened = gzip.open if name.endswith(".gz") else open
    with opened(Path(folder) / name, "rt", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    return header, rows


def labelled(given: dict[str, Any]) -> tuple[list[str], Any, Any]:
    """Returns column names, x (N, columns) and labels (N,) of the rows that the words `rows` choose.

    Known are "... NAME (label 0) and NAME (label 1) ..." for the last column and "all ..., label NAME".
    """
    header, rows = table(given["data"])
    words = given.get("rows", "all")
    classes = {name: int(label) for name, label in re.findall(r"(\w+) \(label (\d)\)", words)}
    if classes:
        rows = [row for row in rows if row[-1] in classes]
        labels = [classes[row[-1]] for row in rows]
    else:
        assert words.startswith("all"), words
        target = re.search(r"label (\w+)", words)
        place = header.index(target[1]) if target else len(header) - 1
        labels = [int(row[place]) for row in rows]
    columns = given.get("columns", header[:-1])
    places = [header.index(column) for column in columns]
    return columns, np.array([[float(row[place]) for place in places] for row in rows]), np.array(labels)


def scaling(words: str) -> str:
    """Returns the document's scaling for the words `scale`."""
    assert words.startswith(("none", "z-score")), words
    return "none" if words.startswith("none") else "standardize"


def drawn(words: str, rng: np.random.Generator, shape: tuple[int, ...]) -> Any:
    """Draws numbers as the words `initialisation` say: "... uniform on [a, b)" or "... N(mean, deviation)"."""
    number = r"(-?[\d.]+)"
    if found := re.search(rf"uniform on \[{number}, {number}[)\]]", words):
        return rng.uniform(float(found[1]), float(found[2]), shape)
    found = re.search(rf"N\({number}, {number}\)", words)
    assert found, words
    return rng.normal(float(found[1]), float(found[2]), shape)


def check_quantiles(draws: Any, quantiles: dict[float, float], runs: int) -> None:
    """Holds draws of ours against quantiles (0 is the least, 1 the greatest) of `runs` draws of the file's authors.

    Where both come from one distribution, the number of ours below a quantile q is about binomial: n q, give or take
    five times sqrt(n q (1 - q) (1 + n / runs)). Nothing is taken for granted of the distribution itself.
    """
    draws = np.asarray(draws, float)
    n = len(draws)
    for quantile, value in quantiles.items():
        q = (quantile * runs + 1) / (runs + 2)
        margin = 5 * np.sqrt(n * q * (1 - q) * (1 + n / runs)) + 1
        within = 1e-9 * abs(value)
        below, upto = (draws < value - within).sum(), (draws <= value + within).sum()
        assert below <= n * q + margin, f"{below} of {n} draws are below {value}, the {quantile:g} quantile of {runs}"
        assert upto >= n * q - margin, f"{upto} of {n} draws are up to {value}, the {quantile:g} quantile of {runs}"
