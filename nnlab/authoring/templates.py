"""A complete plugin of each kind to begin with, named after what its author calls it."""

from __future__ import annotations

from collections.abc import Collection

from nnlab.authoring.naming import NewPlugin, named
from nnlab.records import Kind, bundled, kinds
from nnlab.records.words import languages

_class, _name = "NewThing", "New thing"  # what `assets/templates/*/KIND.py` call theirs


def kinds_of_templates() -> tuple[Kind, ...]:
    """Returns the kinds that have a template: all of them."""
    return kinds


def template(kind: Kind, name: str, language: str = "en", taken: Collection[str] = ()) -> NewPlugin:
    """Returns a plugin of a kind that works as it is, with comments in a language that say what to change.

    Raises ProblemError for a name that cannot be one, or whose id is among those `taken` already.
    """
    names = named(kind, name, taken)
    spoken = language if language in languages else "en"
    text = (bundled("assets") / "templates" / spoken / f"{kind}.py").read_text(encoding="utf-8")
    text = text.replace(_class, names.class_name).replace(_name, names.shown)
    return NewPlugin(file_name=names.file_name, text=text, class_name=names.class_name, id=names.id, name=names.shown)
