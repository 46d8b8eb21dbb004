"""A kernel ends with its parent, however that ends, and leaves no process behind."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from desk import Desk, alive, plugin, small, with_activation

from nnlab.kernel import messages as m
from nnlab.kernel._framing import pack

tests = str(Path(__file__).parent)


def gone(pid: int, seconds: float = 10.0) -> bool:
    """Waits until a process is no more."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], seconds)[0]) or not alive(pid)
    finally:
        os.close(handle)


def parent(code: str, *words: str) -> subprocess.Popen[str]:
    """Starts a script that has a Desk; it says on its output what the test must know, and may wait on its input."""
    script = f"import sys\nsys.path.insert(0, {tests!r})\nfrom desk import *\n" + textwrap.dedent(code)
    pipe = subprocess.PIPE
    return subprocess.Popen([sys.executable, "-c", script, *words], stdin=pipe, stdout=pipe, text=True)


def said(process: subprocess.Popen[str]) -> list[int]:
    assert process.stdout is not None
    return [int(word) for word in process.stdout.readline().split()]


def test_close_leaves_no_process() -> None:
    with Desk() as desk:
        desk.change(m.Open(experiment=small()))
        desk.send(m.Train())
        pid = desk.client.pid
        assert pid is not None
        assert alive(pid)
    assert not alive(pid)


def test_close_right_after_start_leaves_no_process() -> None:
    with Desk() as desk:
        pass
    assert desk.client.pid is None
    assert not desk.client._keeper.is_alive()


def test_bye_ends_a_kernel_and_its_client_says_so() -> None:
    with Desk() as desk:
        desk.wait(m.Ready)
        desk.send(m.Bye())
        assert desk.wait(m.Restarted).reason.code == "kernel.died"


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="needs pidfd to wait for a process that is not ours")
def test_a_killed_parent_takes_its_training_kernel_along() -> None:
    process = parent("""
        desk = Desk().__enter__()
        desk.change(m.Open(experiment=small()))
        desk.send(m.Train())
        print(desk.client.pid, flush=True)
        sys.stdin.read()
    """)
    (pid,) = said(process)
    process.kill()
    process.communicate()
    assert gone(pid)


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="needs pidfd to wait for a process that is not ours")
def test_a_killed_parent_takes_kernels_along_whose_plugins_never_return(tmp_path: Path) -> None:
    looping = plugin(tmp_path / "loops", "while True: pass")
    os.mkfifo(tmp_path / "begun")
    begin = f"import os\nwith open({str(tmp_path / 'begun')!r}, 'w') as begun: print(os.getpid(), file=begun)\n"
    (tmp_path / "hangs.py").write_text(begin + "while True: pass\n")
    process = parent(
        """
        from pathlib import Path
        loops, hangs, begun = map(Path, sys.argv[1:])
        desk = Desk(plugin_dirs=[loops], stall_s=0.3).__enter__()
        desk.settled()
        desk.send(m.Open(experiment=with_activation(small(), "swish")))
        desk.send(m.Train())
        desk.wait(m.Stalled)
        other = Desk(plugin_dirs=[hangs], trial_s=600).__enter__()
        trial = int(begun.read_text())
        print(desk.client.pid, other.client.pid, trial, flush=True)
        sys.stdin.read()
        """,
        str(looping),
        str(tmp_path / "hangs.py"),
        str(tmp_path / "begun"),
    )
    pids = said(process)
    assert len(pids) == 3
    process.kill()
    process.communicate()
    assert all(gone(pid) for pid in pids)


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="needs pidfd to wait for a process that is not ours")
def test_a_parent_that_ends_without_closing_takes_its_kernel_along() -> None:
    process = parent("""
        desk = Desk().__enter__()
        desk.change(m.Open(experiment=small()))
        desk.send(m.Train())
        print(desk.client.pid, flush=True)
    """)
    (pid,) = said(process)
    process.communicate()
    assert process.returncode == 0
    assert gone(pid)


