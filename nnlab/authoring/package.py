"""New plugins on disk: a single file, with a test where it is wanted, or a package that pip installs."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from nnlab.authoring.copying import ids_in
from nnlab.authoring.naming import NewPlugin, hook_of
from nnlab.authoring.templates import template
from nnlab.records import Kind, bundled, fail
from nnlab.records.sentences.kinds import kinds as kind_words
from nnlab.records.words import Words, languages
from nnlab.records.writing import write_file as write

# what `nnlab train` needs to be told to train with a component of a kind
_try: dict[Kind, str] = {
    "activation": "nnlab train spiral --set network.layers.h1.activation={id}",
    "loss": "nnlab train hills --set training.loss={id}",
    "optimizer": "nnlab train spiral --set training.optimizer={id}",
    "schedule": "nnlab train spiral --set training.schedule={id}",
    "regularizer": "nnlab train spiral --set training.regularizer={id}",
    "initializer": "nnlab train spiral --set start.initializer={id}",
    "layer": "nnlab train spiral --set network.layers.h2.kind={id}",
    "metric": "nnlab train hills --set training.metrics=mean_absolute_error,{id}",
    "dataset": "nnlab train spiral --set data.source={id}",
}
_files = {  # of a package: what is written where, and from which text
    "pyproject.toml": "pyproject.toml.txt",
    "README.md": "README.md",
    ".gitignore": "gitignore",
    "src/nnlab_{id}/__init__.py": "init.py",
    "tests/test_{id}.py": "test.py",
}


class Written(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What came of it: the plugin, its file, all files, and a command that trains with it."""

    plugin: NewPlugin
    file: str
    files: tuple[str, ...]
    command: str


def write_file(folder: Path | str, kind: Kind, name: str, language: str = "en", *, with_test: bool = False) -> Written:
    """Writes a plugin of a kind as one file into a folder, which is made if need be; nothing is overwritten.

    With `with_test` a test for pytest stands in the folder `tests` beside it. Raises ProblemError `new.exists`, for a
    name that cannot be one or is a bundled component's, and where nothing can be written.
    """
    plugin = template(kind, name, language, bundled_ids(kind))
    texts = {plugin.file_name: plugin.text}
    if with_test:
        head = (
            "import sys\nfrom pathlib import Path\n\nsys.path.insert(0, str(Path(__file__).resolve().parent.parent))\n"
        )
        test = _text("test.py", kind, plugin, language).replace(f"nnlab_{plugin.id}.{plugin.id}", plugin.id, 1)
        docstring, _, rest = test.partition("\n\n")
        texts[f"tests/test_{plugin.id}.py"] = f"{docstring}\n\n{head}\n{rest}"
    return _written(Path(folder), texts, plugin, kind, plugin.file_name)


def write_package(folder: Path | str, kind: Kind, name: str, language: str = "en") -> Written:
    """Writes a plugin of a kind as a package into a new folder `nnlab-NAME` inside a folder; nothing is overwritten.

    It has an entry point, a test that holds the plugin to its contract, and a README. Raises ProblemError as
    `write_file` does.
    """
    plugin = template(kind, name, language, bundled_ids(kind))
    whole = Path(folder) / f"nnlab-{plugin.id.replace('_', '-')}"
    file = f"src/nnlab_{plugin.id}/{plugin.file_name}"
    texts = {place.format(id=plugin.id): _text(source, kind, plugin, language) for place, source in _files.items()}
    if whole.exists():
        raise fail("new.exists", path=str(whole))
    return _written(whole, {**texts, file: plugin.text}, plugin, kind, file)


def bundled_ids(kind: Kind) -> tuple[str, ...]:
    """Returns the ids of the components of a kind that come with nnlab, read from their files without running them."""
    files = sorted(bundled("plugins").glob("[!_.]*.py"))
    return tuple(ident for file in files for ident in ids_in(file.read_text(encoding="utf-8"), kind))


def _text(source: str, kind: Kind, plugin: NewPlugin, language: str) -> str:
    """Returns a text of a package in a language, with the plugin's names in place of the template's."""
    spoken = language if language in languages else "en"
    text = (bundled("assets") / "templates" / spoken / "package" / source).read_text(encoding="utf-8")
    values = {
        "nnlab_new_things": hook_of(kind),
        "KIND": Words(spoken).tr(kind_words[kind]),
        "TRAIN": _try[kind].format(id=plugin.id),
        "new_thing": plugin.id,
        "new-thing": plugin.id.replace("_", "-"),
        "NewThing": plugin.class_name,
        "New thing": plugin.name,
    }
    for placeholder, value in values.items():
        text = text.replace(placeholder, value)
    return text


def _written(folder: Path, texts: dict[str, str], plugin: NewPlugin, kind: Kind, file: str) -> Written:
    paths = {folder / place: text for place, text in texts.items()}
    for path in paths:
        if os.path.lexists(path):
            raise fail("new.exists", path=str(path))
    for path, text in paths.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError):
            raise fail("file.no_folder", file=str(path), folder=str(path.parent)) from None
        except OSError as error:
            raise fail("file.write", file=str(path), detail=error.strerror or str(error)) from None
        write(path, text.encode("utf-8"))
    command = _try[kind].format(id=plugin.id)
    return Written(plugin, str(folder / file), tuple(str(path) for path in paths), command)
