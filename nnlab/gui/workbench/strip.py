"""Lines above and below the editor: what should be known about a text, what a new one is called, what to find."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QTextDocument
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from nnlab.gui.context import Context
from nnlab.gui.icons import pixmap
from nnlab.gui.theme import mixed
from nnlab.gui.workbench.editor import CodeEditor
from nnlab.records import Kind, Level, kinds
from nnlab.records.sentences.kinds import kinds as kind_words

_icons: dict[Level, str] = {"error": "circle-x", "warning": "triangle-alert", "note": "info"}


class Strip(QWidget):
    """A sentence with the ways out, in the colour of its level."""

    def __init__(self, context: Context, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._context = context
        self._level: Level = "note"
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(8, 3, 6, 3)
        self.row.setSpacing(6)
        self._sign, self.text = QLabel(), QLabel()
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        self.row.addWidget(self.text, 1)
        self.buttons: list[QPushButton] = []
        self.hide()

    def say(self, text: str, level: Level = "note", *ways: tuple[str, Callable[[], object]]) -> None:
        """Shows a sentence with buttons; "" shows nothing."""
        for button in self.buttons:
            self.row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = []
        self._level = level
        self.text.setText(text)
        self.setAccessibleName(text)
        self._sign.setPixmap(pixmap(_icons[level], self._shade, 15, self.devicePixelRatioF()))
        for words, act in ways:
            button = QPushButton(words, self)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _checked=False, act=act: act())
            self.row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
            self.buttons.append(button)
        self.setVisible(bool(text))
        self.update()

    @property
    def _shade(self):
        colors = self._context.theme.colors
        return {"error": colors.error, "warning": colors.warning, "note": colors.accent}[self._level]

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), mixed(self._context.theme.colors.panel, self._shade, 0.10))


class NameBar(QWidget):
    """Asks, in one line, what kind a new plugin is of and what it is called; a name that cannot be is said at once.

    Signals:
        made(kind, name): it may be made ("" where the kind was given); `refuse` says why it could not be.
        left: it is not wanted any more.
    """

    made = Signal(str, str)
    left = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("workbench_name_bar")
        self._context = context
        self._asks_kind = True
        self.title, self.why = QLabel(), QLabel()
        self.kind, self.name = QComboBox(), QLineEdit()
        self.kind.setObjectName("new_kind")
        self.name.setObjectName("new_name")
        self.name.setMinimumWidth(120)
        self.name.setMaxLength(60)
        self.make, self.cancel = QPushButton(), QPushButton()
        self.make.setProperty("look", "primary")
        self.make.setObjectName("new_make")
        for kind in kinds:
            self.kind.addItem("", kind)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.title)
        row.addWidget(self.kind)
        row.addWidget(self.name, 1)
        row.addWidget(self.make)
        row.addWidget(self.cancel)
        self.why.setWordWrap(True)
        self.why.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 4, 6, 4)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self.why)
        self.name.returnPressed.connect(self._make)
        self.name.textEdited.connect(lambda _text: self.why.hide())
        self.make.clicked.connect(self._make)
        self.cancel.clicked.connect(self.leave)
        context.language.changed.connect(self.word)
        self.word()
        self.hide()

    def ask(self, *, kind: Kind | str = "", asks_kind: bool = True) -> None:
        """Appears, with the cursor in the name."""
        self._asks_kind = asks_kind
        if kind:
            self.kind.setCurrentIndex(max(0, self.kind.findData(kind)))
        self.kind.setVisible(asks_kind)
        self.name.clear()
        self.why.hide()
        self.word()
        self.show()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def refuse(self, sentence: str) -> None:
        """Says why the name cannot be."""
        palette = self.why.palette()
        palette.setColor(self.why.foregroundRole(), self._context.theme.colors.error)
        self.why.setPalette(palette)
        self.why.setText(sentence)
        self.why.show()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Goes away."""
        if self.isVisible():
            self.hide()
            self.left.emit()

    def word(self) -> None:
        """Words itself in the present language."""
        tr = self._context.language.tr
        self.title.setText(tr("New plugin:") if self._asks_kind else tr("Copy as:"))
        for place in range(self.kind.count()):
            words = tr(kind_words[self.kind.itemData(place)])
            self.kind.setItemText(place, words[:1].upper() + words[1:])
        self.kind.setAccessibleName(tr("Kind of plugin"))
        self.name.setPlaceholderText(tr("a name, such as My Swish"))
        self.name.setAccessibleName(tr("Name of the new plugin"))
        self.make.setText(tr("Create"))
        self.cancel.setText(tr("Cancel"))

    def _make(self) -> None:
        self.made.emit(self.kind.currentData() if self._asks_kind else "", self.name.text().strip())


class Finder(QWidget):
    """Finds words in the editor, from the cursor on and around the end."""

    def __init__(self, context: Context, editor: CodeEditor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("workbench_finder")
        self._context, self._editor = context, editor
        self.words = QLineEdit()
        self.words.setObjectName("find_words")
        self.before, self.next, self.close_button = QPushButton(), QPushButton(), QPushButton()
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 3, 6, 3)
        row.setSpacing(6)
        row.addWidget(self.words, 1)
        for button in (self.before, self.next, self.close_button):
            row.addWidget(button)
        self.words.textEdited.connect(lambda _text: self._find(from_start=True))
        self.words.returnPressed.connect(self._find)
        self.next.clicked.connect(lambda: self._find())
        self.before.clicked.connect(lambda: self._find(back=True))
        self.close_button.clicked.connect(self.leave)
        context.language.changed.connect(self._word)
        self._word()
        self.hide()

    def ask(self) -> None:
        """Appears, with what is chosen in the editor."""
        chosen = self._editor.textCursor().selectedText()
        if chosen and "\u2029" not in chosen:
            self.words.setText(chosen)
        self.show()
        self.words.selectAll()
        self.words.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Goes away and gives the keys back to the editor."""
        if self.isVisible():
            self.hide()
            self._editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _find(self, *, back: bool = False, from_start: bool = False) -> None:
        wanted = self.words.text()
        cursor = self._editor.textCursor()
        if from_start:
            cursor.setPosition(cursor.selectionStart())
        flag = QTextDocument.FindFlag.FindBackward if back else QTextDocument.FindFlag(0)
        document = self._editor.document()
        found = document.find(wanted, cursor, flag)
        if found.isNull():
            cursor.movePosition(cursor.MoveOperation.End if back else cursor.MoveOperation.Start)
            found = document.find(wanted, cursor, flag)
        self.words.setProperty("wrong", bool(wanted) and found.isNull())
        self.words.update()
        if not found.isNull():
            self._editor.setTextCursor(found)

    def _word(self) -> None:
        tr = self._context.language.tr
        self.words.setPlaceholderText(tr("Find in this text"))
        self.words.setAccessibleName(tr("Find in this text"))
        self.before.setText(tr("Previous"))
        self.next.setText(tr("Next"))
        self.close_button.setText(tr("Close"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
            return
        super().keyPressEvent(event)
