"""How the text of a table is read: what was recognised, each of it to be chosen otherwise."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QWidget

from nnlab.gui._fields import QuietCombo
from nnlab.gui.enlarging import large
from nnlab.gui.language import Language
from nnlab.gui.panels.flow import Flow
from nnlab.records.tables import Reading

_encodings = ("utf-8", "gb18030", "latin-1", "utf-16")
_delimiters = (",", ";", "\t", " ", "|")


class ReadingRow(Flow):
    """Four choices and a tick; what a person chose stays, the rest is recognised anew.

    Signals:
        wished(Reading): the text is to be read like this.
    """

    wished = Signal(object)

    def __init__(self, language: Language, parent: QWidget | None = None) -> None:
        super().__init__(parent, gap=10)
        self.setObjectName("table_reading")
        self._language = language
        self.wish = Reading()
        self._found = Reading()
        self._labels: dict[str, QLabel] = {}
        self.combos: dict[str, QuietCombo] = {}
        self._fields: list[_Field] = []
        for name in ("encoding", "delimiter", "decimal", "quote"):
            combo = QuietCombo()
            combo.setObjectName(f"table_{name}")
            combo.setMinimumContentsLength(1)
            combo.activated.connect(lambda place, name=name, combo=combo: self._choose(name, combo.itemData(place)))
            self.combos[name] = combo
            self._fields.append(_Field(combo))
        self.header = QCheckBox()
        self.header.setObjectName("table_header")
        self.header.clicked.connect(lambda on: self._choose("header", on))
        self.take([*self._fields, self.header])
        self.word()

    def show_reading(self, reading: Reading | None) -> None:
        """Shows how a table was read; None: it is no text, or the text is not at hand."""
        self.setVisible(reading is not None)
        if reading is not None and reading != self._found:
            self._found = reading
            self._fill()

    def begin(self) -> None:
        """Forgets what was wished: another table comes."""
        self.wish = Reading()

    def word(self) -> None:
        """Words everything in the present language."""
        tr = self._language.tr
        words = {
            "encoding": (tr("Encoding"), tr("How letters are stored in the file; wrong letters mean a wrong encoding")),
            "delimiter": (tr("Separator"), tr("What stands between two columns")),
            "decimal": (tr("Decimals"), tr("What stands before the decimals of a number: 1.5 or 1,5")),
            "quote": (tr("Quotes"), tr("What stands around a text that holds a separator")),
        }
        for (name, (label, tip)), field in zip(words.items(), self._fields, strict=True):
            field.word(label, tip)
            self.combos[name].setToolTip(tip)
            self.combos[name].setAccessibleName(label)
            self.combos[name].setAccessibleDescription(tip)
        self.header.setText(tr("First line names the columns"))
        self.header.setToolTip(tr("Without the tick the first line is a row of the table, too"))
        self._fill()

    # ---- inside

    def _fill(self) -> None:
        tr, found = self._language.tr, self._found
        encodings = {"utf-8": "UTF-8", "gb18030": tr("GBK (Chinese)"), "latin-1": "Latin-1", "utf-16": "UTF-16"}
        delimiters = {
            ",": tr("Comma ,"),
            ";": tr("Semicolon ;"),
            "\t": tr("Tab"),
            " ": tr("Space"),
            "|": tr("Bar |"),
        }
        decimals = {".": tr("Point 1.5"), ",": tr("Comma 1,5")}
        quotes = {'"': '"', "'": "'", "": tr("None")}
        for name, words in zip(self.combos, (encodings, delimiters, decimals, quotes), strict=True):
            combo, now = self.combos[name], getattr(found, name)
            if now and now not in words:
                words[now] = now
            combo.clear()
            for value, text in words.items():
                combo.addItem(text, value)
            combo.setCurrentIndex(combo.findData(now))
            widest = max(combo.fontMetrics().horizontalAdvance(text) for text in words.values())
            combo.setMinimumWidth(widest + large(38))  # the box's own margins and its arrow
        self.header.setChecked(bool(found.header))
        self.header.setMinimumHeight(self._fields[0].sizeHint().height())  # in line with the others
        self.arrange()

    def _choose(self, name: str, value: str | bool) -> None:
        wished = getattr(self.wish, name)
        shown = wished if wished != getattr(Reading(), name) else getattr(self._found, name)
        if value == shown:
            return
        self.wish = replace(self.wish, **{name: value})
        self.wished.emit(self.wish)


class _Field(QWidget):
    """A label before its control."""

    def __init__(self, combo: QuietCombo) -> None:
        super().__init__()
        self._label = QLabel()
        self._label.setBuddy(combo)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        line.addWidget(self._label)
        line.addWidget(combo)

    def word(self, text: str, tip: str) -> None:
        self._label.setText(text)
        self._label.setToolTip(tip)
