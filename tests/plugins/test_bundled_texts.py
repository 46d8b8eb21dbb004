"""Bundled plugins are written as a student would, with names, help and labels in both languages."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import pytest
from bundled_components import bundled_catalog

from nnlab.catalog import discover_bundled
from nnlab.records import Text

chinese = re.compile(r"[\u4e00-\u9fff]")


def a_name_of_its_own(text: object) -> bool:
    """Tells whether a name is one word that is the same in every language: ReLU, Adam, Softmax."""
    return text.zh_CN == text.en and " " not in text.en


def test_a_name_of_its_own_is_one_word() -> None:
    assert a_name_of_its_own(Text.of("Adam"))
    assert not a_name_of_its_own(Text.of("Half the sum"))
    assert not a_name_of_its_own(Text.of({"en": "Constant", "zh_CN": "Const"}))


@pytest.mark.parametrize("source", discover_bundled(), ids=lambda source: source.name)
def test_a_plugin_imports_only_the_api_numpy_and_the_standard_library(source: object) -> None:
    allowed = {"nnlab.api", "numpy"} | sys.stdlib_module_names
    for node in ast.walk(ast.parse(Path(source.path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            assert {alias.name for alias in node.names} <= allowed
        if isinstance(node, ast.ImportFrom):
            assert node.module in allowed


@pytest.mark.parametrize("info", bundled_catalog().infos, ids=lambda info: f"{info.kind}-{info.id}")
def test_a_component_speaks_both_languages(info: object) -> None:
    assert info.name.en
    assert not chinese.search(info.name.en + info.help.en)
    assert chinese.search(info.name.zh_CN) or a_name_of_its_own(info.name)
    assert chinese.search(info.help.zh_CN)
    assert info.tex.count("{") == info.tex.count("}")
    assert info.tex or info.kind in ("dataset",)
    assert bundled_catalog().cls(info.kind, info.id).__doc__
    for spec in info.params:
        texts = [(spec.label, True), (spec.help, True), (spec.unit, False)]
        texts += [(choice.label, True) for choice in spec.choices]
        for text, needed in texts:
            if needed or text.en:
                assert text.en
                assert chinese.search(text.zh_CN)
                assert not chinese.search(text.en)


def test_a_component_asks_for_a_native_twin_only_where_the_engine_is_told_so() -> None:
    catalog = bundled_catalog()
    natives = {(info.kind, catalog.cls(info.kind, info.id).native) for info in catalog.infos if info.kind != "layer"}
    assert {native for native in natives if native[1]} == {
        ("activation", "sigmoid"),
        ("activation", "softmax"),
        ("loss", "binary_cross_entropy"),
        ("loss", "cross_entropy"),
        ("optimizer", "adam"),
    }
