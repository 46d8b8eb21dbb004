"""A workshop as the window sees it: answers are signals in the GUI thread, and no process is left behind."""

from __future__ import annotations

import hashlib
import os
import threading

from nnlab.authoring.templates import template
from nnlab.gui.workshop import GuiWorkshop
from nnlab.kernel.messages import PluginFile
from nnlab.kernel.workshop import Tried


class Recorder:
    """Stands for a workshop: keeps what it was asked, and answers when told."""

    def __init__(self, receive):
        self.receive, self.works, self.cancelled, self.closed = receive, [], [], False

    def ask(self, work):
        self.works.append(work)

    def cancel(self, key):
        self.cancelled.append(key)

    def close(self):
        self.closed = True


def test_nothing_is_started_before_the_first_question(qtbot):
    made = []
    workshop = GuiWorkshop(make=lambda receive: made.append(Recorder(receive)) or made[0])
    workshop.cancel("plot")
    assert made == []
    first, second = workshop.ask("plot", "plot"), workshop.ask("grade", "grade", kind="loss", component="mse")
    assert first != second
    assert [(work.id, work.what, work.key) for work in made[0].works] == [
        (first, "plot", "plot"),
        (second, "grade", "grade"),
    ]


def test_an_answer_comes_in_the_gui_thread_and_none_after_the_end(qtbot):
    made = []
    workshop = GuiWorkshop(make=lambda receive: made.append(Recorder(receive)) or made[0])
    heard = []
    workshop.tried.connect(lambda tried: heard.append((tried.id, threading.current_thread())))
    id = workshop.ask("plot", "plot")
    with qtbot.waitSignal(workshop.tried):
        threading.Thread(target=lambda: made[0].receive(Tried(id=id, key="plot"))).start()
    assert heard == [(id, threading.main_thread())]
    made[0].receive(Tried(id=id, key="plot"))
    workshop.close()
    qtbot.wait(1)
    assert made[0].closed
    assert len(heard) == 1


def test_a_text_that_is_no_file_yet_is_drawn_by_a_process_of_its_own(qtbot, tmp_path):
    plugin = template("activation", "My bump")
    digest = hashlib.sha256(plugin.text.encode()).hexdigest()
    file = PluginFile(path=str(tmp_path / "my_bump.py"), origin="user", sha256=digest, text=plugin.text)
    workshop = GuiWorkshop()
    with qtbot.waitSignal(workshop.tried, timeout=30_000) as told:
        workshop.ask("plot", "plot", file=file)
    tried = told.args[0]
    assert [info.id for info in tried.components] == ["my_bump"]
    assert {line.role for line in tried.picture.lines} >= {"value", "slope"}
    pid = workshop._workshop.pid
    workshop.close()
    assert not os.path.exists(f"/proc/{pid}") or os.name != "posix"
