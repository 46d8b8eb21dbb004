"""Formulas on the command line: they train, and a wrong one is a sentence with its place and an exit code."""

from __future__ import annotations

import pytest

from nnlab.experiment.file import load

rule = ("--set", "data.source=rule", "--set")


def test_formulas_feed_the_network_and_are_in_the_file(nnlab, tmp_path):
    saved = tmp_path / "fed.nnlab"
    inputs = "x1, sin(x1*x2), max(x1, abs(x2)), x1**2 + x2**2"
    ended = nnlab("train", "circle", "--epochs", 30, "--set", f"network.inputs={inputs}", "--save", saved, "--json")
    assert ended.code == 0
    assert ended.json["metrics"]["train_accuracy"] > 0.9
    assert load(saved).experiment.network.inputs == ("x1", "sin(x1*x2)", "max(x1, abs(x2))", "x1**2 + x2**2")


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("network.inputs=__import__('os')", "At character 1, __import__ is no function"),
        ("network.inputs=x1, log(x1)", "log(x1) has no finite value in row"),
        ("data.source.formula=y > eval", "At character 5, eval is no column's name"),
    ],
)
def test_a_wrong_formula_is_one_sentence_with_its_place(nnlab, setting, said):
    ended = nnlab("train", "spiral", "--epochs", 1, *(rule[:2] if "formula" in setting else ()), "--set", setting)
    assert ended.code != 0
    assert said in ended.sentence
