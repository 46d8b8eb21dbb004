"""The small control in the corner of the canvas: smaller, how large it is now, larger, and the whole network."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QHBoxLayout, QToolButton

from nnlab.gui.actions import Actions
from nnlab.gui.buttons import IconButton
from nnlab.gui.canvas.corner import Corner
from nnlab.gui.canvas.zoom import Zoom
from nnlab.gui.context import Context
from nnlab.gui.enlarging import large
from nnlab.gui.theme import small_font

_side = 24


class ZoomBox(Corner):
    """Stands in the lower left corner of what is seen."""

    def __init__(self, context: Context, zoom: Zoom, parent: QAbstractScrollArea) -> None:
        super().__init__(parent)
        self.setObjectName("zoom_box")
        self._context, self._zoom = context, zoom
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(4, 0, 2, 0)
        self._row.setSpacing(0)
        self.percent = QToolButton()
        self.percent.setObjectName("zoom_percent")
        self.percent.setAutoRaise(True)
        self.percent.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._usual: QAction | None = None
        zoom.changed.connect(self._word)
        context.language.changed.connect(self._word)
        context.theme.changed.connect(self._word)

    def offer(self, actions: Actions) -> None:
        """Shows the actions `view.zoom_*` as buttons."""
        for id in ("view.zoom_out", "", "view.zoom_in", "view.zoom_fit"):
            if not id:
                self._row.addWidget(self.percent)
                continue
            button = IconButton(actions.get(id), self)
            button.setAutoRaise(True)
            button.setIconSize(QSize(large(16), large(16)))
            button.setFixedSize(large(_side), large(_side))
            self._row.addWidget(button)
        self._usual = actions.get("view.zoom_usual")
        self.percent.clicked.connect(self._usual.trigger)
        self._word()

    def _word(self) -> None:
        """Says how large it is."""
        if self._usual is None:
            return
        text = f"{round(100 * self._zoom.value)} %"
        self.percent.setFont(small_font(self))
        self.percent.setText(text)
        self.percent.setFixedSize(self.percent.fontMetrics().horizontalAdvance("400 %") + large(8), large(_side))
        self.percent.setToolTip(self._usual.toolTip())
        self.percent.setAccessibleName(self._context.language.tr("Zoom: {percent}").format(percent=text))
        self.place()

    def place(self) -> None:
        """Stands in its corner, one line high."""
        port = self._area.viewport().geometry()
        size = self.sizeHint().expandedTo(QSize(0, large(_side + 4)))
        self.resize(size)
        self.move(port.left(), port.bottom() - size.height() + 1)

    # ---- Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self._context.theme.colors.canvas)
