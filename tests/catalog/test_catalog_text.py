"""A plugin is loaded from a text in place of its file, read anew, and forgotten without a trace."""

from __future__ import annotations

import gc
import hashlib
import linecache
import sys
import weakref
from pathlib import Path

import pytest

from nnlab.api import Component
from nnlab.catalog import Catalog, PluginSource, load_catalog
from nnlab.records import ProblemError
from nnlab.records.plugin_files import is_plugin_name, plugins_in

text = """from nnlab.api import Activation, hookimpl

class Some(Activation):
    def forward(self, z):
        return z + {number}

@hookimpl
def nnlab_activations():
    return [Some]
"""


def source(path: Path, number: str) -> PluginSource:
    made = text.format(number=number)
    return PluginSource(str(path), "user", hashlib.sha256(made.encode()).hexdigest(), "file", path.stem, "", made)


def forward(catalog: Catalog, z: float) -> float:
    component = catalog.cls("activation", "some")()
    return float(component.forward(z))  # type: ignore[attr-defined]


def test_the_text_is_loaded_and_not_what_stands_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "some.py"
    path.write_text(text.format(number=1), encoding="utf-8")
    catalog = Catalog()
    loaded = catalog.load(source(path, "2"))
    assert forward(catalog, 0.0) == 2.0
    assert loaded.source.sha256 == source(path, "2").sha256
    assert catalog.infos[0].sha256 == source(path, "2").sha256
    assert catalog.infos[0].file == str(path)


def test_a_file_that_is_not_there_needs_only_its_text(tmp_path: Path) -> None:
    catalog = Catalog()
    catalog.load(source(tmp_path / "gone.py", "3"))
    assert catalog.problems == ()
    assert forward(catalog, 1.0) == 4.0


def test_a_problem_shows_the_lines_that_were_loaded(tmp_path: Path) -> None:
    path = tmp_path / "some.py"
    path.write_text("\n" * 20, encoding="utf-8")
    catalog = Catalog()
    made = "x = 1\nraise ValueError('no')  # as it was loaded\n"
    catalog.load(PluginSource(str(path), "user", "ab", "file", "some", "", made))
    (problem,) = catalog.problems
    assert (problem.file, problem.line) == (str(path), 2)
    assert "# as it was loaded" in problem.traceback


def test_a_newer_version_takes_the_place_of_the_older_and_nothing_of_that_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "some.py"
    catalog = Catalog()
    classes: list[weakref.ref[type[Component]]] = []
    for number in range(20):
        catalog.load(source(path, str(number)))
        classes.append(weakref.ref(catalog.cls("activation", "some")))
    assert forward(catalog, 0.0) == 19.0
    gc.collect()
    assert [made() is not None for made in classes] == [False] * 19 + [True]


def test_a_plugin_that_is_unloaded_takes_components_module_and_lines_along(tmp_path: Path) -> None:
    path = tmp_path / "some.py"
    catalog = load_catalog([source(path, "1")])
    assert "nnlab_plugins.user.some" in sys.modules
    assert catalog.unload(str(path))
    assert catalog.info("activation", "some") is None
    assert "nnlab_plugins.user.some" not in sys.modules
    assert str(path) not in linecache.cache
    with pytest.raises(ProblemError) as raised:
        catalog.cls("activation", "some")
    assert raised.value.problem.code == "plugin.gone"
    assert str(path) in str(raised.value)
    assert not catalog.unload(str(path))


def test_a_component_that_comes_back_is_missed_no_more(tmp_path: Path) -> None:
    path = tmp_path / "some.py"
    catalog = Catalog()
    catalog.load(source(path, "1"))
    catalog.load(source(path, "broken("))
    with pytest.raises(ProblemError, match="went with"):
        catalog.cls("activation", "some")
    catalog.load(source(path, "2"))
    assert forward(catalog, 0.0) == 2.0
    with pytest.raises(ProblemError, match="choose one of"):
        catalog.cls("activation", "never")


def test_who_was_second_with_an_id_steps_in_when_the_first_goes(tmp_path: Path) -> None:
    catalog = Catalog()
    catalog.load(source(tmp_path / "a.py", "1"))
    catalog.load(source(tmp_path / "b.py", "2"))
    assert [problem.code for problem in catalog.problems] == ["component.duplicate"]
    catalog.unload(str(tmp_path / "a.py"))
    assert catalog.problems == ()
    assert forward(catalog, 0.0) == 2.0


@pytest.mark.parametrize(
    "name",
    ["_mine.py", ".#mine.py", "flycheck_mine.py", "mine_flymake.py", "mine___jb_tmp___.py", "~$mine.py", "#a.py"],
)
def test_what_an_editor_puts_beside_a_file_is_no_plugin(tmp_path: Path, name: str) -> None:
    assert is_plugin_name("mine.py")
    (tmp_path / name).write_text("x = 1\n", encoding="utf-8")
    (tmp_path / "mine.py").write_text("x = 1\n", encoding="utf-8")
    (tmp_path / "mine.py~").write_text("x = 1\n", encoding="utf-8")
    assert [path.name for path in plugins_in(tmp_path)] == ["mine.py"]
