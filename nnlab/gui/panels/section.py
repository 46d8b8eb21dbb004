"""What both panels are: a heading, rows of controls, and edits that may be refused."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from nnlab.experiment.document import Experiment
from nnlab.gui.context import Context
from nnlab.gui.enlarging import large
from nnlab.gui.icons import icon
from nnlab.gui.steps import Words
from nnlab.gui.theme import heading_font
from nnlab.records import ProblemError


class Section(QWidget):
    """A panel's frame: heading at the top, everything else below in one column."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self._icons: list[tuple[QToolButton, str]] = []
        self.heading = QLabel(self)
        self.heading.setFont(heading_font(self))
        self.head = QHBoxLayout()
        self.head.setContentsMargins(0, 0, 0, 0)
        self.head.setSpacing(4)
        self.head.addWidget(self.heading)
        self.head.addStretch(1)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(12, 8, 12, 4)
        self.column.setSpacing(2)
        self.column.addLayout(self.head)
        self.setMinimumWidth(240)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        context.theme.changed.connect(self._draw)
        self._draw()

    def attempt(
        self,
        text: Words,
        make: Callable[[Experiment], Experiment],
        refuse: Callable[[str], None],
        merge: str = "",
        *,
        anew: bool = False,
    ) -> None:
        """Edits the document; a ProblemError is told in words where the user acted.

        `text` words the step of the undo stack; the old and the new value are put behind it.
        """
        document = self.context.document
        try:
            made = make(document.experiment)
        except ProblemError as error:
            refuse(self.context.language.problem(error.problem))
            return
        document.edit(text, made, merge, anew=anew, values=True)

    def icon_button(self, name: str, parent: QWidget | None = None) -> QToolButton:
        """Makes a small button with an icon that follows the theme."""
        button = QToolButton(parent or self)
        button.setProperty("look", "flat")
        button.setAutoRaise(True)
        button.setIconSize(QSize(large(16), large(16)))
        button.setFixedSize(large(24), large(24))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._icons.append((button, name))
        button.setIcon(icon(name, self.context.theme))
        return button

    def _draw(self) -> None:
        theme = self.context.theme
        palette = self.heading.palette()
        palette.setColor(self.heading.foregroundRole(), theme.colors.muted)
        self.heading.setPalette(palette)
        for button, name in self._icons:
            button.setIcon(icon(name, theme))

    def sizeHint(self) -> QSize:
        return QSize(large(280), super().sizeHint().height())
