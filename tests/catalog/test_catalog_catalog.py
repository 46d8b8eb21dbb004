"""The catalogue makes chosen components, tells what it does not know, and takes more plugins at any time."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from nnlab.api import Activation, Loss, param
from nnlab.catalog import Catalog, load_catalog, source_of
from nnlab.records import ComponentInfo, Problem, ProblemError

text = """from nnlab.api import Activation, hookimpl
class {name}(Activation):
    def forward(self, z):
        return z
@hookimpl
def nnlab_activations():
    return [{name}]
"""


def chosen(ident: str, **values: Any) -> Any:
    return SimpleNamespace(id=ident, values=values)


def write(path: Path, name: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text.format(name=name), encoding="utf-8")
    return path


def test_all_bundled_components_are_there_without_a_problem() -> None:
    catalog = load_catalog()
    assert catalog.problems == ()
    ids: dict[str, list[str]] = {}
    for info in catalog.infos:
        ids.setdefault(info.kind, []).append(info.id)
    familiar = {
        "activation": ["identity", "sigmoid", "tanh", "relu", "leaky_relu", "softplus", "step", "softmax"],
        "dataset": ["circle", "xor", "gauss", "spiral", "moons", "plane", "hills"],
        "initializer": ["uniform", "normal", "xavier", "he", "zeros"],
        "layer": ["dense", "dropout"],
        "loss": ["mse", "sse", "half_sse", "binary_cross_entropy", "cross_entropy"],
        "metric": ["accuracy", "mean_absolute_error"],
        "optimizer": ["sgd", "momentum", "adam"],
        "regularizer": ["l1", "l2"],
        "schedule": ["constant", "cosine"],
    }
    assert ids.keys() == familiar.keys()
    for kind, known in familiar.items():
        assert [ident for ident in ids[kind] if ident in known] == known


def test_records_cross_a_process_border_unchanged() -> None:
    infos = load_catalog().infos
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(infos), type=tuple[ComponentInfo, ...]) == infos


def test_a_chosen_component_is_made_with_its_values() -> None:
    catalog = load_catalog()
    made: Any = catalog.make("activation", chosen("leaky_relu", slope=0.2))
    assert isinstance(made, catalog.cls("activation", "leaky_relu"))
    assert made.slope == 0.2


@pytest.mark.parametrize(
    ("choice", "code"),
    [
        (chosen("no_such"), "plugin.unknown"),
        (chosen("leaky_relu", slope=3), "param.bounds"),
        (chosen("leaky_relu", slop=3), "param.unknown"),
        (chosen("leaky_relu", slope="a"), "param.type"),
    ],
)
def test_what_cannot_be_made_is_told(choice: Any, code: str) -> None:
    with pytest.raises(ProblemError) as caught:
        load_catalog().make("activation", choice)
    assert caught.value.problem.code == code


def test_an_unknown_id_is_told_the_known_ones_of_its_kind() -> None:
    with pytest.raises(ProblemError, match=r"There is no regularizer `l3`; .* one of: l1, l2"):
        load_catalog().cls("regularizer", "l3")


def test_of_two_with_one_id_the_first_stays_and_a_problem_names_both(tmp_path: Path) -> None:
    path = write(tmp_path / "mine.py", "Relu")
    catalog = load_catalog([path])
    info = catalog.info("activation", "relu")
    assert info is not None
    assert info.origin == "bundled"
    (problem,) = catalog.problems
    assert (problem.code, problem.plugin, problem.file, problem.line) == ("component.duplicate", "mine", str(path), 2)
    assert (problem.values["first"], problem.values["first_file"]) == ("activations", info.file)


def test_who_is_first_depends_on_the_origin_and_not_on_when_it_was_loaded(tmp_path: Path) -> None:
    catalog = Catalog()
    for origin in ("entry_point", "user", "plugins"):
        catalog.load(source_of(write(tmp_path / f"{origin}.py", "Same"), origin))
        info = catalog.info("activation", "same")
        assert info is not None
        assert info.origin == origin
    assert [problem.plugin for problem in catalog.problems] == ["user", "entry_point"]


def test_further_files_can_be_loaded_later_and_one_file_anew(tmp_path: Path) -> None:
    catalog = load_catalog()
    path = write(tmp_path / "mine.py", "First")
    catalog.load(source_of(path, "user"))
    assert catalog.info("activation", "first") is not None
    first = catalog.cls("activation", "first")
    catalog.load(source_of(path, "user"))
    assert catalog.cls("activation", "first") is not first
    assert catalog.problems == ()
    write(path, "Second")
    (loaded,) = [catalog.load(source_of(path, "user"))]
    assert [info.id for info, _ in loaded.components] == ["second"]
    assert catalog.info("activation", "first") is None
    path.write_text("1 / 0", encoding="utf-8")
    catalog.load(source_of(path, "user"))
    assert catalog.info("activation", "second") is None
    assert [problem.code for problem in catalog.problems] == ["plugin.import"]


def test_a_record_carries_the_digest_of_the_text_that_was_loaded(tmp_path: Path) -> None:
    path = write(tmp_path / "mine.py", "First")
    before = source_of(path, "user")
    write(path, "Second")
    catalog = Catalog()
    catalog.load(before)
    assert catalog.infos[0].sha256 == source_of(path, "user").sha256 != before.sha256


def test_files_of_one_name_in_two_folders_do_not_meet(tmp_path: Path) -> None:
    files = [write(tmp_path / folder / "mine.py", name) for folder, name in (("a", "First"), ("b", "Second"))]
    catalog = load_catalog(files, bundled=False)
    assert [info.id for info in catalog.infos] == ["first", "second"]
    modules = {catalog.cls("activation", ident).__module__ for ident in ("first", "second")}
    assert modules == {"nnlab_plugins.given.mine", "nnlab_plugins.given.mine_2"}


def test_a_class_can_be_passed_directly() -> None:
    class Mine(Activation):
        """My own."""

        beta: float = param(2.0)

        def forward(self, z: Any) -> Any:
            return self.beta * z

    catalog = load_catalog([Mine])
    info = catalog.info("activation", "mine")
    assert info is not None
    assert (info.origin, info.plugin, info.help.en, info.file) == ("given", "Mine", "My own.", __file__)
    assert len(info.sha256) == 64
    assert catalog.cls("activation", "mine") is Mine
    assert catalog.add_class(Mine) == info


def problem_of(call: Any) -> Problem:
    with pytest.raises(ProblemError) as caught:
        call()
    return caught.value.problem


def test_a_class_that_is_not_usable_or_whose_id_is_taken_is_refused() -> None:
    class Relu(Activation):
        def forward(self, z: Any) -> Any: ...

    class Empty(Loss):
        pass

    catalog = load_catalog()
    assert problem_of(lambda: catalog.add_class(int)).code == "component.class"
    assert problem_of(lambda: catalog.add_class(Relu())).code == "component.class"
    assert problem_of(lambda: catalog.add_class(Relu)).code == "component.duplicate"
    missing = problem_of(lambda: catalog.add_class(Empty))
    assert (missing.code, missing.plugin, missing.file) == ("method.missing", "Empty", __file__)
    assert catalog.problems == ()
