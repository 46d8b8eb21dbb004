"""Foreign plugin files are tried in a second process; bad ones are listed with a reason and hold nothing up."""

from __future__ import annotations

from pathlib import Path

import msgspec
from desk import Desk, ids, plugin, small, with_activation

from nnlab.kernel import messages as m
from nnlab.records import home
from nnlab.records.words import Words

bad = {
    "syntax.py": "def broken(:\n    pass\n",
    "leaves.py": "import sys\nsys.exit(3)\n",
    "vanishes.py": "import os\nos._exit(3)\n",
    "endless.py": "x = 1\nwhile True:\n    x += 1\n",
    "raises.py": "from nnlab.api import hookimpl\n\n@hookimpl\ndef nnlab_losses():\n    raise KeyError('no')\n",
}


def folder_of(place: Path) -> Path:
    plugin(place)
    for name, text in bad.items():
        (place / name).write_text(text)
    return place


def test_each_bad_file_is_listed_with_a_reason_and_the_good_one_is_there(tmp_path: Path) -> None:
    with Desk(plugin_dirs=[folder_of(tmp_path / "plugins")], trial_s=0.5) as desk:
        first = desk.wait(m.Ready)
        assert "swish" not in ids(first.catalog)
        desk.change(m.Open(experiment=small()))
        desk.send(m.Train(until=1))
        desk.wait(m.Finished)
        assert not desk.client.plugins_settled.is_set(), "the training kernel waited for bad files"
        ready = desk.settled()
        assert "swish" in ids(ready.catalog)
        found = {Path(problem.file).name: problem for problem in ready.problems}
        assert {name: problem.code for name, problem in found.items()} == {
            "syntax.py": "plugin.syntax",
            "leaves.py": "plugin.exit",
            "vanishes.py": "plugin.killed",
            "endless.py": "plugin.hung",
            "raises.py": "hook.raised",
        }
        assert len(ready.problems) == len(bad)
        assert found["syntax.py"].line == 1
        assert found["endless.py"].line in (2, 3)
        assert all(name in Words("en").problem(problem) for name, problem in found.items() if name[0] in "ve")
        desk.change(m.Edit(experiment=with_activation(small(), "swish")))
        desk.send(m.Train(until=2))
        desk.wait(m.Finished)


def test_a_proven_file_is_loaded_at_once_the_next_time(tmp_path: Path) -> None:
    folder = plugin(tmp_path / "plugins")
    with Desk(plugin_dirs=[folder]) as desk:
        desk.settled()
    assert (home().cache / "plugins.json").is_file()
    with Desk(plugin_dirs=[folder]) as desk:
        applied = desk.change(m.Open(experiment=with_activation(small(), "swish")))
        assert all(layer.problem is None for layer in applied.facts.layers)
        assert "swish" in ids(desk.settled().catalog)
        assert desk.client._shelf._trial is None


def test_a_changed_file_is_tried_again(tmp_path: Path) -> None:
    folder = plugin(tmp_path / "plugins")
    with Desk(plugin_dirs=[folder]) as desk:
        desk.settled()
    (folder / "swish.py").write_text("import os\nos._exit(1)\n")
    with Desk(plugin_dirs=[folder]) as desk:
        assert [problem.code for problem in desk.settled().problems] == ["plugin.killed"]


def test_an_experiment_that_waits_for_a_plugin_becomes_whole_when_it_has_passed(tmp_path: Path) -> None:
    with Desk(plugin_dirs=[plugin(tmp_path / "plugins")]) as desk:
        applied = desk.change(m.Open(experiment=with_activation(small(), "swish")))
        if any(layer.problem is not None for layer in applied.facts.layers):
            applied = desk.wait(m.Applied)
        assert all(layer.problem is None for layer in applied.facts.layers)
        desk.send(m.Train(until=1))
        desk.wait(m.Finished)


def test_safe_mode_loads_only_what_is_bundled(tmp_path: Path) -> None:
    with Desk(plugin_dirs=[folder_of(tmp_path / "plugins")], safe_mode=True) as desk:
        ready = desk.settled()
        assert "swish" not in ids(ready.catalog)
        assert ready.problems == ()


def test_a_folder_that_is_not_there_is_a_problem_and_no_more(tmp_path: Path) -> None:
    with Desk(plugin_dirs=[tmp_path / "nowhere"]) as desk:
        assert [problem.code for problem in desk.settled().problems] == ["plugin.missing"]


def test_a_damaged_memory_of_proven_files_is_as_good_as_none(tmp_path: Path) -> None:
    home().cache.mkdir(parents=True)
    (home().cache / "plugins.json").write_bytes(b"{not json")
    with Desk(plugin_dirs=[plugin(tmp_path / "plugins")]) as desk:
        assert "swish" in ids(desk.settled().catalog)
    assert msgspec.json.decode((home().cache / "plugins.json").read_bytes())["proven"]
