"""The look: colours that can be read, a table that carries sign, painting that loses nothing."""

from __future__ import annotations

import gc
import sys

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QColor, QFontInfo, QImage, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollBar,
    QSlider,
    QSpinBox,
    QTabBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from nnlab.gui.enlarging import scale
from nnlab.gui.theme import Theme, mixed, names, small_font


def luminance(color: QColor) -> float:
    """Relative luminance of WCAG 2."""
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in color.getRgbF()[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(first: QColor, second: QColor) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def controls() -> QWidget:
    """One of everything the style draws."""
    widget = QWidget()
    column = QVBoxLayout(widget)
    slider = QSlider(Qt.Orientation.Horizontal)
    combo, check, tabs, tool = QComboBox(), QCheckBox("check"), QTabBar(), QToolButton()
    combo.addItem("Adam")
    check.setChecked(True)
    tabs.addTab("one")
    tabs.addTab("two")
    for control in (
        slider,
        combo,
        check,
        tabs,
        tool,
        QLineEdit("1"),
        QSpinBox(),
        QScrollBar(Qt.Orientation.Horizontal),
    ):
        column.addWidget(control)
    for look in ("", "primary", "flat", "chip", "first", "middle", "last"):
        button = QPushButton(look)
        button.setCheckable(True)
        button.setChecked(look in ("middle", "chip"))
        button.setProperty("look", look)
        column.addWidget(button)
    return widget


@pytest.mark.parametrize("name", names)
def test_texts_can_be_read_on_everything_they_stand_on(qapp, name):
    colors = Theme(name).colors
    for text in (colors.text, colors.muted, colors.warning, colors.error, colors.train_line):
        for ground in (colors.window, colors.panel, colors.canvas, colors.field):
            assert contrast(text, ground) >= 4.5
    assert contrast(colors.accent_text, colors.accent) >= 3.9
    assert contrast(colors.chosen_text, colors.chosen) >= 4.5
    assert contrast(colors.text, colors.chip) >= 4.5


@pytest.mark.parametrize("name", names)
def test_the_table_goes_from_orange_over_grey_to_blue(qapp, name):
    table = Theme(name).lut()
    assert table.shape == (256, 4)
    assert table.dtype == np.uint8
    assert table[0].tolist() == list(QColor("#f59322").getRgb())
    assert table[255].tolist() == list(QColor("#0877bd").getRgb())
    red, green, blue, alpha = table[128].tolist()
    assert max(red, green, blue) - min(red, green, blue) < 12
    assert alpha == 255


def test_setting_a_theme_changes_the_palette_and_says_so_once(qapp, qtbot):
    theme = Theme("light")
    with qtbot.waitSignal(theme.changed):
        theme.set("dark")
    assert QApplication.palette().color(QPalette.ColorRole.Window) == theme.colors.window
    with qtbot.assertNotEmitted(theme.changed):
        theme.set("dark")
        theme.set("no such theme")
    assert theme.name == "dark"


def test_there_is_no_application_style_sheet(qapp):
    Theme("dark")
    assert qapp.styleSheet() == ""


def test_a_primary_button_is_drawn_in_the_accent_colour(qapp, qtbot):
    theme = Theme("light")
    button = QPushButton("Train")
    qtbot.addWidget(button)
    button.setProperty("look", "primary")
    button.resize(80, 30)
    assert button.grab().toImage().pixelColor(6, 15) == theme.colors.accent


def test_a_sliders_handle_stands_where_its_value_is(qapp, qtbot):
    theme = Theme("light")
    slider = QSlider(Qt.Orientation.Horizontal)
    qtbot.addWidget(slider)
    slider.resize(200, 16)
    slider.setValue(99)
    picture = slider.grab().toImage()
    assert picture.pixelColor(192, 7) == theme.colors.accent
    assert picture.pixelColor(20, 7) == theme.colors.track


@pytest.mark.parametrize("name", names)
def test_every_control_is_drawn_in_every_state(qapp, qtbot, name):
    Theme(name)
    widget = controls()
    qtbot.addWidget(widget)
    widget.resize(300, 600)
    for child in widget.findChildren(QWidget):
        child.setProperty("wrong", True)
    first = widget.grab().toImage()
    widget.setEnabled(False)
    assert widget.grab().toImage() != first


def test_painting_leaves_the_references_to_none_from_falling(qapp, qtbot):
    Theme("light")
    widget = controls()
    qtbot.addWidget(widget)
    widget.resize(300, 600)
    picture = QImage(widget.size(), QImage.Format.Format_ARGB32)
    widget.render(picture, QPoint())
    gc.collect()  # what other tests left behind goes now, and not while references are counted
    before = sys.getrefcount(None)
    for _ in range(50):
        widget.render(picture, QPoint())
    assert sys.getrefcount(None) > before - 50


def test_a_mixture_lies_between_its_colours():
    assert mixed(QColor("black"), QColor("white"), 0.0) == QColor("black")
    assert mixed(QColor("black"), QColor("white"), 1.0) == QColor("white")
    assert 120 < mixed(QColor("black"), QColor("white"), 0.5).red() < 136


# ---- a projector


@pytest.fixture
def desk(qapp):
    """Leaves everything as large as it was."""
    yield
    Theme("light")


def test_a_projector_enlarges_letters_sizes_and_gaps_and_a_desk_takes_them_back(qtbot, desk):
    theme, window = Theme("light"), QWidget()
    qtbot.addWidget(window)
    row = QHBoxLayout(window)
    row.setContentsMargins(4, 4, 4, 4)
    plain, small, button = QLabel("a"), QLabel("b"), QToolButton()
    small.setFont(small_font(small))
    button.setFixedSize(24, 24)
    for part in (plain, small, button):
        row.addWidget(part)
    window.show()
    before = [part.font().pointSizeF() for part in (plain, small)]
    theme.set("projector")
    assert scale() == theme.scale > 1.6
    assert QFontInfo(plain.font()).pixelSize() >= 20
    assert QFontInfo(small.font()).pixelSize() >= 20
    assert button.size() == QSize(40, 40)
    assert row.contentsMargins().left() == 7
    theme.set("dark")
    assert [part.font().pointSizeF() for part in (plain, small)] == pytest.approx(before)
    assert (button.width(), row.contentsMargins().left()) == (24, 4)
    assert scale() == 1


def test_widgets_that_wait_to_be_deleted_do_not_stop_a_projector(qtbot, desk):
    theme, gone = Theme("light"), QLabel("a")
    qtbot.addWidget(QLabel("b"))
    gone.setFont(small_font(gone))
    gone.deleteLater()
    theme.set("projector")
    assert scale() > 1


def test_a_projectors_letters_grow_with_the_window(qapp, desk):
    theme = Theme("projector")
    sizes = []
    for width, height in ((1366, 768), (1920, 1000), (1920, 1080), (3840, 2160)):
        theme.fit(width, height)
        sizes.append(QFontInfo(QApplication.font()).pixelSize())
    assert sizes == sorted(sizes)
    assert sizes[0] < sizes[1] == sizes[2] < sizes[3]
    assert sizes[2] >= 20


def test_small_letters_are_no_smaller_from_afar(qapp, desk):
    theme, label = Theme("projector"), QLabel("a")
    assert small_font(label).pointSizeF() < label.font().pointSizeF()
    theme.fit(1920, 1080)
    assert small_font(label).pointSizeF() == label.font().pointSizeF()
