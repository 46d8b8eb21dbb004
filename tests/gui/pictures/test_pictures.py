"""The network as a picture for slides and papers."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QFileDialog

import nnlab
from nnlab.experiment import edits
from nnlab.gui.pictures.drawing import Wishes
from nnlab.gui.pictures.sheet import PictureSheet


@pytest.fixture
def window(opened, qtbot):
    made = opened("xor")
    qtbot.waitUntil(lambda: made.canvas.numbers.array("output", "weights") is not None)
    return made


def saved(qtbot, window, path: Path, wishes: Wishes | None = None) -> bytes:
    window.pictures.save_to(path, wishes or Wishes())
    qtbot.waitUntil(lambda: window.status_line.text() == f"Saved {path}")
    return path.read_bytes()


def drawn(svg: bytes) -> QImage:
    renderer = QSvgRenderer(QByteArray(svg))
    assert renderer.isValid()
    image = QImage(renderer.defaultSize(), QImage.Format.Format_RGB32)
    image.fill(0xFFFFFF)
    with QPainter(image) as painter:
        renderer.render(painter)
    return image


def test_an_svg_has_every_weight_as_a_curve_and_every_title_as_words(qtbot, window, tmp_path):
    text = saved(qtbot, window, tmp_path / "net.svg").decode()
    weights = sum(
        window.canvas.numbers.array(layer.id, "weights").size for layer in window.document.experiment.network.layers
    )
    assert len(re.findall(r"<path [^>]*d=\"M[-\d., ]*C", text)) == weights
    for title in ("Inputs", "Dense 4", "Output", "Tanh", "x₁"):
        assert title in text, title
    image = drawn(text.encode())
    colours = {image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}
    assert len(colours) > 20  # the maps are there


def test_numbers_and_maps_are_there_as_wished(qtbot, window, tmp_path):
    bare = saved(qtbot, window, tmp_path / "bare.svg", Wishes(maps=False, numbers=False)).decode()
    full = saved(qtbot, window, tmp_path / "full.svg", Wishes(maps=False, numbers=True)).decode()
    assert "<image" not in bare
    bias = window.canvas.numbers.array("output", "bias")[0]
    weight = window.canvas.numbers.array("h1", "weights")[0, 0]
    for number in (bias, weight):
        assert f">{number:.2f}<" in re.sub(r"\s*([<>])\s*", r"\1", full)
    assert full.count("<text") > bare.count("<text")
    assert ">−2<" in re.sub(r"\s*([<>])\s*", r"\1", full)  # the scale of the edges


def test_a_png_is_three_times_as_sharp_as_the_screen_and_a_pdf_is_one_page_of_its_size(qtbot, window, tmp_path):
    size = window.pictures.drawing(Wishes()).size
    image = QImage.fromData(saved(qtbot, window, tmp_path / "net.png"))
    assert abs(image.width() - 3 * size.width()) <= 2
    assert abs(image.height() - 3 * size.height()) <= 2
    page = saved(qtbot, window, tmp_path / "net.pdf")
    assert page.startswith(b"%PDF")
    box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", page)
    assert abs(float(box[1]) - size.width() * 72 / 96) < 2
    assert abs(float(box[2]) - size.height() * 72 / 96) < 2


def test_copying_puts_a_picture_on_the_clipboard(qtbot, window):
    window.command("edit.copy_picture").trigger()
    data = QGuiApplication.clipboard().mimeData()
    assert data.hasImage()
    assert QGuiApplication.clipboard().image().width() > 300
    assert window.status_line.text() == "The picture is on the clipboard"


def test_the_sheet_shows_the_picture_and_asks_for_a_file(qtbot, window, tmp_path):
    window.command("file.picture").trigger()
    sheet = window.findChild(PictureSheet)
    qtbot.waitExposed(sheet)
    sheet.numbers.setChecked(True)
    sheet.maps.setChecked(False)
    sheet.findChild(type(sheet.maps).__mro__[1], "save_picture").click()
    dialog = window.findChild(QFileDialog, "picture_dialog")
    dialog.fileSelected.emit(str(tmp_path / "by_hand.svg"))
    dialog.close()
    qtbot.waitUntil(lambda: (tmp_path / "by_hand.svg").exists())
    assert b"<image" not in (tmp_path / "by_hand.svg").read_bytes()
    QApplication.processEvents()


@pytest.mark.parametrize("ending", [".bmp", ".docx"])
def test_another_ending_is_refused_in_a_sentence(window, tmp_path, ending):
    window.pictures.save_to(tmp_path / f"net{ending}", Wishes())
    assert f"“{ending}”" in window.notices.sentence
    assert not list(tmp_path.iterdir())


def test_a_name_without_an_ending_becomes_an_svg(qtbot, window, tmp_path):
    window.pictures.save_to(tmp_path / "net", Wishes())
    qtbot.waitUntil(lambda: (tmp_path / "net.svg").exists())


@pytest.mark.parametrize("kind", ["wide", "dropout", "skip"])
def test_every_kind_of_network_can_be_drawn_with_all_on_it(opened, qtbot, kind):
    experiment = nnlab.preset("spiral")
    if kind == "wide":
        experiment = nnlab.change(experiment, {f"network.layers.h{n}.kind.units": 200 for n in (1, 2)})
    elif kind == "dropout":
        experiment = edits.add_layer(experiment, "h1", kind="dropout")
    else:
        experiment = edits.connect(experiment, "input", "output")
    window = opened(experiment)
    drawing = window.pictures.drawing(Wishes(maps=True, numbers=True))
    image = QImage(drawing.size.toSize(), QImage.Format.Format_RGB32)
    with QPainter(image) as painter:
        drawing.paint(painter)
    assert image.width() > 200


def test_a_program_ends_well_with_a_picture_on_its_clipboard(tmp_path):
    script = (
        "from PySide6.QtGui import QGuiApplication\n"
        "import nnlab.gui\n"
        "window = nnlab.gui.open_window('xor')\n"
        "window.command('edit.copy_picture').trigger()\n"
        "assert QGuiApplication.clipboard().mimeData().hasImage()\n"
        "window.shut()\n"
    )
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "NNLAB_HOME": str(tmp_path)}
    ended = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, check=False)
    assert ended.returncode == 0, ended.stderr
