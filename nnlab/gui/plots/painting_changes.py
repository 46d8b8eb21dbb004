"""What is done to all painted points at once: begun from other data, cleared, other classes, values instead."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from nnlab.gui.plots.painting_ground import taken
from nnlab.gui.plots.painting_points import as_kind, without_class
from nnlab.records.painting import Kind, Painted

if TYPE_CHECKING:
    from nnlab.gui.plots.painting import Painting


class Changes:
    """Each is one step of the undo stack; what cannot be done is said."""

    def __init__(self, painting: Painting) -> None:
        self._painting = painting
        self._context = painting.context

    def _points(self) -> Painted | None:
        """Returns the painted points, or the present data as such; None where it cannot be, which is said."""
        painting = self._painting
        reason = painting.why_not()
        painting.said.emit(reason)
        if reason:
            return None
        return painting.drawn if painting.drawn is not None else taken(self._context)

    def take_over(self) -> None:
        """Turns the data that is shown into painted points."""
        tr, fresh = self._context.language.tr, self._painting.drawn is None
        drawn = self._points()
        if drawn is not None and fresh:
            self._painting.set(lambda: tr("Start from this data"), drawn)
        elif not fresh:
            self._painting.said.emit(tr("These points are painted already."))

    def clear(self) -> None:
        """Takes all points away; classes and columns stay."""
        tr, drawn = self._context.language.tr, self._points()
        if drawn is not None:
            empty = replace(drawn, points=drawn.points[:0], test=drawn.test[:0])
            self._painting.set(lambda: tr("Clear all points"), empty)

    def choose_kind(self, kind: Kind) -> None:
        """Paints classes, values or a curve; the points stay where they are."""
        tr, drawn = self._context.language.tr, self._painting.drawn
        if drawn is not None and kind != drawn.kind:
            self._painting.set(lambda: tr("Change what is painted"), as_kind(drawn, kind))

    def add_class(self) -> None:
        """Adds a class and paints it."""
        tr, drawn = self._context.language.tr, self._points()
        if drawn is None:
            return
        if drawn.kind != "classes":
            self._painting.said.emit(tr("Values have no classes."))
            return
        number = len(drawn.classes)
        name = next(name for n in range(number, 2 * number + 1) if (name := str(n)) not in drawn.classes)
        made = replace(drawn, classes=(*drawn.classes, name))
        self._painting.set(lambda: tr("Add class {name}").format(name=name), made)
        self._painting.choose_class(number)

    def rename_class(self, label: int, name: str) -> None:
        """Gives a class another name."""
        name = " ".join(name.replace(";", ",").split())
        tr, drawn = self._context.language.tr, self._points()
        if drawn is None or not name or drawn.classes[label] == name:
            return
        if name in drawn.classes:
            self._painting.said.emit(tr("Another class has that name."))
            return
        classes = (*drawn.classes[:label], name, *drawn.classes[label + 1 :])
        self._painting.set(lambda: tr("Rename class {name}").format(name=name), replace(drawn, classes=classes))

    def remove_class(self, label: int) -> None:
        """Takes a class away with its points; two stay."""
        tr, drawn = self._context.language.tr, self._points()
        if drawn is None:
            return
        if len(drawn.classes) <= 2:
            self._painting.said.emit(tr("Two classes stay; erase their points instead."))
            return
        name = drawn.classes[label]
        self._painting.set(lambda: tr("Remove class {name}").format(name=name), without_class(drawn, label))
        self._painting.choose_class(min(self._painting.label, len(drawn.classes) - 2))
