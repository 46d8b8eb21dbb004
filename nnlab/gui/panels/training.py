"""How the network learns: loss, optimizer, schedule, regularizer, batches, how weights begin, and more, folded."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from nnlab.experiment import edits
from nnlab.experiment.document import Drawn
from nnlab.experiment.fields import largest_seed
from nnlab.gui.context import Context
from nnlab.gui.forms import Row
from nnlab.gui.panels.component import ComponentField
from nnlab.gui.panels.more import More
from nnlab.gui.panels.section import Section
from nnlab.records import ParamSpec, Text, Value

_no_text = Text("", "")


class TrainingPanel(Section):
    """Shows and changes the training settings of the document's experiment."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.setObjectName("training_panel")
        self._make_fields()
        self.batch_size = Row(self._batch_spec(), context.language, self)
        self.batch_size.changed.connect(self._set_batch_size)
        self.batch_size.settled.connect(context.document.end_merge)
        self.seed = Row(self._seed_spec(), context.language, self, indent=10)
        self.seed.changed.connect(self._set_seed)
        self.dice = self.icon_button("dices", self.seed)
        self.dice.clicked.connect(self._draw_weights)
        self.seed.layout().addWidget(self.dice)
        self.more = More(self)
        self.column.setContentsMargins(12, 4, 12, 2)
        for widget in (
            self.loss,
            self.optimizer,
            self.schedule,
            self.regularizer,
            self.batch_size,
            self.initializer,
            self.seed,
            self.more,
        ):
            self.column.addWidget(widget)
        context.language.changed.connect(self._word)
        context.document.changed.connect(lambda _old, _new: self._show())
        context.document.catalog_changed.connect(self._show)
        context.document.facts_changed.connect(self._bound)
        self._word()
        self._show()

    def _make_fields(self) -> None:
        tr = self.context.language.tr
        self.loss = ComponentField(self, "training.loss", "loss", lambda: tr("Loss"), lambda: tr("Change loss"))
        self.optimizer = ComponentField(
            self, "training.optimizer", "optimizer", lambda: tr("Optimizer"), lambda: tr("Change optimizer")
        )
        self.schedule = ComponentField(
            self, "training.schedule", "schedule", lambda: tr("Schedule"), lambda: tr("Change schedule")
        )
        self.regularizer = ComponentField(
            self,
            "training.regularizer",
            "regularizer",
            lambda: tr("Regularizer"),
            lambda: tr("Change regularizer"),
            lambda: tr("None"),
        )
        self.initializer = ComponentField(
            self,
            "start.initializer",
            "initializer",
            lambda: tr("Initial weights"),
            lambda: tr("Change initial weights"),
        )

    # ---- showing

    def _show(self) -> None:
        experiment = self.context.document.experiment
        training, start = experiment.training, experiment.start
        self.loss.show_chosen(training.loss)
        self.optimizer.show_chosen(training.optimizer)
        self.schedule.show_chosen(training.schedule)
        self.regularizer.show_chosen(training.regularizer)
        self.initializer.show_chosen(start.initializer if isinstance(start, Drawn) else None)
        self._bound()
        self.batch_size.show_value(training.batch_size)
        self.seed.setVisible(isinstance(start, Drawn))
        if isinstance(start, Drawn):
            self.seed.show_value(start.seed)
        self.more.show_experiment(experiment)

    def _bound(self) -> None:
        self.batch_size.take_spec(self._batch_spec())
        rows = self._rows()
        self.batch_size.spoken = {word: rows for word in ("all", self.context.language.tr("all")) if rows}

    def _rows(self) -> int:
        facts = self.context.document.last_facts
        return facts.data.train_rows if facts is not None and facts.data is not None else 0

    def _batch_spec(self) -> ParamSpec:
        tr, rows = self.context.language.tr, self._rows()
        return ParamSpec(
            name="batch_size",
            kind="int",
            default=10,
            label=Text.of(tr("Batch size")),
            help=Text.of(
                tr(
                    "Samples between two updates of the weights.\n1: after every single sample; "
                    "all: gradient descent by the book"
                )
            ),
            low=1,
            high=max(2, rows or 500),
            log=True,
        )

    def _seed_spec(self) -> ParamSpec:
        tr = self.context.language.tr
        return ParamSpec(
            name="seed",
            kind="int",
            default=0,
            label=Text.of(tr("Seed")),
            help=Text.of(tr("The number all chance comes from: equal seeds give equal start weights")),
        )

    def _word(self) -> None:
        tr = self.context.language.tr
        self.heading.setText(tr("Training"))
        self.setAccessibleName(tr("Training settings"))
        for field in (self.loss, self.optimizer, self.schedule, self.regularizer, self.initializer):
            field.word()
        self._bound()
        self.seed.take_spec(self._seed_spec())
        self.more.word()
        self.dice.setToolTip(tr("New weights: begin again from another seed"))
        self.dice.setAccessibleName(tr("New weights"))

    # ---- choosing

    def _set_batch_size(self, size: Value, moving: bool) -> None:
        self.attempt(
            lambda: self.context.language.tr("Change batch size"),
            lambda experiment: edits.set_batch_size(experiment, size),
            self.batch_size.refuse,
            "training.batch_size" if moving else "",
        )

    def _set_seed(self, seed: Value, _moving: bool) -> None:
        self.attempt(
            lambda: self.context.language.tr("New weights"),
            lambda experiment: edits.new_weights(experiment, seed),
            self.seed.refuse,
            anew=True,
        )

    def _draw_weights(self) -> None:
        if "train.new_weights" in self.context.actions:
            self.context.actions.get("train.new_weights").trigger()
            return
        start = self.context.document.experiment.start
        seed = start.seed if isinstance(start, Drawn) else 0
        self._set_seed((seed + 1) % largest_seed, False)
