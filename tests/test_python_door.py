"""What a notebook sees: `import nnlab` is light, and each name is there on first use."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import nnlab
from nnlab.api import Activation

root = Path(nnlab.__file__).parent.parent


def told(script: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=root
    ).stdout.strip()


def test_importing_nnlab_loads_neither_numpy_nor_qt():
    assert told("import sys, nnlab; print([m for m in ('numpy', 'PySide6', 'pluggy') if m in sys.modules])") == "[]"


def test_a_few_lines_train_a_network_with_a_class_of_ones_own():
    class Swish(Activation):
        def forward(self, z):
            import numpy as np

            return z / (1 + np.exp(-z))

    experiment = nnlab.preset("xor")
    run = nnlab.Run(experiment, plugins=[Swish])
    history = run.train(2)
    assert history.epoch == (0, 1, 2)
    assert set(history.metrics) == {"train_accuracy", "test_accuracy"}
    assert run.predict([[1.0, 2.0]]).shape == (1, 1)


def test_a_plugin_is_given_as_a_path(tmp_path: Path):
    file = tmp_path / "mine.py"
    file.write_text(
        "from nnlab.api import Activation, hookimpl\n"
        "class Mine(Activation):\n"
        "    def forward(self, z):\n"
        "        return z\n"
        "@hookimpl\n"
        "def nnlab_activations():\n"
        "    return [Mine]\n"
    )
    import msgspec

    from nnlab.experiment.document import Chosen

    experiment = nnlab.preset("gauss")
    layer = msgspec.structs.replace(experiment.network.layers[0], activation=Chosen(id="mine"))
    network = msgspec.structs.replace(experiment.network, layers=(layer,))
    loss = msgspec.structs.replace(experiment.training, loss=Chosen(id="mse"))
    run = nnlab.Run(msgspec.structs.replace(experiment, network=network, training=loss), plugins=[file])
    assert run.train(1).epoch == (0, 1)


def test_a_saved_file_is_loaded(tmp_path: Path):
    from nnlab.experiment.file import ExperimentFile, save

    save(tmp_path / "a.nnlab", ExperimentFile(experiment=nnlab.preset("xor")))
    assert nnlab.load(tmp_path / "a.nnlab") == nnlab.preset("xor")


def test_an_unknown_preset_lists_the_known_ones():
    with pytest.raises(nnlab.ProblemError, match=r"There is no preset `nix`; there are: .*spiral"):
        nnlab.preset("nix")


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        nnlab.nothing  # noqa: B018


def test_blas_is_left_as_it_was():
    script = """
import threadpoolctl, nnlab
run = nnlab.Run(nnlab.preset("xor"))
before = [pool["num_threads"] for pool in threadpoolctl.threadpool_info()]
run.train(1)
print(before == [pool["num_threads"] for pool in threadpoolctl.threadpool_info()])
"""
    assert told(script) == "True"


def test_a_run_that_the_command_line_saved_goes_on_in_a_notebook_to_the_last_bit(tmp_path: Path):
    file = tmp_path / "half.nnlab"
    command = [sys.executable, "-m", "nnlab", "train", "moons", "--epochs", "3", "--save", str(file)]
    subprocess.run(command, check=True, capture_output=True, cwd=root)
    run = nnlab.resume(file)
    assert run.epoch == 3
    assert run.train(2) == nnlab.Run(nnlab.load(file)).train(5)


def test_settings_are_changed_by_their_paths_with_components_of_ones_own():
    class Bent(Activation):
        def forward(self, z):
            return z / (1 + abs(z))

    experiment = nnlab.preset("spiral")
    made = nnlab.change(
        experiment,
        {"training.batch_size": 10, "network.layers.h1.activation": "bent", "training.optimizer.learning_rate": "0.5"},
        plugins=[Bent],
    )
    assert made.training.batch_size == 10
    assert made.network.layers[0].activation.id == "bent"
    assert made.training.optimizer.values["learning_rate"] == 0.5
    assert nnlab.change(experiment, {}) == experiment
    with pytest.raises(nnlab.ProblemError, match=r"bach_size.*batch_size"):
        nnlab.change(experiment, {"training.bach_size": 10})


def test_a_file_names_the_plugins_it_encloses_and_runs_them_where_they_are_given(tmp_path: Path):
    from nnlab.experiment.enclosed import Enclosed, digest_of
    from nnlab.experiment.file import ExperimentFile, save

    text = (
        "from nnlab.api import Activation, hookimpl\n"
        "class Mine(Activation):\n"
        "    def forward(self, z):\n"
        "        return z\n"
        "@hookimpl\n"
        "def nnlab_activations():\n"
        "    return [Mine]\n"
    )
    held = Enclosed(
        name="mine", file_name="mine.py", text=text, sha256=digest_of(text), components=("activation:mine",)
    )
    using = nnlab.change(nnlab.preset("xor"), {"network.layers.h1.activation": "mine"}, plugins=[held])
    save(tmp_path / "homework.nnlab", ExperimentFile(experiment=using, plugins=(held,)))
    with pytest.warns(UserWarning, match=r"mine\.py"):
        experiment = nnlab.load(tmp_path / "homework.nnlab")
    assert nnlab.enclosed(tmp_path / "homework.nnlab") == (held,)
    assert nnlab.Run(experiment, plugins=nnlab.enclosed(tmp_path / "homework.nnlab")).train(1).epoch == (0, 1)
    with pytest.warns(UserWarning, match=r"mine\.py"), pytest.raises(nnlab.ProblemError, match="mine"):
        nnlab.resume(tmp_path / "homework.nnlab").train(1)
    assert nnlab.resume(tmp_path / "homework.nnlab", plugins=[held]).train(1).epoch == (0, 1)
