"""`nnlab new-plugin`: from a kind and a name to a plugin that trains, and what to do next."""

from __future__ import annotations

from pathlib import Path


def test_a_new_plugin_is_found_where_it_is_written_and_trains_with_the_command_that_is_named(nnlab, own_home):
    ended = nnlab("new-plugin", "optimizer", "my walker")
    file = own_home / "plugins" / "my_walker.py"
    assert (ended.code, ended.err) == (0, "")
    assert file.is_file()
    written, check, train = (line.strip() for line in ended.out.splitlines() if str(file) in line or " train " in line)
    assert written == f"{file} is written."
    assert check == f"nnlab check {file}"
    assert train == "nnlab train spiral --set training.optimizer=my_walker"
    assert "within two seconds" in ended.out
    trained = nnlab(*train.split()[1:], "--epochs", "20", "--json")
    assert trained.json["train_loss"] < 0.69


def test_a_folder_may_be_named_and_the_next_steps_name_it_too(nnlab, tmp_path):
    ended = nnlab("new-plugin", "layer", "My fold", "--folder", "my plugins", "--test")
    assert ended.code == 0
    assert (tmp_path / "my plugins" / "my_fold.py").is_file()
    assert (tmp_path / "my plugins" / "tests" / "test_my_fold.py").is_file()
    assert "nnlab train spiral --set network.layers.h2.kind=my_fold --plugins 'my plugins'" in ended.out
    assert "nnlab --plugins 'my plugins'" in ended.out


def test_a_package_is_written_into_the_present_folder(nnlab, tmp_path):
    ended = nnlab("new-plugin", "--package", "--json", "metric", "MyScore")
    folder = Path("nnlab-my-score")
    assert ended.json["kind"] == "metric"
    assert ended.json["class"] == "MyScore"
    assert ended.json["id"] == "my_score"
    assert Path(ended.json["file"]) == folder / "src" / "nnlab_my_score" / "my_score.py"
    assert all((tmp_path / file).is_file() for file in ended.json["files"])
    assert str(folder / "pyproject.toml") in ended.json["files"]


def test_chinese_readers_get_a_chinese_plugin(nnlab, own_home):
    assert nnlab("new-plugin", "loss", "swish", "--lang", "zh_CN").code == 0
    assert "样本" in (own_home / "plugins" / "swish.py").read_text(encoding="utf-8")


def test_a_file_that_is_there_stays_as_it_is(nnlab, own_home):
    file = own_home / "plugins" / "swish.py"
    file.parent.mkdir()
    file.write_text("mine", encoding="utf-8")
    ended = nnlab("new-plugin", "loss", "swish")
    assert (ended.code, ended.out) == (2, "")
    assert f"{file} is there already" in ended.sentence
    assert file.read_text(encoding="utf-8") == "mine"


def test_what_is_no_kind_or_no_name_is_said(nnlab, own_home):
    assert "the kinds are: activation, loss" in nnlab("new-plugin", "optimiser", "swish").sentence
    assert "my_adam" in nnlab("new-plugin", "optimizer", "Adam").sentence
    assert "digit" in nnlab("new-plugin", "optimizer", "3d").sentence
    assert "--help" in nnlab("new-plugin", "optimizer").sentence
    ended = nnlab("new-plugin", "optimizer", "class", "--json")
    assert (ended.code, ended.json["error"]["code"]) == (2, "new.word")
    assert not (own_home / "plugins").exists()
