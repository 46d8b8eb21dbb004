"""The pages of `docs/plugins` as data: marked blocks of code, the sentences quoted under them, and how to run them.

A block's mark is a comment above it: `<!-- file: snake.py -->` (a complete plugin), `<!-- python -->`,
`<!-- shell -->`, `<!-- profile -->`, `<!-- steps: 0 -->` (commands to be typed one after the other; the last ends with
this code), `<!-- part: pyproject.toml -->` (of a file that they write), `<!-- test -->` (a test a student may write),
`<!-- mistake -->` (a wrong class; what nnlab says of it is quoted below), `<!-- mistake: file -->` (a wrong plugin as a
whole) and `<!-- slip -->` (a wrong class of which only `nnlab.testing` knows).

Run as a program, it writes anew what nnlab says under each mistake: `python tests/plugin_pages.py`.
"""

from __future__ import annotations

import re
import shlex
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import nnlab
from nnlab.api import bases, hooks
from nnlab.catalog import Catalog, load_catalog
from nnlab.experiment.document import Experiment
from nnlab.experiment.edits import set_value
from nnlab.records import Problem, ProblemError
from nnlab.records.words import Words
from nnlab.testing import check

folder = Path(__file__).resolve().parent.parent / "docs" / "plugins"
languages = ("en", "zh_CN")
_block = re.compile(
    r"<!-- (?P<mark>\w+)(?:: (?P<about>[\w.]+))? -->\n```\w+\n(?P<code>.*?)```\n(?:\n(?P<quote>(?:> [^\n]*\n)+))?",
    re.DOTALL,
)
_head = '"""A mistake."""\nimport numpy as np\nfrom nnlab.api import {base}, {more}hookimpl, param\n\n'
_tail = "\n@hookimpl\ndef {hook}():\n    return [{name}]\n"
_more = {"layer": "ShapeError, ", "dataset": "Table, "}


@dataclass(frozen=True)
class Block:
    """A marked piece of code, and the sentence quoted under it."""

    mark: str
    about: str
    code: str
    quote: str


@dataclass(frozen=True)
class Page:
    """One page in one language; `name` is a kind or one of `others`."""

    name: str
    language: str

    @property
    def path(self) -> Path:
        ending = ".md" if self.language == "en" else f".{self.language}.md"
        return folder / f"{self.name}{ending}"

    @property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @property
    def blocks(self) -> tuple[Block, ...]:
        return _blocks(self.text)

    def of(self, mark: str, about: str | None = None) -> list[Block]:
        """Returns the blocks with a mark, and where it is asked for with what stands behind it."""
        return [block for block in self.blocks if block.mark == mark and about in (None, block.about)]

    @property
    def outputs(self) -> list[str]:
        """What the page says is printed, block by block."""
        return re.findall(r"```text\n(.*?)```", self.text, re.DOTALL)

    @property
    def commands(self) -> list[list[str]]:
        """The words of every command that the page shows."""
        lines = "".join(block.code for block in self.of("shell")).replace("\\\n", " ").splitlines()
        return [shlex.split(line) for line in lines]


@cache
def _blocks(text: str) -> tuple[Block, ...]:
    found = []
    for match in _block.finditer(text):
        quote = " ".join(line[2:].strip() for line in (match["quote"] or "").splitlines())
        found.append(Block(match["mark"], match["about"] or "", match["code"], quote))
    return tuple(found)


kinds = tuple(bases)
others = ("README", "recording", "hooks", "testing", "packaging")


def page(name: str, language: str = "en") -> Page:
    return Page(name, language)


def written(name: str, where: Path) -> Path:
    """Writes a page's plugin into `where/my_plugins` and returns that folder."""
    made = where / "my_plugins"
    made.mkdir()
    for block in page(name).of("file"):
        (made / block.about).write_text(block.code, encoding="utf-8")
    return made


def experiment_of(name: str, catalog: Catalog) -> Experiment:
    """Returns the experiment that a page's first command trains."""
    return commanded(page(name).commands[0], catalog)


def commanded(words: list[str], catalog: Catalog) -> Experiment:
    """Returns the experiment that a command `nnlab train PRESET --set PATH=VALUE ...` trains."""
    experiment = nnlab.preset(words[words.index("train") + 1])
    for place, word in enumerate(words):
        if word == "--set":
            path, _, value = words[place + 1].partition("=")
            experiment = set_value(experiment, path, value, catalog.infos)
    return experiment


def kind_of(name: str, code: str) -> str:
    """Returns the kind of a page, or of the class in a piece of code."""
    return name if name in kinds else next(kind for kind in kinds if f"({bases[kind].__name__})" in code)


def whole(name: str, block: Block) -> str:
    """Returns a mistake as a complete file, its class in line 5 as in the pages' examples."""
    if block.about == "file":
        return block.code
    kind = kind_of(name, block.code)
    classes = re.findall(r"^class (\w+)\(", block.code, re.MULTILINE)
    hook = next(hook for hook, each in hooks.items() if each == kind)
    head = _head.format(base=bases[kind].__name__, more=_more.get(kind, ""))
    return head + block.code + _tail.format(hook=hook, name=classes[-1])


def said(name: str, block: Block, where: Path, catalog: Catalog) -> Problem:
    """Returns what nnlab says of a wrong plugin: on loading it, on building the page's experiment, or in training.

    The plugin is written into `where` under its page's file name, and read anew where the catalogue has it already.
    """
    file = where / page(name).of("file")[0].about
    file.write_text(whole(name, block), encoding="utf-8")
    (loaded,) = catalog.load_file(file)
    if loaded.problems:
        return loaded.problems[0]
    try:
        run = nnlab.Run(experiment_of(name, catalog), catalog=catalog)
        if run.problems:
            return run.problems[0]
        run.train(20)
    except ProblemError as error:
        return error.problem
    raise AssertionError(f"nnlab says nothing of this mistake in {name}:\n{block.code}")


def found(name: str, block: Block, where: Path, catalog: Catalog) -> Problem:
    """Returns what the contract suite says of a plugin that loads and trains, and is wrong."""
    file = where / page(name).of("file")[0].about
    file.write_text(whole(name, block), encoding="utf-8")
    (loaded,) = catalog.load_file(file)
    assert loaded.problems == ()
    return check(loaded.components[0][1]).severe()[0].problem


def answered(name: str, block: Block, where: Path, catalog: Catalog) -> Problem:
    """Returns what nnlab says of a block that has a sentence quoted under it."""
    return (found if block.mark == "slip" else said)(name, block, where, catalog)


def quoting(name: str) -> list[Block]:
    """Returns the blocks of a page under which a sentence is quoted."""
    return [block for block in page(name).blocks if block.mark in ("mistake", "slip")]


def refresh(where: Path) -> None:
    """Writes anew what nnlab says under each mistake of each page."""
    catalog = load_catalog()
    for name in (*kinds, *others):
        problems = [answered(name, block, where, catalog) for block in quoting(name)]
        for language in languages:
            text, words = page(name, language).text, Words(language)
            for block, problem in zip(quoting(name), problems, strict=True):
                before, code, after = text.partition(f"{block.code}```\n")
                rest = re.sub(r"\A\n(> [^\n]*\n)+", "", after)
                text = f"{before}{code}\n> {words.problem(problem)}\n{rest}"
            page(name, language).path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        refresh(Path(made))
