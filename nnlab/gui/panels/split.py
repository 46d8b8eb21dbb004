"""How samples are kept for testing, what is filled in and how numbers are scaled: rows below a fold."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from nnlab.experiment.document import Data
from nnlab.experiment.facts import DataFacts
from nnlab.experiment.tables import table_id
from nnlab.gui._fields import Elided
from nnlab.gui.fold import Fold
from nnlab.gui.panels.data_words import class_words, gap_words
from nnlab.gui.panels.numbers import Numbers, fitted
from nnlab.gui.panels.section import Section
from nnlab.gui.panels.setting import Setting, setting_spec
from nnlab.records import ComponentInfo, ParamSpec


class SplitAndScaling(QWidget):
    """The folded rows of the data panel; closed, they say what is not as usual. What is missing is said in any case."""

    def __init__(self, section: Section) -> None:
        super().__init__(section)
        self.setObjectName("data_split")
        self.section = section
        self._facts: DataFacts | None = None
        self._inputs: tuple[str, ...] = ()
        self.gaps = Elided(self)
        self.fold = Fold(self)
        self.fold.setObjectName("data_split_fold")
        self.body = QWidget(self)
        self._make_rows()
        inside = QVBoxLayout(self.body)
        inside.setContentsMargins(0, 0, 0, 2)
        inside.setSpacing(1)
        for widget in (self.split, self.seed, *self.counts, self.missing, self.filler):
            inside.addWidget(widget)
        for widget in (self.scaling, self.target_scaling, self.numbers, self.source):
            inside.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addWidget(self.gaps)
        column.addWidget(self.fold)
        column.addWidget(self.body)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.body.hide()
        self.fold.toggled.connect(self._open)

    def _make_rows(self) -> None:
        language = self.section.context.language
        tr, make = language.tr, partial(Setting, self.section, parent=self.body)
        self.split = make("data.split", self._split_spec, lambda: tr("Change split"))
        self.seed = make("data.split_seed", self._seed_spec, lambda: tr("Change split seed"))
        self.counts = (Elided(self.body), Elided(self.body))
        self.missing = make("data.missing", self._missing_spec, lambda: tr("Change what fills missing values"))
        self.filler = make("data.filler", self._filler_spec, lambda: tr("Change what is filled in"), indent=10)
        self.scaling = make("data.scaling", self._scaling_spec, lambda: tr("Change scaling"))
        self.target_scaling = make("data.target_scaling", self._target_spec, lambda: tr("Change scaling of targets"))
        self.numbers = Numbers(language, self.body)
        self.source = Elided(self.body)
        self._rows = (self.split, self.seed, self.missing, self.filler, self.scaling, self.target_scaling)

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

    def _missing_spec(self) -> ParamSpec:
        tr = self.section.context.language.tr
        choices = (
            ("drop", tr("Leave their rows out")),
            ("mean", tr("Fill in the mean")),
            ("median", tr("Fill in the median")),
            ("constant", tr("Fill in a number")),
        )
        help_text = tr(
            "What becomes of samples in which an input is missing.\n"
            "Mean and median are those of the column's training samples."
        )
        return setting_spec("missing", "choice", "drop", tr("missing values"), help_text, choices)

    def _filler_spec(self) -> ParamSpec:
        tr = self.section.context.language.tr
        return setting_spec("filler", "float", 0.0, tr("number"), tr("The number that stands for every missing one"))

    def _scaling_spec(self) -> ParamSpec:
        tr = self.section.context.language.tr
        help_text = tr(
            "What is done to each input before it enters the network.\n"
            "Its numbers come from the training samples alone; plots and tables stay in the data's own units."
        )
        return setting_spec("scaling", "choice", "none", tr("scaling"), help_text, self._scales())

    def _target_spec(self) -> ParamSpec:
        tr = self.section.context.language.tr
        help_text = tr(
            "What is done to the values that the network learns; its numbers come from the training samples alone.\n"
            "Losses are those of the scaled values; answers are shown in the data's own units."
        )
        return setting_spec("target_scaling", "choice", "none", tr("target"), help_text, self._scales())

    def _scales(self) -> tuple[tuple[str, str], ...]:
        tr = self.section.context.language.tr
        return (("none", tr("None")), ("standardize", tr("Mean 0, deviation 1")), ("minmax", tr("From 0 to 1")))

    # ---- showing

    def show_data(self, data: Data, info: ComponentInfo | None) -> None:
        """Shows the document's settings, and where its data set comes from."""
        for row in self._rows:
            row.show_value(getattr(data, row.path.rpartition(".")[2]))
        self.seed.setEnabled(data.split != "order")
        self._word_source(info, str(data.source.values.get("file", "")) if data.source.id == table_id else "")
        self._show_steps()

    def show_facts(self, facts: DataFacts | None, inputs: tuple[str, ...]) -> None:
        """Shows what came of the settings: what is missing, how many samples of each class, the numbers of scaling."""
        self._facts, self._inputs = facts, inputs
        self._show_steps()

    def _show_steps(self) -> None:
        """Shows the steps that are taken, and those that could be."""
        facts, data, language = (
            self._facts,
            self.section.context.document.experiment.data,
            self.section.context.language,
        )
        self.missing.setVisible(data.missing != "drop" or self._misses())
        self.filler.setVisible(data.missing == "constant")
        values = facts is not None and facts.targets == "values"
        self.target_scaling.setVisible(values or data.target_scaling != "none")
        self.numbers.show_fitted(fitted(facts, self._inputs, language.tr("target")))
        for label, (words, tip) in zip(self.counts, class_words(facts, language), strict=True):
            label.word(words, tip)
            label.setVisible(bool(words))
        words = gap_words(data, facts, language)
        self.gaps.word(words, words)
        self.gaps.setVisible(bool(words))
        self._word_fold()

    def _misses(self) -> bool:
        """Tells whether anything is missing, also where so much is that no samples are left."""
        if self._facts is not None:
            return bool(self._facts.missing)
        known = self.section.context.document.last_facts
        return known is not None and any(problem.code == "data.all_missing" for problem in known.problems)

    def word(self) -> None:
        """Words everything in the present language."""
        for row in self._rows:
            row.respecify()
        self.numbers.word()
        self._show_steps()

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
        parts += [tr("filled in")] if data.missing != "drop" else []
        parts += [tr("scaled")] if data.scaling != "none" else []
        parts += [tr("target scaled")] if data.target_scaling != "none" else []
        self.fold.show_words(
            tr("Split and scaling"),
            "" if self.fold.isChecked() else ", ".join(parts),
            tr(
                "Which samples are for testing, what is filled in, how numbers are scaled, and where the data come from"
            ),
        )

    def _open(self, on: bool) -> None:
        self.body.setVisible(on)
        self._word_fold()
