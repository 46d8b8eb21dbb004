"""Copy and change: one component with what it needs, and nothing that is untrue of a copy."""

from __future__ import annotations

from pathlib import Path

import pytest

from nnlab.authoring.copying import copy_and_change, ids_in
from nnlab.catalog import load_catalog
from nnlab.records import ProblemError, Text, kinds
from nnlab.testing import assert_contract

infos = load_catalog().infos
file = '''"""Two of them."""
import math, os
import numpy as np
from nnlab.api import Activation, Loss, hookimpl, param

# how far it reaches,
# in both directions
reach = 2.0
unused = 1


def squeezed(z):
    """Returns z / reach, squeezed."""
    return np.tanh(z / reach)  # reach counts


class Base(Activation):
    def forward(self, z):
        return squeezed(z)


class Wide(Base):
    """Wide as the sea."""

    id = "broad"
    native = "tanh"
    # what a person sees
    name = {
        "en": "Wide",
        "zh_CN": "宽",
    }
    slope: float = param(1.0, low=0, high=math.pi)

    def forward(self, z):
        return self.slope * super(Wide, self).forward(z)  # Wide: 更宽 than Base


class Plain(Activation):
    def forward(self, z):
        return squeezed(z)


@hookimpl
def nnlab_activations():
    return [Wide, Plain]
'''


@pytest.fixture(scope="module")
def catalog():
    return load_catalog()


def loaded(catalog, folder, plugin):
    """Returns description and class of the one component that a copy brings."""
    path = folder / plugin.file_name
    path.write_text(plugin.text, encoding="utf-8")
    (one,) = catalog.load_file(path)
    assert one.problems == ()
    ((info, cls),) = one.components
    return info, cls


@pytest.mark.parametrize("kind", kinds)
def test_every_component_that_comes_with_nnlab_can_be_copied(kind, catalog, tmp_path):
    copied = [info for info in infos if info.kind == kind]
    assert copied
    for info in copied:
        plugin = copy_and_change(Path(info.file).read_text(encoding="utf-8"), kind, info.id)
        made, cls = loaded(catalog, tmp_path, plugin)
        assert (made.id, cls.__name__) == (plugin.id, plugin.class_name)
        assert made.name == Text(f"{info.name.en} (copy)", f"{info.name.zh_CN}（副本）")
        assert (made.params, made.help, made.tex, made.traits) == (info.params, info.help, info.tex, info.traits)
        assert cls.native == ""
        assert_contract(cls, settings=1)


def test_a_copy_has_the_imports_helpers_and_comments_it_needs_and_no_more(catalog, tmp_path):
    plugin = copy_and_change(file, "activation", "broad", "My wide one")
    assert (
        plugin.text
        == '''"""My wide one: a copy of Wide to change."""

import math
import numpy as np
from nnlab.api import Activation, hookimpl, param


# how far it reaches,
# in both directions
reach = 2.0


def squeezed(z):
    """Returns z / reach, squeezed."""
    return np.tanh(z / reach)  # reach counts


class Base(Activation):
    def forward(self, z):
        return squeezed(z)


class MyWideOne(Base):
    """Wide as the sea."""

    # what a person sees
    name = {"en": "My wide one", "zh_CN": "My wide one"}
    slope: float = param(1.0, low=0, high=math.pi)

    def forward(self, z):
        return self.slope * super(MyWideOne, self).forward(z)  # Wide: 更宽 than Base


@hookimpl
def nnlab_activations():
    return [MyWideOne]
'''
    )
    info, cls = loaded(catalog, tmp_path, plugin)
    assert (info.id, cls.__name__, plugin.file_name) == ("my_wide_one", "MyWideOne", "my_wide_one.py")


def test_a_copy_without_a_name_is_called_a_copy_and_counted(catalog, tmp_path):
    first = copy_and_change(file, "activation", "plain")
    second = copy_and_change(file, "activation", "plain", taken=[first.id])
    assert (first.class_name, second.class_name) == ("PlainCopy", "PlainCopy2")
    info, _ = loaded(catalog, tmp_path, second)
    assert (info.id, info.name) == ("plain_copy2", Text("Plain (copy)", "Plain（副本）"))


def test_a_copy_says_in_the_readers_language_what_it_is():
    text = copy_and_change(file, "activation", "broad", language="zh_CN").text
    assert text.startswith('"""宽（副本）：由 宽 复制而来，供修改。"""')


def test_a_copy_of_a_copy_works_too(catalog, tmp_path):
    once = copy_and_change(file, "activation", "broad")
    twice = copy_and_change(once.text, "activation", once.id, "Third")
    assert loaded(catalog, tmp_path, twice)[0].id == "third"


def test_windows_lines_and_a_byte_order_mark_do_no_harm():
    assert copy_and_change("\ufeff" + file.replace("\n", "\r\n"), "activation", "broad") == copy_and_change(
        file, "activation", "broad"
    )


def test_the_ids_of_a_file_are_read_without_running_it():
    assert ids_in(file + "\nraise RuntimeError\n", "activation") == {"broad": "Wide", "plain": "Plain"}
    assert ids_in(file, "loss") == {}


def test_every_id_that_nnlab_brings_is_read_from_its_file():
    for info in infos:
        assert info.id in ids_in(Path(info.file).read_text(encoding="utf-8"), info.kind)


@pytest.mark.parametrize(
    ("text", "ident", "name", "code"),
    [
        (file, "wide", "", "copy.missing"),
        (file, "base", "", "copy.missing"),
        ("def (", "wide", "", "copy.syntax"),
        ("\0", "wide", "", "copy.syntax"),
        (file, "broad", "class", "new.word"),
        (file, "broad", "plain", "new.taken"),
    ],
)
def test_what_cannot_be_copied_is_said(text, ident, name, code):
    with pytest.raises(ProblemError) as raised:
        copy_and_change(text, "activation", ident, name, taken=["plain"])
    assert raised.value.problem.code == code
    assert str(raised.value)
