"""The strip of layer kinds below the network: dragged into it, or inserted by a click behind the selected layer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from nnlab.gui.actions import Actions
from nnlab.gui.canvas.chips import FoldButton, KindChip
from nnlab.gui.canvas.hands import Hands
from nnlab.gui.canvas.popping import pop_up
from nnlab.gui.context import Context
from nnlab.gui.enlarging import large
from nnlab.gui.theme import small_font

_gap, _margin, _folded = 3, 4, 12
_fold_width, _more_width = 26, 24


class Palette(QWidget):
    """Shows a chip for each kind of layer in the catalogue; folded it is a thin strip.

    Signals:
        pressed(KindChip, QPointF): the left button went down on a chip.
        chosen(str): a kind is to be inserted.
        resized: it wants another height.
    """

    pressed = Signal(object, object)
    chosen = Signal(str)
    resized = Signal()

    def __init__(
        self, context: Context, hands: Hands, menu: Callable[[QWidget, Sequence[str]], QMenu], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("layer_palette")
        self._context, self._hands, self._menu = context, hands, menu
        self.chips: dict[str, KindChip] = {}
        self._current = ""
        self._open = True
        self._fold = FoldButton(context, self)
        self._more = QToolButton(self)
        self._more.setObjectName("palette_more")
        self._more.setText("…")
        self._more.setAutoRaise(True)
        self._more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._more.clicked.connect(self._show_more)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(0)
        self._settle.timeout.connect(self._show_kinds)
        for signal in (context.document.catalog_changed, context.badges.changed, context.language.changed):
            signal.connect(self._settle.start)
        self._show_kinds()

    def register(self, actions: Actions) -> None:
        """Adds the action that folds it."""
        tr = self._context.language.tr
        fold = actions.add("view.palette", lambda: tr("Layer kinds"), self.unfold, checkable=True)
        fold.setChecked(self._open)
        self._fold.clicked.connect(fold.toggle)

    @property
    def wanted_height(self) -> int:
        """How high it wants to be."""
        chips = max(self.fontMetrics().height() + large(8), large(24))
        return chips + 2 * large(_margin) if self._open else large(_folded)

    def unfold(self, on: bool) -> None:
        """Shows the chips, or hides them."""
        if on != self._open:
            self._open = self._fold.open = on
            self._word()
            self.resized.emit()
            self._place()

    def take_focus(self) -> None:
        """Gives the keys to the present chip."""
        chip = self.chips.get(self._current)
        if chip is not None:
            chip.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # ---- what is shown

    def _show_kinds(self) -> None:
        kinds = self._hands.kinds() if self._context.document.catalog else []
        for gone in [kind for kind in self.chips if kind not in kinds]:
            chip = self.chips.pop(gone)
            chip.hide()
            chip.deleteLater()
        made = {kind: self.chips.get(kind) or self._chip(kind) for kind in kinds}
        self.chips = made
        for chip in made.values():
            chip.word()
        if self._current not in made:
            self._make_current(next(iter(made), ""))
        self._word()
        self._place()
        self.update()  # the words that stood there until the kinds were known

    def _chip(self, kind: str) -> KindChip:
        chip = KindChip(kind, self._context, self)
        chip.pressed_at.connect(lambda at: self.pressed.emit(chip, at))
        chip.clicked.connect(lambda: self.chosen.emit(kind))
        chip.stepped.connect(self._step)
        return chip

    def _word(self) -> None:
        tr = self._context.language.tr
        self.setAccessibleName(tr("Layer kinds"))
        self._fold.setToolTip(tr("Hide the layer kinds") if self._open else tr("Show the layer kinds"))
        self._fold.setAccessibleName(self._fold.toolTip())
        self._more.setToolTip(tr("More kinds of layer"))
        self._more.setAccessibleName(self._more.toolTip())

    def _place(self) -> None:
        """Puts the chips side by side: with their names, with short ones, or with as much of them as there is room."""
        high, gap, margin = self.height(), large(_gap), large(_margin)
        fold, more = large(_fold_width), large(_more_width)
        self._fold.setGeometry(0, 0, fold if self._open else self.width(), high)
        chips = list(self.chips.values())
        if not self._open or not chips:
            for widget in (self._more, *chips):
                widget.hide()
            return
        widths = _shared(
            [chip.width_of(chip.name) for chip in chips],
            [chip.width_of(chip.short) for chip in chips],
            self.width() - fold - margin,
            gap,
            more,
        )
        x = fold
        for place, chip in enumerate(chips):
            chip.setVisible(place < len(widths))
            if place < len(widths):
                chip.setGeometry(x, margin, widths[place], high - 2 * margin)
                x += widths[place] + gap
        self._more.setGeometry(x, margin, more, high - 2 * margin)
        self._more.setVisible(len(widths) < len(chips))

    def _show_more(self) -> None:
        menu = self._menu(self, [kind for kind, chip in self.chips.items() if chip.isHidden()])
        pop_up(menu, self._more.mapToGlobal(QPoint(0, 0)))

    # ---- keys

    def _make_current(self, kind: str) -> None:
        """Makes one chip the one that Tab reaches."""
        for known, chip in self.chips.items():
            chip.setFocusPolicy(Qt.FocusPolicy.TabFocus if known == kind else Qt.FocusPolicy.NoFocus)
        self._current = kind

    def _step(self, by: int) -> None:
        shown = [kind for kind, chip in self.chips.items() if chip.isVisible()]
        there = shown.index(self._current) + by if self._current in shown else 0
        if 0 <= there < len(shown):
            self._make_current(shown[there])
            self.chips[shown[there]].setFocus(Qt.FocusReason.TabFocusReason)

    # ---- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self.resized.emit()
            self._place()
        super().changeEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()  # a click beside a chip lets nothing on the canvas go

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = self._context.theme.colors
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), colors.canvas)
            painter.setPen(colors.line)
            painter.drawLine(0, 0, self.width(), 0)
            if self._open and not self.chips:
                painter.setFont(small_font(self))
                painter.setPen(colors.muted)
                words = self._context.language.tr("Reading the plugins…")
                painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, words)


def _shared(names: Sequence[int], shorts: Sequence[int], room: int, gap: int, more: int) -> list[int]:
    """Returns the widths of as many chips as there is room for: with their names, the longest ones with short ones."""
    widths = list(names)
    for place in sorted(range(len(widths)), key=lambda place: shorts[place] - names[place]):
        if sum(widths) + gap * (len(widths) - 1) > room:
            widths[place] = min(shorts[place], names[place])
    if sum(widths) + gap * (len(widths) - 1) <= room:
        return widths
    room -= more + gap
    ends = accumulate(width + gap for width in widths)
    return widths[: max(1, sum(end - gap <= room for end in ends))]
