"""A sequence as the row: its curve, and a choice of the feature that is drawn where there are several."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnlab.experiment.facts import DataFacts
from nnlab.gui._fields import QuietCombo
from nnlab.gui.context import Context
from nnlab.gui.predict.row import Row
from nnlab.gui.predict.wave import Wave


class SequenceEditor(QWidget):
    """Shows the curve of every feature and draws one."""

    def __init__(self, context: Context, row: Row, data: DataFacts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.wave = Wave(context, row)
        self.which = QuietCombo(self)
        self.which.setObjectName("predict_feature")
        self.which.activated.connect(self.wave.choose)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.which)
        column.addWidget(self.wave, 1)
        context.language.changed.connect(self._word)
        self.show_data(data)

    def show_data(self, data: DataFacts) -> None:
        """Takes other data."""
        self._features = (data.shape or (1, 1))[1]
        self._word()
        self.wave.show_data(data)

    def _word(self) -> None:
        tr = self._context.language.tr
        self.which.clear()
        for feature in range(self._features):
            self.which.addItem(tr("feature {n}").format(n=feature + 1))
        self.which.setCurrentIndex(min(self.wave.feature, self._features - 1))
        self.which.setVisible(self._features > 1)
        self.which.setAccessibleName(tr("Feature to draw"))
        self.which.setToolTip(tr("Feature to draw"))
