"""A template is a plugin that works: named after what its author calls it, and within its contract as it is."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnlab.api import hooks
from nnlab.api._declare import snake_case as api_snake_case
from nnlab.authoring.naming import hook_of, snake_case
from nnlab.authoring.naming import named as name_of
from nnlab.authoring.templates import kinds_of_templates, template
from nnlab.catalog import load_catalog
from nnlab.records import ProblemError, Text, bundled, kinds
from nnlab.testing import assert_contract

languages = ("en", "zh_CN")


@pytest.fixture(scope="module")
def catalog():
    return load_catalog()


def loaded(catalog, folder, plugin):
    """Returns what a plugin's file brings."""
    file = folder / plugin.file_name
    file.write_text(plugin.text, encoding="utf-8")
    (one,) = catalog.load_file(file)
    assert one.problems == ()
    return one.components


def test_every_kind_has_a_template():
    assert kinds_of_templates() == kinds


@pytest.mark.parametrize("language", languages)
@pytest.mark.parametrize("kind", kinds)
def test_a_template_works_as_it_is(kind, language, catalog, tmp_path):
    plugin = template(kind, "my swish", language)
    ((info, cls),) = loaded(catalog, tmp_path, plugin)
    assert (plugin.file_name, plugin.class_name, plugin.id) == ("my_swish.py", "MySwish", "my_swish")
    assert (info.kind, info.id, cls.__name__, info.name) == (kind, "my_swish", "MySwish", Text("My swish", "My swish"))
    assert_contract(cls, strict=True)


@pytest.mark.parametrize("kind", kinds)
def test_a_template_is_the_same_program_in_both_languages(kind):
    def program(language):
        tree = ast.parse(template(kind, "thing", language).text)
        return ast.dump(ast.Module(tree.body[1:], []))  # the docstring is worded

    assert program("en") == program("zh_CN")
    assert template(kind, "thing", "en").text != template(kind, "thing", "zh_CN").text


@pytest.mark.parametrize("kind", kinds)
def test_a_template_is_short_and_says_what_to_change(kind):
    lines = [line for line in template(kind, "thing").text.splitlines() if line.strip()]
    assert 10 <= len(lines) <= 25
    assert max(map(len, lines)) <= 120
    assert any(line.strip().startswith("# ") for line in lines)


def test_all_templates_but_the_layer_declare_a_parameter():
    assert [kind for kind in kinds if "param(" not in template(kind, "thing").text] == ["layer"]


def test_nothing_of_a_template_keeps_its_old_name():
    for language in languages:
        for file in (bundled("assets") / "templates" / language).glob("*.py"):
            made = template(file.stem, "my swish", language).text
            assert "NewThing" in file.read_text(encoding="utf-8")
            assert "thing" not in made.lower().replace("nothing", "")


# ---- names


@pytest.mark.parametrize(
    ("name", "class_name", "ident", "shown"),
    [
        ("my swish", "MySwish", "my_swish", "My swish"),
        ("MySwish", "MySwish", "my_swish", "My swish"),
        ("my_swish", "MySwish", "my_swish", "My swish"),
        ("my-swish 2", "MySwish2", "my_swish2", "My-swish 2"),
        ("Leaky ReLU", "LeakyReLU", "leaky_re_lu", "Leaky ReLU"),
        ("  lion ", "Lion", "lion", "Lion"),
        ("_draft", "Draft", "draft", "Draft"),
        ("我的 ball", "Ball", "ball", "我的 ball"),
        ('say "hi"\\', "SayHi", "say_hi", "Say hi"),
    ],
)
def test_class_id_and_shown_name_come_of_one_name(name, class_name, ident, shown):
    names = name_of("optimizer", name)
    assert (names.class_name, names.id, names.shown) == (class_name, ident, shown)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("我的激活", "new.latin"),
        ("", "new.latin"),
        ("123", "new.latin"),
        ("3x", "new.digit"),
        ("class", "new.word"),
        ("True", "new.word"),
        ("math", "new.word"),
        ("numpy", "new.word"),
        ("Optimizer", "new.word"),
        ("table", "new.word"),
        ("adam", "new.taken"),
    ],
)
def test_a_name_that_cannot_be_one_is_refused_with_the_way_out(name, code):
    with pytest.raises(ProblemError) as raised:
        name_of("optimizer", name, ["adam"])
    assert raised.value.problem.code == code


@pytest.mark.parametrize("name", ["3x", "class", "math", "adam"])
def test_the_name_that_is_suggested_can_be_one(name):
    taken = ["adam", "my_adam"]
    with pytest.raises(ProblemError) as raised:
        name_of("optimizer", name, taken)
    assert name_of("optimizer", raised.value.problem.values["suggestion"], taken).id not in taken


@given(st.text(max_size=40))
def test_whatever_is_typed_becomes_a_plugin_or_a_sentence(name):
    plugin, refusal = None, ""
    try:
        plugin = template("schedule", name)
    except ProblemError as error:
        refusal = str(error)
    if plugin is None:
        assert refusal
        return
    compile(plugin.text, plugin.file_name, "exec")
    assert plugin.class_name.isidentifier()
    assert plugin.id.isidentifier()


@given(st.from_regex(r"[A-Z][A-Za-z0-9_]{0,20}", fullmatch=True))
def test_the_id_of_a_class_is_the_one_that_the_api_makes(name):
    assert snake_case(name) == api_snake_case(name)


def test_the_hook_of_a_kind_is_the_one_of_the_api():
    assert {hook_of(kind): kind for kind in kinds} == hooks
