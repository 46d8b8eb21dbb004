"""The settings of training that most experiments leave alone: stop rules, clipping, order of samples, number type."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from nnlab.experiment import edits
from nnlab.experiment.document import Experiment, Stop
from nnlab.experiment.fields import field_specs, field_value
from nnlab.gui._fields import Elided
from nnlab.gui.enlarging import large
from nnlab.gui.fold import Fold
from nnlab.gui.forms import Row, row_height
from nnlab.gui.panels.section import Section
from nnlab.gui.steps import Words
from nnlab.records import Choice, ParamKind, ParamSpec, Text, Value

rules = ("epochs", "loss", "change", "patience", "seconds")
_usual: dict[str, Value] = {"epochs": 300, "loss": 0.01, "change": 1e-4, "patience": 20, "seconds": 10.0}


class RuleRow(QWidget):
    """A stop rule: a check that switches it on, and its number."""

    def __init__(self, more: More, rule: str, label: Words, help_text: Words, unit: Words | None = None) -> None:
        super().__init__(more)
        self._more, self._label, self._help, self._unit = more, label, help_text, unit
        self.path = f"training.stop.{rule}"
        self._kept = _usual[rule]
        self.check = QCheckBox(self)
        self.check.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.check.clicked.connect(lambda on: self._set(self._kept if on else None))
        self.row = Row(self._spec(), more.section.context.language, self)
        self.row.changed.connect(lambda value, moving: self._set(value, moving))
        self.row.settled.connect(more.section.context.document.end_merge)
        line = QHBoxLayout(self)
        line.setContentsMargins(10, 0, 0, 0)
        line.setSpacing(6)
        line.addWidget(self.check)
        line.addWidget(self.row, 1)
        self.setFixedHeight(large(row_height))

    def _spec(self) -> ParamSpec:
        kind: ParamKind = field_specs[self.path].kind
        unit = self._unit() if self._unit else ""
        return ParamSpec(
            name=self.path.rpartition(".")[2],
            kind=kind,
            default=self._kept,
            label=Text.of(self._label()),
            help=Text.of(self._help()),
            unit=Text.of(unit),
        )

    def word(self) -> None:
        """Words everything in the present language."""
        self.row.take_spec(self._spec())
        self.check.setToolTip(self._help())
        self.check.setAccessibleName(self._more.section.context.language.tr("Stop: {rule}").format(rule=self._label()))
        self.check.setAccessibleDescription(self._help())

    def show_value(self, value: Value | None) -> None:
        """Shows the document's rule; one that is off keeps its number at hand."""
        self._kept = self._kept if value is None else value
        self.check.setChecked(value is not None)
        self.row.setEnabled(value is not None)
        self.row.show_value(self._kept)

    def _set(self, value: Value | None, moving: bool = False) -> None:
        context = self._more.section.context
        self._more.set_value(self.path, value, self._text, self.row, moving)
        self.show_value(field_value(context.document.experiment, self.path))

    def _text(self) -> str:
        tr = self._more.section.context.language.tr
        return tr("Change stop rule “{rule}”").format(rule=self._label())


