"""Painting on the output plot: what tool, class and value are chosen, and how strokes become edits of the document."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Literal

import numpy as np
from PySide6.QtCore import QObject, Qt, QTimer, Signal

from nnlab.experiment import edits
from nnlab.experiment.document import Experiment
from nnlab.gui.context import Context
from nnlab.gui.plots.painting_changes import Changes
from nnlab.gui.plots.painting_ground import refusal, taken
from nnlab.gui.plots.painting_points import Spot
from nnlab.gui.plots.samples import Samples
from nnlab.gui.steps import Words
from nnlab.records import ProblemError
from nnlab.records.painting import Kind, Painted, most_points, painted_id, rounded

if TYPE_CHECKING:
    from nnlab.gui.plots.scene import Scene

Tool = Literal["brush", "point", "eraser", "move", "jitter"]
tools: tuple[Tool, ...] = ("brush", "point", "eraser", "move", "jitter")
_signs = {"brush": "brush", "point": "circle-dot", "eraser": "eraser", "move": "move", "jitter": "vibrate"}
_keys = {"brush": "B", "point": "O", "eraser": "E", "move": "M", "jitter": "J"}
_draw_ms = 40  # between two drawings of a stroke's points
_edit_ms = 220  # between two edits of a stroke
_more_ms = 0.06  # and so much more for each point: a file keeps the whole text of each edit made while training
most_size, most_density = 40, 20


class Painting(QObject):
    """Makes the actions `paint.*`, holds what is chosen, and edits the document: a stroke is one step.

    Strip and overlay, which show it, are made when painting is first switched on.

    Signals:
        changed(): on or off, tool, class, value, size or density are others, or the painted points are.
        switched(bool): painting was switched on or off.
        said(str): a sentence for who paints, "" for none.
        keys_asked(): a name was typed, and the plot should have the keys again.
    """

    changed = Signal()
    switched = Signal(bool)
    said = Signal(str)
    keys_asked = Signal()

    def __init__(self, context: Context, scene: Scene, parent: QObject) -> None:
        super().__init__(parent)
        self.context, self.scene = context, scene
        self.tool: Tool = "brush"
        self.label, self.value, self.size, self.density = 0, 0.5, 8, 3
        self.rng = np.random.default_rng()
        self._on = False
        self._known: tuple[object, Painted | None] = (None, None)
        self._working: Painted | None = None  # while a stroke is made
        self._stroke = 0
        self._tell: Callable[[], str] = str
        self._drawing = QTimer(self, singleShot=True, interval=_draw_ms)
        self._drawing.timeout.connect(self.redraw)
        self._editing = QTimer(self, singleShot=True)
        self._editing.timeout.connect(self._edit)
        self.changes = Changes(self)
        self._add_actions()
        self._replaced = False
        context.document.replaced.connect(self._forget)
        context.document.changed.connect(self._follow)
        context.document.facts_changed.connect(self._relearn)
        scene.made.connect(lambda _plane: self._drawing.start(0))
        scene.turned.connect(self._turn)

    def _add_actions(self) -> None:
        tr, add = self.context.language.tr, self.context.actions.add
        self.toggle = add(
            "paint.toggle", lambda: tr("Paint points"), self._switch, "Ctrl+B", "brush", checkable=True,
            tip=lambda: tr("Paint points on the output plot: add, erase and move samples with the mouse"),
        )  # fmt: skip
        words = {
            "brush": lambda: tr("Brush"),
            "point": lambda: tr("Single points"),
            "eraser": lambda: tr("Eraser"),
            "move": lambda: tr("Move points"),
            "jitter": lambda: tr("Jitter points"),
        }
        self.picks = {name: self._add(name, words[name], partial(self.pick, name), _keys[name]) for name in tools}
        for action in self.picks.values():
            action.setCheckable(True)
        self.picks["brush"].setChecked(True)
        own = [
            self._add("next_class", lambda: tr("Next class"), partial(self.next_class, 1), "G"),
            self._add("previous_class", lambda: tr("Previous class"), partial(self.next_class, -1), "Shift+G"),
            self._add("add_class", lambda: tr("Add a class"), self.changes.add_class, "Shift+N", "plus"),
            self._add("larger", lambda: tr("Larger brush"), partial(self.resize, 2), "]"),
            self._add("smaller", lambda: tr("Smaller brush"), partial(self.resize, -2), "["),
            self._add("take_over", lambda: tr("Start from this data"), self.changes.take_over, "T"),
            self._add("clear", lambda: tr("Clear all points"), self.changes.clear, "Shift+E"),
        ]
        self.keyed = (*self.picks.values(), *own)

    def _add(self, name: str, text: Words, do: Callable[[], object], key: str, icon: str | None = None):
        sign = icon or _signs.get(name)
        context = Qt.ShortcutContext.WidgetShortcut
        return self.context.actions.add(f"paint.{name}", text, do, (key,), sign, context=context)

    # ---- what is chosen

    @property
    def on(self) -> bool:
        """Whether the mouse paints on the plot."""
        return self._on

    @property
    def drawn(self) -> Painted | None:
        """The painted points as the document has them, or as the stroke left them; None where the data is other."""
        if self._working is not None:
            return self._working
        source = self.context.document.experiment.data.source
        if self._known[0] is not source:
            try:
                made = edits.painted_in(self.context.document.experiment)
            except ProblemError:
                made = None
            self._known = source, made
        return self._known[1]

    @property
    def kind(self) -> Kind:
        """What is painted, or would be where the data is not painted yet."""
        drawn, facts = self.drawn, self.context.document.last_facts
        if drawn is not None:
            return drawn.kind
        data = facts.data if facts is not None else None
        if data is None or data.targets == "classes":
            return "classes"
        return "curve" if len(data.columns) == 1 else "values"

    @property
    def classes(self) -> tuple[str, ...]:
        """The names of the classes that can be painted."""
        drawn, facts = self.drawn, self.context.document.last_facts
        if drawn is not None:
            return drawn.classes
        return facts.data.classes if facts is not None and facts.data is not None else ()

    @property
    def third(self) -> float:
        """What a point gets beside its place: its class or its value."""
        if self.kind == "classes":
            return float(min(self.label, max(0, len(self.classes) - 1)))
        return self.chosen_value if self.kind == "values" else 0.0

    @property
    def chosen_value(self) -> float:
        """The value that is chosen, as exact as its range asks for."""
        low, high = self.span
        made = float(rounded(np.array(low + self.value * (high - low)), low, high)) if high > low else low
        return min(high, max(low, made))

    @property
    def span(self) -> tuple[float, float]:
        """The range of values that can be painted."""
        drawn, facts = self.drawn, self.context.document.last_facts
        if drawn is not None:
            return drawn.shown[4], drawn.shown[5]
        data = facts.data if facts is not None else None
        return (data.target_low, data.target_high) if data is not None else (-1.0, 1.0)

    def pick(self, tool: Tool) -> None:
        """Takes another tool."""
        self.tool = tool
        for name, action in self.picks.items():
            action.setChecked(name == tool)
        self.changed.emit()

    def choose_class(self, label: int) -> None:
        """Paints another class from now on."""
        if self.kind == "classes" and 0 <= label < len(self.classes):
            self.label = label
            if self.tool not in ("brush", "point"):
                self.pick("brush")
            self.changed.emit()

    def next_class(self, by: int) -> None:
        """Goes to the next or the previous class."""
        self.choose_class((self.label + by) % max(1, len(self.classes)))

    def choose_value(self, share: float) -> None:
        """Paints another value from now on, as a share of the range."""
        self.value = min(1.0, max(0.0, share))
        self.changed.emit()

    def resize(self, by: int) -> None:
        """Makes the brush larger or smaller."""
        self.choose_size(self.size + by)

    def choose_size(self, size: int) -> None:
        """Takes a brush of another size, in hundredths of the plane's side."""
        self.size = min(most_size, max(2, size))
        self.changed.emit()

    def choose_density(self, density: int) -> None:
        """Puts more or fewer points at once."""
        self.density = min(most_density, max(1, density))
        self.changed.emit()

    def why_not(self) -> str:
        """Returns why nothing can be painted on this data, "" where it can."""
        tr, facts = self.context.language.tr, self.context.document.last_facts
        columns = facts.data.columns if facts is not None and facts.data is not None else ()
        if self.scene.column is not None and len(columns) > 1:
            return tr("The network reads one column only, so the plot has one: let it read both to paint.")
        return refusal(self.context, self.drawn)

    # ---- strokes

    def begin(self) -> bool:
        """Begins a stroke; tells whether it may."""
        reason = self.why_not()
        self.said.emit(reason)
        if reason:
            return False
        self._working = self.drawn if self.drawn is not None else taken(self.context)
        self._stroke += 1
        self.context.document.hold_merge(True)
        return self._working is not None

    @property
    def working(self) -> Painted:
        """The points of the stroke so far."""
        assert self._working is not None
        return self._working

    @property
    def busy(self) -> bool:
        """Whether a stroke is being made."""
        return self._working is not None

    def show(self, made: Painted, tell: Words) -> None:
        """Takes what the stroke has made so far; `tell` words the step."""
        if made is self._working:
            return
        full = len(made) >= most_points > len(self.working)
        self._working, self._tell = made, tell
        if full:
            self.said.emit(
                self.context.language.tr("There are {n} points: more cannot be painted.").format(n=len(made))
            )
        if not self._drawing.isActive():
            self._drawing.start()
        if not self._editing.isActive():
            self._editing.start(0 if not self._edited else round(_edit_ms + _more_ms * len(made)))

    @property
    def _edited(self) -> bool:
        """Whether the stroke has made an edit yet."""
        return self._made == self._stroke

    _made = 0

    def end(self) -> None:
        """Ends the stroke: what it made stays."""
        self._editing.stop()
        self._edit()
        self._working = None
        self.context.document.hold_merge(False)
        self.changed.emit()

    def give_up(self) -> None:
        """Takes the stroke back without a trace."""
        self._editing.stop()
        self._working = None
        if self._edited:
            self.context.document.withdraw(self._merge)
        self.context.document.hold_merge(False)
        self._drawing.start(0)

    @property
    def _merge(self) -> str:
        return f"paint.{self._stroke}"

    def _edit(self) -> None:
        if self._working is not None:
            self._made = self._stroke
            self.set(self._tell, self._working, self._merge)

    def set(self, text: Words, drawn: Painted, merge: str = "") -> None:
        """Makes one edit of other painted points, inputs and output following."""
        document = self.context.document
        try:
            made = edits.set_painted(document.experiment, drawn, document.catalog)
        except ProblemError as error:
            self.said.emit(self.context.language.problem(error.problem))
            return
        document.edit(text, made, merge)

    # ---- showing

    @property
    def draws(self) -> bool:
        """Whether the dots on the plot come from here: they are there before the kernel has heard of them."""
        data = self.context.document.experiment.data
        return self._on and data.split == "auto" and self.drawn is not None

    def spot(self, x: float, y: float, size: int = 0) -> Spot:
        """Returns the place that the brush, or one of another size, covers around a point."""
        (x0, y0), (x1, y1) = self.scene.plane.ranges
        share = (size or self.size) / 200
        return Spot(x, y, (x1 - x0) * share, (y1 - y0) * share)

    def redraw(self) -> None:
        """Draws the dots, where they come from here."""
        drawn = self.drawn
        if not self.draws or drawn is None or not self.scene.ready:
            return
        x, y, test = drawn.x, drawn.y, drawn.test
        samples = Samples(train_x=x[~test], train_y=y[~test], test_x=x[test], test_y=y[test])
        self.scene.plane.show_samples(samples)

    def _forget(self) -> None:
        """Another document is shown: a stroke that is being made is not for it."""
        self._editing.stop()
        self._working, self._replaced = None, True
        self.context.document.hold_merge(False)

    def _follow(self, old: Experiment, new: Experiment) -> None:
        replaced, self._replaced = self._replaced, False
        if old.data.source is new.data.source or self._working is not None:
            return
        self._drawing.start(0)
        if old.data.source.id != new.data.source.id:
            self.said.emit("")
            if new.data.source.id == painted_id and not replaced:
                self.toggle.setChecked(True)  # who chooses it wants to paint
        self.changed.emit()

    def _relearn(self) -> None:
        if self._on:
            self.changed.emit()

    def _turn(self) -> None:
        """Paints on the other drawing that is shown now; what was said of the one before is over."""
        if self._on:
            self.said.emit("")
            self.changed.emit()
            self._drawing.start(0)

    def _switch(self, on: bool) -> None:
        if not on and self._working is not None:
            self.end()
        self._on = on
        self.said.emit(self.why_not() if on else "")
        self.switched.emit(on)
        self.changed.emit()
        self._drawing.start(0)
