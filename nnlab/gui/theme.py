"""The look: colours by name, light, dark and for a projector, as a palette and a style; never a style sheet."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from nnlab.gui._style import Style
from nnlab.gui.enlarging import enlarge, smaller


@dataclass(frozen=True, kw_only=True)
class Colors:
    """The colours of a theme by what they are for.

    `blue` and `orange` carry sign and class in every theme; `neutral` lies between them. `classes` are the colours of
    classes 0, 1, 2, ... (colour-blind-safe, the first two are orange and blue).
    """

    window: QColor
    panel: QColor
    canvas: QColor
    text: QColor
    muted: QColor
    line: QColor
    accent: QColor
    accent_text: QColor
    blue: QColor
    orange: QColor
    neutral: QColor
    warning: QColor
    error: QColor
    train_line: QColor
    test_line: QColor
    field: QColor
    hover: QColor
    track: QColor
    chip: QColor
    chosen: QColor
    chosen_text: QColor
    outline: QColor
    classes: tuple[QColor, ...]


_orange, _blue = "#f59322", "#0877bd"
_classes = (_orange, _blue, "#009e73", "#cc79a7", "#7a4fbf", "#e3c000", "#56b4e9", "#a0522d", "#d55e00", "#8a8f98")


def _colors(**names: str) -> Colors:
    made = {name: QColor(value) for name, value in names.items()}
    return Colors(**made, blue=QColor(_blue), orange=QColor(_orange), classes=tuple(QColor(name) for name in _classes))


_themes = {
    "light": _colors(
        window="#ffffff",
        panel="#ffffff",
        canvas="#fafbfd",
        text="#1b2230",
        muted="#5b6675",
        line="#dde1e7",
        accent="#1f6feb",
        accent_text="#ffffff",
        neutral="#e8eaed",
        warning="#a8540a",
        error="#c62828",
        train_line="#0877bd",
        test_line="#c46a0b",
        field="#ffffff",
        hover="#f1f4f8",
        track="#ced5de",
        chip="#eef0f4",
        chosen="#e4effb",
        chosen_text="#0b5fa5",
        outline="#ffffff",
    ),
    "dark": _colors(
        window="#14181f",
        panel="#171c24",
        canvas="#10141a",
        text="#e6eaf0",
        muted="#9aa6b5",
        line="#2d3540",
        accent="#2f7bf0",
        accent_text="#ffffff",
        neutral="#dfe2e6",
        warning="#f0a35a",
        error="#ff7b72",
        train_line="#4aa8e8",
        test_line="#f5a34a",
        field="#1d232d",
        hover="#262e3a",
        track="#3b4552",
        chip="#262e3a",
        chosen="#173a63",
        chosen_text="#a9d2ff",
        outline="#ffffff",
    ),
    "projector": _colors(  # a beamer washes out what is pale: black on white, and lines that can be seen
        window="#ffffff",
        panel="#ffffff",
        canvas="#ffffff",
        text="#000000",
        muted="#38414d",
        line="#9aa4b1",
        accent="#0b4fc4",
        accent_text="#ffffff",
        neutral="#eceef0",
        warning="#8a3d00",
        error="#b00020",
        train_line="#0060a8",
        test_line="#b35600",
        field="#ffffff",
        hover="#e6ebf2",
        track="#9aa6b5",
        chip="#e3e7ed",
        chosen="#cfe3fb",
        chosen_text="#003f80",
        outline="#ffffff",
    ),
}

names = tuple(_themes)
_seen_from_afar = 5 / 3  # 12 pixels become 20
_full_width, _full_height, _least_afar = 1920, 1000, 1.15  # the window in which they are so large


class Theme(QObject):
    """The look in use, applied to the whole application.

    A widget property `look` asks the style for a variant of a button: "primary" (the one coloured button), "flat" (no
    frame until the mouse is over it), "chip" (small and round, for switches on a plot), "first", "middle", "last"
    (joined buttons of one choice). Of a line edit: "flat".

    Signals:
        changed(): the colours are others now.
    """

    changed = Signal()

    def __init__(self, name: str = "light", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = name if name in _themes else "light"
        self._window, self._shown = (_full_width, _full_height), 1.0
        self._style = _style(self.colors)
        enlarge(1.0)
        QApplication.setPalette(palette(self.colors))

    @property
    def name(self) -> str:
        """ "light", "dark" or "projector"."""
        return self._name

    @property
    def scale(self) -> float:
        """How many times larger than on a desk all is: a projector's letters grow with the window."""
        if self._name != "projector":
            return 1.0
        part = min(self._window[0] / _full_width, self._window[1] / _full_height)
        part = 1.0 if 1.0 <= part <= 1.2 else part if part < 1 else part / 1.2
        return max(_least_afar, round(_seen_from_afar * part, 2))

    def fit(self, width: int, height: int) -> None:
        """Takes the size of the window in which it is seen; before the first time nothing is enlarged."""
        self._window = width, height
        if self._enlarge():
            self.changed.emit()

    def _enlarge(self) -> bool:
        before, self._shown = self._shown, self.scale
        self._style.scale = self._shown
        enlarge(self._shown)
        return self._shown != before

    @property
    def colors(self) -> Colors:
        """The colours in use."""
        return _themes[self._name]

    def set(self, name: str) -> None:
        """Puts a theme on; an unknown name changes nothing."""
        if name == self._name or name not in _themes:
            return
        self._name = name
        self._style.colors = self.colors
        QApplication.setPalette(palette(self.colors))
        self._enlarge()
        self.changed.emit()

    def lut(self) -> npt.NDArray[np.uint8]:
        """Returns the colours of a map as (256, 4) RGBA: orange (0), light grey (128), blue (255)."""
        return _lut(self._name)


