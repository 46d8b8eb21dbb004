"""One broken plugin never hides another: whatever it does becomes a Problem with plugin, stage, file and line."""

from __future__ import annotations

import sys
from pathlib import Path
from textwrap import dedent

import pytest

from nnlab.catalog import Catalog, load_catalog
from nnlab.records import Problem, Text
from nnlab.records.words import Words

head = "import numpy as np\nfrom nnlab.api import Activation, Loss, hookimpl, param\n"
method = "    def forward(self, z):\n        return z\n"
hook = "@hookimpl\ndef nnlab_activations():\n    return [Some]\n"
good = f"{head}class Some(Activation):\n{method}{hook}"


def load(folder: Path, text: str, name: str = "mine") -> Catalog:
    """Loads one plugin with this text into an otherwise empty catalogue."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.py"
    path.write_text(dedent(text), encoding="utf-8")
    return load_catalog([path], bundled=False)


def only_problem(catalog: Catalog) -> Problem:
    """Returns the one problem of a catalogue; its sentence is complete in both languages."""
    (problem,) = catalog.problems
    for language in ("en", "zh_CN"):
        sentence = Words(language).problem(problem)
        assert sentence
        assert not sentence.startswith(":")
    return problem


def test_a_good_plugin_becomes_a_plain_record(tmp_path: Path) -> None:
    text = '"""Swish: z * sigmoid(beta z)."""\n' + head
    text += "class Swish(Activation):\n    beta: float = param(1.0, low=0.1, high=10)\n" + method
    text += hook.replace("Some", "Swish")
    catalog = load(tmp_path, text)
    assert catalog.problems == ()
    (info,) = catalog.infos
    assert (info.kind, info.id, info.origin, info.plugin, info.line) == ("activation", "swish", "given", "mine", 4)
    assert info.file == str(tmp_path / "mine.py")
    assert info.help == Text("Swish: z * sigmoid(beta z).", "Swish: z * sigmoid(beta z).")
    assert info.traits == {"gives": "any"}
    assert len(info.sha256) == 64
    assert [spec.name for spec in info.params] == ["beta"]


def test_the_time_of_an_import_is_measured(tmp_path: Path) -> None:
    (loaded,) = load(tmp_path, good).loaded
    assert 0 < loaded.seconds < 60


@pytest.mark.parametrize(
    ("text", "code", "stage", "line"),
    [
        (head + "class Some(Activation\n", "plugin.syntax", "import", 3),
        ("import sys\nsys.exit(0)\n", "plugin.exit", "import", 2),
        ("x = 1\nraise BaseException('stop')\n", "plugin.import", "import", 2),
        ("1 / 0\n", "plugin.import", "import", 1),
        ("import no_such_module\n", "plugin.import", "import", 1),
        ("def f(): return f()\nf()\n", "plugin.import", "import", 1),
        (head + "class Some(Activation):\n    x: float = param(3, low=0, high=1)\n", "param.bounds", "import", 4),
        (head + "class Some(Activation):\n\n    x: float = param(3, lo=0)\n", "param.keyword", "import", 5),
        (head + "class Some(Activation):\n    id = 'a b'\n", "component.id", "import", 3),
        (good.replace("[Some]", "Some"), "hook.list", "hook", 6),
        (good.replace("return [Some]", "pass"), "hook.list", "hook", 6),
        (good.replace("return [Some]", "yield Some"), "hook.list", "hook", 6),
        (good.replace("[Some]", "1 / 0"), "hook.raised", "hook", 8),
        (good.replace("return [Some]", "raise SystemExit"), "plugin.exit", "hook", 8),
        (good.replace("activations()", "activations(x)"), "hook.arguments", "hook", 6),
        (good.replace("activations", "activation"), "hook.unknown", "hook", 6),
        (good.replace("@hookimpl\n", ""), "hook.unmarked", "hook", 6),
        (good.replace(hook, ""), "hook.none", "hook", 3),
        ("x = 1\n", "hook.nothing", "hook", 0),
        (good.replace("[Some]", "[3]"), "hook.class", "check", 6),
        (good.replace("[Some]", "[int]"), "hook.kind", "check", 6),
        (good.replace("[Some]", "[Some()]"), "hook.instance", "check", 6),
        (good.replace("[Some]", "[Activation]"), "hook.base", "check", None),
        (good.replace("Some(Activation)", "Some(Loss)"), "hook.kind", "check", 3),
        (good.replace("def forward", "def foward"), "method.misspelt", "check", 3),
        (good.replace(method, "    pass\n"), "method.missing", "check", 3),
        (good.replace("(self, z)", "(self, z, b)"), "method.argument", "check", 3),
        ("import dataclasses\n" + good.replace("class", "@dataclasses.dataclass\nclass"), "component.init", "check", 5),
        (good.replace(method, method + "    def __hash__(self): return 1 // 0\n"), None, "import", 3),
    ],
)
def test_what_is_wrong_is_named_with_stage_file_and_line(
    tmp_path: Path, text: str, code: str | None, stage: str, line: int | None
) -> None:
    catalog = load(tmp_path, text)
    problem = only_problem(catalog)
    assert catalog.infos == ()
    assert (problem.plugin, problem.stage) == ("mine", stage)
    assert code is None or problem.code == code
    if line is not None:
        assert problem.file == str(tmp_path / "mine.py")
        assert problem.line == line


def test_a_traceback_is_kept(tmp_path: Path) -> None:
    problem = only_problem(load(tmp_path, "1 / 0\n"))
    assert "ZeroDivisionError" in problem.traceback
    assert problem.values["error"] == "ZeroDivisionError: division by zero"


def test_an_exception_that_cannot_tell_its_own_message_is_still_a_problem(tmp_path: Path) -> None:
    text = "class Odd(Exception):\n    def __str__(self):\n        raise ValueError\nraise Odd\n"
    problem = only_problem(load(tmp_path, text))
    assert (problem.code, problem.values["error"], problem.line) == ("plugin.import", "Odd", 4)


def test_a_null_byte_or_a_wrong_encoding_is_a_problem(tmp_path: Path) -> None:
    for name, data in (("null", b"x = '\0'"), ("latin", b"x = '\xe4'")):
        path = tmp_path / f"{name}.py"
        path.write_bytes(data)
        assert only_problem(load_catalog([path], bundled=False)).stage == "import"


def test_a_backslash_that_python_only_warns_about_is_a_warning_and_the_plugin_loads(tmp_path: Path) -> None:
    catalog = load(tmp_path, good.replace(method, "    tex = '\\sigma'\n" + method))
    assert (only_problem(catalog).level, only_problem(catalog).line) == ("warning", 4)
    assert [info.id for info in catalog.infos] == ["some"]


def test_a_hook_that_raises_takes_no_other_with_it(tmp_path: Path) -> None:
    text = good + "@hookimpl\ndef nnlab_losses():\n    1 / 0\n@hookimpl\ndef nnlab_layers(wrong):\n    return []\n"
    catalog = load(tmp_path, text)
    assert [info.id for info in catalog.infos] == ["some"]
    assert [(problem.code, problem.values["hook"]) for problem in catalog.problems] == [
        ("hook.arguments", "nnlab_layers"),
        ("hook.raised", "nnlab_losses"),
    ]


def test_a_wrong_class_takes_no_other_with_it(tmp_path: Path) -> None:
    text = good.replace("[Some]", "[int, Wrong, Some]").replace("@hookimpl", "class Wrong(Activation): pass\n@hookimpl")
    catalog = load(tmp_path, text)
    assert [info.id for info in catalog.infos] == ["some"]
    assert [problem.code for problem in catalog.problems] == ["hook.kind", "method.missing"]


def test_broken_files_hide_no_good_one(tmp_path: Path) -> None:
    for name, text in {"a": "sys.exit(", "b": "raise SystemExit", "c": "1/0", "d": good}.items():
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
    catalog = load_catalog([tmp_path], bundled=False)
    assert [info.plugin for info in catalog.infos] == ["d"]
    assert [problem.plugin for problem in catalog.problems] == ["a", "b", "c"]


def test_only_the_user_s_own_interrupt_gets_through(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        load(tmp_path, "import signal\nsignal.raise_signal(signal.SIGINT)\n")
    assert only_problem(load(tmp_path, "raise KeyboardInterrupt\n")).code == "plugin.import"


def test_a_folder_with_an_init_is_one_plugin_with_modules_of_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "__init__.py").write_text(head + "from .inner import Some\n" + hook, encoding="utf-8")
    (folder / "inner.py").write_text(good.replace(hook, ""), encoding="utf-8")
    catalog = load_catalog([folder], bundled=False)
    assert catalog.problems == ()
    (info,) = catalog.infos
    assert (info.plugin, info.file) == ("mine", str(folder / "inner.py"))
    (folder / "inner.py").write_text("1 / 0\n", encoding="utf-8")
    problem = only_problem(load_catalog([folder], bundled=False))
    assert (problem.file, problem.line) == (str(folder / "inner.py"), 1)


def test_loading_leaves_nothing_in_the_student_s_folder(tmp_path: Path) -> None:
    test_a_folder_with_an_init_is_one_plugin_with_modules_of_its_own(tmp_path)
    load(tmp_path, good, name="file")
    assert not list(tmp_path.rglob("__pycache__"))


def test_a_module_is_named_after_origin_and_file_and_gone_when_it_fails(tmp_path: Path) -> None:
    load(tmp_path, good, name="my-plugin")
    assert "nnlab_plugins.given.my_plugin" in sys.modules
    load(tmp_path, "1 / 0", name="failing")
    assert "nnlab_plugins.given.failing" not in sys.modules


def test_string_annotations_are_understood(tmp_path: Path) -> None:
    text = "from __future__ import annotations\n" + good.replace(method, "    x: int = param(3)\n" + method)
    catalog = load(tmp_path, text)
    assert catalog.problems == ()
    assert catalog.infos[0].params[0].kind == "int"


def test_what_comes_from_a_plugin_is_made_exact(tmp_path: Path) -> None:
    text = f"""
        {head.splitlines()[0]}
        {head.splitlines()[1]}

        class Sly(str):
            pass

        class Some(Activation):
            id = Sly("some")
            name = {{"en": Sly("a"), "zh_CN": Sly("b")}}
            help = Sly("c")
            tex = Sly("d")
            gives = Sly("any")
            x: float = param(np.float64(1), low=np.float32(0.5), unit=Sly("m"), symbol=Sly("s"))
            y: str = param(Sly("u"), choices={{Sly("u"): Sly("U")}})

            def forward(self, z):
                return z

        @hookimpl
        def nnlab_activations():
            return [Some]
    """
    catalog = load(tmp_path, text)
    assert catalog.problems == ()
    (info,) = catalog.infos
    x, y = info.params
    texts = [info.id, info.name.en, info.name.zh_CN, info.help.en, info.tex, info.traits["gives"]]
    texts += [x.unit.en, x.symbol, y.default, y.choices[0].value, y.choices[0].label.en]
    assert {type(text) for text in texts} == {str}
    assert {type(x.default), type(x.low)} == {float}
