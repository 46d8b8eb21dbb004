"""The hover card: what stands under the mouse, with its live numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from nnlab.gui.canvas.sights import art_size, paint_arts
from nnlab.gui.canvas.wording import CardText, Row
from nnlab.gui.enlarging import large, smaller
from nnlab.gui.theme import Theme, mixed

_shadow, _padding, _gap = 6, 11, 5
_between = 10  # pixels between columns of numbers
_widest_note, _widest_name = 300, 150
_wrapped = int(Qt.TextFlag.TextWordWrap)


@dataclass(frozen=True)
class _Columns:
    """The widths of what stands under each other: the labels of terms, two factors, names, the numbers at the right."""

    lead: int = 0
    weight: int = 0
    input: int = 0
    name: int = 0
    value: int = 0
    label: int = 0

    def least(self, other: _Columns) -> _Columns:
        """Returns columns wide enough for both."""
        return _Columns(*(max(getattr(self, part.name), getattr(other, part.name)) for part in fields(self)))

    @property
    def terms(self) -> int:
        """Where names end."""
        if not self.weight:
            return self.label
        return max(self.lead + self.weight + self.input + self.name + 4 * _between, self.label)

    @property
    def width(self) -> int:
        return self.terms + _between + self.value if self.value else 0


class HoverCard(QWidget):
    """Shows a CardText beside a place; the mouse passes through it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("hover_card")
        self._theme = theme
        self.text = CardText("")
        self.beside = QRect()
        self._columns = _Columns()
        self._ground = QPixmap()
        self._ground_look: object = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def show_text(self, text: CardText, beside: QRect) -> None:
        """Shows a text to the right below `beside` (in the parent's places), or wherever there is room around it."""
        if text == self.text and self.isVisible() and beside == self.beside:
            return
        same = self.isVisible() and text.title == self.text.title and beside == self.beside
        self.text, self.beside = text, beside
        columns = self._measured()
        self._columns = columns.least(self._columns) if same else columns
        width, height = self._measure()
        if same:  # while numbers run, the card must not tremble
            width, height = max(width, self.width()), max(height, self.height())
        self.setGeometry(self._around(beside, width, height))
        self.setAccessibleName(text.sentence())
        self.raise_()
        self.show()
        self.update()

    def lines_in(self, height: int) -> int:
        """Returns how many lines fit between a title and a note of two lines, in a window so high."""
        bold, plain, note = (QFontMetrics(font).height() for font in self._fonts())
        return (height - 2 * (_padding + _shadow) - bold - 2 * note - _gap) // (plain + _gap)

    def _fonts(self) -> tuple[QFont, QFont, QFont]:
        bold, note = QFont(self.font()), QFont(self.font())
        bold.setBold(True)
        if note.pointSizeF() > 0:
            note.setPointSizeF(note.pointSizeF() * smaller())
        return bold, QFont(self.font()), note

    def _measured(self) -> _Columns:
        wide = QFontMetrics(self.font()).horizontalAdvance
        rows = [line for line in self.text.lines if isinstance(line, Row)]
        terms, others = [row for row in rows if row.is_term], [row for row in rows if not row.is_term]
        usual = wide("−88.888")  # most numbers are not longer

        def name(row: Row) -> int:
            return min(wide(row.name), large(_widest_name))

        def number(texts: Iterable[str]) -> int:
            return max((max(usual, wide(text)) for text in texts), default=0)

        return _Columns(
            lead=max((wide(row.label) for row in terms), default=0),
            weight=number(row.factors[0] for row in terms),
            input=number(row.factors[1] for row in terms),
            name=max(map(name, terms), default=0),
            value=number(row.value for row in rows),
            label=max((wide(row.label) + (_between + name(row) if row.name else 0) for row in others), default=0),
        )

    def _measure(self) -> tuple[int, int]:
        bold, plain, note = (QFontMetrics(font) for font in self._fonts())
        words = [line for line in self.text.lines if isinstance(line, str)]
        widths = [bold.horizontalAdvance(self.text.title), *map(plain.horizontalAdvance, words), self._columns.width]
        height = bold.height() + len(self.text.lines) * (plain.height() + _gap)
        if self.text.arts:
            arts = art_size(self.text.arts, note)
            widths.append(arts.width() + 2)
            height += arts.height() + 2 * _gap
        if self.text.note:
            widths.append(note.boundingRect(self._note_room(max(widths)), _wrapped, self.text.note).width() + 2)
            height += note.boundingRect(self._note_room(max(widths)), _wrapped, self.text.note).height() + _gap
        return max(widths) + 2 * (_padding + _shadow), height + 2 * (_padding + _shadow) - 2

    def _note_room(self, width: int) -> QRect:
        return QRect(0, 0, max(width, large(_widest_note)), 999)

    def _around(self, beside: QRect, width: int, height: int) -> QRect:
        room = self.parentWidget().rect()
        x, y = beside.right() + 6, beside.bottom() - 4
        if x + width > room.right():
            x = beside.left() - width - 6
        if y + height > room.bottom():
            y = beside.top() - height + 4
        x, y = max(room.left(), min(x, room.right() - width)), max(room.top(), min(y, room.bottom() - height))
        return QRect(QPoint(x, y), QPoint(x + width - 1, y + height - 1))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self.hide()  # it was measured in other letters
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = (self.size(), self._theme.name, self.devicePixelRatioF())
        if look != self._ground_look:
            self._ground_look, self._ground = look, self._draw_ground()
        with QPainter(self) as painter:
            painter.drawPixmap(0, 0, self._ground)
            self._paint_text(painter, self._body())

    def _body(self) -> QRectF:
        return QRectF(self.rect()).adjusted(_shadow, _shadow, -_shadow, -_shadow)

    def _draw_ground(self) -> QPixmap:
        """Draws frame and shadow, which cost more than the text and change less often."""
        colors, ratio, body = self._theme.colors, self.devicePixelRatioF(), self._body()
        ground = QPixmap(self.size() * ratio)
        ground.setDevicePixelRatio(ratio)
        ground.fill(Qt.GlobalColor.transparent)
        with QPainter(ground) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(0, 0, 0, 9))
            for grow in (5.0, 3.5, 2.0, 1.0):
                painter.drawRoundedRect(body.adjusted(-grow, -grow + 1, grow, grow + 1), 7 + grow, 7 + grow)
            painter.setPen(QPen(mixed(colors.line, colors.muted, 0.25), 1))
            painter.setBrush(colors.field)
            painter.drawRoundedRect(body, 7, 7)
        return ground

    def _paint_text(self, painter: QPainter, body: QRectF) -> None:
        colors = self._theme.colors
        x, y, width = int(body.x()) + _padding, int(body.y()) + _padding - 1, int(body.width()) - 2 * _padding + 2
        bold, plain, note = self._fonts()
        painter.setFont(bold)
        painter.setPen(colors.text)
        height = painter.fontMetrics().height()
        painter.drawText(QRect(x, y, width, height), Qt.AlignmentFlag.AlignVCenter, self.text.title)
        y += height + _gap
        painter.setFont(plain)
        height = painter.fontMetrics().height()
        for line in self.text.lines:
            if isinstance(line, Row):
                self._paint_row(painter, line, QRect(x, y, self._columns.width, height))
            else:
                painter.setPen(colors.text)
                painter.drawText(QRect(x, y, width, height), Qt.AlignmentFlag.AlignVCenter, line)
            y += height + _gap
        if self.text.arts:
            painter.setFont(note)
            paint_arts(painter, QPoint(x, y), self.text.arts, colors)
            y += art_size(self.text.arts, painter.fontMetrics()).height() + 2 * _gap
        if self.text.note:
            painter.setFont(note)
            painter.setPen(colors.muted)
            rest = QRect(x, y, width, int(body.bottom()) - y)
            painter.drawText(rest, _wrapped, self.text.note)

    def _paint_row(self, painter: QPainter, row: Row, box: QRect) -> None:
        """Paints label, factors, name and number, each in its column."""
        colors, columns, x = self._theme.colors, self._columns, box.x()

        def put(text: str, left: int, width: int, side: Qt.AlignmentFlag) -> None:
            place = QRect(left, box.y(), width, box.height())
            painter.drawText(place, side | Qt.AlignmentFlag.AlignVCenter, text)

        right, left = Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignLeft
        if row.under:
            painter.setPen(QPen(colors.muted, 1))
            painter.drawLine(box.right() - columns.value, box.y() - 2, box.right(), box.y() - 2)
        painter.setPen(colors.text)
        put(row.value, box.right() + 1 - columns.value, columns.value, right)
        put(row.label, x, columns.terms, left)
        name = painter.fontMetrics().elidedText(row.name, Qt.TextElideMode.ElideRight, _widest_name)
        if row.is_term:
            x += columns.lead + _between
            put(row.factors[0], x, columns.weight, right)
            put("·", x + columns.weight, _between, Qt.AlignmentFlag.AlignHCenter)
            put(row.factors[1], x + columns.weight + _between, columns.input, right)
            x += columns.weight + columns.input + 2 * _between
        else:
            x += painter.fontMetrics().horizontalAdvance(row.label) + _between
        painter.setPen(colors.muted)
        put(name, x, box.right() - x, left)
