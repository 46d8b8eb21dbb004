"""What a plugin does wrong while it trains costs at most a kernel, never the work."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import msgspec
import numpy as np
import pytest
from desk import Desk, alive, ids, plugin, small, with_activation

from nnlab.kernel import messages as m
from nnlab.records.words import Words

full = m.Speed(per_second=0)


def begun(desk: Desk) -> m.Saved:
    """Trains five epochs with what is bundled, and says how things stand."""
    desk.settled()
    desk.change(m.Open(experiment=small()))
    desk.send(m.Train(until=5, speed=full))
    desk.wait(m.Finished)
    desk.wait(m.Saved, lambda saved: saved.token == -1 and saved.checkpoint.epoch == 5)
    return desk.saved()


def parameters(saved: m.Saved) -> dict[str, bytes]:
    return {name: array.data for name, array in saved.checkpoint.arrays.items() if name.startswith("parameters")}


def goes_on(desk: Desk, saved: m.Saved) -> None:
    """Another activation, and training goes on from the last good weights."""
    applied = desk.change(m.Edit(experiment=with_activation(small(), "relu")))
    assert all(layer.problem is None for layer in applied.facts.layers)
    assert applied.facts.problems == ()
    assert applied.epoch == 5
    assert parameters(desk.saved()) == parameters(saved)
    desk.send(m.Train(until=8, speed=full))
    assert desk.wait(m.Finished).epoch == 8
    assert desk.saved().history.epoch == tuple(range(9))


def test_a_forward_that_never_returns_is_named_and_the_kernel_can_go_on_without_it(tmp_path: Path) -> None:
    with Desk(plugin_dirs=[plugin(tmp_path / "p", "while True: pass")], stall_s=0.3) as desk:
        saved = begun(desk)
        pid = desk.client.pid
        assert pid is not None
        desk.send(m.Edit(experiment=with_activation(small(), "swish")))
        desk.send(m.Train(speed=full))
        stalled = desk.wait(m.Stalled)
        assert (stalled.plugin, stalled.method) == ("Swish", "forward")
        assert stalled.seconds >= 0.3
        desk.client.restart()
        restarted = desk.wait(m.Restarted)
        assert restarted.reason.code == "kernel.stalled"
        assert restarted.reason.plugin == "Swish"
        assert restarted.reason.line == 9
        assert "Swish.forward" in Words("en").problem(restarted.reason)
        assert not alive(pid)
        applied = desk.wait(m.Applied, lambda applied: any(layer.problem for layer in applied.facts.layers))
        assert applied.epoch == 5
        ready = desk.ever(m.Ready, lambda ready: ready.problems != ())
        assert [problem.code for problem in ready.problems] == ["kernel.quarantined_hung"]
        assert "swish" not in ids(ready.catalog)
        goes_on(desk, saved)


def test_c_code_that_never_lets_go_of_the_interpreter_is_named_too(tmp_path: Path) -> None:
    body = "import re; re.match(r'(a+)+$', 'a' * 60 + 'b')"
    with Desk(plugin_dirs=[plugin(tmp_path / "p", body)], stall_s=0.3) as desk:
        saved = begun(desk)
        desk.send(m.Edit(experiment=with_activation(small(), "swish")))
        stalled = desk.wait(m.Stalled)
        assert (stalled.plugin.lower(), stalled.method) == ("swish", "forward")
        desk.client.restart()
        assert desk.wait(m.Restarted).reason.line == 9
        desk.wait(m.Applied, lambda applied: any(layer.problem for layer in applied.facts.layers))
        goes_on(desk, saved)


def test_a_crash_of_the_interpreter_names_the_plugin_and_the_line(tmp_path: Path) -> None:
    with Desk(plugin_dirs=[plugin(tmp_path / "p", "import ctypes; ctypes.string_at(0)")]) as desk:
        saved = begun(desk)
        desk.send(m.Edit(experiment=with_activation(small(), "swish")))
        reason = desk.wait(m.Restarted).reason
        assert (reason.code, reason.line, reason.values["how"]) == ("kernel.died_in", 9, "SIGSEGV")
        assert reason.plugin.lower() == "swish"
        desk.wait(m.Applied, lambda applied: any(layer.problem for layer in applied.facts.layers))
        goes_on(desk, saved)


late = """Swish.count = getattr(Swish, 'count', 0) + 1
        if Swish.count == 300: {deed}"""


def test_a_plugin_that_kills_its_process_is_suspected_first_and_set_aside_the_second_time(tmp_path: Path) -> None:
    with Desk(plugin_dirs=[plugin(tmp_path / "p", late.format(deed="os.kill(os.getpid(), 9)"))]) as desk:
        begun(desk)
        desk.change(m.Edit(experiment=with_activation(small(), "swish")))
        desk.send(m.Train(speed=full))
        reason = desk.wait(m.Restarted).reason
        assert (reason.code, reason.plugin, reason.stage) == ("kernel.died_while", "Swish", "forward")
        paused = desk.wait(m.Trouble)
        assert (paused.problem.code, paused.rev) == ("kernel.paused", desk.rev)
        assert [one for one in desk.wait(m.Applied).facts.problems if one.level == "error"] == []
        desk.send(m.Credit())
        assert not desk.wait(m.Frame).training  # not by itself
        desk.send(m.Train(speed=full))
        reason = desk.wait(m.Restarted).reason
        assert (reason.code, reason.plugin, reason.stage) == ("kernel.died_in", "Swish", "forward")
        ready = desk.ever(m.Ready, lambda ready: ready.problems != ())
        assert ready.problems[0].code == "kernel.quarantined_killed"
        assert ready.problems[0].values["components"] == "swish"
        kept = desk.wait(m.Applied, lambda applied: any(layer.problem for layer in applied.facts.layers)).epoch
        assert kept >= 5
        desk.change(m.Edit(experiment=with_activation(small(), "relu")))
        desk.send(m.Train(until=kept + 3, speed=full))
        assert desk.wait(m.Finished).epoch == kept + 3


@pytest.mark.parametrize("deed", ["os.abort()", "os._exit(0)"])
def test_a_plugin_that_ends_its_process_late_is_named_at_once(tmp_path: Path, deed: str) -> None:
    with Desk(plugin_dirs=[plugin(tmp_path / "p", late.format(deed=deed))]) as desk:
        begun(desk)
        desk.send(m.Edit(experiment=with_activation(small(), "swish")))
        desk.send(m.Train(speed=full))
        reason = desk.wait(m.Restarted).reason
        assert (reason.code, reason.plugin.lower()) == ("kernel.died_in", "swish")


def test_an_interrupt_that_a_plugin_raises_is_its_own_error(tmp_path: Path) -> None:
    with Desk(plugin_dirs=[plugin(tmp_path / "p", late.format(deed="raise KeyboardInterrupt"))]) as desk:
        saved = begun(desk)
        desk.change(m.Edit(experiment=with_activation(small(), "swish")))
        desk.send(m.Train(speed=full))
        problem = desk.wait(m.Trouble).problem
        assert (problem.code, problem.plugin, problem.line) == ("plugin.raised", "Swish", 10)
        assert desk.of(m.Restarted) == []
        assert desk.saved().checkpoint.epoch >= saved.checkpoint.epoch


def test_a_stall_that_ends_by_itself_says_so(tmp_path: Path) -> None:
    body = "time.sleep(0.8 if not os.environ.get('SLEPT') else 0); os.environ['SLEPT'] = '1'"
    with Desk(plugin_dirs=[plugin(tmp_path / "p", body)], stall_s=0.3) as desk:
        desk.settled()
        desk.send(m.Open(experiment=with_activation(small(), "swish")))
        desk.send(m.Train(until=2))
        desk.wait(m.Stalled)
        desk.ever(m.Finished)
        desk.ever(m.Unstalled)


def test_a_forward_that_ends_the_process_costs_a_kernel_and_is_set_aside(tmp_path: Path) -> None:
    folder = plugin(tmp_path / "p", "os._exit(7)")
    with Desk(plugin_dirs=[folder]) as desk:
        saved = begun(desk)
        desk.send(m.Credit())
        desk.send(m.Edit(experiment=with_activation(small(), "swish")))
        desk.send(m.Train(speed=full))
        restarted = desk.wait(m.Restarted)
        assert restarted.lost_epochs == 0
        assert restarted.reason.code == "kernel.died_in"
        assert restarted.reason.values["how"] == "exit code 7"
        assert restarted.reason.plugin == "Swish"
        assert restarted.reason.file == str(folder / "swish.py")
        applied = desk.wait(m.Applied, lambda applied: any(layer.problem for layer in applied.facts.layers))
        assert applied.epoch == 5
        frame = desk.wait(m.Frame)
        assert frame.epoch == 5
        assert frame.history.epoch == tuple(range(6))
        goes_on(desk, saved)
    with Desk(plugin_dirs=[folder]) as desk:
        ready = desk.settled()
        assert [problem.code for problem in ready.problems] == ["kernel.quarantined_killed"]
        assert "swish" not in ids(ready.catalog)
    (folder / "swish.py").write_text((folder / "swish.py").read_text().replace("os._exit(7)", "pass"))
    with Desk(plugin_dirs=[folder]) as desk:
        ready = desk.settled()
        assert ready.problems == ()
        assert "swish" in ids(ready.catalog)


def test_a_run_whose_every_document_needs_the_quarantined_plugin_keeps_its_weights(tmp_path: Path) -> None:
    body = "if os.path.exists(__file__ + '.go'): os._exit(9)"
    folder = plugin(tmp_path / "p", body)
    with Desk(plugin_dirs=[folder]) as desk:
        desk.settled()
        desk.send(m.Credit())
        desk.change(m.Open(experiment=with_activation(small(), "swish")))
        desk.send(m.Train(until=5, speed=full))
        desk.wait(m.Finished)
        desk.wait(m.Saved, lambda saved: saved.token == -1 and saved.checkpoint.epoch == 5)
        saved = desk.saved()
        (folder / "swish.py.go").touch()
        desk.send(m.Step(unit="batch"))
        desk.wait(m.Restarted)
        applied = desk.wait(m.Applied)
        assert any(layer.problem for layer in applied.facts.layers)
        assert applied.epoch == 5
        frame = desk.wait(m.Frame)
        assert (frame.epoch, frame.history) == (5, saved.history)
        assert desk.saved().checkpoint == saved.checkpoint
        goes_on(desk, saved)


def test_a_kernel_killed_from_outside_comes_back_and_trains_on() -> None:
    with Desk() as desk:
        desk.send(m.Credit())
        desk.change(m.Open(experiment=small()))
        desk.send(m.Train())
        kept = desk.wait(m.Saved, lambda saved: saved.checkpoint.epoch > 10)
        seen = desk.wait(m.Frame, lambda frame: frame.epoch > kept.checkpoint.epoch + 5).epoch
        pid = desk.client.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        restarted = desk.wait(m.Restarted)
        newest = desk.of(m.Saved)[-1].checkpoint.epoch  # it may have come just before the end
        assert max(0, seen - newest) <= restarted.lost_epochs < 120
        assert restarted.reason.values["how"] == "SIGKILL"
        frame = desk.wait(m.Frame, lambda frame: frame.training)
        assert frame.epoch >= kept.checkpoint.epoch
        assert frame.first == 0
        assert frame.history.epoch == tuple(range(frame.epoch + 1))


def test_an_edit_sent_while_the_kernel_is_down_is_not_lost() -> None:
    with Desk() as desk:
        desk.change(m.Open(experiment=small()))
        pid = desk.client.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        edited = small(batch_size=25)
        desk.rev += 1
        desk.send(m.Edit(experiment=edited))
        desk.wait(m.Restarted)
        applied = desk.wait(m.Applied, lambda applied: applied.rev == desk.rev)
        assert applied.facts.problems == ()
        assert desk.saved().experiment == edited


def test_views_and_credit_outlive_a_kernel_and_a_restart_by_hand_keeps_training() -> None:
    with Desk() as desk:
        desk.send(m.Subscribe(views=(m.MapsView(size=8),)))
        desk.change(m.Open(experiment=small()))
        desk.send(m.Train())
        desk.client.restart()
        assert desk.wait(m.Restarted).reason.code == "kernel.restarted"
        desk.send(m.Credit())
        frame = desk.wait(m.Frame, lambda frame: frame.training and frame.epoch > 1)
        assert frame.layers[0].maps is not None


def test_not_a_number_pauses_with_a_sentence_and_the_last_good_weights(tmp_path: Path) -> None:
    with Desk(plugin_dirs=[plugin(tmp_path / "p", "return z * np.nan")]) as desk:
        saved = begun(desk)
        desk.send(m.Credit())
        desk.change(m.Edit(experiment=with_activation(small(), "swish")))
        desk.send(m.Train(speed=full))
        trouble = desk.wait(m.Trouble)
        assert "Swish" in Words("en").problem(trouble.problem)
        assert desk.wait(m.Frame, lambda frame: not frame.training).epoch == 5
        goes_on(desk, saved)


def test_a_wrong_shape_pauses_with_a_sentence_and_the_kernel_lives_on(tmp_path: Path) -> None:
    with Desk(plugin_dirs=[plugin(tmp_path / "p", "return z[:, :-1]")]) as desk:
        saved = begun(desk)
        pid = desk.client.pid
        desk.send(m.Credit())
        applied = desk.change(m.Edit(experiment=with_activation(small(), "swish")))
        found = [*applied.facts.problems, *(layer.problem for layer in applied.facts.layers if layer.problem)]
        desk.send(m.Train(speed=full))
        found.append(desk.wait(m.Trouble).problem)
        assert all("Swish" in Words("en").problem(problem) for problem in found)
        goes_on(desk, saved)
        assert desk.client.pid == pid


def test_a_data_set_that_kills_its_preview_is_answered_after_the_restart(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    folder.mkdir()
    (folder / "deadly.py").write_text(
        "import os\nfrom nnlab.api import Dataset, hookimpl\n\nclass Deadly(Dataset):\n"
        "    def sample(self, rng):\n        os._exit(1)\n\n@hookimpl\ndef nnlab_datasets():\n    return [Deadly]\n"
    )
    with Desk(plugin_dirs=[folder]) as desk:
        desk.settled()
        desk.send(m.Ask(id=1, what="preview", dataset="deadly"))
        assert desk.wait(m.Restarted).reason.plugin == "Deadly"
        problem = desk.wait(m.Answer).problem
        assert problem is not None
        assert problem.code == "plugin.unknown"


def resident(pid: int) -> int:
    """Returns the megabytes a process has in memory."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") >> 20


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs /proc")
def test_a_reader_that_stands_still_neither_stops_training_nor_fills_memory() -> None:
    come, go = threading.Event(), threading.Event()

    class Stuck(Desk):
        def _receive(self, message: object) -> None:
            super()._receive(message)
            if isinstance(message, m.Saved) and message.checkpoint.epoch > 50:
                come.set()
                go.wait(20)

    with Stuck() as desk:
        desk.send(m.Subscribe(views=(m.MapsView(size=100), m.BoundaryView(size=200))))
        desk.change(m.Open(experiment=small()))
        desk.send(m.Credit())
        desk.send(m.Train(speed=full))
        assert come.wait(20)
        process = desk.client._process
        assert process is not None
        before, epoch = resident(process.pid), process.slot.epoch
        deadline = time.monotonic() + 20
        while process.slot.epoch < epoch + 1000 and time.monotonic() < deadline:
            desk.send(m.Credit())
            threading.Event().wait(0.02)
        assert process.slot.epoch >= epoch + 1000
        assert resident(process.pid) - before < 30
        go.set()
        desk.wait(m.Frame, lambda frame: frame.epoch >= epoch + 1000)


def test_a_slow_reader_gets_one_frame_a_credit_with_everything_in_it() -> None:
    with Desk(eager=False) as desk:
        desk.send(m.Subscribe(views=(m.MapsView(size=100), m.BoundaryView(size=100))))
        desk.change(m.Open(experiment=msgspec.structs.replace(small(), name="slow")))
        desk.send(m.Credit())
        desk.wait(m.Frame)
        desk.send(m.Train(until=300, speed=full))
        desk.wait(m.Finished)
        assert len(desk.of(m.Frame)) == 1
        desk.send(m.Credit())
        frame = desk.wait(m.Frame)
        assert frame.history.epoch == tuple(range(frame.first, 301))
        assert len(desk.of(m.Frame)) == 2
        assert frame.boundary is not None
        assert np.isfinite(frame.boundary.numpy()).all()
