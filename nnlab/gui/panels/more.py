"""The settings of training that most experiments leave alone: stop rules, clipping, order of samples, number type."""

from __future__ import annotations

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
from nnlab.gui.panels.setting import Change, Setting, Specify, setting_spec
from nnlab.gui.steps import Words
from nnlab.records import ParamKind, ParamSpec, Value

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
        return setting_spec(self.path.rpartition(".")[2], kind, self._kept, self._label(), self._help(), unit=unit)

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
        section = self._more.section
        section.attempt(
            self._text,
            lambda experiment: edits.set_field(experiment, self.path, value),
            self.row.refuse,
            self.path if moving else "",
        )
        self.show_value(field_value(section.context.document.experiment, self.path))

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
        self.clip = self._row(
            "clip.by",
            self._clip_spec,
            lambda: tr("Clip gradients"),
            change=lambda experiment, by: edits.set_field(experiment, "training.clip.by", by or None),
        )
        self.limit = self._row("clip.limit", self._limit_spec, lambda: tr("Change limit of gradients"), indent=10)
        self.shuffle = self._row("shuffle", self._shuffle_spec, lambda: tr("Change order of samples"))
        self.dtype = self._row("dtype", self._dtype_spec, lambda: tr("Change numbers"))
        self.every = self._row("measure_every", self._every_spec, lambda: tr("Change how often is measured"))

    def _row(
        self, field: str, specify: Specify, text: Words, *, indent: int = 0, change: Change | None = None
    ) -> Setting:
        return Setting(self.section, f"training.{field}", specify, text, self.body, indent=indent, change=change)

    # ---- what the rows are

    def _clip_spec(self) -> ParamSpec:
        tr = self.section.context.language.tr
        choices = (
            ("", tr("Off")),
            ("norm", tr("By length")),
            ("value", tr("Each entry")),
        )
        help_text = tr(
            "Shortens gradients that are too large, so that one step cannot ruin the weights.\n"
            "By length: the gradient of all weights keeps its direction.\n"
            "Each entry: every number is cut off by itself."
        )
        return setting_spec("clip", "choice", "", tr("clip gradients"), help_text, choices=choices)

    def _limit_spec(self) -> ParamSpec:
        tr = self.section.context.language.tr
        return setting_spec("limit", "float", 1.0, tr("limit"), tr("The largest gradient that is let through"))

    def _shuffle_spec(self) -> ParamSpec:
        tr = self.section.context.language.tr
        help_text = tr("A new order of the samples in every epoch; off: always the order of the data")
        return setting_spec("shuffle", "bool", True, tr("shuffle samples"), help_text)

    def _dtype_spec(self) -> ParamSpec:
        tr = self.section.context.language.tr
        choices = (
            ("float64", tr("64 bits, exact")),
            ("float32", tr("32 bits, faster")),
        )
        help_text = tr(
            "How many bits each number has: float64 with 16 digits, or float32 with 7, as on a graphics card"
        )
        return setting_spec("dtype", "choice", "float64", tr("numbers"), help_text, choices=choices)

    def _every_spec(self) -> ParamSpec:
        language, n = self.section.context.language, self.section.context.document.experiment.training.measure_every
        help_text = language.tr(
            "How often losses and metrics are measured and drawn.\n"
            "Less often: training is faster, the curve has fewer points"
        )
        unit = language.trn("epoch", "epochs", n)
        return setting_spec("measure_every", "int", 1, language.tr("measure every"), help_text, unit=unit)

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
        self.every.respecify()  # "1 epoch", "2 epochs"
        self.every.show_value(training.measure_every)
        self._word_fold()

    def word(self) -> None:
        """Words everything in the present language."""
        self.heading.word(self.section.context.language.tr("Stop training at"))
        for rule in self.rules.values():
            rule.word()
        self.clip.respecify()
        self.limit.respecify()
        self.shuffle.respecify()
        self.dtype.respecify()
        self.every.respecify()
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
