"""The confusion matrix: a row for each target, a column for each answer, precision, recall and F1 beside the rows."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from nnlab.gui.canvas.images import Picture
from nnlab.gui.context import Context
from nnlab.gui.enlarging import large
from nnlab.gui.scores.grounds import grounds_of
from nnlab.gui.scores.lettering import largest, paint_name, shrink
from nnlab.gui.scores.wording import decimal, of_cell, of_class, of_mean
from nnlab.gui.theme import small_font
from nnlab.records.scores import Part, SetScores

_narrowest, _lowest, _most = 6, 13, 64  # pixels of a cell's sides
_widest_name = 92  # pixels
_gap, _pad = 4, 3
_flags = Qt.AlignmentFlag
Cell = tuple[int, int]


@dataclass(frozen=True)
class _Plan:
    """Where things lie: names at the left, their counterparts above, cells of a side, three columns at the right."""

    left: float
    top: float
    side: float
    high: float
    column: float
    turned: bool


class ConfusionMatrix(QAbstractScrollArea):
    """Shows counts; blue is what was right, orange what was wrong, by its share of the row. Scrolls where many classes
    do not fit. Arrow keys move over the cells, Enter or a click asks for a cell's samples.

    Signals:
        chosen(target, answer): the samples of a cell are asked for.
        said(text): what is under the mouse, or at the keys, in words; "" for nothing.
    """

    chosen = Signal(int, int)
    said = Signal(str)

    def __init__(self, context: Context, part: Part, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._part = context, part
        self._scores: SetScores | None = None
        self._counts: npt.NDArray[np.int64] = np.zeros((0, 0), np.int64)
        self._totals: npt.NDArray[np.int64] = np.zeros(0, np.int64)
        self._names: tuple[str, ...] = ()
        self._over: Cell | None = None
        self._plan = _Plan(0.0, 0.0, 1.0, 1.0, 1.0, False)
        self.current: Cell = (0, 0)
        self.setObjectName(f"confusion_{part}")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFont(small_font(self))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(150, 90)
        self.setCornerWidget(QWidget(self))  # else a frame is drawn where the scroll bars meet
        self.viewport().setMouseTracking(True)
        context.theme.changed.connect(self._lay_out)
        context.language.changed.connect(self._word)
        self._word()

    # ---- what to show

    def show_scores(self, scores: SetScores, names: tuple[str, ...]) -> None:
        """Shows a set's counts; `names` are the classes'."""
        assert scores.confusion is not None
        self._scores, self._counts = scores, scores.confusion.numpy()
        self._totals = self._counts.sum(1)
        k = len(self._counts)
        shown = (*names, *(str(n) for n in range(len(names), k)))
        if shown != self._names:
            self._names, self.current, self._over = shown, (0, 0), None
            self._lay_out()
        self.viewport().update()
        if self.hasFocus() or self._over is not None:
            self._say(self._over if self._over is not None else self.current)

    def words(self, cell: Cell) -> str:
        """Words a cell, or one of the columns beside the rows: those after the last class, with a row for the mean."""
        row, column = cell
        k, scores = len(self._names), self._scores
        if scores is None or not (0 <= row <= k and 0 <= column < k + 3) or (row == k and column < k):
            return ""
        language = self._context.language
        if row == k:
            return of_mean(column - k, language)
        if column >= k:
            return of_class(scores, row, self._names[row], column - k, language)
        total, names = int(self._totals[row]), (self._names[row], self._names[column])
        return of_cell(self._part, int(self._counts[row, column]), total, names, language)

    def cell_at(self, place: QPointF) -> Cell | None:
        """Returns the cell, or the number beside a row, at a pixel of the viewport."""
        plan, k = self._plan, len(self._names)
        x, y = place.x(), place.y() - plan.top
        if not k or y < 0:
            return None
        row = int((y + self.verticalScrollBar().value()) // plan.high)
        right = self._right(plan)
        if x >= right:
            column = k + int((x - right - _gap) // plan.column)
        elif x >= plan.left:
            column = int((x - plan.left + self.horizontalScrollBar().value()) // plan.side)
        else:
            return None
        inside = 0 <= row <= k and 0 <= column < k + 3 and not (row == k and column < k)
        return (row, column) if inside else None

    def rect_of(self, cell: Cell) -> QRectF:
        """Returns where a cell is drawn, scrolled as it is now."""
        plan = self._plan
        row, column = cell
        x = plan.left + column * plan.side - self.horizontalScrollBar().value()
        return QRectF(x, plan.top + row * plan.high - self.verticalScrollBar().value(), plan.side, plan.high)

    # ---- where things are

    def _columns(self) -> tuple[str, str, str]:
        tr = self._context.language.tr
        return tr("prec."), tr("recall"), tr("F1")

    def _planned(self) -> _Plan:
        metrics, k = QFontMetricsF(self.font()), max(1, len(self._names))
        widest = max((metrics.horizontalAdvance(name) for name in self._names), default=0.0)
        head = metrics.horizontalAdvance(self._context.language.tr("target ↓"))
        left = min(max(widest, head), large(_widest_name)) + 2 * large(_pad) + 1
        column = max(metrics.horizontalAdvance(text) for text in (*self._columns(), "0.00")) + 2 * large(_pad)
        room = self.viewport().width() - left - 3 * column - _gap
        line = metrics.height()
        side = max(large(_narrowest), min(large(_most), room / k))
        turned = widest > side - 2
        top = line + (min(widest, large(_widest_name) * 0.7) + large(_pad) if turned else line) + large(_pad)
        high = (self.viewport().height() - top) / (k + 1)
        high = max(large(_lowest), min(high, large(_most) * 0.75, 1.25 * side if k > 6 else high))
        return _Plan(left, top, side, high, column, turned)

    def _right(self, plan: _Plan) -> float:
        """Returns where the columns beside the rows begin: behind the last class, or at the edge where one scrolls."""
        edge = self.viewport().width() - 3 * plan.column - _gap
        return min(plan.left + len(self._names) * plan.side, edge)

    def _lay_out(self) -> None:
        plan, k, port = self._planned(), len(self._names), self.viewport()
        self._plan = plan
        across = plan.left + k * plan.side + _gap + 3 * plan.column - port.width()
        down = plan.top + (k + 1) * plan.high - port.height()
        for bar, over, step in (
            (self.horizontalScrollBar(), across, plan.side),
            (self.verticalScrollBar(), down, plan.high),
        ):
            bar.setRange(0, max(0, round(over)))
            bar.setSingleStep(round(step))
            bar.setPageStep(round(5 * step))
        port.update()

    # ---- drawing

    def _paint(self, painter: QPainter) -> None:
        plan, port = self._plan, self.viewport().rect()
        right, bottom = self._right(plan), port.height()
        cells = QRectF(plan.left, plan.top, right - plan.left, bottom - plan.top)
        painter.setFont(self.font())
        self._paint_heads(painter, plan, right)
        painter.save()
        painter.setClipRect(QRectF(0, plan.top, port.width(), bottom - plan.top))
        self._paint_beside(painter, plan, right)
        painter.setClipRect(cells)
        self._paint_cells(painter)
        painter.restore()

    def _paint_heads(self, painter: QPainter, plan: _Plan, right: float) -> None:
        colors, tr, line = self._context.theme.colors, self._context.language.tr, QFontMetricsF(self.font()).height()
        painter.setPen(colors.muted)
        low = QRectF(0, plan.top - line - large(_pad), plan.left - large(_pad), line)
        painter.drawText(low, _flags.AlignRight | _flags.AlignVCenter, tr("target ↓"))
        above, flags = QRectF(plan.left, 0, right - plan.left, line), _flags.AlignCenter | Qt.TextFlag.TextDontClip
        painter.drawText(above, flags, tr("answer →"))
        for place, text in enumerate(self._columns()):
            box = QRectF(right + _gap + place * plan.column, low.top(), plan.column, line)
            painter.drawText(box, _flags.AlignCenter, text)
        painter.save()
        painter.setClipRect(QRectF(plan.left, 0, right - plan.left, plan.top))
        painter.setPen(colors.text)
        every = max(1, math.ceil(line / plan.side)) if plan.turned else 1  # names that do not lie on each other
        seen = self._seen()[1]
        for place in range(max(0, seen.start // every - 1) * every, seen.stop, every):
            box = self.rect_of((0, place))
            wide = max(box.width(), line if plan.turned else 0.0)
            box = QRectF(box.center().x() - wide / 2, line, wide, plan.top - line - large(_pad))
            paint_name(painter, self._names[place], box, plan.turned)
        painter.restore()

    def _paint_beside(self, painter: QPainter, plan: _Plan, right: float) -> None:
        scores, colors, k = self._scores, self._context.theme.colors, len(self._names)
        assert scores is not None
        means = (scores.macro_precision, scores.macro_recall, scores.macro_f1)
        metrics, seen = painter.fontMetrics(), self._seen()[0]
        for row in (*range(seen.start, seen.stop), k):
            numbers = (scores.precision[row], scores.recall[row], scores.f1[row]) if row < k else means
            box = self.rect_of((row, 0))
            name = self._names[row] if row < k else self._context.language.tr("mean")
            painter.setPen(colors.text if row < k else colors.muted)
            text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(plan.left - 2 * large(_pad)))
            aside = QRectF(0, box.top(), plan.left - large(_pad), box.height())
            painter.drawText(aside, _flags.AlignRight | _flags.AlignVCenter, text)
            for place, value in enumerate(numbers):
                where = QRectF(right + _gap + place * plan.column, box.top(), plan.column, box.height())
                painter.drawText(where, _flags.AlignCenter, decimal(value))

    def _seen(self) -> tuple[slice, slice]:
        """Returns the rows and the columns that are in sight."""
        plan, k, port = self._plan, len(self._names), self.viewport()
        down, right = self.verticalScrollBar().value() / plan.high, self.horizontalScrollBar().value() / plan.side
        rows = slice(int(down), min(k, int(down + port.height() / plan.high) + 2))
        return rows, slice(int(right), min(k, int(right + port.width() / plan.side) + 2))

    def _paint_cells(self, painter: QPainter) -> None:
        colors, (rows, columns) = self._context.theme.colors, self._seen()
        counts = self._counts[rows, columns]
        grounds = grounds_of(counts, self._totals[rows], colors, rows.start - columns.start)
        first = self.rect_of((rows.start, columns.start))
        whole = first.united(self.rect_of((rows.stop - 1, columns.stop - 1)))
        packed = (grounds.astype(np.uint32) << np.array([16, 8, 0], np.uint32)).sum(2, dtype=np.uint32)
        painter.drawImage(whole, Picture(packed | np.uint32(0xFF000000), opaque=True).image)
        painter.setPen(QPen(colors.window, 1))
        for n in range(len(counts) + 1):
            y = first.top() + n * first.height()
            painter.drawLine(QPointF(whole.left(), y), QPointF(whole.right(), y))
        for n in range(counts.shape[1] + 1):
            x = first.left() + n * first.width()
            painter.drawLine(QPointF(x, whole.top()), QPointF(x, whole.bottom()))
        self._paint_numbers(painter, counts, grounds @ (0.299, 0.587, 0.114) < 140, first)
        self._paint_marks(painter)

    def _paint_numbers(
        self, painter: QPainter, counts: npt.NDArray[np.int64], dark: npt.NDArray[np.bool_], first: QRectF
    ) -> None:
        if not shrink(painter, str(int(self._counts.max(initial=0))), first, self.font()):
            return
        places = largest(counts)
        light_there = dark[tuple(places.T)]
        for light in (False, True):
            painter.setPen(QColor("white") if light else QColor("#10141a"))
            for row, column in places[light_there == light].tolist():
                box = first.translated(column * first.width(), row * first.height())
                painter.drawText(box, _flags.AlignCenter, str(int(counts[row, column])))

    def _paint_marks(self, painter: QPainter) -> None:
        """Frames the cells of mouse and keys."""
        colors, k = self._context.theme.colors, len(self._names)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for cell, color, wanted in (
            (self._over, colors.muted, True),
            (self.current, colors.accent, self.hasFocus()),
        ):
            if wanted and cell is not None and cell[0] < k and cell[1] < k:
                painter.setPen(QPen(color, large(2)))
                painter.drawRect(self.rect_of(cell).adjusted(1, 1, -1, -1))

    # ---- words

    def _word(self) -> None:
        tr = self._context.language.tr
        self.setAccessibleName(tr("Confusion matrix"))
        self.setToolTip(tr("Click a cell for its samples; arrow keys move over the cells, Enter shows them"))
        self._describe()
        self._lay_out()

    def _describe(self) -> None:
        self.setAccessibleDescription(self.words(self.current))

    def _say(self, cell: Cell | None) -> None:
        self.said.emit("" if cell is None else self.words(cell))

    def _enter(self, cell: Cell) -> None:
        """Moves the keys to a cell, and scrolls it into sight."""
        self.current = cell
        self._describe()
        box, plan = self.rect_of(cell), self._plan
        for bar, low, high, start, end in (
            (self.horizontalScrollBar(), box.left(), box.right(), plan.left, self._right(plan)),
            (self.verticalScrollBar(), box.top(), box.bottom(), plan.top, float(self.viewport().height())),
        ):
            bar.setValue(bar.value() + round(min(0.0, low - start) + max(0.0, high - end)))
        self._say(cell)
        self.viewport().update()

    # ---- Qt

    def sizeHint(self) -> QSize:
        return QSize(320, 220)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self.viewport()) as painter:
            if self._scores is not None:
                self._paint(painter)

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._lay_out()

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self.cell_at(event.position())
        if over != self._over:
            self._over = over
            self._say(over)
            self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell, k = self.cell_at(event.position()), len(self._names)
        if event.button() == Qt.MouseButton.LeftButton and cell is not None and max(cell) < k:
            self._enter(cell)
            self.chosen.emit(*cell)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._over = None
        self._say(self.current if self.hasFocus() else None)
        self.viewport().update()

    def focusInEvent(self, event) -> None:
        super().focusInEvent(event)
        self._say(self.current)
        self.viewport().update()

    def focusOutEvent(self, event) -> None:
        super().focusOutEvent(event)
        self._say(None)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {
            Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)
        }  # fmt: skip
        k, key = len(self._names), Qt.Key(event.key())
        if key in moves and k:
            row, column = (place + step for place, step in zip(self.current, moves[key], strict=True))
            self._enter((min(max(row, 0), k - 1), min(max(column, 0), k - 1)))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and k:
            self.chosen.emit(*self.current)
        else:
            event.ignore()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            cell = self.cell_at(QPointF(event.pos()))
            text = self.words(cell) if cell is not None else self._name_at(event.pos()) or self.toolTip()
            QToolTip.showText(event.globalPos(), text, self.viewport())
            return True
        return super().viewportEvent(event)

    def _name_at(self, place: QPoint) -> str:
        """Returns the class named at a pixel, which may be cut there."""
        plan, k = self._plan, len(self._names)
        row = int((place.y() - plan.top + self.verticalScrollBar().value()) // plan.high)
        if place.x() < plan.left and place.y() >= plan.top:
            return self._names[row] if row < k else ""
        column = int((place.x() - plan.left + self.horizontalScrollBar().value()) // plan.side)
        return self._names[column] if place.y() < plan.top and 0 <= column < k else ""
