"""Which functions of the data's columns feed the network, as chips to switch on and off."""

from __future__ import annotations

import re

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QToolButton, QWidget

from nnlab.gui.context import Context
from nnlab.gui.enlarging import large
from nnlab.gui.panels.flow import Flow
from nnlab.gui.theme import small_font

_subscripts = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_powers = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def offered(columns: tuple[str, ...], chosen: tuple[str, ...]) -> tuple[str, ...]:
    """Returns the inputs to choose from: columns; for two of them squares, product and sines; other chosen ones."""
    made = list(columns)
    if len(columns) == 2:
        first, second = columns
        made += [f"{first}^2", f"{second}^2", f"{first}*{second}", f"sin({first})", f"sin({second})"]
    return (*made, *(name for name in chosen if name not in made))


def pretty(name: str) -> str:
    """Writes an input as a formula: "x1^2" -> "x₁²", "x1*x2" -> "x₁x₂", "sin(x1)" -> "sin x₁"."""
    made = re.sub(r"\^(\d+)", lambda found: found[1].translate(_powers), name)
    made = re.sub(r"\b([a-zA-Z])(\d+)", lambda found: found[1] + found[2].translate(_subscripts), made)
    made = re.sub(r"^(\w+)\(([^()]*)\)$", r"\1 \2", made)
    return re.sub(r"(\w)\*(\w)", r"\1\2", made)


class InputChips(Flow):
    """One chip for each input.

    Signals:
        changed(inputs): the user wants these inputs.
    """

    changed = Signal(object)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent, gap=3)
        self._context = context
        self._chips: dict[str, QToolButton] = {}
        self._chosen: tuple[str, ...] = ()

    def show_inputs(self, columns: tuple[str, ...], chosen: tuple[str, ...]) -> None:
        """Shows the document's inputs without echo."""
        names = offered(columns, chosen)
        if names != tuple(self._chips):
            self._chips = {name: self._chip(name) for name in names}
            self.take(list(self._chips.values()))
            self.word()
        self._chosen = chosen
        for name, chip in self._chips.items():
            chip.setChecked(name in chosen)

    def word(self) -> None:
        """Words tooltips in the present language."""
        tr = self._context.language.tr
        for name, chip in self._chips.items():
            chip.setToolTip(tr("Feed {input} to the network").format(input=pretty(name)))
            chip.setAccessibleName(pretty(name))

    def _chip(self, name: str) -> QToolButton:
        chip = _Chip(self)
        chip.setText(pretty(name))
        chip.clicked.connect(lambda on, name=name: self._switch(name, on))
        return chip

    def _switch(self, name: str, on: bool) -> None:
        wanted = {*self._chosen, name} if on else {*self._chosen} - {name}
        self.changed.emit(tuple(known for known in self._chips if known in wanted))
        for known, chip in self._chips.items():
            chip.setChecked(known in self._chosen)


class _Chip(QToolButton):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("look", "chip")
        self.setFont(small_font(self))
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(max(large(24), metrics.horizontalAdvance(self.text()) + large(10)), metrics.height() + large(4))
