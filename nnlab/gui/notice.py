"""The notice bar: what the user should know now, as one sentence with the ways out; never a dialog in the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from nnlab.gui.enlarging import fixed_font
from nnlab.gui.icons import icon, pixmap
from nnlab.gui.language import Language
from nnlab.gui.theme import Theme, mixed
from nnlab.records import Level

_icons = {"error": "circle-x", "warning": "triangle-alert", "note": "info"}


@dataclass(frozen=True)
class Way:
    """A button of a notice: its words, what it does, and whether the notice is done with then."""

    text: Callable[[], str]
    act: Callable[[], object]
    closes: bool = True


@dataclass(frozen=True)
class Notice:
    """One thing to know: a sentence in the present language, its level, the ways out, and how Python said it.

    One with `seconds` goes by itself after so long.
    """

    key: str
    text: Callable[[], str]
    level: Level = "note"
    ways: tuple[Way, ...] = ()
    details: str = ""
    seconds: float = 0.0


class NoticeBar(QWidget):
    """Shows the newest notice; those before come back when it is closed.

    Signals:
        emptied: the last notice was closed or taken back.
    """

    emptied = Signal()

    def __init__(self, language: Language, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._language, self._theme = language, theme
        self._notices: list[Notice] = []
        self._lay_out()
        language.changed.connect(self._show_top)
        theme.changed.connect(self._show_top)
        self.hide()

    @property
    def notices(self) -> tuple[Notice, ...]:
        """All that is not closed, the shown one last."""
        return tuple(self._notices)

    @property
    def sentence(self) -> str:
        """The shown sentence, "" where none is."""
        return self._notices[-1].text() if self._notices else ""

    def say(self, notice: Notice) -> None:
        """Shows a notice; one with the same key is replaced."""
        if self._notices and self._notices[-1] == notice:
            return
        self._notices = [old for old in self._notices if old.key != notice.key][-19:]
        self._notices.append(notice)
        if notice.seconds:
            QTimer.singleShot(round(1000 * notice.seconds), self, lambda: self._drop(notice))
        self._show_top()

    def take_back(self, key: str) -> None:
        """Closes the notices of a key: what they said is no longer so."""
        kept = [notice for notice in self._notices if notice.key != key]
        if len(kept) != len(self._notices):
            self._notices = kept
            self._show_top()

    # ---- inside

    def _drop(self, notice: Notice) -> None:
        if notice in self._notices:
            self._notices.remove(notice)
            self._show_top()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 5, 8, 5)
        column.setSpacing(4)
        self._row = QHBoxLayout()
        self._row.setSpacing(8)
        self._sign, self._text, self._count = QLabel(), QLabel(), QLabel()
        self._text.setObjectName("notice_text")
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._row.addWidget(self._sign)
        self._row.addWidget(self._text, 1)
        self._row.addWidget(self._count)
        self.buttons: list[QPushButton] = []
        self.more = QPushButton()
        self.more.setObjectName("notice_details")
        self.more.setCheckable(True)
        self._close = QToolButton()
        self._close.setObjectName("notice_close")
        self._close.setProperty("look", "flat")
        self._close.clicked.connect(self._close_top)
        self._row.addWidget(self.more)
        self._row.addWidget(self._close)
        column.addLayout(self._row)
        self.trace = QPlainTextEdit()
        self.trace.setReadOnly(True)
        self.trace.setFont(fixed_font())
        self.trace.setMaximumHeight(140)
        self.trace.hide()
        self.more.toggled.connect(self.trace.setVisible)
        column.addWidget(self.trace)

    def _show_top(self) -> None:
        for button in self.buttons:
            self._row.removeWidget(button)
            button.deleteLater()
        self.buttons = []
        self.more.setChecked(False)
        if not self._notices:
            if self.isVisibleTo(self.parentWidget()):
                self.hide()
                self.emptied.emit()
            return
        notice, tr, colors = self._notices[-1], self._language.tr, self._theme.colors
        shade = {"error": colors.error, "warning": colors.warning, "note": colors.accent}[notice.level]
        self._sign.setPixmap(pixmap(_icons[notice.level], shade, 18, self.devicePixelRatioF()))
        self._text.setText(notice.text())
        self.setAccessibleName(notice.text())
        others = len(self._notices) - 1
        self._count.setText(self._language.trn("+{n} more", "+{n} more", others).format(n=others) if others else "")
        for way in notice.ways:
            button = QPushButton(way.text(), self)
            button.clicked.connect(self._doer(notice, way))
            self._row.insertWidget(self._row.indexOf(self.more), button)
            self.buttons.append(button)
        self.more.setText(tr("Details"))
        self.more.setVisible(bool(notice.details))
        self.trace.setPlainText(notice.details)
        self._close.setIcon(icon("x", self._theme))
        self._close.setToolTip(tr("Close this notice"))
        self._close.setAccessibleName(tr("Close this notice"))
        self.show()
        self.update()

    def _doer(self, notice: Notice, way: Way) -> Callable[[], None]:
        def do() -> None:
            if way.closes:
                self.take_back(notice.key)
            way.act()

        return do

    def _close_top(self) -> None:
        if self._notices:
            self._notices.pop()
            self._show_top()

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = self._theme.colors
        level = self._notices[-1].level if self._notices else "note"
        shade = {"error": colors.error, "warning": colors.warning, "note": colors.accent}[level]
        with QPainter(self) as painter:  # ended whatever happens: an open painter of a dead widget crashes Qt
            painter.fillRect(self.rect(), mixed(colors.panel, shade, 0.10))
            painter.fillRect(0, self.height() - 1, self.width(), 1, mixed(colors.panel, shade, 0.35))
