"""Hostile plugins, each in a real kernel beside a good one: named in a sentence, and the experiment goes on."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from desk import Desk, alive
from hostile_cases import cases, folder_of, good, named, owner_of, those, with_hostile

from nnlab.kernel import messages as m
from nnlab.records import Problem

full = m.Speed(per_second=0)


@pytest.fixture(scope="module")
def arena(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A kernel that has been given all that do not end it."""
    yield from given(tmp_path_factory, set(cases) - {*those("restart", "stalled")}, 512)


@pytest.fixture(scope="module")
def pit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A kernel that has been given those that do."""
    yield from given(tmp_path_factory, those("restart", "stalled"), 512)


def given(places: pytest.TempPathFactory, names: Iterable[str], megabytes: int) -> Iterator[Desk]:
    folder = folder_of(places.mktemp("hostile") / "plugins", names)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NNLAB_HOME", str(places.mktemp("home")))
        with Desk(plugin_dirs=[folder], stall_s=0.4, trial_s=1.0, memory=megabytes << 20) as desk:
            assert desk.client.plugins_settled.wait(240)
            yield desk


def problems_of(applied: m.Applied) -> list[Problem]:
    found = [*applied.facts.problems, *(layer.problem for layer in applied.facts.layers if layer.problem)]
    return [problem for problem in found if problem.level == "error"]


def begun(desk: Desk) -> m.Saved:
    """Trains the good plugin for two epochs, in a kernel that still lives after whatever was before."""
    desk.rev += 1
    desk.send(m.Open(experiment=good()))
    applied = desk.wait(m.Applied, lambda applied: applied.rev == desk.rev)
    assert problems_of(applied) == []
    desk.send(m.Train(until=2, speed=full))
    desk.wait(m.Finished, lambda finished: finished.epoch == 2)
    return desk.saved()


def kept(name: str, saved: m.Saved) -> m.Saved | None:
    """Returns what must be found again: a layer of another kind takes its weights along, a slow one has trained."""
    late = name in ("memory_leak", "value_endless", "metric_endless")
    return None if late or cases[name]["kind"] == "layer" else saved


def goes_on(desk: Desk, saved: m.Saved | None = None) -> None:
    """The good one again, and training goes on, from the same weights where they are given."""
    applied = desk.change(m.Edit(experiment=good()))
    assert problems_of(applied) == []
    now = desk.saved()
    if saved is not None:
        same = [name for name in saved.checkpoint.arrays if name.startswith("parameters")]
        assert all(now.checkpoint.arrays[name] == saved.checkpoint.arrays[name] for name in same)
    desk.send(m.Train(until=now.checkpoint.epoch + 2, speed=full))
    desk.wait(m.Finished, lambda finished: finished.epoch == now.checkpoint.epoch + 2)
    history = desk.saved().history
    assert all(math.isfinite(loss) for loss in history.train_loss), history.train_loss


@pytest.mark.parametrize("name", those("refused"))
def test_what_harms_while_it_is_loaded_is_refused_by_name(arena: Desk, name: str) -> None:
    ready = arena.of(m.Ready)[-1]
    found = [problem for problem in ready.problems if Path(problem.file).name == f"{name}.py"]
    assert found
    assert found[0].code in cases[name]["says"]
    assert named(found[0], name)
    assert all(info.id != name for info in ready.catalog)


def test_the_good_plugins_are_all_there(arena: Desk) -> None:
    ready = arena.of(m.Ready)[-1]
    wanted = {*cases, "good"} - {*those("refused", "restart", "stalled")}
    assert wanted - {info.id for info in ready.catalog} == set(), [
        one for one in ready.problems if Path(one.file).stem in wanted
    ]


@pytest.mark.parametrize("name", [name for name in those("remark") if name.startswith(("import_", "shadow"))])
def test_what_is_changed_for_all_while_it_is_loaded_is_told_and_put_back(arena: Desk, name: str) -> None:
    remark = arena.ever(m.Remark, lambda remark: name in (remark.problem.plugin, Path(remark.problem.file).name))
    assert remark.problem.code in cases[name]["says"]
    assert named(remark.problem, name)


@pytest.mark.parametrize("name", [name for name in those("remark") if not name.startswith(("import_", "shadow"))])
def test_what_is_changed_for_all_while_it_trains_is_told_and_put_back(arena: Desk, name: str) -> None:
    begun(arena)
    arena.change(m.Edit(experiment=with_hostile(name)))
    arena.send(m.Train(speed=full))
    told = arena.ever(m.Remark | m.Trouble, lambda told: owner_of(name) in told.problem.plugin)  # type: ignore[arg-type]
    assert told.problem.code in (*cases[name]["says"], "plugin.meddled")
    assert named(told.problem, name)
    arena.send(m.Pause())
    goes_on(arena)


@pytest.mark.parametrize("name", those("problem"))
def test_what_fails_pauses_with_a_sentence_and_the_kernel_lives_on(arena: Desk, name: str) -> None:
    saved = begun(arena)
    pid = arena.client.pid
    found = problems_of(arena.change(m.Edit(experiment=with_hostile(name))))
    if not found:
        arena.send(m.Train(speed=full))
        found = [arena.wait(m.Trouble).problem]
    assert found[0].code in cases[name]["says"], found
    assert named(found[0], name)
    assert Path(found[0].file).name == f"{name}.py"
    assert found[0].line > 0
    goes_on(arena, kept(name, saved))
    assert arena.client.pid == pid


@pytest.mark.parametrize("name", those("restart"))
def test_what_ends_the_process_costs_a_kernel_and_is_set_aside(pit: Desk, name: str) -> None:
    saved = begun(pit)
    pid = pit.client.pid
    assert pid is not None
    pit.rev += 1
    pit.send(m.Edit(experiment=with_hostile(name)))
    pit.send(m.Train(speed=full))
    reason = pit.wait(m.Restarted).reason
    assert reason.code in cases[name]["says"], reason
    assert named(reason, name)
    assert Path(reason.file).name == f"{name}.py"
    pit.wait(m.Applied, lambda applied: applied.rev == pit.rev)
    goes_on(pit, kept(name, saved))
    assert not alive(pid)


@pytest.mark.parametrize("name", those("stalled"))
def test_what_never_returns_is_named_and_a_restart_goes_on_without_it(pit: Desk, name: str) -> None:
    saved = begun(pit)
    pit.rev += 1
    pit.send(m.Edit(experiment=with_hostile(name)))
    pit.send(m.Train(speed=full))
    stalled = pit.wait(m.Stalled)
    assert stalled.method in cases[name]["says"]
    assert stalled.plugin in (name, owner_of(name))
    assert Path(stalled.file).name == f"{name}.py"
    pit.client.restart()
    reason = pit.wait(m.Restarted).reason
    assert reason.code == "kernel.stalled"
    assert named(reason, name)
    pit.wait(m.Applied, lambda applied: applied.rev == pit.rev)
    goes_on(pit, kept(name, saved))


@pytest.mark.parametrize("name", those("fine", "flood"))
def test_what_is_only_odd_trains(arena: Desk, name: str) -> None:
    begun(arena)
    assert problems_of(arena.change(m.Edit(experiment=with_hostile(name)))) == []
    arena.send(m.Train(until=4, speed=full))
    arena.wait(m.Finished, lambda finished: finished.epoch == 4)
    assert all(math.isfinite(loss) for loss in arena.saved().history.train_loss)
    if cases[name]["ends"] == "flood":
        arena.ever(m.Output, lambda output: output.dropped > 100_000)
        remark = arena.ever(m.Remark, lambda remark: Path(remark.problem.file).name == f"{name}.py")
        assert remark.problem.code == "plugin.prints"
        assert named(remark.problem, name)
        assert sum(len(output.text) for output in arena.of(m.Output)) < 1_000_000
    goes_on(arena)
