"""The right side: what the text does, drawn while it is typed, over its grade, with the button that uses it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QScrollArea, QSplitter, QVBoxLayout, QWidget

from nnlab.gui.buttons import WordButton
from nnlab.gui.context import Context
from nnlab.gui.workbench.grade_view import GradeView
from nnlab.gui.workbench.pictures import PictureView
from nnlab.gui.workbench.trial import Trial
from nnlab.records import ComponentInfo

_undrawn = {"layer", "metric"}  # kinds without a picture


class Results(QWidget):
    """Shows what a trial knows.

    Signals:
        place_asked(file, line): a finding's line is wanted.
    """

    place_asked = Signal(str, int)

    def __init__(self, context: Context, trial: Trial, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._trial = context, trial
        self.which = QComboBox()
        self.which.setObjectName("workbench_component")
        self.which.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.which.setMinimumContentsLength(8)
        self.title = QLabel()
        font = self.title.font()
        font.setBold(True)
        self.title.setFont(font)
        self.use = WordButton(context.actions.get("workbench.use"), context.theme, "", self)
        self.picture = PictureView(context)
        self.grade = GradeView(context, picture=False)
        self.grade.place_asked.connect(self.place_asked)
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self.title, 1)
        head.addWidget(self.which, 1)
        head.addWidget(self.use)
        inside = QWidget()
        below = QVBoxLayout(inside)
        below.setContentsMargins(0, 2, 6, 2)
        below.addWidget(self.grade)
        below.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        area.setMinimumHeight(50)
        self.both = QSplitter(Qt.Orientation.Vertical)
        self.both.addWidget(self.picture)
        self.both.addWidget(area)
        self.both.setStretchFactor(0, 3)
        self.both.setStretchFactor(1, 2)
        self.both.setSizes([300, 200])
        self.both.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 2, 8, 4)
        column.setSpacing(3)
        column.addLayout(head)
        column.addWidget(self.both, 1)
        self.setMinimumWidth(220)
        self.which.activated.connect(self._choose)
        trial.changed.connect(self.show_all)
        context.language.changed.connect(self.show_all)
        self.show_all()

    def show_all(self) -> None:
        """Shows the newest answers."""
        trial, language = self._trial, self._context.language
        info = trial.component
        several = len(trial.components) > 1
        self.which.setVisible(several)
        self.title.setVisible(not several)
        self.title.setText(language.text(info.name) if info is not None else "")
        names = [language.text(one.name) for one in trial.components]
        if [self.which.itemText(k) for k in range(self.which.count())] != names:
            self.which.clear()
            self.which.addItems(names)
        if info is not None:
            self.which.setCurrentIndex(trial.components.index(info))
        self.which.setAccessibleName(language.tr("Component of this file"))
        self.picture.setVisible(info is None or info.kind not in _undrawn)
        self.picture.show_picture(trial.picture, info.kind if info is not None else "", self._picture_note(info))
        self.grade.show_grade(trial.grade, self._grade_note(info))

    def _picture_note(self, info: ComponentInfo | None) -> str:
        tr, trial = self._context.language.tr, self._trial
        if trial.sheet is None:
            return ""
        if not trial.tried:
            return tr("Trying it…") if trial.slow else ""
        if info is None:
            return tr("Its picture appears here as soon as the text brings a component.")
        return tr("There is no picture while something is wrong.") if not trial.works else tr("Drawing it…")

    def _grade_note(self, info: ComponentInfo | None) -> str:
        tr, trial = self._context.language.tr, self._trial
        if trial.sheet is None or info is None or not trial.tried:
            return ""
        if trial.grading:
            return tr("It is being graded…")
        return tr("It is graded when you stop typing.") if trial.works else tr("It is graded once it works.")

    def _choose(self, place: int) -> None:
        if 0 <= place < len(self._trial.components):
            self._trial.choose(self._trial.components[place])