def test_the_watchdog_alone_ends_a_kernel_whose_pipe_ends_while_a_plugin_loops(tmp_path: Path) -> None:
    plugin(tmp_path, "while True: pass")
    command = [sys.executable, "-m", "nnlab.kernel.server"]  # no --parent, and we live on: only the pipe tells
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True) as kernel:
        assert kernel.stdin is not None
        kernel.stdin.write(pack(m.Hello(discover=False)))
        kernel.stdin.write(
            pack(m.Load(files=(m.PluginFile(path=str(tmp_path / "swish.py"), origin="plugins", sha256=""),)))
        )
        kernel.stdin.write(pack(m.Open(experiment=with_activation(small(), "swish"))))
        kernel.stdin.write(pack(m.Train()))
        kernel.stdin.close()
        assert kernel.wait(timeout=20) in (0, -signal.SIGKILL)


def test_damaged_bytes_are_answered_with_a_sentence_and_the_kernel_lives_on() -> None:
    with Desk() as desk:
        desk.wait(m.Ready)
        process = desk.client._process
        assert process is not None
        process._queue.put(bytearray(b"\x03\x00\x00\x00\xc1\xc1\xc1"))
        process.sent += 1
        assert desk.wait(m.Trouble).problem.code == "kernel.damaged"
        desk.change(m.Open(experiment=small()))


def test_a_length_beyond_all_measure_ends_the_kernel_and_it_comes_back() -> None:
    with Desk() as desk:
        desk.change(m.Open(experiment=small()))
        process = desk.client._process
        assert process is not None
        process._queue.put(bytearray(b"\xff\xff\xff\xff"))
        desk.wait(m.Restarted)
        desk.wait(m.Applied)


def test_a_process_that_cannot_be_started_is_told_in_one_event() -> None:
    with Desk(command=["/no/such/python"]) as desk:
        assert desk.wait(m.Died).problem.code == "kernel.no_start"


def test_a_kernel_that_dies_at_once_again_and_again_is_given_up_with_a_sentence() -> None:
    with Desk(command=[sys.executable, "-c", "raise SystemExit('broken')"]) as desk:
        problem = desk.wait(m.Died).problem
        assert problem.code == "kernel.gave_up"
        assert "broken" in problem.traceback
        assert len(desk.of(m.Restarted)) == 2
        desk.client.restart()
        desk.wait(m.Restarted)
        assert desk.wait(m.Died).problem.code == "kernel.gave_up"


def test_a_kernel_slow_to_start_is_not_taken_for_one_that_hangs() -> None:
    with Desk(command=[sys.executable, "-c", "import sys; sys.stdin.read()"], stall_s=0.05) as desk:
        desk.send(m.Train())
        with pytest.raises(AssertionError, match="no Restarted came"):
            desk.wait(m.Restarted, timeout=0.8)


def test_what_a_plugin_prints_arrives_limited_and_breaks_nothing(tmp_path: Path) -> None:
    plugin(tmp_path, "print('h' * 50); os.write(1, b'raw')")
    with Desk(plugin_dirs=[tmp_path]) as desk:
        desk.settled()
        desk.change(m.Open(experiment=with_activation(small(), "swish")))
        began = time.monotonic()
        desk.send(m.Train(until=60, speed=m.Speed(per_second=0)))
        desk.wait(m.Finished)
        assert sum(len(output.text) for output in desk.of(m.Output)) < 8192 * 6 * (time.monotonic() - began + 1)
        assert any("hhh" in output.text for output in desk.of(m.Output))
        desk.ever(m.Output, lambda output: output.dropped > 0)


def test_a_kernel_may_not_take_all_memory(tmp_path: Path) -> None:
    plugin(tmp_path, "np.ones(1 << 30)")
    with Desk(plugin_dirs=[tmp_path], memory=2 << 30) as desk:
        desk.settled()
        desk.change(m.Open(experiment=with_activation(small(), "swish")))
        desk.send(m.Train())
        problem = desk.wait(m.Trouble).problem
        assert problem.code in ("kernel.memory", "plugin.memory")
        desk.change(m.Edit(experiment=small()))


def test_nothing_of_qt_or_of_the_engine_is_imported_by_the_client() -> None:
    code = (
        "import sys, nnlab.kernel.client\n"
        "print([name for name in sys.modules if name.startswith(('PySide6', 'nnlab.engine', 'nnlab.session',"
        " 'nnlab.catalog', 'nnlab.api', 'nnlab_plugins'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
