"""`docs/plugins/hooks.md` lists all of `nnlab.api`, and the code has it as the page says, in both languages."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import re

import pytest
from plugin_pages import languages, page

from nnlab import api
from nnlab.api import Component, Hooks, Layer, Optimizer, Table, bases, hooks, param
from nnlab.api.methods import methods

required = {"en": "required", "zh_CN": "必需"}
optional = {"en": "optional", "zh_CN": "可选"}
filled_in = {"kind", "params", "declared_at", "traits", "allowed"}
by_language = pytest.mark.parametrize("language", languages)
by_hook = pytest.mark.parametrize("hook", hooks)


def section(heading: str, language: str) -> str:
    """Returns what stands below a heading of the page."""
    found = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", page("hooks", language).text, re.DOTALL | re.MULTILINE)
    assert found, f"hooks.md ({language}) has no heading “{heading}”"
    return found[1]


def rows(text: str, columns: int) -> list[list[str]]:
    """Returns the rows of tables with so many columns, each beginning with code, without its marks."""
    split = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in text.splitlines() if line[:3] == "| `"]
    cells = [[cell.strip("| ") for cell in row] for row in split]
    return [[cell.strip("`") if cell.count("`") == 2 else cell for cell in row] for row in cells if len(row) == columns]


def texts(cell: str) -> tuple[str, ...]:
    """Returns the texts in quotes that a cell lists."""
    return tuple(re.findall(r'"([^"]*)"', cell))


@by_language
def test_every_name_of_the_api_is_on_the_page_and_no_other(language):
    table = page("hooks", language).text.partition("\n## ")[0]
    named = {
        name
        for line in table.splitlines()
        if line[:3] == "| `"
        for name in re.findall(r"`(\w+)`", line.split(" | ")[0])
    }
    assert named == set(api.__all__)


@by_language
def test_the_hooks_are_the_headings_in_the_order_of_the_code(language):
    headings = re.findall(r"^## (nnlab_\w+)$", page("hooks", language).text, re.MULTILINE)
    assert headings == list(hooks) == [name for name in vars(Hooks) if name.startswith("nnlab_")]


@by_language
@by_hook
def test_a_hook_returns_what_the_page_says(hook, language):
    base = bases[hooks[hook]]
    text = section(hook, language)
    assert f"`{hook}()`" in text
    assert f"`{base.__name__}`" in text
    assert f"[{base.__name__}]" in str(inspect.signature(getattr(Hooks, hook)).return_annotation).replace("type", "")
    assert f"]({page(hooks[hook], language).path.name})" in text


@by_language
@by_hook
def test_the_methods_and_their_arguments_are_those_of_the_code(hook, language):
    kind = hooks[hook]
    listed = [(row[0], row[3]) for row in rows(section(hook, language), 4) if "(" in row[0]]
    expected = []
    for name, method in methods[kind].items():
        arguments = (*method.arguments, "*inputs") if method.many else method.arguments
        needed = method.required and not hasattr(bases[kind], name)
        expected.append((f"{name}({', '.join(arguments)})", (required if needed else optional)[language]))
    assert listed == expected


@by_language
@by_hook
def test_the_attributes_of_a_kind_have_the_values_and_defaults_of_the_code(hook, language):
    base = bases[hooks[hook]]
    listed = {row[0]: row for row in rows(section(hook, language), 4) if "(" not in row[0]}
    own = {name for name in inspect.get_annotations(base) if name not in filled_in} - {"learning_rate"}
    assert listed.keys() == own
    assert list(base.traits) == [name for name in listed if name in base.traits]
    for name, row in listed.items():
        assert ast.literal_eval(row[2].strip("`")) == getattr(base, name)
        if name in base.allowed:
            assert texts(row[1]) == base.allowed[name]


@by_language
def test_the_attributes_of_every_component_are_those_of_the_code(language):
    text = section({"en": "Every component", "zh_CN": "所有组件"}[language], language)
    listed = {row[0]: row[2] for row in rows(text, 4)}
    assert listed.keys() | filled_in == set(inspect.get_annotations(Component))
    for name in filled_in:
        assert f"`{name}`" in text
    for name in ("tex", "native"):
        assert ast.literal_eval(listed[name]) == getattr(Component, name)


@by_language
def test_param_and_table_take_what_the_page_says(language):
    def said(heading):
        return {row[0]: row[2] for row in rows(section(heading, language), 3)}

    taken = {
        name: required[language]
        if parameter.default is dataclasses.MISSING
        else repr(parameter.default).replace("'", '"')
        for name, parameter in inspect.signature(param).parameters.items()
        if parameter.kind is not parameter.VAR_KEYWORD
    }
    assert said("param") == taken
    fields = {
        field.name: required[language] if field.default is dataclasses.MISSING else repr(field.default)
        for field in dataclasses.fields(Table)
    }
    assert said("Table") == fields


@by_language
def test_the_learning_rate_that_optimizers_have_is_as_the_page_says(language):
    (spec,) = [field for field in dataclasses.fields(Optimizer) if field.name == "learning_rate"]
    declared = spec.metadata["nnlab"]
    text = section("nnlab_optimizers", language)
    for number in (spec.default, declared.low, declared.high):
        assert f"{number:g}" in text
    assert declared.log


def test_only_layers_have_methods_that_may_be_left_out_because_the_base_has_them():
    inherited = {kind for kind, base in bases.items() for name in methods[kind] if hasattr(base, name)}
    assert inherited == {Layer.kind, Optimizer.kind}
