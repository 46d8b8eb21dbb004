"""A grader's picture with a legend that says what is what; its drawing waits for pyqtgraph."""

from __future__ import annotations

from types import ModuleType

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from nnlab.gui.context import Context
from nnlab.gui.plots.later import Later
from nnlab.gui.plots.ticks import short
from nnlab.gui.theme import small_font
from nnlab.records import Kind
from nnlab.records.grades import BarsPicture, CurvePicture, PathsPicture, Picture, PointsPicture


class PictureView(QWidget):
    """Shows what a component does; where there is no picture, a note says why."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("component_picture")
        self._context = context
        self._picture: Picture | None = None
        self._kind: Kind | str = ""
        self._note = ""
        self.legend = QLabel(self)
        self.legend.setObjectName("picture_legend")
        self.legend.setFont(small_font(self))
        self.legend.setTextFormat(Qt.TextFormat.RichText)
        self.legend.setWordWrap(True)
        self.legend.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Maximum)
        self.place = Later("nnlab.gui.workbench.drawing", self._make, context.theme, self)
        self.place.setMinimumHeight(90)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.legend)
        column.addWidget(self.place, 1)
        context.language.changed.connect(self._word)
        context.theme.changed.connect(self._word)
        self._word()

    @property
    def picture(self) -> Picture | None:
        """What is shown."""
        return self._picture

    def show_picture(self, picture: Picture | None, kind: Kind | str = "", note: str = "") -> None:
        """Shows another picture of a component of a kind; `note` says why there is none."""
        self._picture, self._kind, self._note = picture, kind, note
        self._word()

    def _make(self, module: ModuleType) -> QWidget:
        drawing = module.Drawing(self._context.theme, self.place)
        self._draw(drawing)
        return drawing

    def _draw(self, drawing) -> None:
        picture, language = self._picture, self._context.language
        across = language.text(picture.across) if isinstance(picture, CurvePicture) else ""
        tr = language.tr
        titles = {
            "bowl": tr("bowl"),
            "valley": tr("narrow valley"),
            "rosenbrock": tr("Rosenbrock"),
            "saddle": tr("saddle"),
        }
        drawing.show_picture(picture, across, titles)

    def _word(self) -> None:
        self.place.say("" if self._picture is not None else self._note)
        if self.place.drawing is not None:
            self._draw(self.place.drawing)
        elif self._picture is not None and self.isVisible():
            self.place.now()
        words = self._legend()
        self.legend.setText(words)
        self.legend.setVisible(bool(words))
        self.setAccessibleName(self._context.language.tr("Picture of the component"))

    def _legend(self) -> str:
        picture, colors, tr = self._picture, self._context.theme.colors, self._context.language.tr
        if isinstance(picture, CurvePicture):
            value, slope = _names(self._kind)
            looks = {
                "value": ("━", colors.train_line, value),
                "slope": ("╍", colors.test_line, slope),
                "numeric": ("┈", colors.muted, tr("{slope} measured").format(slope=slope)),
            }
            parts = [_part(*looks[line.role]) for line in picture.lines]
            if picture.worst:
                parts.append(_part("│", colors.error, tr("worst at {x}").format(x=short(picture.worst[0]))))
            if picture.kinks:
                parts.append(_part("┊", colors.muted, tr("kink at {x}").format(x=short(picture.kinks[0]))))
            if picture.target is not None:
                parts.append(_part("", colors.muted, tr("target {t}").format(t=f"{picture.target:g}")))
            return " &nbsp; ".join(parts)
        if isinstance(picture, PathsPicture) and picture.surfaces:
            from nnlab.gui.workbench.drawing import path_color  # pyqtgraph is there once something is drawn

            paths = sorted(picture.surfaces[0].paths, key=lambda one: one.own)
            theme = self._context.theme
            parts = [_part("━", path_color(path, k, theme), path.name) for k, path in enumerate(paths)]
            return " &nbsp; ".join(reversed(parts))
        if isinstance(picture, BarsPicture):
            words = tr("weights drawn for {fan_in} inputs and {fan_out} outputs")
            return _part("", colors.muted, words.format(fan_in=picture.fan_in, fan_out=picture.fan_out))
        if isinstance(picture, PointsPicture):
            return _part("", colors.muted, tr("{n} samples").format(n=picture.x.shape[0]))
        return ""


def _names(kind: Kind | str) -> tuple[str, str]:
    """Returns what a curve and its slope are called in a formula."""
    return {
        "activation": ("a(z)", "a′(z)"),
        "loss": ("L(y)", "∂L/∂y"),
        "schedule": ("η", "η′"),
        "regularizer": ("R(w)", "R′(w)"),
    }.get(kind, ("f", "f′"))


def _part(sign: str, color: QColor, text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    mark = f"<span style='color:{color.name()}'><b>{sign}</b></span> " if sign else ""
    return f"<span style='white-space:nowrap'>{mark}{escaped}</span>"
