"""The editor: plain text with Python's colours, line numbers, marks, and the keys a programmer expects."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontInfo,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QTextCursor,
    QTextDocument,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QTextEdit, QWidget

from nnlab.gui.enlarging import scale
from nnlab.gui.theme import Theme, mixed
from nnlab.gui.workbench import lines
from nnlab.gui.workbench.margin import Margin
from nnlab.records import Level

_least, _most = 6.0, 32.0  # points
_own = (  # shortcuts that mean the text while it has the focus
    "Ctrl+Z",
    "Ctrl+Y",
    "Ctrl+Shift+Z",
    "Ctrl+/",
    "Ctrl+C",
    "Ctrl+X",
    "Ctrl+V",
    "Ctrl+A",
    "Ctrl++",
    "Ctrl+=",
    "Ctrl+-",
    "Ctrl+0",
)


_families = ("DejaVu Sans Mono", "Menlo", "Consolas", "Noto Sans Mono", "Liberation Mono", "Courier New")


def fixed_font() -> QFont:
    """Returns a font whose letters are all as wide as each other: the system's, where it is one."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    wanted = font.family() if QFontInfo(font).fixedPitch() else ""
    known = [family for family in (wanted, *_families) if family in QFontDatabase.families()]
    font.setFamilies([*known[:1], *QApplication.font().families()])  # what it lacks, such as Chinese, from the window's
    font.setStyleHint(QFont.StyleHint.Monospace)
    font.setFixedPitch(True)
    font.setPointSizeF((font.pointSizeF() if font.pointSizeF() > 0 else 10.0) * scale())
    return font