@lru_cache(maxsize=4)
def _lut(name: str) -> npt.NDArray[np.uint8]:
    colors = _themes[name]
    stops = np.array([color.getRgb() for color in (colors.orange, colors.neutral, colors.blue)], dtype=float)
    place = np.linspace(0.0, 2.0, 256)
    table = np.stack([np.interp(place, (0.0, 1.0, 2.0), stops[:, channel]) for channel in range(4)], axis=1)
    made = np.round(table).astype(np.uint8)
    made.flags.writeable = False
    return made


def _style(colors: Colors) -> Style:
    """Returns the application's style in these colours. It is set once: to set another, Qt polishes every widget anew,
    and met some that were about to go.
    """
    now = QApplication.style()
    if isinstance(now, Style):
        now.colors, now.scale = colors, 1.0
        return now
    made = Style(colors)
    QApplication.setStyle(made)
    return made


def palette(colors: Colors) -> QPalette:
    """Returns Qt's palette in these colours."""
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    made = QPalette()
    for which, color in (
        (role.Window, colors.window),
        (role.WindowText, colors.text),
        (role.Base, colors.field),
        (role.AlternateBase, colors.canvas),
        (role.Text, colors.text),
        (role.PlaceholderText, colors.muted),
        (role.Button, colors.field),
        (role.ButtonText, colors.text),
        (role.BrightText, colors.error),
        (role.Highlight, colors.accent),
        (role.HighlightedText, colors.accent_text),
        (role.ToolTipBase, colors.panel),
        (role.ToolTipText, colors.text),
        (role.Link, colors.accent),
        (role.LinkVisited, colors.accent),
        (role.Light, colors.field),
        (role.Midlight, colors.hover),
        (role.Mid, colors.line),
        (role.Dark, colors.line),
        (role.Shadow, colors.line),
    ):
        made.setColor(which, color)
    for which in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(group.Disabled, which, mixed(colors.text, colors.window, 0.6))
    made.setColor(group.Disabled, role.Highlight, colors.track)
    return made


def mixed(first: QColor, second: QColor, share: float) -> QColor:
    """Returns a colour between two: `share` 0 is the first, 1 the second."""
    parts = zip(first.getRgbF(), second.getRgbF(), strict=True)
    return QColor.fromRgbF(*(a + (b - a) * share for a, b in parts))


def heading_font(widget: QWidget) -> QFont:
    """Returns the font of a section heading: small, bold, wide-set capitals."""
    font = QFont(widget.font())
    if font.pointSizeF() > 0:
        font.setPointSizeF(font.pointSizeF() * smaller())
    font.setBold(True)
    font.setCapitalization(QFont.Capitalization.AllUppercase)
    font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 105)
    return font


def small_font(widget: QWidget) -> QFont:
    """Returns the font of numbers on axes and of chips."""
    font = QFont(widget.font())
    if font.pointSizeF() > 0:
        font.setPointSizeF(font.pointSizeF() * smaller())
    return font


color_names = tuple(field.name for field in fields(Colors) if field.name != "classes")
