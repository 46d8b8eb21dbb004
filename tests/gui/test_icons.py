"""Icons: each one can be drawn, in the colours of the theme."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QImage

from nnlab.gui.icons import icon, pixmap
from nnlab.gui.theme import Theme
from nnlab.records import bundled

names = sorted(path.stem for path in (bundled("assets") / "icons").glob("*.svg"))


def inks(picture: QImage) -> set[str]:
    """The colours of all fully covered pixels."""
    places = ((x, y) for x in range(picture.width()) for y in range(picture.height()))
    return {color.name() for color in (picture.pixelColor(x, y) for x, y in places) if color.alpha() == 255}


@pytest.mark.parametrize("name", names)
def test_every_icon_is_drawn_in_one_colour(qapp, name):
    for ink in inks(pixmap(name, QColor("#336699"), 48).toImage()):
        red, green, blue, _alpha = QColor(ink).getRgb()
        assert (red, green, blue) == pytest.approx((0x33, 0x66, 0x99), abs=2)  # edges laid over each other round


def test_an_icon_has_the_themes_text_colour_and_is_paler_when_disabled(qapp):
    theme = Theme("dark")
    play = icon("play", theme)
    size = QSize(32, 32)
    assert theme.colors.text.name() in inks(play.pixmap(size).toImage())
    assert theme.colors.text.name() not in inks(play.pixmap(size, QIcon.Mode.Disabled).toImage())


def test_an_icon_can_have_another_colour(qapp):
    drawn = icon("triangle-alert", Theme("light"), QColor("#aa0000"))
    assert "#aa0000" in inks(drawn.pixmap(QSize(32, 32)).toImage())


def test_a_misspelt_name_is_an_error(qapp):
    with pytest.raises(FileNotFoundError, match="plya"):
        icon("plya", Theme("light"))


def test_the_icons_licence_comes_with_them():
    assert "ISC License" in (bundled("assets") / "icons" / "LICENSE").read_text()
