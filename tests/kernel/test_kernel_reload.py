"""A plugin file saved while the app runs: what works is loaded and trains, what does not leaves the older version."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from desk import Desk, ids, small, with_activation

from nnlab.experiment.document import Chosen, Experiment
from nnlab.experiment.edits import kept_units, remove_neurons
from nnlab.kernel import messages as m
from nnlab.records import home
from nnlab.records.words import Words
from nnlab.session import Run

swish = '''"""Swish."""
import os
import sys
import numpy as np
from nnlab.api import Activation, hookimpl

class Swish(Activation):
    def forward(self, z):
        return {scale} * z / (1 + np.exp(-z))

@hookimpl
def nnlab_activations():
    return [Swish]
'''

# nothing that a trial calls, as it imports what draws: only training, which does not
only_in_training = "if 'nnlab.testing' not in sys.modules"

optimizer = """from nnlab.api import Optimizer, hookimpl

class Steady(Optimizer):
    def init(self, w):
        return {{"{name}": 0 * w}}

    def update(self, w, g, state, lr, t):
        v = {keep} * state["{name}"] + g
        return w - lr * v, {{"{name}": v}}

@hookimpl
def nnlab_optimizers():
    return [Steady]
"""

loss = """from nnlab.api import Loss, hookimpl

class Far(Loss):
    def value(self, y, target):
        return {scale} * ((y - target) ** 2).sum(axis=1)

@hookimpl
def nnlab_losses():
    return [Far]
