"""The strip of tools above the plot while one paints: tools, sizes, classes or values."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QColor, QIcon, QLinearGradient, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSlider, QToolButton, QVBoxLayout, QWidget

from nnlab.gui._scale import compact
from nnlab.gui.canvas.renaming import NameLine
from nnlab.gui.enlarging import large
from nnlab.gui.icons import icon
from nnlab.gui.panels.flow import Flow
from nnlab.gui.plots.painting import Painting, most_density, most_size, tools
from nnlab.gui.theme import small_font
from nnlab.records.painting import most_points

_side = 25  # of a button
_longest = 12  # letters of a class's name
_steps = 100  # of the range of values


class PaintStrip(QWidget):
    """Shows what is chosen, and chooses."""

    def __init__(self, painting: Painting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("paint_strip")
        self._painting = painting
        context = painting.context
        self.buttons = [_Tool(painting.context.actions.get(f"paint.{name}"), self) for name in tools]
        self.size_slider = self._slider(2, most_size, painting.choose_size)
        self.density_slider = self._slider(1, most_density, painting.choose_density)
        self.more = QToolButton(self)
        self.more.setProperty("look", "flat")
        self.more.setFixedSize(large(_side), large(_side))
        self.more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.more.clicked.connect(self._open_menu)
        first = QHBoxLayout()
        first.setContentsMargins(0, 0, 0, 0)
        first.setSpacing(2)
        for button in self.buttons:
            first.addWidget(button)
        first.addSpacing(4)
        first.addWidget(self.size_slider, 1)
        first.addWidget(self.density_slider, 1)
        first.addWidget(self.more)
        self.chips = Flow(self, gap=4)
        self.classes: list[ClassChip] = []
        self.value = ValueBar(painting, self)
        self.note = QLabel(self)
        self.note.setFont(small_font(self))
        self.note.setWordWrap(True)
        self.note.hide()
        self.line = NameLine(self)
        self.line.closed.connect(painting.keys_asked)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addLayout(first)
        for widget in (self.chips, self.value, self.note):
            column.addWidget(widget)
        self._menu = _Menu(painting, self)
        painting.changed.connect(self.show_chosen)
        painting.said.connect(self._say)
        context.language.changed.connect(self._word)
        context.theme.changed.connect(self._color)
        self._said = ""
        self._word()
        self._color()

    def _slider(self, low: int, high: int, choose) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal, self)
        slider.setRange(low, high)
        slider.setMinimumWidth(large(36))
        slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        slider.valueChanged.connect(choose)
        return slider

    # ---- showing

    def show_chosen(self) -> None:
        """Shows what is chosen now."""
        painting = self._painting
        for slider, value in ((self.size_slider, painting.size), (self.density_slider, painting.density)):
            slider.blockSignals(True)
            slider.setValue(value)
            slider.blockSignals(False)
        of_classes = painting.kind == "classes"
        self.chips.setVisible(of_classes)
        self.value.setVisible(painting.kind == "values")
        self.value.follow()
        if of_classes:
            self._show_classes()
        self._show_note()

    def _show_classes(self) -> None:
        names, painting = self._painting.classes, self._painting
        if [chip.name for chip in self.classes] != list(names) or not self.classes:
            self.classes = [ClassChip(painting, place, name, self) for place, name in enumerate(names)]
            for chip in self.classes:
                chip.renamed.connect(self._rename)
            plus = _Tool(painting.context.actions.get("paint.add_class"), self)
            self.chips.take([*self.classes, plus])
        for chip in self.classes:
            chip.setChecked(chip.place == int(painting.third))

    def _say(self, text: str) -> None:
        self._said = text
        self._show_note()

    def _show_note(self) -> None:
        painting, tr = self._painting, self._painting.context.language.tr
        drawn, text = painting.drawn, self._said or painting.why_not()
        if not text and drawn is not None and not len(drawn):
            text = tr("Paint some points: press on the plot and move the mouse. At most {most}.")
            text = text.format(most=most_points)
        self.note.setText(text)
        self.note.setVisible(bool(text))

    def _word(self) -> None:
        tr = self._painting.context.language.tr
        self.setAccessibleName(tr("Tools to paint with"))
        for slider, words in (
            (self.size_slider, tr("Size of the brush")),
            (self.density_slider, tr("Points that the brush puts at once")),
        ):
            slider.setToolTip(words)
            slider.setAccessibleName(words)
        self.size_slider.setToolTip(tr("Size of the brush") + "  ([, ])")
        self.more.setToolTip(tr("More for painting"))
        self.more.setAccessibleName(tr("More for painting"))
        self.value.word()
        for chip in self.classes:
            chip.word()
        self.show_chosen()

    def _color(self) -> None:
        theme = self._painting.context.theme
        self.more.setIcon(icon("ellipsis", theme))
        self.more.setIconSize(QSize(large(16), large(16)))
        palette = self.note.palette()
        palette.setColor(self.note.foregroundRole(), theme.colors.muted)
        self.note.setPalette(palette)
        self.classes = []
        self.show_chosen()

    # ---- choosing

    def _rename(self, place: int) -> None:
        chip, names = self.classes[place], self._painting.classes
        box = chip.geometry()
        box.moveTopLeft(chip.mapTo(self, QPoint(0, 0)))
        self.line.ask(names[place], "", box, lambda name: self._painting.changes.rename_class(place, name))

    def _open_menu(self) -> None:
        self._menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height())))


class _Tool(QToolButton):
    """A tool as its icon; words and keys stand in the action."""

    def __init__(self, action: QAction, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"button.{action.objectName()}")
        self.setProperty("look", "flat")
        self.setDefaultAction(action)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        self.setIconSize(QSize(large(16), large(16)))
        self.setFixedSize(large(_side), large(_side))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        action.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        self.setAccessibleName(self.defaultAction().iconText())

    def sizeHint(self) -> QSize:
        return QSize(large(_side), large(_side))


class ClassChip(QToolButton):
    """A class to paint, in its colour.

    Signals:
        renamed(int): the class is to get another name.
    """

    renamed = Signal(int)

    def __init__(self, painting: Painting, place: int, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.place, self.name, self._painting = place, name, painting
        self.setObjectName(f"paint_class_{place}")
        self.setProperty("look", "chip")
        self.setFont(small_font(parent))
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.clicked.connect(self._choose)
        self.customContextMenuRequested.connect(lambda _at: self._open_menu())
        classes = painting.context.theme.colors.classes
        self.setIcon(QIcon(_dot(classes[place % len(classes)], large(11), self.devicePixelRatioF())))
        self.setIconSize(QSize(large(14), large(11)))
        self.setText(name if len(name) <= _longest else name[:_longest] + "…")
        self.word()

    def word(self) -> None:
        """Takes the words of the language."""
        tr = self._painting.context.language.tr
        tip = tr("Paint class {name}. Double click: another name; right click: more").format(name=self.name)
        self.setToolTip(f"{tip}  ({self.place + 1})" if self.place < 9 else tip)
        self.setAccessibleName(tr("Class {name}").format(name=self.name))
        self.setAccessibleDescription(tip)

    def _choose(self) -> None:
        self._painting.choose_class(self.place)
        self._painting.changed.emit()

    def _open_menu(self) -> None:
        tr, menu = self._painting.context.language.tr, QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Rename…"), lambda: self.renamed.emit(self.place))
        remove = menu.addAction(tr("Remove class"), lambda: self._painting.changes.remove_class(self.place))
        remove.setEnabled(len(self._painting.classes) > 2)
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        width = metrics.horizontalAdvance(self.text()) + large(14) + large(20)
        return QSize(width, max(large(_side), metrics.height() + large(6)))

    def mouseDoubleClickEvent(self, event) -> None:
        self.renamed.emit(self.place)

    def keyPressEvent(self, event) -> None:
        if event.key() in (Qt.Key.Key_F2, Qt.Key.Key_F4):
            self.renamed.emit(self.place)
        elif event.key() == Qt.Key.Key_Delete:
            self._painting.changes.remove_class(self.place)
        else:
            super().keyPressEvent(event)


class ValueBar(QWidget):
    """The value that is painted: a slider in the colours of values, and its number."""

    def __init__(self, painting: Painting, parent: QWidget) -> None:
        super().__init__(parent)
        self._painting = painting
        self.slider = _Shades(painting, self)
        self.number = QLabel(self)
        self.number.setFont(small_font(parent))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.slider, 1)
        row.addWidget(self.number)
        self.slider.valueChanged.connect(lambda value: painting.choose_value(value / _steps))

    def follow(self) -> None:
        """Shows the value that is chosen."""
        painting = self._painting
        low, high = painting.span
        self.slider.blockSignals(True)
        self.slider.setValue(round(painting.value * _steps))
        self.slider.blockSignals(False)
        self.slider.update()
        self.number.setText(compact(painting.chosen_value))
        widest = max(self.number.fontMetrics().horizontalAdvance(compact(round(edge, 3))) for edge in (low, high))
        self.number.setMinimumWidth(widest + large(14))

    def word(self) -> None:
        """Takes the words of the language."""
        tr = self._painting.context.language.tr
        self.slider.setToolTip(tr("The value that is painted: drag here, or turn the wheel over the plot"))
        self.slider.setAccessibleName(tr("Value"))


class _Shades(QSlider):
    """A slider whose groove shows the colours of values."""

    def __init__(self, painting: Painting, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = painting.context.theme
        self.setRange(0, _steps)
        self.setPageStep(10)
        self.setMinimumHeight(large(_side))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def paintEvent(self, _event) -> None:
        colors, lut = self._theme.colors, self._theme.lut()
        high, edge = large(10), large(8)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            bar = self.rect().adjusted(edge, (self.height() - high) // 2, -edge, 0)
            bar.setHeight(high)
            shade = QLinearGradient(bar.topLeft(), bar.topRight())
            for place in range(0, 256, 15):
                shade.setColorAt(place / 255, QColor(*lut[place].tolist()))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(shade)
            painter.drawRoundedRect(bar, high / 2, high / 2)
            share = self.value() / _steps
            painter.setBrush(QColor(*lut[round(share * 255)].tolist()))
            painter.setPen(QPen(colors.accent if self.hasFocus() else colors.text, 2))
            middle = QPoint(round(bar.left() + share * bar.width()), bar.center().y())
            painter.drawEllipse(middle, large(7), large(7))


class _Menu(QMenu):
    """What is painted, where it begins, and an end to all of it."""

    def __init__(self, painting: Painting, parent: QWidget) -> None:
        super().__init__(parent)
        self.setToolTipsVisible(True)
        self._painting = painting
        self._group = QActionGroup(self)
        self.kinds = {kind: QAction(self, checkable=True) for kind in ("classes", "values", "curve")}
        for kind, action in self.kinds.items():
            self._group.addAction(action)
            action.triggered.connect(lambda _on=False, kind=kind: painting.changes.choose_kind(kind))
            self.addAction(action)
        self.addSeparator()
        for name in ("paint.add_class", "paint.take_over", "paint.clear"):
            self.addAction(painting.context.actions.get(name))
        self.aboutToShow.connect(self._follow)

    def _follow(self) -> None:
        tr, painting = self._painting.context.language.tr, self._painting
        painted = painting.drawn is not None
        for kind, words in (
            ("classes", tr("Classes on the plane")),
            ("values", tr("Values on the plane")),
            ("curve", tr("A curve: values over one column")),
        ):
            self.kinds[kind].setText(words)
            self.kinds[kind].setChecked(kind == painting.kind)
            self.kinds[kind].setEnabled(painted)


def _dot(color: QColor, side: int, ratio: float) -> QPixmap:
    made = QPixmap(round(side * ratio * 14 / 11), round(side * ratio))  # the name keeps a little away
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    with QPainter(made) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawEllipse(0, 0, side, side)
    return made