class More(QWidget):
    """The folded rows at the end of the training panel, each an edit with a name of its own."""

    def __init__(self, section: Section) -> None:
        super().__init__(section)
        self.setObjectName("training_more")
        self.section = section
        self.fold = Fold(self)
        self.fold.setObjectName("training_more_fold")
        self.body = QWidget(self)
        self._make_rows()
        inside = QVBoxLayout(self.body)
        inside.setContentsMargins(0, 0, 0, 4)
        inside.setSpacing(1)
        for widget in (self.heading, *self.rules.values(), self.clip, self.limit, self.shuffle, self.dtype, self.every):
            inside.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addWidget(self.fold)
        column.addWidget(self.body)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.body.hide()
        self.fold.toggled.connect(self._open)

    def _make_rows(self) -> None:
        context = self.section.context
        tr = context.language.tr
        self.heading = Elided(self.body)
        self.rules = {
            "epochs": RuleRow(self, "epochs", lambda: tr("epochs"), lambda: tr("Stop after so many epochs")),
            "loss": RuleRow(
                self, "loss", lambda: tr("target loss"), lambda: tr("Stop when the training loss is this low")
            ),
            "change": RuleRow(
                self,
                "change",
                lambda: tr("least change"),
                lambda: tr("Stop when the training loss moves by less than this in an epoch"),
            ),
            "patience": RuleRow(
                self,
                "patience",
                lambda: tr("patience"),
                lambda: tr(
                    "Stop when the test loss has not got better for so many epochs\n"
                    "(the training loss, where nothing is kept for testing)"
                ),
            ),
            "seconds": RuleRow(
                self,
                "seconds",
                lambda: tr("time"),
                lambda: tr("Stop after so many seconds of training; pauses do not count"),
                lambda: tr("s"),
            ),
        }
        self.clip = self._row(self._clip_spec(), self._set_clip)
        self.limit = self._row(self._limit_spec(), self._set_limit, indent=10)
        self.shuffle = self._row(self._shuffle_spec(), self._set_shuffle)
        self.dtype = self._row(self._dtype_spec(), self._set_dtype)
        self.every = self._row(self._every_spec(), self._set_every)

    def _row(self, spec: ParamSpec, changed: Callable[[Value, bool], None], indent: int = 0) -> Row:
        context = self.section.context
        row = Row(spec, context.language, self.body, indent=indent)
        row.changed.connect(changed)
        row.settled.connect(context.document.end_merge)
        return row

    # ---- what the rows are

    def _clip_spec(self) -> ParamSpec:
        tr = self.section.context.language.tr
        choices = (
            Choice("", Text.of(tr("Off"))),
            Choice("norm", Text.of(tr("By length"))),
            Choice("value", Text.of(tr("Each entry"))),
        )
        help_text = tr(
            "Shortens gradients that are too large, so that one step cannot ruin the weights.\n"
            "By length: the gradient of all weights keeps its direction.\n"
            "Each entry: every number is cut off by itself."
        )
        return _spec("clip", "choice", "", tr("clip gradients"), help_text, choices=choices)

    def _limit_spec(self) -> ParamSpec:
        tr = self.section.context.language.tr
        return _spec("limit", "float", 1.0, tr("limit"), tr("The largest gradient that is let through"))

    def _shuffle_spec(self) -> ParamSpec:
        tr = self.section.context.language.tr
        help_text = tr("A new order of the samples in every epoch; off: always the order of the data")
        return _spec("shuffle", "bool", True, tr("shuffle samples"), help_text)

    def _dtype_spec(self) -> ParamSpec:
        tr = self.section.context.language.tr
        choices = (
            Choice("float64", Text.of(tr("64 bits, exact"))),
            Choice("float32", Text.of(tr("32 bits, faster"))),
        )
        help_text = tr(
            "How many bits each number has: float64 with 16 digits, or float32 with 7, as on a graphics card"
        )
        return _spec("dtype", "choice", "float64", tr("numbers"), help_text, choices=choices)

    def _every_spec(self) -> ParamSpec:
        language, n = self.section.context.language, self.section.context.document.experiment.training.measure_every
        help_text = language.tr(
            "How often losses and metrics are measured and drawn.\n"
            "Less often: training is faster, the curve has fewer points"
        )
        unit = language.trn("epoch", "epochs", n)
        return _spec("measure_every", "int", 1, language.tr("measure every"), help_text, unit=unit)

    # ---- showing

    def show_experiment(self, experiment: Experiment) -> None:
        """Shows the document's settings without echo."""
        training = experiment.training
        for name, row in self.rules.items():
            row.show_value(getattr(training.stop, name))
        self.clip.show_value(training.clip.by if training.clip is not None else "")
        self.limit.setVisible(training.clip is not None)
        if training.clip is not None:
            self.limit.show_value(training.clip.limit)
        self.shuffle.show_value(training.shuffle)
        self.dtype.show_value(training.dtype)
        self.every.take_spec(self._every_spec())  # "1 epoch", "2 epochs"
        self.every.show_value(training.measure_every)
        self._word_fold()

    def word(self) -> None:
        """Words everything in the present language."""
        self.heading.word(self.section.context.language.tr("Stop training at"))
        for rule in self.rules.values():
            rule.word()
        self.clip.take_spec(self._clip_spec())
        self.limit.take_spec(self._limit_spec())
        self.shuffle.take_spec(self._shuffle_spec())
        self.dtype.take_spec(self._dtype_spec())
        self.every.take_spec(self._every_spec())
        self._word_fold()

    def _word_fold(self) -> None:
        tr, training = self.section.context.language.tr, self.section.context.document.experiment.training
        every = training.measure_every
        parts = [tr("stop rule")] if training.stop != Stop() else []
        parts += [tr("clipped")] if training.clip is not None else []
        parts += [tr("fixed order")] if not training.shuffle else []
        parts += [training.dtype] if training.dtype != "float64" else []
        parts += [tr("measured every {n} epochs").format(n=every)] if every > 1 else []
        summary = "" if self.fold.isChecked() else ", ".join(parts)
        self.fold.show_words(
            tr("More"),
            summary,
            tr(
                "When training stops by itself, clipped gradients, order of the samples, numbers, how often is measured"
            ),
        )

    def _open(self, on: bool) -> None:
        self.body.setVisible(on)
        self._word_fold()

    # ---- choosing

    def set_value(self, path: str, value: Value | None, text: Words, row: Row, moving: bool = False) -> None:
        """Makes one edit of a setting; a refused one is told at its row."""
        self.section.attempt(
            text, lambda experiment: edits.set_field(experiment, path, value), row.refuse, path if moving else ""
        )

    def _set_clip(self, by: Value, _moving: bool) -> None:
        tr = self.section.context.language.tr
        self.set_value("training.clip.by", by or None, lambda: tr("Clip gradients"), self.clip)

    def _set_limit(self, limit: Value, moving: bool) -> None:
        tr = self.section.context.language.tr
        self.set_value("training.clip.limit", limit, lambda: tr("Change limit of gradients"), self.limit, moving)

    def _set_shuffle(self, on: Value, _moving: bool) -> None:
        tr = self.section.context.language.tr
        self.set_value("training.shuffle", on, lambda: tr("Change order of samples"), self.shuffle)

    def _set_dtype(self, dtype: Value, _moving: bool) -> None:
        tr = self.section.context.language.tr
        self.set_value("training.dtype", dtype, lambda: tr("Change numbers"), self.dtype)

    def _set_every(self, epochs: Value, moving: bool) -> None:
        tr = self.section.context.language.tr
        path = "training.measure_every"
        self.set_value(path, epochs, lambda: tr("Change how often is measured"), self.every, moving)


def _spec(
    name: str,
    kind: ParamKind,
    default: Value,
    label: str,
    help_text: str,
    choices: tuple[Choice, ...] = (),
    unit: str = "",
) -> ParamSpec:
    return ParamSpec(
        name=name,
        kind=kind,
        default=default,
        label=Text.of(label),
        help=Text.of(help_text),
        choices=choices,
        unit=Text.of(unit),
    )
