"""How a new text begins."""

from __future__ import annotations

from collections.abc import Collection

from nnlab.authoring.naming import NewPlugin, free
from nnlab.authoring.templates import template
from nnlab.gui.language import Language


def first(language: Language, taken: Collection[str]) -> NewPlugin:
    """Returns what stands in a workbench in which nothing was written yet: an activation that works."""
    made = template("activation", "My activation", language.name)
    ident = free(made.id, taken)
    return made if ident == made.id else template("activation", ident, language.name)


def declared(plugin: NewPlugin) -> int:
    """Returns the line, from 1, at which a new plugin's class begins."""
    lines = plugin.text.split("\n")
    return next((k + 1 for k, line in enumerate(lines) if line.startswith(f"class {plugin.class_name}(")), 1)
