"""The list of all that is wrong: with plugins, with the experiment, and what went wrong while training."""

from __future__ import annotations

import time
from collections.abc import Iterator

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from nnlab.experiment.edits import adopt
from nnlab.gui.canvas.faults import Faults
from nnlab.gui.context import Context
from nnlab.gui.enlarging import fixed_font
from nnlab.gui.icons import pixmap
from nnlab.gui.mending import Mending
from nnlab.gui.printed import Printed
from nnlab.gui.theme import heading_font
from nnlab.records import Problem

_icons = {"error": "circle-x", "warning": "triangle-alert", "note": "info"}
_most = 50  # troubles kept
_slice_s = 0.02  # so long rows are made at a time


class ProblemsPanel(QWidget):
    """Shows every Problem: its sentence, where it is, and how Python said it one click away; beside it what is printed.

    Problems of the experiment go when they are mended; what happened while training goes when it trains on, when the
    run begins anew, or by a button.

    Signals:
        counted(n): so many problems are there now.
        plugin_asked(path): a plugin is to be shown in the manager.
        place_asked(file, line): a line of a plugin is to be shown in the workbench.
    """

    counted = Signal(int)
    plugin_asked = Signal(str)
    place_asked = Signal(str, int)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("problems_panel")
        self._context = context
        self._troubles: tuple[Problem, ...] = ()
        self._remarks: tuple[Problem, ...] = ()  # about plugins, while training went on
        self._shown: tuple[tuple[Problem, ...], ...] = ()
        self._rows: list[_Row] = []
        self._coming: Iterator[QWidget] = iter(())
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._go_on)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.printed = Printed(context)
        both = QSplitter(Qt.Orientation.Horizontal)
        both.addWidget(area)
        both.addWidget(self.printed)
        both.setChildrenCollapsible(False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(both)
        self._inside = QWidget()
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(12, 6, 12, 6)
        self._column.setSpacing(2)
        area.setWidget(self._inside)
        context.document.problems_changed.connect(self.show_all)
        context.document.changed.connect(self._rename)
        context.bridge.ready.connect(self.show_all)
        context.bridge.problem.connect(self._add)
        context.bridge.remarked.connect(self._remark)
        context.bridge.begun.connect(self.clear_troubles)
        context.bridge.state_changed.connect(self._train_on)
        context.language.changed.connect(self._redraw)
        context.theme.changed.connect(self._redraw)
        self._redraw()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that is shown: the experiment's, what happened while training, plugins'."""
        return tuple(problem for part in self._parts() for problem in part)

    def clear_troubles(self) -> None:
        """Forgets what happened while training."""
        self._troubles = ()
        self.show_all()

    def show_all(self, *_: object) -> None:
        """Shows the problems as they are now."""
        if self._parts() != self._shown:
            self._arrange()

    def _train_on(self) -> None:
        if self._context.bridge.training:
            self.clear_troubles()

    def _add(self, problem: Problem) -> None:
        if problem not in self._troubles:
            self._troubles = (*self._troubles, problem)[-_most:]
            self.show_all()

    def _remark(self, problem: Problem) -> None:
        if problem not in self._remarks:
            self._remarks = (*self._remarks, problem)[-_most:]
            self.show_all()

    def _parts(self) -> tuple[tuple[Problem, ...], ...]:
        plugins = (*self._context.bridge.plugin_problems, *self._remarks)
        return self._context.document.problems, self._troubles, plugins

    def _rename(self, *_: object) -> None:
        """Makes rows anew that call a layer as it was called before."""
        faults = Faults(self._context.language, self._context.document)
        old = [row for row in self._rows if not row.managed and row.said != faults.sentence(row.problem)]
        if old:
            self._drop(old)
            self._arrange()

    def _drop(self, rows: list[_Row]) -> None:
        for row in rows:
            self._rows.remove(row)
            row.hide()
            row.deleteLater()

    def _redraw(self) -> None:
        """Makes all rows anew, in other words or colours."""
        self._drop(list(self._rows))
        self._arrange()

    def _arrange(self) -> None:
        """Puts the rows in order; those that stay are kept, and new ones come a few at a time."""
        while self._column.count():
            item = self._column.takeAt(0)
            widget = item.widget()
            if widget is not None and not isinstance(widget, _Row):
                widget.hide()
                widget.deleteLater()
        self._shown = self._parts()
        wanted = [(problem, part is self._shown[2]) for part in self._shown for problem in part]
        self._drop([row for row in self._rows if (row.problem, row.managed) not in wanted])
        self._coming = self._pieces()
        self._go_on()
        self.counted.emit(len(self.problems))

    def _go_on(self) -> None:
        end = time.perf_counter() + _slice_s
        for piece in self._coming:
            self._column.addWidget(piece)
            if time.perf_counter() > end:
                self._soon.start()
                return
        self._column.addStretch(1)
        self._coming = iter(())

    def _pieces(self) -> Iterator[QWidget]:
        """Makes headings and rows from top to bottom."""
        tr = self._context.language.tr
        titles = (tr("This experiment"), tr("While training"), tr("Plugins"))
        for title, part in zip(titles, self._shown, strict=True):
            if part:
                yield self._heading(title, clears=part is self._troubles)
            for problem in part:
                yield self._row(problem, managed=part is self._shown[2])
        if not any(self._shown):
            empty = QLabel(
                tr(
                    "No problems. Plugins that cannot be loaded, settings that do not fit together and errors while "
                    "training are listed here, each with its place and a way out."
                )
            )
            empty.setWordWrap(True)
            yield empty

    def _row(self, problem: Problem, *, managed: bool) -> _Row:
        for row in self._rows:
            if row.managed == managed and row.problem == problem:
                return row
        row = _Row(problem, self._context, managed=managed)
        row.plugin_asked.connect(self.plugin_asked)
        row.place_asked.connect(self.place_asked)
        self._rows.append(row)
        return row

    def _heading(self, title: str, *, clears: bool) -> QWidget:
        heading = QLabel(title)
        heading.setFont(heading_font(heading))
        if not clears:
            return heading
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(heading)
        clear = QPushButton(self._context.language.tr("Clear"))
        clear.setObjectName("clear_troubles")
        clear.clicked.connect(self.clear_troubles)
        row.addWidget(clear)
        row.addStretch(1)
        return line


class _Row(QWidget):
    """One problem: as high as its sentence needs; that of a plugin leads to the manager."""

    plugin_asked = Signal(str)
    place_asked = Signal(str, int)

    def __init__(self, problem: Problem, context: Context, *, managed: bool = False) -> None:
        super().__init__()
        self.problem, self.managed = problem, managed
        colors, language = context.theme.colors, context.language
        shade = {"error": colors.error, "warning": colors.warning, "note": colors.accent}[problem.level]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 4)
        column.setSpacing(2)
        row = QHBoxLayout()
        column.addLayout(row)
        sign = QLabel()
        sign.setPixmap(pixmap(_icons[problem.level], shade, 16, self.devicePixelRatioF()))
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        self.said = Faults(language, context.document).sentence(problem)
        row.addWidget(_text(self.said, "sentence"), 1)
        place = f"{problem.file}:{problem.line}" if problem.file and problem.line else problem.file
        if place:
            where = _text(place, "place")
            where.setContentsMargins(24, 0, 0, 0)
            palette = where.palette()
            palette.setColor(where.foregroundRole(), colors.muted)
            where.setPalette(palette)
            column.addWidget(where)
        if problem.file.endswith(".py"):
            go = QToolButton()
            go.setObjectName("go_to_line")
            go.setText(language.tr("Line {n}").format(n=problem.line) if problem.line else language.tr("Open"))
            go.setToolTip(language.tr("Show this line in the workbench"))
            go.clicked.connect(lambda: self.place_asked.emit(problem.file, problem.line))
            row.addWidget(go, 0, Qt.AlignmentFlag.AlignTop)
        if managed and problem.file:
            manage = QToolButton()
            manage.setObjectName("manage_plugin")
            manage.setText(language.tr("Manage"))
            manage.setToolTip(language.tr("Show the plugin in the manager"))
            manage.clicked.connect(lambda: self.plugin_asked.emit(problem.file))
            row.addWidget(manage, 0, Qt.AlignmentFlag.AlignTop)
        if problem.values.get("fix") == "adopt":
            accept = QToolButton()
            accept.setObjectName("accept_text")
            accept.setText(language.tr("Accept"))
            accept.setToolTip(language.tr("Take the text that is loaded here for the experiment's own"))
            accept.clicked.connect(lambda: _accept(context))
            row.addWidget(accept, 0, Qt.AlignmentFlag.AlignTop)
        elif not managed and (change := Mending(language, context.document).words(problem)):
            mend = QToolButton()
            mend.setObjectName("mend")
            mend.setText(language.tr("Fix"))
            mend.setToolTip(language.tr("Set it right: {change}").format(change=change))
            mend.clicked.connect(lambda: Mending(language, context.document).mend(problem))
            row.addWidget(mend, 0, Qt.AlignmentFlag.AlignTop)
        if problem.traceback:
            more = QToolButton()
            more.setText(language.tr("Details"))
            more.setCheckable(True)
            row.addWidget(more, 0, Qt.AlignmentFlag.AlignTop)
            trace = QPlainTextEdit(problem.traceback)
            trace.setReadOnly(True)
            trace.setFont(fixed_font())
            trace.setFixedHeight(120)
            trace.hide()
            more.toggled.connect(trace.setVisible)
            column.addWidget(trace)


def _accept(context: Context) -> None:
    document = context.document
    tr = context.language.tr
    document.edit(lambda: tr("Take the loaded plugin"), adopt(document.experiment, document.catalog))


def _text(text: str, name: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    return label
