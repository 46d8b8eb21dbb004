"""How samples are kept for testing and inputs are scaled, and where the data come from: rows below a fold."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from nnlab.experiment import edits
from nnlab.experiment.document import Data
from nnlab.experiment.facts import DataFacts
from nnlab.gui._fields import Elided
from nnlab.gui._scale import compact
from nnlab.gui.fold import Fold
from nnlab.gui.forms import Row
from nnlab.gui.panels.section import Section
from nnlab.gui.steps import Words
from nnlab.records import Choice, ComponentInfo, ParamSpec, Text, Value

_most_lines = 12  # of a tooltip: one for each input


class SplitAndScaling(QWidget):
    """The folded rows of the data panel; closed, they say what is not as usual."""

    def __init__(self, section: Section) -> None:
        super().__init__(section)
        self.setObjectName("data_split")
        self.section = section
        self.fold = Fold(self)
        self.fold.setObjectName("data_split_fold")
        self.body = QWidget(self)
        language = section.context.language
        tr = language.tr
        self.split = self._row(self._split_spec(), "data.split", lambda: tr("Change split"))
        self.seed = self._row(self._seed_spec(), "data.split_seed", lambda: tr("Change split seed"))
        self.scaling = self._row(self._scaling_spec(), "data.scaling", lambda: tr("Change scaling"))
        self.source = Elided(self.body)
        inside = QVBoxLayout(self.body)
        inside.setContentsMargins(0, 0, 0, 2)
        inside.setSpacing(1)
        for widget in (self.split, self.seed, self.scaling, self.source):
            inside.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addWidget(self.fold)
        column.addWidget(self.body)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.body.hide()
        self.fold.toggled.connect(self._open)

    def _row(self, spec: ParamSpec, path: str, text: Words) -> Row:
        context = self.section.context
        row = Row(spec, context.language, self.body)
        row.changed.connect(self._setter(path, text, row))
        row.settled.connect(context.document.end_merge)
        return row

    def _setter(self, path: str, text: Words, row: Row) -> Callable[[Value, bool], None]:
        def change(value: Value, moving: bool) -> None:
            self.section.attempt(
                text, lambda experiment: edits.set_field(experiment, path, value), row.refuse, path if moving else ""
            )

        return change

    # ---- what the rows are

    def _split_spec(self) -> ParamSpec:
        tr = self.section.context.language.tr
        choices = (
            Choice("auto", Text.of(tr("As the data say, else random"))),
            Choice("random", Text.of(tr("Random"))),
            Choice("stratified", Text.of(tr("By class"))),
            Choice("order", Text.of(tr("The last ones"))),
        )
        help_text = tr(
            "Which samples are kept for testing.\n"
            "Random: drawn from the seed below.\n"
            "By class: drawn so that every class keeps its share (values are drawn at random).\n"
            "The last ones: in the order the data have, without shuffling."
        )
        return ParamSpec(
            name="split", kind="choice", default="auto", label=Text.of(tr("split")), help=Text.of(help_text),
            choices=choices,
        )  # fmt: skip

    def _seed_spec(self) -> ParamSpec:
        tr = self.section.context.language.tr
        help_text = tr("Another number keeps other samples for testing; the same number always the same ones")
        return ParamSpec(
            name="split_seed", kind="int", default=0, label=Text.of(tr("split seed")), help=Text.of(help_text),
        )  # fmt: skip

    def _scaling_spec(self) -> ParamSpec:
        tr = self.section.context.language.tr
        choices = (
            Choice("none", Text.of(tr("None"))),
            Choice("standardize", Text.of(tr("Mean 0, deviation 1"))),
            Choice("minmax", Text.of(tr("From 0 to 1"))),
        )
        help_text = tr(
            "What is done to each input before it enters the network.\n"
            "Its numbers come from the training samples alone; plots and tables stay in the data's own units."
        )
        return ParamSpec(
            name="scaling", kind="choice", default="none", label=Text.of(tr("scaling")), help=Text.of(help_text),
            choices=choices,
        )  # fmt: skip

    # ---- showing

    def show_data(self, data: Data, info: ComponentInfo | None) -> None:
        """Shows the document's settings, and where its data set comes from."""
        self.split.show_value(data.split)
        self.seed.show_value(data.split_seed)
        self.seed.setEnabled(data.split != "order")
        self.scaling.show_value(data.scaling)
        self._word_source(info)
        self._word_fold()

    def show_facts(self, facts: DataFacts | None, inputs: tuple[str, ...]) -> None:
        """Puts the numbers of the scaling into its tooltip."""
        spec = self._scaling_spec()
        numbers = self._numbers(facts, inputs)
        text = "\n".join(part for part in (spec.help.en, numbers) if part)
        self.scaling.take_spec(
            ParamSpec(
                name=spec.name, kind=spec.kind, default=spec.default, label=spec.label, help=Text.of(text),
                choices=spec.choices,
            )
        )  # fmt: skip

    def _numbers(self, facts: DataFacts | None, inputs: tuple[str, ...]) -> str:
        if facts is None or not facts.shift or len(inputs) != len(facts.shift):
            return ""
        lines = [
            f"{name}: (x \N{MINUS SIGN} {compact(round(shift, 4))}) / {compact(round(scale, 4))}"
            for name, shift, scale in zip(inputs, facts.shift, facts.scale, strict=True)
        ]
        more = ["\N{HORIZONTAL ELLIPSIS}"] if len(lines) > _most_lines else []
        return "\n".join([*lines[:_most_lines], *more])

    def word(self) -> None:
        """Words everything in the present language."""
        self.split.take_spec(self._split_spec())
        self.seed.take_spec(self._seed_spec())
        self.scaling.take_spec(self._scaling_spec())
        self._word_fold()

    def _word_source(self, info: ComponentInfo | None) -> None:
        language = self.section.context.language
        source = language.text(info.source) if info else ""
        terms = language.text(info.license) if info else ""
        self.source.setVisible(bool(source or terms))
        parts = [language.tr("Source: {source}").format(source=source)] if source else []
        parts += [language.tr("Licence: {license}").format(license=terms)] if terms else []
        self.source.word(". ".join(parts), "\n".join(parts))

    def _word_fold(self) -> None:
        tr, data = self.section.context.language.tr, self.section.context.document.experiment.data
        said = {"random": tr("random"), "stratified": tr("by class"), "order": tr("the last ones")}
        parts = [said[data.split]] if data.split in said else []
        parts += [tr("scaled")] if data.scaling != "none" else []
        self.fold.show_words(
            tr("Split and scaling"),
            "" if self.fold.isChecked() else ", ".join(parts),
            tr("Which samples are for testing, how inputs are scaled, and where the data come from"),
        )

    def _open(self, on: bool) -> None:
        self.body.setVisible(on)
        self._word_fold()
