"""Every sentence is there in both languages, and none is there for nothing."""

from __future__ import annotations

import ast
import importlib.machinery
import importlib.util
import io
import os
import pkgutil
import re
import string
from functools import cache
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from nnlab.records import Problem, Text, bundled
from nnlab.records import sentences as rooms
from nnlab.records import words as words_module
from nnlab.records.sentences._table import sentences, word
from nnlab.records.words import Words, system_language

root = Path(__file__).resolve().parent.parent
code = root / "nnlab"
always_there = {"plugin", "stage", "file", "line"}  # what `word` puts in beside a problem's own values


@cache
def tool():
    """The script that finds the sentences, as a module."""
    loader = importlib.machinery.SourceFileLoader("ci_words", str(root / ".ci" / "words"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("ci_words", loader))
    loader.exec_module(module)
    return module


@cache
def trees() -> dict[str, ast.Module]:
    """The code of nnlab by file."""
    found = (path for path in sorted(code.rglob("*.py")) if "_bundled" not in path.parts)
    return {path.relative_to(root).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in found}


def placeholders(text: str) -> set[str]:
    """The names in braces."""
    return {name.split(".")[0].split("[")[0] for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def called(node: ast.Call) -> str:
    """The name of what is called."""
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def codes_in(node: ast.expr) -> list[str]:
    """The codes an expression stands for: a literal, or one of two."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return [*codes_in(node.body), *codes_in(node.orelse)]
    return []


@cache
def raised() -> tuple[tuple[str, str, frozenset[str] | None], ...]:
    """(place, code, names of the values) of every `fail("code", ...)` and `Problem(code="code", values={...})`.

    The names are None where they are not literally there.
    """
    found = []
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            given = {keyword.arg: keyword.value for keyword in node.keywords}
            if called(node) == "replace" and "code" in given:
                codes, names = codes_in(given["code"]), None
            elif called(node) not in ("fail", "Problem"):
                continue
            elif called(node) == "fail":
                codes = codes_in(node.args[0]) if node.args else []
                names = None if None in given else frozenset(given) - {"file"}
            else:
                codes = codes_in(given["code"]) if "code" in given else []
                values = given.get("values", ast.Dict([], []))
                literal = isinstance(values, ast.Dict) and all(isinstance(key, ast.Constant) for key in values.keys)
                names = frozenset(key.value for key in values.keys) if literal else None
            found.extend((f"{path}:{node.lineno}", each, names) for each in codes)
    return tuple(found)


def codes_handed_on(function: ast.FunctionDef) -> list[tuple[int, ast.expr]]:
    """(line, expression) of every code in a function that is no literal."""
    found = []
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            codes = [keyword.value for keyword in node.keywords if keyword.arg == "code"]
            codes += node.args[:1] if called(node) == "fail" else []
            found += [(node.lineno, code) for code in codes if not codes_in(code)]
    return found


def coded_texts(tree: ast.AST) -> set[str]:
    """The texts below a node that look like codes."""
    found = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return {text for text in found if re.fullmatch(r"[a-z]+\.[a-z_]+", text)}


def given_to(function: str) -> set[str]:
    """The codes that calls of a function give it."""
    return {
        text
        for tree in trees().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and called(node) == function
        for argument in (*node.args, *(keyword.value for keyword in node.keywords))
        for text in coded_texts(argument)
    }


@cache
def texts() -> set[str]:
    """Every text in the code, the sentences' own tables left out."""
    return {
        node.value
        for path, tree in trees().items()
        if "/records/sentences/" not in path
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


# ---- translations


@pytest.fixture(scope="module")
def chinese():
    return {
        (message.id if isinstance(message.id, str) else message.id[0]): message
        for message in tool().translated("zh_CN")
        if message.id
    }


def test_every_sentence_is_in_the_translation_file_and_no_other(chinese):
    wanted = tool().found()
    assert sorted(wanted.keys() - chinese.keys()) == [], "run .ci/words and translate what is new"
    assert sorted(chinese.keys() - wanted.keys()) == [], "run .ci/words: these sentences are gone"
    plural = {one for one, message in wanted.items() if isinstance(message, tuple)}
    assert {one for one, message in chinese.items() if not isinstance(message.id, str)} == plural
    assert not tool().translated("zh_CN").obsolete


def test_the_translation_files_are_as_the_script_writes_them():
    ids = tool().found()
    for path, language in ((tool().template_path(), None), (tool().translation_path("zh_CN"), "zh_CN")):
        assert path.read_bytes() == tool().text(tool().updated(ids, language)), "run .ci/words"


def test_every_sentence_is_translated(chinese):
    forms = {one: [m.string] if isinstance(m.string, str) else list(m.string or ()) for one, m in chinese.items()}
    empty = [one for one, strings in forms.items() if not strings or not all(text and text.strip() for text in strings)]
    assert empty == []
    assert [one for one, message in chinese.items() if message.fuzzy] == []


def test_a_translation_has_the_same_placeholders(chinese):
    wrong = []
    for one, message in chinese.items():
        ids = (message.id,) if isinstance(message.id, str) else message.id
        strings = (message.string,) if isinstance(message.string, str) else message.string or ()
        wanted = set().union(*(placeholders(text) for text in ids))
        wrong += [one for text in strings if text and placeholders(text) != wanted]
    assert wrong == []


def test_what_is_translated_is_a_literal():
    wrong = []
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and called(node) in ("tr", "trn", "N_") and node.args:
                texts_of = node.args[: 2 if called(node) == "trn" else 1]
                made = (ast.JoinedStr, ast.BinOp, ast.Call)
                wrong += [f"{path}:{node.lineno}" for text in texts_of if isinstance(text, made)]
    assert wrong == []


def test_no_sentence_stands_within_another_text():
    """Those within an f-string are not found: the translation files lack them, and no other test misses them."""
    wrong = [
        f"{path}:{node.lineno}"
        for path, tree in trees().items()
        for text in ast.walk(tree)
        if isinstance(text, ast.JoinedStr)
        for node in ast.walk(text)
        if isinstance(node, ast.Call) and called(node) in ("tr", "trn", "N_")
        if node.args and isinstance(node.args[0], ast.Constant)
    ]
    assert wrong == []


# ---- problems


def test_no_two_rooms_word_the_same_code():
    found = (each.name for each in pkgutil.iter_modules(rooms.__path__, f"{rooms.__name__}."))
    modules = [importlib.import_module(name) for name in found if not name.rpartition(".")[2].startswith("_")]
    names = [name for module in modules for name in getattr(module, "sentences", {})]
    assert sorted(names) == sorted(sentences)


def test_every_code_has_a_sentence():
    assert sorted({(name, place) for place, name, _ in raised() if name not in sentences}) == []


def test_a_code_that_is_handed_on_has_a_sentence_too():
    """A code in a variable is one of the texts of its function, or what callers give for that argument."""
    unfound, unworded = [], []
    for path, tree in trees().items():
        for function in ast.walk(tree):
            if not isinstance(function, ast.FunctionDef) or path == "nnlab/records/problems.py":
                continue
            for place, code in codes_handed_on(function):
                args = function.args
                arguments = {each.arg for each in (*args.posonlyargs, *args.args, *args.kwonlyargs)}
                own = isinstance(code, ast.Name) and code.id in arguments
                texts_there = coded_texts(function) | (given_to(function.name) if own else set())
                unfound += [f"{path}:{place}"] if isinstance(code, ast.JoinedStr) or not texts_there else []
                unworded += [(f"{path}:{place}", name) for name in texts_there if name not in sentences]
    assert unfound == [], "write codes out, so that they can be found"
    assert unworded == []


def test_every_sentence_is_used():
    assert sorted(sentences.keys() - texts()) == []


def test_a_problem_gives_every_value_its_sentence_shows():
    wrong = []
    for place, name, names in raised():
        if names is not None and name in sentences:
            missing = placeholders(sentences[name]) - names - always_there
            wrong += [(place, name, sorted(missing))] if missing else []
    assert wrong == []


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_sentence_can_be_worded(language):
    for name in sentences:
        assert word(Problem(code=name), Words(language))


def test_every_sentence_ends_as_one():
    assert [name for name, text in sentences.items() if not text.rstrip().endswith((".", "?", "…", "}"))] == []


# ---- words


def po(**translations: str) -> bytes:
    header = (
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: nplurals=1; plural=0;\\n"\n'
    )
    return (header + "".join(f'\nmsgid "{one}"\nmsgstr "{other}"\n' for one, other in translations.items())).encode()


def mo(**translations: str) -> bytes:
    buffer = io.BytesIO()
    write_mo(buffer, read_po(io.BytesIO(po(**translations)), locale="zh_CN"))
    return buffer.getvalue()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A translation folder of the test's own."""
    made = tmp_path / "translations" / "zh_CN" / "LC_MESSAGES"
    made.mkdir(parents=True)
    monkeypatch.setattr(words_module, "bundled", lambda name: tmp_path)
    return made


def test_a_language_that_is_not_there_is_english():
    assert Words("fr").language == "en"
    assert Words("fr").tr("Open") == "Open"
    assert Words("zh_CN").tr("") == ""


def test_without_any_catalogue_sentences_stay_english(folder):
    assert Words("zh_CN").tr("Open") == "Open"
    assert Words("zh_CN").trn("{n} epoch", "{n} epochs", 2) == "{n} epochs"


def test_the_source_is_enough(folder):
    (folder / "nnlab.po").write_bytes(po(Open="打开"))
    assert Words("zh_CN").tr("Open") == "打开"
    assert Words("en").tr("Open") == "Open"


def test_the_compiled_file_is_enough(folder):
    (folder / "nnlab.mo").write_bytes(mo(Open="打开"))
    assert Words("zh_CN").tr("Open") == "打开"


@pytest.mark.parametrize(("source_time", "text"), [(2_000, "新"), (1_000, "旧"), (500, "旧")])
def test_the_newer_of_source_and_compiled_file_holds(folder, source_time, text):
    (folder / "nnlab.mo").write_bytes(mo(Open="旧"))
    (folder / "nnlab.po").write_bytes(po(Open="新"))
    os.utime(folder / "nnlab.mo", (1_000, 1_000))
    os.utime(folder / "nnlab.po", (source_time, source_time))
    assert Words("zh_CN").tr("Open") == text


def test_a_changed_source_is_read_again(folder):
    for time, text in ((1_000, "一"), (2_000, "二")):
        (folder / "nnlab.po").write_bytes(po(Open=text))
        os.utime(folder / "nnlab.po", (time, time))
        assert Words("zh_CN").tr("Open") == text


@pytest.mark.parametrize("data", [b"", b"not a catalogue", mo(Open="打开")[:40]])
def test_a_damaged_compiled_file_falls_back_on_the_source(folder, data):
    (folder / "nnlab.po").write_bytes(po(Open="打开"))
    (folder / "nnlab.mo").write_bytes(data)
    os.utime(folder / "nnlab.po", (1_000, 1_000))
    assert Words("zh_CN").tr("Open") == "打开"


def test_counts_choose_their_form(folder):
    plural = 'msgid "{n} epoch"\nmsgid_plural "{n} epochs"\nmsgstr[0] "{n} 轮"\n'
    (folder / "nnlab.po").write_bytes(po() + b"\n" + plural.encode())
    assert [Words("zh_CN").trn("{n} epoch", "{n} epochs", n).format(n=n) for n in (1, 2)] == ["1 轮", "2 轮"]
    assert [Words("en").trn("{n} epoch", "{n} epochs", n).format(n=n) for n in (1, 2)] == ["1 epoch", "2 epochs"]


def test_a_translation_that_is_not_sure_is_not_shown(folder):
    (folder / "nnlab.po").write_bytes(po() + '\n#, fuzzy\nmsgid "Open"\nmsgstr "关闭"\n'.encode())
    assert Words("zh_CN").tr("Open") == "Open"


def test_a_plugins_own_text_comes_in_the_language():
    assert Words("zh_CN").text(Text("Swish", "斯维什")) == "斯维什"
    assert Words("en").text(Text("Swish", "斯维什")) == "Swish"


def test_values_with_braces_are_shown_as_they_are():
    shown = Words("en").problem(Problem(code="file.not_found", file="{odd}{0}.nnlab"))
    assert "{odd}{0}.nnlab" in shown


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "zh_TW.UTF-8"}, "zh_CN"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "zh_CN"}, "zh_CN"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "", "LC_MESSAGES": ""}, "en"),
    ],
)
def test_the_systems_language_is_found(environment, language, monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert system_language() == language


def test_without_environment_the_systems_locale_counts(monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for locale, language in ((("Chinese (Simplified)_China", "936"), "zh_CN"), ((None, None), "en")):
        monkeypatch.setattr(words_module.locale, "getlocale", lambda locale=locale: locale)
        assert system_language() == language


def test_the_catalogue_lies_where_nnlab_looks_for_it():
    assert tool().translation_path("zh_CN") == bundled("assets") / "translations" / "zh_CN" / "LC_MESSAGES" / "nnlab.po"
