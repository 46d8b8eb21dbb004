"""The app as a process: what it loads, what it leaves, how it says that it cannot open, and its pictures."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from PySide6.QtGui import QImage

from nnlab.gui.libraries import missing_library
from nnlab.gui.shot import take
from nnlab.records import ProblemError
from nnlab.records.words import Words

_look = """
import sys
from PySide6.QtCore import QTimer
from nnlab.gui import open_window
from nnlab.gui.app import application

app = application()
window = open_window()

def look():
    if window.bridge.epoch > 3:
        print(*sorted(name for name in sys.modules if name.startswith(("nnlab", "nnlab_plugins"))))
        window.shut()
        app.quit()

timer = QTimer()
timer.timeout.connect(look)
timer.start(20)
window.bridge.train()
app.exec()
"""


def run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, **environment},
        check=False,
    )


def test_the_window_s_process_has_neither_maths_nor_plugins():
    done = run(_look)
    loaded = done.stdout.split()
    assert "nnlab.gui.window" in loaded, done.stderr
    rooms = ("nnlab.engine", "nnlab.session", "nnlab.catalog", "nnlab_plugins", "nnlab.kernel.server", "plugins")
    assert [name for name in loaded if name.startswith(rooms)] == []


def test_main_opens_a_window_and_ends_with_it(tmp_path):
    code = (
        "from PySide6.QtCore import QTimer\nfrom nnlab.gui import app\n"
        "made = app.application()\nQTimer.singleShot(300, made.closeAllWindows)\n"
        "raise SystemExit(app.main(path={path!r}))"
    )
    assert run(code.format(path=None)).returncode == 0
    bad = tmp_path / "bad.nnlab"
    bad.write_bytes(b"no zip")
    assert run(code.format(path=str(bad))).returncode == 0


def test_an_exception_in_a_slot_is_a_notice_and_no_end():
    code = """
from PySide6.QtCore import QTimer
from nnlab.gui import app, window
made = app.application()
begin = window.MainWindow.begin
def fail():
    raise ZeroDivisionError("slot")
def begun(self):
    begin(self)
    QTimer.singleShot(0, fail)
    QTimer.singleShot(300, lambda: (print(self.notices.sentence), self.close()))
window.MainWindow.begin = begun
raise SystemExit(app.main(language="en"))
"""
    done = run(code)
    assert done.returncode == 0
    assert "ZeroDivisionError: slot" in done.stdout


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks for Linux libraries")
def test_a_missing_system_library_is_named_with_its_package(monkeypatch):
    import ctypes

    def refuse(name):
        raise OSError("libxcb-cursor.so.0: cannot open shared object file: No such file or directory")

    monkeypatch.setattr(ctypes, "CDLL", refuse)
    problem = missing_library("xcb")
    assert "sudo apt install libxcb-cursor0" in Words("en").problem(problem)


@pytest.mark.parametrize(("theme", "language"), [("light", "en"), ("dark", "zh_CN")])
def test_a_shot_has_the_size_that_was_asked_for(tmp_path, qapp, theme, language):
    out = take("xor", tmp_path / "shot.png", epochs=5, size=(1366, 768), theme=theme, language=language)
    image = QImage(str(out))
    assert (image.width(), image.height()) == (1366, 768)
    assert (image.pixelColor(5, 700).lightness() < 100) == (theme == "dark")


def test_a_shot_that_cannot_be_written_says_so(tmp_path, qapp):
    with pytest.raises(ProblemError, match=r"shot\.png"):
        take("xor", tmp_path / "none" / "shot.png", size=(800, 600))