class CodeEditor(QPlainTextEdit):
    """Edits the text of one plugin at a time; `show_document` takes another, with its own undo steps.

    Signals:
        refused: somebody typed into a text that is for reading only.
    """

    refused = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("workbench_editor")
        self.theme = theme
        font = fixed_font()
        self._usual = font.pointSizeF() / scale()
        self.setFont(font)
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setMinimumSize(160, 60)
        self._own = [QKeySequence(keys) for keys in _own]
        self.margin = Margin(self)
        self.cursorPositionChanged.connect(self._look_around)
        self.blockCountChanged.connect(self._make_room)
        self.updateRequest.connect(self._scroll_margin)
        theme.changed.connect(self._look_around)
        self._stop()
        self._make_room()
        self._look_around()

    # ---- what is shown

    def show_document(self, document: QTextDocument, *, read_only: bool) -> None:
        """Shows another text."""
        document.setDefaultFont(self.font())
        self.setDocument(document)
        self.setReadOnly(read_only)
        # the cursor is seen in a text for reading, too, and keys move it
        flags = self.textInteractionFlags() | Qt.TextInteractionFlag.TextSelectableByKeyboard
        self.setTextInteractionFlags(flags)
        self.margin.show_marks({})
        self._stop()
        self._make_room()
        self._look_around()

    def show_marks(self, marks: dict[int, tuple[Level, str]]) -> None:
        """Marks lines (from 1) with a level and a sentence."""
        self.margin.show_marks(marks)
        self._look_around()

    def go_to(self, line: int) -> None:
        """Puts the cursor at a line, from 1, in the middle of what is seen."""
        block = self.document().findBlockByNumber(max(0, min(line, self.blockCount()) - 1))
        cursor = QTextCursor(block)
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        self.setTextCursor(cursor)
        self.centerCursor()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def lines_shown(self) -> Iterator[tuple[int, float, float]]:
        """Yields number (from 0), top and height of the lines that are seen."""
        block = self.firstVisibleBlock()
        shift = self.contentOffset()
        while block.isValid():
            place = self.blockBoundingGeometry(block).translated(shift)
            if place.top() > self.viewport().height():
                return
            if block.isVisible():
                yield block.blockNumber(), place.top(), place.height()
            block = block.next()

    def zoom(self, steps: int) -> None:
        """Makes the letters larger or smaller; 0 as large as usual."""
        font = self.font()
        size = self._usual * scale() if steps == 0 else min(_most, max(_least, font.pointSizeF() + steps))
        font.setPointSizeF(size)
        self.setFont(font)
        self.document().setDefaultFont(font)
        self._stop()
        self._make_room()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self.document().setDefaultFont(self.font())
        super().changeEvent(event)

    # ---- keys

    def comment(self) -> None:
        """Makes the chosen lines comments, or code again."""
        self._change_lines(lines.commented)

    def _change_lines(self, change: Callable[[list[str]], list[str]]) -> None:
        """Replaces the lines that the cursor or its selection touches: one undo step."""
        if self.isReadOnly():
            self.refused.emit()
            return
        cursor = self.textCursor()
        several = cursor.hasSelection()
        document, begin, end = self.document(), cursor.selectionStart(), cursor.selectionEnd()
        first, last = document.findBlock(begin), document.findBlock(end)
        if several and last.position() == end and last.blockNumber() > first.blockNumber():
            last = last.previous()  # the selection ends before this line
        count = last.blockNumber() - first.blockNumber() + 1
        old = [document.findBlockByNumber(first.blockNumber() + k).text() for k in range(count)]
        new = change(old)
        if new == old:
            return
        column, start, number = cursor.positionInBlock(), first.position(), first.blockNumber()
        cursor.beginEditBlock()
        cursor.setPosition(start)
        cursor.setPosition(last.position() + last.length() - 1, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText("\n".join(new))
        cursor.endEditBlock()
        if several:
            after = document.findBlockByNumber(number + count - 1)
            cursor.setPosition(start)
            cursor.setPosition(after.position() + after.length() - 1, QTextCursor.MoveMode.KeepAnchor)
        else:
            column = max(0, column + len(new[0]) - len(old[0]))
            cursor.setPosition(start + min(column, len(new[0])))
        self.setTextCursor(cursor)

    def _enter(self) -> None:
        cursor = self.textCursor()
        if cursor.hasSelection():
            cursor.removeSelectedText()
        before = cursor.block().text()[: cursor.positionInBlock()]
        cursor.insertText("\n" + lines.next_indent(before))
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def _tab(self) -> None:
        cursor = self.textCursor()
        if cursor.hasSelection():
            self._change_lines(lines.indented)
            return
        cursor.insertText(" " * (lines.unit - cursor.positionInBlock() % lines.unit))
        self.setTextCursor(cursor)

    def _backspace(self) -> bool:
        cursor = self.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        if cursor.hasSelection() or lines.erased_before(before) == 1:
            return False
        left, keep = QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor
        cursor.movePosition(left, keep, lines.erased_before(before))
        cursor.removeSelectedText()
        self.setTextCursor(cursor)
        return True

    # ---- inside

    def _stop(self) -> None:
        self.setTabStopDistance(lines.unit * self.fontMetrics().horizontalAdvance(" "))

    def _make_room(self, *_: object) -> None:
        self.setViewportMargins(self.margin.wide, 0, 0, 0)
        self._place_margin()

    def _place_margin(self) -> None:
        place = self.contentsRect()
        self.margin.setGeometry(QRect(place.left(), place.top(), self.margin.wide, place.height()))

    def _scroll_margin(self, _area: QRect, _dy: int) -> None:
        self.margin.update()

    def _look_around(self, *_: object) -> None:
        """Shades the line of the cursor, the lines with problems, and a bracket with its other half."""
        colors = self.theme.colors
        found = []
        if not self.isReadOnly():
            found.append(self._shade(self.textCursor(), mixed(colors.field, colors.accent, 0.07), whole=True))
        for line, (level, _sentence) in self.margin.marks.items():
            if line <= self.blockCount() and level == "error":
                cursor = QTextCursor(self.document().findBlockByNumber(line - 1))
                found.append(self._shade(cursor, mixed(colors.field, colors.error, 0.13), whole=True))
        for place in self._brackets():
            cursor = self.textCursor()
            cursor.setPosition(place)
            cursor.movePosition(QTextCursor.MoveOperation.Right, QTextCursor.MoveMode.KeepAnchor)
            found.append(self._shade(cursor, mixed(colors.field, colors.accent, 0.3)))
        self.setExtraSelections(found)
        self.margin.update()

    def _brackets(self) -> list[int]:
        place, text = self.textCursor().position(), self.document().toRawText()
        for at in (place - 1, place):
            other = lines.other_half(text, at)
            if other is not None:
                return [at, other]
        return []

    def _shade(self, cursor: QTextCursor, shade: QColor, *, whole: bool = False) -> QTextEdit.ExtraSelection:
        made = QTextEdit.ExtraSelection()
        made.format.setBackground(shade)
        if whole:
            made.format.setProperty(made.format.Property.FullWidthSelection, True)
            cursor.clearSelection()
        made.cursor = cursor
        return made

    # ---- Qt

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = not event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
            typed = plain and (event.text().isprintable() and bool(event.text()))
            if typed or QKeySequence(event.keyCombination()) in self._own:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = event.key(), event.modifiers()
        control = modifiers == Qt.KeyboardModifier.ControlModifier
        if control and key == Qt.Key.Key_Slash:
            self.comment()
        elif control and key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus, Qt.Key.Key_0):
            self.zoom({Qt.Key.Key_Minus: -1, Qt.Key.Key_0: 0}.get(key, 1))
        elif self.isReadOnly():
            if event.text().isprintable() and event.text() and not control:
                self.refused.emit()
            else:
                super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not control:
            self._enter()
        elif key == Qt.Key.Key_Tab and not control:
            self._tab()
        elif key == Qt.Key.Key_Backtab:
            self._change_lines(lines.unindented)
        elif key == Qt.Key.Key_Backspace and not modifiers and self._backspace():
            pass
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()  # Ctrl+Enter trains
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
            return
        super().wheelEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_margin()