"""


def save(folder: Path, text: str, name: str = "swish.py") -> Path:
    """Saves a file as most editors do: another one takes its name."""
    folder.mkdir(exist_ok=True)
    new = folder / f".{name}.new"
    new.write_text(text)
    os.replace(new, folder / name)
    return folder / name


def state_of(desk: Desk, name: str = "swish.py") -> m.PluginState:
    return next(state for state in desk.client.files if Path(state.file.path).name == name)


def becomes(desk: Desk, state: str, name: str = "swish.py", **more: Any) -> m.PluginState:
    """Waits until a file is in a state, and returns it."""

    def found(event: m.PluginsChanged) -> m.PluginState | None:
        for one in event.states:
            fits = all(getattr(one, key) == value for key, value in more.items())
            if Path(one.file.path).name == name and one.state == state and fits:
                return one
        return None

    made = found(desk.wait(m.PluginsChanged, lambda event: found(event) is not None))
    assert made is not None
    return made


def training(desk: Desk, experiment: Experiment) -> None:
    """Opens an experiment and trains it without end."""
    desk.change(m.Open(experiment=experiment))
    desk.send(m.Subscribe(views=()))
    desk.send(m.Credit())
    desk.send(m.Train(speed=m.Speed(0)))
    desk.wait(m.Frame, lambda frame: frame.epoch > 1)


def goes_on(desk: Desk) -> None:
    """Waits for news of training."""
    epoch = desk.wait(m.Frame).epoch
    assert desk.wait(m.Frame, lambda frame: frame.epoch > epoch + 1).training


def with_optimizer(ident: str) -> Experiment:
    return small(optimizer=Chosen(id=ident, values={"learning_rate": 0.01}))


def test_a_file_that_appears_can_be_chosen(tmp_path: Path) -> None:
    folder = tmp_path / "plugins"
    folder.mkdir()
    with Desk(plugin_dirs=[folder]) as desk:
        desk.settled()
        save(folder, swish.format(scale=1))
        state = becomes(desk, "loaded")
        assert state.components == ("activation:swish",)
        assert state.seconds > 0
        assert "swish" in ids(desk.of(m.Ready)[-1].catalog)
        training(desk, with_activation(small(), "swish"))


def test_a_folder_that_appears_is_noticed_and_so_is_the_users_own(tmp_path: Path) -> None:
    with Desk(plugin_dirs=[tmp_path / "later"]) as desk:
        assert [problem.code for problem in desk.settled().problems] == ["plugin.missing"]
        save(tmp_path / "later", swish.format(scale=1))
        becomes(desk, "loaded")
        assert desk.of(m.Ready)[-1].problems == ()
        home().plugins.mkdir(parents=True)
        save(home().plugins, optimizer.format(name="v", keep=0.5), "steady.py")
        assert becomes(desk, "loaded", "steady.py").file.origin == "user"


def test_good_then_broken_then_good(tmp_path: Path) -> None:
    folder = tmp_path / "plugins"
    save(folder, swish.format(scale=1))
    with Desk(plugin_dirs=[folder]) as desk:
        desk.settled()
        training(desk, with_activation(small(), "swish"))
        save(folder, swish.format(scale=1).replace("return [Swish]", "return [Swish"))
        state = becomes(desk, "old")
        (problem,) = state.problems
        assert (problem.code, problem.level, Path(problem.file).name) == ("plugin.syntax", "warning", "swish.py")
        assert problem.line > 0
        assert Words("en").problem(problem).endswith("The version that worked last goes on.")
        assert state.components == ("activation:swish",)
        assert problem in desk.of(m.Ready)[-1].problems
        goes_on(desk)
        save(folder, swish.format(scale=2))
        becomes(desk, "loaded")
        desk.wait(m.Applied)
        goes_on(desk)
        assert desk.of(m.Ready)[-1].problems == ()
        assert desk.of(m.Trouble) == []


def test_saving_the_text_that_worked_is_good_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "plugins"
    save(folder, swish.format(scale=1))
    with Desk(plugin_dirs=[folder]) as desk:
        desk.settled()
        first = state_of(desk).loaded
        save(folder, "broken(")
        becomes(desk, "old", loaded=first)
        save(folder, swish.format(scale=1))
        assert becomes(desk, "loaded").loaded == first


def test_training_goes_on_while_a_saved_file_hangs_in_its_trial(tmp_path: Path) -> None:
    folder = tmp_path / "plugins"
    save(folder, swish.format(scale=1))
    with Desk(plugin_dirs=[folder]) as desk:
        desk.settled()
        training(desk, with_activation(small(), "swish"))
        save(folder, swish.format(scale=1) + "\nwhile True:\n    pass\n")
        becomes(desk, "trying")
        goes_on(desk)
        assert [problem.code for problem in becomes(desk, "old").problems] == ["plugin.hung"]
        goes_on(desk)


def test_the_newest_of_several_saves_wins_though_the_one_before_hangs(tmp_path: Path) -> None:
    folder = tmp_path / "plugins"
    folder.mkdir()
    with Desk(plugin_dirs=[folder], trial_s=20.0) as desk:
        desk.settled()
        save(folder, "while True:\n    pass\n")
        becomes(desk, "trying")
        save(folder, "import time\ntime.sleep(0.3)\n" + swish.format(scale=3))
        becomes(desk, "loaded")


def in_place(path: Path, text: str) -> None:
    path.write_text(text)


def half_by_half(path: Path, text: str) -> None:
    with path.open("w") as file:
        file.write(text[: len(text) // 2])
        file.flush()
        os.fsync(file.fileno())
        file.write(text[len(text) // 2 :])


def renamed(path: Path, text: str) -> None:
    save(path.parent, text, path.name)


def removed_and_written(path: Path, text: str) -> None:
    os.replace(path, path.with_name(f"{path.name}~"))
    path.write_text(text)


@pytest.mark.parametrize("way", [in_place, half_by_half, renamed, removed_and_written])
def test_whichever_way_a_file_is_saved(tmp_path: Path, way: Any) -> None:
    folder = tmp_path / "plugins"
    path = save(folder, swish.format(scale=1))
    with Desk(plugin_dirs=[folder]) as desk:
        desk.settled()
        first = state_of(desk).loaded
        way(path, swish.format(scale=2))
        path.chmod(0o600)
        desk.wait(
            m.PluginsChanged,
            lambda event: [(one.state, one.loaded == first) for one in event.states] == [("loaded", False)],
        )
        assert len(desk.client.files) == 1


def test_a_file_behind_a_link_and_one_deep_in_a_package_count_too(tmp_path: Path) -> None:
    folder = tmp_path / "plugins"
    real = save(tmp_path / "elsewhere", swish.format(scale=1), "real.py")
    inner = folder / "pack" / "parts"
    inner.mkdir(parents=True)
    (folder / "linked.py").symlink_to(real)
    (folder / "pack" / "__init__.py").write_text(
        optimizer.format(name="v", keep=0.5).replace("0.5", "keep") + "\nfrom .parts.numbers import keep\n"
    )
    (inner / "numbers.py").write_text("keep = 0.5\n")
    with Desk(plugin_dirs=[folder]) as desk:
        desk.settled()
        before = {state.file.name: state.loaded for state in desk.client.files}

        def changed(event: m.PluginsChanged, name: str) -> bool:
            return any(one.file.name == name and one.loaded not in ("", before[name]) for one in event.states)

        real.write_text(swish.format(scale=2))
        desk.wait(m.PluginsChanged, lambda event: changed(event, "linked"))
        (inner / "numbers.py").write_text("keep = 0.25\n")
        desk.wait(m.PluginsChanged, lambda event: changed(event, "pack"))


def test_a_removed_file_pauses_what_needs_it_and_coming_back_lets_it_go_on(tmp_path: Path) -> None:
    folder = tmp_path / "plugins"
    path = save(folder, swish.format(scale=1))
    with Desk(plugin_dirs=[folder]) as desk:
        desk.settled()
        training(desk, with_activation(small(), "swish"))
        path.unlink()
        trouble = desk.wait(m.Trouble)
        assert trouble.waits
        sentence = Words("en").problem(trouble.problem)
        assert "swish" in sentence
        assert str(path) in sentence
        assert desk.client.files == ()
        weights = desk.saved().checkpoint
        save(folder, swish.format(scale=1))
        applied = desk.wait(m.Applied, lambda applied: all(layer.problem is None for layer in applied.facts.layers))
        assert applied.step == weights.step
        assert desk.wait(m.Resumed).until is None
        goes_on(desk)


def test_what_waits_for_a_file_goes_on_in_another_kernel_too(tmp_path: Path) -> None:
    folder = tmp_path / "plugins"
    path = save(folder, swish.format(scale=1))
    with Desk(plugin_dirs=[folder]) as desk:
        desk.settled()
        training(desk, with_activation(small(), "swish"))
        path.unlink()
        assert desk.wait(m.Trouble).waits
        desk.client.restart()
        desk.wait(m.Restarted)
        assert desk.wait(m.Trouble).waits
        save(folder, swish.format(scale=1))
        desk.wait(m.Resumed)
        goes_on(desk)


def test_neurons_that_go_while_a_file_is_missing_take_their_own_weights_along(tmp_path: Path) -> None:
    folder = tmp_path / "plugins"
    path = save(folder, swish.format(scale=1))
    experiment = with_activation(small(), "swish")
    with Desk(plugin_dirs=[folder]) as desk:
        desk.settled()
        desk.change(m.Open(experiment=experiment))
        desk.send(m.Train(until=1))
        desk.wait(m.Finished)
        saved = desk.saved().checkpoint
    path.unlink()
    with Desk(plugin_dirs=[folder]) as desk:
        desk.settled()
        desk.change(m.Open(experiment=experiment, began=experiment, checkpoint=saved))
        for gone in ([0], [2]):
            kept = kept_units(experiment, "h1", gone)
            experiment = remove_neurons(experiment, "h1", gone)
            desk.change(m.Edit(experiment=experiment, kept=kept))
        save(folder, swish.format(scale=1))
        desk.wait(m.Applied, lambda applied: all(layer.problem is None for layer in applied.facts.layers))
        after = desk.saved().checkpoint
    old, new = (one.arrays["parameters/h1/weights"].numpy() for one in (saved, after))
    assert np.array_equal(new, np.delete(old, [0, 3], axis=1))


def test_a_file_that_is_disabled_goes_and_comes_back_when_it_is_enabled(tmp_path: Path) -> None:
    folder = tmp_path / "plugins"
    path = save(folder, swish.format(scale=1))
    with Desk(plugin_dirs=[folder]) as desk:
        desk.settled()
        desk.client.set_disabled([path])
        desk.wait(m.Ready, lambda ready: "swish" not in ids(ready.catalog))
        assert state_of(desk).state == "disabled"
        desk.client.restart()
        desk.wait(m.Restarted)
        assert "swish" not in ids(desk.settled().catalog)
        desk.client.set_disabled([])
        becomes(desk, "loaded")
        assert "swish" in ids(desk.of(m.Ready)[-1].catalog)
    with Desk(plugin_dirs=[folder], disabled=[path]) as desk:
        assert "swish" not in ids(desk.settled().catalog)
        assert state_of(desk).state == "disabled"


def test_a_kernel_that_begins_after_a_broken_save_has_the_version_that_worked(tmp_path: Path) -> None:
    folder = tmp_path / "plugins"
    save(folder, swish.format(scale=1))
    with Desk(plugin_dirs=[folder]) as desk:
        desk.settled()
        training(desk, with_activation(small(), "swish"))
        save(folder, "import os\nos._exit(1)\n")
        old = becomes(desk, "old")
        pid = desk.client.pid
        assert pid is not None
        os.kill(pid, 9)
        desk.wait(m.Restarted)
        goes_on(desk)
        assert state_of(desk).loaded == old.loaded


def test_a_version_that_ends_the_kernel_gives_way_to_the_one_before(tmp_path: Path) -> None:
    folder = tmp_path / "plugins"
    save(folder, swish.format(scale=1))
    with Desk(plugin_dirs=[folder]) as desk:
        desk.settled()
        training(desk, with_activation(small(), "swish"))
        save(
            folder,
            swish.format(scale=2).replace(
                "        return 2", f"        {only_in_training}: os._exit(3)\n        return 2"
            ),
        )
        desk.wait(m.Restarted)
        assert [problem.code for problem in becomes(desk, "old").problems] == ["kernel.quarantined_killed"]
        goes_on(desk)


def test_safe_mode_watches_nothing(tmp_path: Path) -> None:
    with Desk(plugin_dirs=[tmp_path], safe_mode=True) as desk:
        desk.settled()
        assert desk.client._watch is None
        assert desk.client.files == ()


kinds = {
    "optimizer": (
        with_optimizer("steady"),
        optimizer.format(name="v", keep=0.5),
        optimizer.format(name="v", keep=0.9),
    ),
    "loss": (small(loss=Chosen(id="far")), loss.format(scale=1), loss.format(scale=0.25)),
    "activation": (with_activation(small(), "swish"), swish.format(scale=1), swish.format(scale=0.5)),
}


@pytest.mark.parametrize("kind", kinds)
def test_a_changed_class_goes_on_from_the_present_weights_to_the_last_bit(tmp_path: Path, kind: str) -> None:
    experiment, before, after = kinds[kind]
    folder = tmp_path / "plugins"
    path = save(folder, before)
    with Desk(plugin_dirs=[folder]) as desk:
        desk.settled()
        desk.change(m.Open(experiment=experiment))
        desk.send(m.Train(until=3))
        desk.wait(m.Finished)
        checkpoint = desk.saved().checkpoint
        save(folder, after)
        applied = desk.wait(m.Applied)
        assert applied.step == checkpoint.step
        desk.send(m.Train(until=6))
        desk.wait(m.Finished)
        reloaded = desk.saved().checkpoint
    run = Run(experiment, plugins=[path], checkpoint=checkpoint)
    run.train(3)
    there = run.checkpoint()
    assert there.step == reloaded.step
    assert there.arrays.keys() == reloaded.arrays.keys()
    for name, array in there.arrays.items():
        assert np.array_equal(array.numpy(), reloaded.arrays[name].numpy()), name


def test_an_optimizer_that_keeps_another_state_begins_it_anew_and_says_so(tmp_path: Path) -> None:
    folder = tmp_path / "plugins"
    save(folder, optimizer.format(name="v", keep=0.5))
    with Desk(plugin_dirs=[folder]) as desk:
        desk.settled()
        training(desk, with_optimizer("steady"))
        save(folder, optimizer.format(name="mean", keep=0.5))
        applied = desk.wait(m.Applied)
        assert [problem.code for problem in applied.facts.problems if problem.level == "note"] == ["reload.state"]
        goes_on(desk)
        assert desk.of(m.Trouble) == []


def test_a_value_that_the_new_version_no_longer_knows_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "plugins"
    text = swish.format(scale="self.beta").replace("Activation):", "Activation):\n    beta: float = 1.0\n")
    save(folder, text)
    experiment = with_activation(small(), "swish")
    first, *rest = experiment.network.layers
    first = msgspec.structs.replace(first, activation=Chosen(id="swish", values={"beta": 2.0}))
    network = msgspec.structs.replace(experiment.network, layers=(first, *rest))
    with Desk(plugin_dirs=[folder]) as desk:
        desk.settled()
        training(desk, msgspec.structs.replace(experiment, network=network))
        save(folder, text.replace("beta", "sharpness"))
        trouble = desk.wait(m.Trouble)
        assert trouble.problem.code == "param.unknown"
        assert trouble.waits
        save(folder, text)
        desk.wait(m.Resumed)
        goes_on(desk)


def test_training_that_a_mistake_stopped_goes_on_when_it_is_mended(tmp_path: Path) -> None:
    folder = tmp_path / "plugins"
    save(folder, swish.format(scale=1))
    with Desk(plugin_dirs=[folder]) as desk:
        desk.settled()
        training(desk, with_activation(small(), "swish"))
        save(
            folder,
            swish.format(scale=2).replace("        return 2", f"        {only_in_training}: gone\n        return 2"),
        )
        assert desk.wait(m.Trouble).waits
        save(folder, swish.format(scale=2))
        desk.wait(m.Resumed)
        goes_on(desk)


def test_a_kernel_that_hangs_in_a_file_is_ended_when_the_file_is_mended(tmp_path: Path) -> None:
    folder = tmp_path / "plugins"
    save(folder, swish.format(scale=1))
    with Desk(plugin_dirs=[folder], stall_s=0.3) as desk:
        desk.settled()
        training(desk, with_activation(small(), "swish"))
        endless = f"        while {only_in_training[3:]}: pass\n        return 2"
        save(folder, swish.format(scale=2).replace("        return 2", endless))
        desk.wait(m.Stalled)
        save(folder, swish.format(scale=3))
        assert desk.wait(m.Restarted).reason.code == "kernel.mended"
        goes_on(desk)
        state = state_of(desk)
        assert (state.state, state.problems) == ("loaded", ())


mistakes = {
    "plugin.raised": "gone",
    "plugin.hung_called": "exec('while True: pass')",
    "plugin.killed_called": "os._exit(3)",
    "plugin.returned": "'a'",
}


@pytest.mark.parametrize("code", mistakes)
def test_a_mistake_in_a_method_leaves_the_version_that_worked_training(tmp_path: Path, code: str) -> None:
    folder = tmp_path / "plugins"
    save(folder, swish.format(scale=1))
    with Desk(plugin_dirs=[folder], trial_s=1.0) as desk:
        desk.settled()
        training(desk, with_activation(small(), "swish"))
        save(
            folder, swish.format(scale=1).replace("        return", f"        return {mistakes[code]}\n        return")
        )
        (problem,) = becomes(desk, "old").problems
        assert (problem.code, problem.level) == (code, "warning")
        assert Path(problem.file).name == "swish.py"
        goes_on(desk)
        assert desk.of(m.Trouble) == []


def test_a_file_of_which_a_part_is_broken_leaves_the_whole_one_that_works(tmp_path: Path) -> None:
    folder = tmp_path / "plugins"
    both = swish.format(scale=1) + "\n" + optimizer.format(name="v", keep=0.5)
    save(folder, both)
    with Desk(plugin_dirs=[folder]) as desk:
        desk.settled()
        training(desk, with_activation(small(), "swish"))
        save(folder, both.replace("return [Swish]", "return [Swissh]"))
        state = becomes(desk, "old")
        assert [problem.code for problem in state.problems] == ["hook.raised"]
        assert set(state.components) == {"activation:swish", "optimizer:steady"}
        goes_on(desk)
        save(folder, swish.format(scale=1))
        assert becomes(desk, "loaded").components == ("activation:swish",)
        assert "steady" not in ids(desk.of(m.Ready)[-1].catalog)
