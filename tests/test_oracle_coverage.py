"""No reference number is skipped in silence: every kind and every expected field of the folder is claimed by a test.

A test claims a kind by `cases("file", "kind", ...)` or `named(...)` and a field by naming it; both are found in the
tests' source. A call without kinds claims those that its module names, and the kind of a file that has only one.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
from oracle_cases import document, ours, root

pytestmark = pytest.mark.oracle

tests = Path(__file__).parent
elsewhere = {
    "task_queue": "how a queue of plots must not block training: a lesson of the plots' issue, nothing of the engine's",
}
taught = {
    "activations", "losses", "optimizers", "schedules", "initializers", "neuron", "forward_by_hand",
    "threshold_perceptron", "parameter_counts", "notation", "gender_net", "two_layer_class", "linear_regression_sgd",
    "delta_rule", "computation_graph", "cost_gradient", "learning_rate", "momentum", "gd_variants", "lin_relu_lin_mse",
    "logistic_regression", "gradient_flow", "batchnorm_residual", "universal_approximation", "pima_mlp", "iris_mlp",
    "digits", "cnn", "rnn",
}  # fmt: skip


class Source:
    """What a test module says: the calls that claim kinds, and every text in it, f-strings as patterns."""

    def __init__(self, path: Path) -> None:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        self.path, self.marked = path, "oracle" in path.read_text(encoding="utf-8")
        self.texts: set[str] = set()
        self.patterns: list[re.Pattern[str]] = []
        self.calls: list[tuple[str, tuple[str, ...]]] = []
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                self.texts.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = (re.escape(p.value) if isinstance(p, ast.Constant) else "[A-Za-z0-9]+" for p in node.values)
                if any(isinstance(p, ast.Constant) for p in node.values):
                    self.patterns.append(re.compile("".join(parts)))
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("cases", "named"):
                ident, *kinds = (arg.value if isinstance(arg, ast.Constant) else None for arg in node.args or [None])
                if isinstance(ident, str):
                    self.calls.append((ident, tuple(kind for kind in kinds if isinstance(kind, str))))

    def says(self, word: str) -> bool:
        return word in self.texts or any(pattern.fullmatch(word) for pattern in self.patterns)

    def claims(self, ident: str, kind: str, kinds: set[str]) -> bool:
        asked = [named for file, named in self.calls if file == ident]
        return any(kind in named or (not named and (self.says(kind) or kinds == {kind})) for named in asked)


@cache
def sources() -> tuple[Source, ...]:
    return tuple(Source(path) for path in sorted(tests.rglob("test_*.py")) if path != Path(__file__))


def claimed(ident: str) -> dict[str, list[Source]]:
    """Returns the modules that claim each kind of a file of the folder."""
    kinds = {case["kind"] for case in document(ident)["cases"]}
    return {kind: [one for one in sources() if one.claims(ident, kind, kinds)] for kind in sorted(kinds)}


def files() -> list[str]:
    return sorted(path.stem for path in root.glob("*.json"))


def test_the_folder_holds_reference_numbers():
    assert files(), f"{root} has no reference files"
    if root == ours:
        assert set(files()) == taught | elsewhere.keys()


@pytest.mark.parametrize("ident", [ident for ident in files() if ident not in elsewhere])
def test_every_kind_of_a_file_is_claimed_by_a_test(ident):
    assert {kind for kind, found in claimed(ident).items() if not found} == set()


@pytest.mark.parametrize("ident", [ident for ident in files() if ident not in elsewhere])
def test_every_expected_field_is_named_by_a_test_that_claims_its_kind(ident):
    fields = defaultdict(set)
    for case in document(ident)["cases"]:
        fields[case["kind"]] |= case["expect"].keys()
    forgotten = {
        f"{kind}: {field}"
        for kind, found in claimed(ident).items()
        for field in fields[kind]
        if not any(one.says(field) for one in found)
    }
    assert forgotten == set()


def test_tests_ask_for_files_that_exist_and_are_marked():
    for one in sources():
        asked = {ident for ident, _ in one.calls}
        assert asked <= taught | elsewhere.keys(), one.path
        assert one.marked or not asked, one.path
