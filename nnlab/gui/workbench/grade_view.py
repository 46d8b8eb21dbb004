"""A grade to read: verdict, findings as sentences that lead to their line, and numbers."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from nnlab.gui.context import Context
from nnlab.gui.icons import pixmap
from nnlab.gui.plots.ticks import short
from nnlab.gui.theme import small_font
from nnlab.gui.workbench.pictures import PictureView
from nnlab.records import Level, Problem
from nnlab.records.grades import Grade, Verdict

_icons: dict[Level, str] = {"error": "circle-x", "warning": "triangle-alert", "note": "info"}
_signs: dict[Verdict, str] = {"good": "check", "warning": "triangle-alert", "wrong": "circle-x"}
_most = 12  # findings shown


class GradeView(QWidget):
    """Shows one grade; `picture=False` leaves its picture out, where it is shown elsewhere.

    Signals:
        place_asked(file, line): a finding's line is wanted.
    """

    place_asked = Signal(str, int)

    def __init__(self, context: Context, parent: QWidget | None = None, *, picture: bool = True) -> None:
        super().__init__(parent)
        self.setObjectName("grade_view")
        self._context = context
        self._grade: Grade | None = None
        self._note = ""
        self._inside: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self.picture = PictureView(context, self) if picture else None
        if self.picture is not None:
            self.picture.setMinimumHeight(180)
            self._column.addWidget(self.picture)
        context.language.changed.connect(self._redraw)
        context.theme.changed.connect(self._redraw)

    @property
    def grade(self) -> Grade | None:
        """What is shown."""
        return self._grade

    def show_grade(self, grade: Grade | None, note: str = "") -> None:
        """Shows another grade; without one, a note says why."""
        if (grade, note) == (self._grade, self._note) and self._inside is not None:
            return
        self._grade, self._note = grade, note
        self._redraw()

    def _redraw(self) -> None:
        if self._inside is not None:
            self._inside.hide()
            self._inside.deleteLater()
        self._inside = QWidget(self)
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        grade = self._grade
        if grade is None:
            if self._note:
                column.addWidget(self._words(self._note, muted=True))
        else:
            self._add_verdict(column, grade)
            for problem in grade.findings[:_most]:
                self._add_finding(column, problem)
            self._add_numbers(column, grade)
        if self.picture is not None:
            self.picture.setVisible(grade is not None and grade.picture is not None)
            if grade is not None and grade.picture is not None:
                self.picture.show_picture(grade.picture, grade.kind)
        self._column.insertWidget(0, self._inside)
        self._inside.show()

    def _add_verdict(self, column: QVBoxLayout, grade: Grade) -> None:
        tr, colors = self._context.language.tr, self._context.theme.colors
        shades = {"good": colors.classes[2], "warning": colors.warning, "wrong": colors.error}
        words = {
            "good": tr("Good: nothing is wrong with it"),
            "warning": tr("It works, with a warning"),
            "wrong": tr("Something is wrong with it"),
        }[grade.verdict]
        row = QHBoxLayout()
        row.setSpacing(6)
        sign = QLabel()
        sign.setPixmap(pixmap(_signs[grade.verdict], shades[grade.verdict], 18, self.devicePixelRatioF()))
        row.addWidget(sign)
        said = self._words(words)
        said.setObjectName("verdict")
        font = said.font()
        font.setBold(True)
        said.setFont(font)
        row.addWidget(said, 1)
        column.addLayout(row)

    def _add_finding(self, column: QVBoxLayout, problem: Problem) -> None:
        language, colors = self._context.language, self._context.theme.colors
        shades = {"error": colors.error, "warning": colors.warning, "note": colors.accent}
        row = QHBoxLayout()
        row.setSpacing(6)
        sign = QLabel()
        sign.setPixmap(pixmap(_icons[problem.level], shades[problem.level], 15, self.devicePixelRatioF()))
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        said = self._words(language.problem(problem))
        said.setObjectName("finding")
        row.addWidget(said, 1)
        if problem.line and problem.file:
            go = QPushButton(language.tr("Line {n}").format(n=problem.line))
            go.setObjectName("finding_line")
            go.setProperty("look", "flat")
            go.setToolTip(language.tr("Show this line in the workbench"))
            go.clicked.connect(lambda: self.place_asked.emit(problem.file, problem.line))
            row.addWidget(go, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)

    def _add_numbers(self, column: QVBoxLayout, grade: Grade) -> None:
        tr = self._context.language.tr
        rows: list[tuple[str, str]] = []
        for measure in grade.measures:
            rows.append((self._measure(measure.name), short(measure.worst) if measure.worst else "0"))
        ways = {
            "native": tr("made by hand in the engine"),
            "recorded": tr("recorded: no Python while it trains"),
            "called": tr("called as it is"),
        }
        if grade.how:
            rows.append((tr("in training"), ways[grade.how]))
        if grade.cost is not None:
            rows.append((tr("cost of a call"), self._cost(grade)))
        if grade.tried:
            rows.append((tr("settings tried"), str(len(grade.tried))))
        if not rows:
            return
        line = QFrame()
        line.setFrameShape(QFrame.Shape.HLine)
        palette = line.palette()
        palette.setColor(line.foregroundRole(), self._context.theme.colors.line)
        line.setPalette(palette)
        column.addWidget(line)
        quiet = self._context.theme.colors.muted.name()
        cells = "".join(
            f"<tr><td style='color:{quiet};padding-right:12px'>{escape(name)}</td><td>{escape(value)}</td></tr>"
            for name, value in rows
        )
        table = self._words(f"<table cellspacing='0' cellpadding='0'>{cells}</table>")
        table.setTextFormat(Qt.TextFormat.RichText)
        table.setFont(small_font(self))
        table.setObjectName("numbers")
        column.addWidget(table)
        if grade.why is not None and grade.how == "called":
            column.addWidget(self._words(self._context.language.problem(grade.why), muted=True))

    def _measure(self, name: str) -> str:
        """Returns what was measured, in words."""
        tr = self._context.language.tr
        known = {
            "derivative": tr("worst error of derivative"),
            "gradient": tr("worst error of gradient"),
            "backward": tr("worst error of backward"),
            "bowl": tr("loss left on a bowl"),
            "valley": tr("loss left in a narrow valley"),
            "rosenbrock": tr("loss left on Rosenbrock"),
            "rate": tr("last rate, as a share of the first"),
            "largest": tr("largest weight, against what suits"),
            "rows": tr("samples"),
            "smoothness": tr("kinks and jumps"),
        }
        return known.get(name, name)

    def _cost(self, grade: Grade) -> str:
        cost = grade.cost
        assert cost is not None
        tr = self._context.language.tr
        seconds = cost.seconds
        if seconds < 1e-3:
            time = tr("{n} µs").format(n=short(seconds * 1e6))
        else:
            time = tr("{n} ms").format(n=short(seconds * 1e3))
        if not cost.ratio:
            return time
        info = next((one for one in self._context.document.catalog if one.id == cost.beside), None)
        beside = self._context.language.text(info.name) if info is not None else cost.beside
        words = tr("{ratio}× {other}")
        return f"{words.format(ratio=f'{cost.ratio:.2g}', other=beside)} ({time})"

    def _words(self, text: str, *, muted: bool = False) -> QLabel:
        label = QLabel(text)
        label.setFont(small_font(self) if muted else self.font())
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        if muted:
            palette = label.palette()
            palette.setColor(label.foregroundRole(), self._context.theme.colors.muted)
            label.setPalette(palette)
        return label
