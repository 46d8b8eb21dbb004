"""`nnlab plugins`: every component, and a reason for every plugin that could not be loaded."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

good = """
import numpy as np
from nnlab.api import Activation, hookimpl, param

class Swish(Activation):
    beta: float = param(1.0, low=0.1, high=10.0, log=True, help="Sharpness")

    def forward(self, z):
        return z / (1 + np.exp(-self.beta * z))

@hookimpl
def nnlab_activations():
    return [Swish]
"""
bad = {
    "syntax": "def forward(:\n",
    "exits": "import sys\nsys.exit(3)\n",
    "kills": "import os\nos._exit(3)\n",
    "loops": "while True:\n    pass\n",
    "raises": (
        "from nnlab.api import hookimpl\n\n@hookimpl\ndef nnlab_activations():\n    raise RuntimeError('no wish to')\n"
    ),
}
builtin = {
    "activation": {"identity", "sigmoid", "tanh", "relu", "leaky_relu", "softplus", "step", "softmax"},
    "loss": {"mse", "sse", "half_sse", "binary_cross_entropy", "cross_entropy"},
    "optimizer": {"sgd", "momentum", "adam"},
    "schedule": {"constant", "cosine"},
    "regularizer": {"l1", "l2"},
    "initializer": {"uniform", "normal", "xavier", "he", "zeros"},
    "layer": {"dense", "dropout"},
    "metric": {"accuracy", "mean_absolute_error"},
    "dataset": {"circle", "xor", "gauss", "spiral", "moons", "plane", "hills"},
}


def test_every_bundled_component_is_listed_with_its_parameters(nnlab):
    ended = nnlab("plugins", "--safe-mode", "--json")
    assert (ended.code, ended.err) == (0, "")
    listed = ended.json
    assert listed["problems"] == []
    for kind, ids in builtin.items():
        assert ids <= {one["id"] for one in listed["components"] if one["kind"] == kind}
    adam = next(one for one in listed["components"] if one["id"] == "adam")
    assert {"id", "kind", "name", "origin", "file", "parameters"} <= set(adam)
    assert Path(adam["file"]).is_file()
    rate = next(one for one in adam["parameters"] if one["name"] == "learning_rate")
    assert (rate["kind"], rate["low"], rate["high"]) == ("float", 1e-6, 10.0)
    assert rate["help"]


def test_the_texts_are_in_the_asked_language(nnlab):
    english, chinese = (
        {one["id"]: one["name"] for one in nnlab("plugins", "--safe-mode", "--json", "--lang", lang).json["components"]}
        for lang in ("en", "zh_CN")
    )
    assert english != chinese
    assert english.keys() == chinese.keys()


def test_a_table_is_printed_for_people(nnlab):
    ended = nnlab("plugins", "--safe-mode")
    assert (ended.code, ended.err) == (0, "")
    assert "leaky_relu" in ended.out
    assert "learning_rate" in ended.out


def test_one_broken_plugin_never_hides_another(nnlab, plugin: Callable[[str, str], Path]):
    for name, text in {**bad, "swish": good}.items():
        folder = plugin(name, text)
    began = time.monotonic()
    ended = nnlab("plugins", "--plugins", folder, "--json")
    assert time.monotonic() - began < 40
    assert ended.code == 0
    listed = ended.json
    swish = next(one for one in listed["components"] if one["id"] == "swish")
    assert swish["parameters"] == [
        {"name": "beta", "kind": "float", "default": 1.0, "low": 0.1, "high": 10.0, "help": "Sharpness"}
    ]
    assert Path(swish["file"]).name == "swish.py"
    reasons = {Path(problem["file"]).stem: problem for problem in listed["problems"]}
    assert set(reasons) == set(bad)
    for problem in listed["problems"]:
        assert problem["sentence"]
        assert "{" not in problem["sentence"]
    assert reasons["syntax"]["line"] == 1
    assert reasons["raises"]["line"] == 5
    assert "no wish to" in reasons["raises"]["sentence"]


def test_the_problems_are_sentences_for_people_in_both_languages(nnlab, plugin: Callable[[str, str], Path]):
    folder = plugin("syntax", bad["syntax"])
    english = nnlab("plugins", "--plugins", folder)
    chinese = nnlab("--lang", "zh_CN", "--plugins", folder, "plugins")
    assert "syntax.py" in english.sentence
    assert "syntax.py" in chinese.sentence
    assert english.sentence != chinese.sentence


def test_a_plugin_of_the_users_folder_is_there_and_safe_mode_leaves_it_out(nnlab, own_home: Path):
    (own_home / "plugins").mkdir()
    (own_home / "plugins" / "swish.py").write_text(good, encoding="utf-8")
    ids = {one["id"] for one in nnlab("plugins", "--json").json["components"]}
    assert "swish" in ids
    ids = {one["id"] for one in nnlab("plugins", "--json", "--safe-mode").json["components"]}
    assert "swish" not in ids
