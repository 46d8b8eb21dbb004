"""A picture as the row: the pad with its switches, and what the network sees of it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnlab.experiment.facts import DataFacts
from nnlab.gui.buttons import IconButton
from nnlab.gui.context import Context
from nnlab.gui.enlarging import large
from nnlab.gui.plots.chip import Chip, switch
from nnlab.gui.predict.drawing import Drawing
from nnlab.gui.predict.pad import Pad, Sight
from nnlab.gui.predict.pen import manner_of
from nnlab.gui.predict.row import Row


class PictureEditor(QWidget):
    """Puts what is drawn into the row, with every part of a stroke; a sample that is taken comes onto the pad."""

    def __init__(self, context: Context, row: Row, data: DataFacts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._row = context, row
        self._drew = False  # the row's change is the pad's own
        self.pad = Pad(context, self._sheet(data))
        self.sight = Sight(context, self.pad)
        self.pad.changed.connect(self._put)
        self._make_switches()
        self._lay_out()
        row.changed.connect(self._show)
        context.language.changed.connect(self._word)
        self._word()
        self._show()

    def _make_switches(self) -> None:
        context, tr = self._context, self._context.language.tr
        actions = context.actions
        rub = switch(context, "predict.eraser", lambda: tr("Rub out instead of drawing (right button)"))
        centre = "predict.centre"
        if centre not in actions:
            switch(context, centre, lambda: tr("Bring the drawing upright into the middle, as large as the data's"))
            actions.get(centre).setChecked(True)
        moved = actions.get(centre)
        for action, call in ((rub, self._rub), (moved, self._centre)):
            action.toggled.connect(call)
            call(action.isChecked())
        for id, text, icon in (
            ("predict.undo", lambda: tr("Take the last stroke back"), "undo-2"),
            ("predict.clear", lambda: tr("Clear the drawing"), "trash-2"),
        ):
            if id not in actions:
                actions.add(id, text, None, None, icon)
        self._undo, self._clear = actions.get("predict.undo"), actions.get("predict.clear")
        self._undo.triggered.connect(self.pad.undo)
        self._clear.triggered.connect(self.pad.clear)
        self.chips = Chip(rub, self), Chip(moved, self)
        self.buttons = IconButton(self._undo, self), IconButton(self._clear, self)
        for button in self.buttons:
            button.setProperty("look", "flat")
            button.setFixedSize(large(26), large(24))
            button.setIconSize(QSize(large(16), large(16)))

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        tools.setSpacing(3)
        for widget in (*self.chips, *self.buttons):
            tools.addWidget(widget)
        tools.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.pad, 100)
        column.addLayout(tools)
        column.addStretch(1)

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        manner = self.pad.drawing.manner
        self.pad.setMaximumHeight(max(self.pad.minimumHeight(), self.width() * manner.rows // manner.columns))

    def close_editor(self) -> None:
        """Lets go of the actions: another editor comes."""
        self._undo.triggered.disconnect(self.pad.undo)
        self._clear.triggered.disconnect(self.pad.clear)

    def show_data(self, data: DataFacts) -> None:
        """Takes the manner of other data; what is drawn goes where its pictures are of another size."""
        drawing = self._sheet(data)
        if drawing.manner != self.pad.drawing.manner:
            self.pad.show_drawing(drawing)
            self._show()

    def _sheet(self, data: DataFacts) -> Drawing:
        shape = data.shape or (1, 1, 1)
        return Drawing(manner_of(self._row.train_x, shape[1], shape[2]))

    def _put(self) -> None:
        self._drew = True
        cells = self.pad.drawing.cells(centred=self.pad.centred)
        self._row.put_all(cells.ravel().tolist())
        self._drew = False

    def _show(self) -> None:
        """Shows a row that somebody else has chosen."""
        manner = self.pad.drawing.manner
        if not self._drew and len(self._row.values) == manner.rows * manner.columns:
            self.pad.put(np.array(self._row.values).reshape(manner.rows, manner.columns))
            self.sight.update()

    def _rub(self, on: bool) -> None:
        self.pad.rubbing = on

    def _centre(self, on: bool) -> None:
        self.pad.centred = on
        if not self.pad.drawing.now.empty and self.pad.drawing.now.under is None:
            self._put()
        self.pad.update()
        if hasattr(self, "sight"):
            self.sight.update()

    def _word(self) -> None:
        tr = self._context.language.tr
        for chip, text in zip(self.chips, (tr("eraser"), tr("centre")), strict=True):
            chip.setText(text)
            chip.updateGeometry()
        self.sight.setAccessibleName(tr("What the network sees"))
        self.sight.setToolTip(tr("What the network sees"))
        self.pad.setAccessibleName(tr("Drawing"))
        self.pad.setToolTip(
            tr("Draw with the mouse, or by keys: arrows move, Space dots, Shift+arrow draws, Ctrl+Z takes one back")
        )
