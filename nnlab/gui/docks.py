"""The panels around the canvas: docks with a thin grip that can be moved, floated and closed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QLabel, QMainWindow, QSizePolicy, QToolButton, QWidget

from nnlab.gui.icons import icon
from nnlab.gui.language import Language
from nnlab.gui.theme import Theme, heading_font

_grip_height = 7


class Dock(QDockWidget):
    """A panel, its title worded in the present language.

    Most panels have a heading of their own, so docked ones show only a grip; `titled` ones show title and close button.
    Floating ones have the title of a window.
    """

    def __init__(
        self,
        name: str,
        title: Callable[[], str],
        panel: QWidget,
        language: Language,
        theme: Theme,
        window: QMainWindow,
        *,
        titled: bool = False,
    ) -> None:
        super().__init__(window)
        self.setObjectName(f"dock_{name}")
        self._title = title
        self._bar: QWidget = _TitleBar(self, language, theme) if titled else _Grip(self, theme)
        self.setTitleBarWidget(self._bar)
        self.setWidget(panel)
        self.topLevelChanged.connect(self._floated)
        language.changed.connect(self.word)
        self.word()

    def word(self) -> None:
        """Words the title anew."""
        title = self._title()
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.toggleViewAction().setText(title)
        self._bar.setToolTip(title)
        if isinstance(self._bar, _TitleBar):
            self._bar.word(title)

    def _floated(self, floating: bool) -> None:
        self.setTitleBarWidget(None if floating else self._bar)


class _Grip(QWidget):
    """A strip to drag a dock by (or to double-click, which floats it); dots show while the mouse is over it."""

    def __init__(self, dock: QDockWidget, theme: Theme) -> None:
        super().__init__(dock)
        self._theme = theme
        self._over = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.SizeAllCursor)

    def sizeHint(self) -> QSize:
        return QSize(20, _grip_height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._over = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._over = False
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self.palette().window())
            if self._over:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self._theme.colors.muted)
                for i in range(-2, 3):
                    painter.drawRect(self.width() // 2 + 5 * i, self.height() // 2, 2, 2)


class _TitleBar(QWidget):
    """A title and a button that closes the dock."""

    def __init__(self, dock: QDockWidget, language: Language, theme: Theme) -> None:
        super().__init__(dock)
        self._language, self._theme = language, theme
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 8, 2)
        self._label = QLabel()
        self._label.setFont(heading_font(self))
        row.addWidget(self._label, 1)
        self._close = QToolButton()
        self._close.setProperty("look", "flat")
        self._close.setFixedSize(20, 20)
        self._close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._close.clicked.connect(dock.close)
        row.addWidget(self._close)
        theme.changed.connect(self._draw)
        self._draw()

    def word(self, title: str) -> None:
        """Shows another title."""
        self._label.setText(title)
        self._close.setToolTip(self._language.tr("Close panel"))
        self._close.setAccessibleName(self._language.tr("Close panel"))

    def _draw(self) -> None:
        self._close.setIcon(icon("x", self._theme, self._theme.colors.muted))

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self.palette().window())
