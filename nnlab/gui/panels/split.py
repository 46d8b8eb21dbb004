"""How samples are kept for testing and inputs are scaled, and where the data come from: rows below a fold."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from nnlab.experiment.document import Data
from nnlab.experiment.facts import DataFacts
from nnlab.experiment.tables import table_id
from nnlab.gui._fields import Elided
from nnlab.gui._scale import compact
from nnlab.gui.fold import Fold
from nnlab.gui.panels.section import Section
from nnlab.gui.panels.setting import Setting, setting_spec
from nnlab.records import ComponentInfo, ParamSpec

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
        make = partial(Setting, section, parent=self.body)
        self._facts: tuple[DataFacts | None, tuple[str, ...]] = (None, ())
        self.split = make("data.split", self._split_spec, lambda: tr("Change split"))
        self.seed = make("data.split_seed", self._seed_spec, lambda: tr("Change split seed"))
        self.scaling = make("data.scaling", self._scaling_spec, lambda: tr("Change scaling"))
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

    # ---- what the rows are

    def _split_spec(self) -> ParamSpec:
        tr = self.section.context.language.tr
        choices = (
            ("auto", tr("As the data say, else random")),
            ("random", tr("Random")),
            ("stratified", tr("By class")),
            ("order", tr("The last ones")),
        )
        help_text = tr(
            "Which samples are kept for testing.\n"
            "Random: drawn from the seed below.\n"
            "By class: drawn so that every class keeps its share (values are drawn at random).\n"
            "The last ones: in the order the data have, without shuffling."
        )
        return setting_spec("split", "choice", "auto", tr("split"), help_text, choices)

    def _seed_spec(self) -> ParamSpec:
        tr = self.section.context.language.tr
        help_text = tr("Another number keeps other samples for testing; the same number always the same ones")
        return setting_spec("split_seed", "int", 0, tr("split seed"), help_text)

    def _scaling_spec(self) -> ParamSpec:
        tr = self.section.context.language.tr
        choices = (
            ("none", tr("None")),
            ("standardize", tr("Mean 0, deviation 1")),
            ("minmax", tr("From 0 to 1")),
        )
        help_text = tr(
            "What is done to each input before it enters the network.\n"
            "Its numbers come from the training samples alone; plots and tables stay in the data's own units."
        )
        text = "\n".join(part for part in (help_text, self._numbers(*self._facts)) if part)
        return setting_spec("scaling", "choice", "none", tr("scaling"), text, choices)

    # ---- showing

    def show_data(self, data: Data, info: ComponentInfo | None) -> None:
        """Shows the document's settings, and where its data set comes from."""
        self.split.show_value(data.split)
        self.seed.show_value(data.split_seed)
        self.seed.setEnabled(data.split != "order")
        self.scaling.show_value(data.scaling)
        self._word_source(info, str(data.source.values.get("file", "")) if data.source.id == table_id else "")
        self._word_fold()

    def show_facts(self, facts: DataFacts | None, inputs: tuple[str, ...]) -> None:
        """Puts the numbers of the scaling into its tooltip."""
        self._facts = facts, inputs
        self.scaling.respecify()

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
        for row in (self.split, self.seed, self.scaling):
            row.respecify()
        self._word_fold()

    def _word_source(self, info: ComponentInfo | None, file: str) -> None:
        language = self.section.context.language
        source = file or (language.text(info.source) if info else "")
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
