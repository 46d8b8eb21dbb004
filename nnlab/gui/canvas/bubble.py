"""The bubble at the foot of a column that has a problem: the sentence, a button that sets it right, and how many more
there are."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QAction, QColor, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QHBoxLayout, QLabel, QPushButton, QWidget

from nnlab.gui.buttons import WordButton
from nnlab.gui.canvas.board import Board
from nnlab.gui.canvas.faults import Faults
from nnlab.gui.context import Context
from nnlab.gui.icons import pixmap
from nnlab.gui.mending import Mending
from nnlab.gui.theme import mixed
from nnlab.records import Problem

_widest, _pointer, _edge, _corner = 560, 9, 8, 8.0
_icons = {"error": "circle-x", "warning": "triangle-alert", "note": "info"}


class FaultBubble(QWidget):
    """Shows the first problem of the network below its column; the network makes room for it.

    Signals:
        all_asked: the list of all problems is wanted.
        picked(str): its layer is to be selected.
    """

    all_asked = Signal()
    picked = Signal(str)

    def __init__(self, context: Context, board: Board, faults: Faults, area: QAbstractScrollArea) -> None:
        super().__init__(area)
        self.setObjectName("fault_bubble")
        self._context, self._board, self._faults, self._area = context, board, faults, area
        self._mending = Mending(context.language, context.document)
        self.problem: Problem | None = None
        self._x = 0.0  # where it points to
        self._sign = QLabel()
        self.label = QLabel()
        self.label.setObjectName("fault_sentence")
        self.label.setWordWrap(True)
        self.fix: WordButton | None = None
        self.more = QPushButton()
        self.more.setObjectName("fault_more")
        self.more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.more.clicked.connect(self.all_asked)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 8 + _pointer, 10, 8)
        self._row.setSpacing(8)
        self._row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addWidget(self.label, 1)
        self._row.addWidget(self.more)
        area.viewport().installEventFilter(self)
        board.arranged.connect(self.place)
        area.horizontalScrollBar().valueChanged.connect(self.place)
        document = context.document
        for signal in (document.problems_changed, document.catalog_changed, document.changed, document.facts_changed):
            signal.connect(self.show_problem)
        context.language.changed.connect(self._word)
        context.theme.changed.connect(self._word)
        self.hide()

    def offer(self, action: QAction) -> None:
        """Gives the action that sets the first problem right a button here."""
        self.fix = WordButton(action, self._context.theme, "")
        self._row.insertWidget(2, self.fix)
        self.show_problem()

    def mend(self) -> None:
        """Sets the shown problem right."""
        if self.problem is not None:
            self._mending.mend(self.problem)

    # ---- what is shown

    def show_problem(self, *_: object) -> None:
        """Shows the first problem of the network as it is now, or nothing."""
        self.problem = next(iter(self._faults.all()), None)
        self._word()

    def _word(self) -> None:
        language, problem = self._context.language, self.problem
        tr = language.tr
        self._allow()
        if problem is None:
            self.hide()
            self._board.reserve(0)
            return
        sentence, others = self._faults.sentence(problem), len(self._faults.all()) - 1
        self.label.setText(sentence)
        self._sign.setPixmap(pixmap(_icons[problem.level], self._shade(), 16, self.devicePixelRatioF()))
        self.more.setVisible(others > 0)
        self.more.setText(tr("+ {n} more").format(n=others))
        self.more.setToolTip(tr("Show the list of problems"))
        self.more.setAccessibleName(self.more.text())
        self.setAccessibleName(sentence)
        self.setToolTip("" if problem.level != "error" else tr("Training waits until this is set right"))
        self.place()
        self.show()
        self.raise_()

    def change(self) -> str:
        """Returns what setting the shown problem right would change."""
        tr, change = self._context.language.tr, self._mending.words(self.problem) if self.problem is not None else ""
        return tr("Set it right: {change}").format(change=change) if change else tr("Set the shown problem right")

    def _allow(self) -> None:
        """Offers the way out where there is one."""
        if self.fix is None:
            return
        tr, problem = self._context.language.tr, self.problem
        simple = problem is not None and self._mending.mended(problem) is not None
        reason = tr("This problem has several ways out; its sentence names them.")
        if problem is None:
            reason = tr("Nothing is wrong with the network.")
        self._context.actions.allow("network.fix", simple, reason)
        self._context.actions.word("network.fix")  # it says what would change
        self.fix.setVisible(simple)

    def place(self, *_: object) -> None:
        """Stands below its column, in the room that the network leaves it."""
        if self.problem is None:
            return
        port, layout = self._area.viewport().geometry(), self._board.layout_now
        width = min(_widest, port.width() - 2 * _edge, self._natural_width())
        height = max(self._row.heightForWidth(width), self._row.minimumSize().height())
        column = next((one for one in layout.columns if one.spec.id == self._faults.place(self.problem)), None)
        self._x = port.center().x()
        if column is not None:
            self._x = self._board.mapTo(self._area, QPointF(column.centre, 0)).x()
        left = min(max(round(self._x - width / 2), port.left() + _edge), port.right() - _edge - width + 1)
        top = port.bottom() - self._board.footer_height - height - 3
        self.setGeometry(QRect(left, top, width, height))
        self._board.reserve(height + 2)

    def _natural_width(self) -> int:
        """Returns the width in which the sentence takes one line."""
        buttons = [self.more] if not self.more.isHidden() else []
        if self.fix is not None and not self.fix.isHidden():
            buttons.append(self.fix)
        inside = self.label.fontMetrics().horizontalAdvance(self.label.text()) + 6
        return inside + 16 + 22 + sum(button.sizeHint().width() + 8 for button in buttons) + 16

    def _shade(self) -> QColor:
        colors, level = self._context.theme.colors, self.problem.level if self.problem is not None else "note"
        return {"error": colors.error, "warning": colors.warning, "note": colors.accent}[level]

    # ---- Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.place()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.problem is not None:
            self.picked.emit(self._faults.place(self.problem))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = self._context.theme.colors
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._shade(), 1.3))
            painter.setBrush(mixed(colors.field, self._shade(), 0.06))
            painter.drawPath(self._outline())

    def _outline(self) -> QPainterPath:
        """Returns a rounded box with a tip that points up to the column."""
        box = QRectF(self.rect()).adjusted(1, _pointer, -1, -1)
        path = QPainterPath()
        path.addRoundedRect(box, _corner, _corner)
        x = self._x - self.x()
        if box.left() + _corner + _pointer <= x <= box.right() - _corner - _pointer:
            tip = QPainterPath(QPointF(x - _pointer, box.top() + 1))
            tip.lineTo(QPointF(x, 1))
            tip.lineTo(QPointF(x + _pointer, box.top() + 1))
            tip.closeSubpath()
            path = path.united(tip)
        return path
