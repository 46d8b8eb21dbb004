"""Values of options are checked here and worded in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from nnlab.cli.options import Call, one_of, size, whole_number
from nnlab.cli.report import Report
from nnlab.cli.train import pair
from nnlab.records import ProblemError
from nnlab.records.words import Words


def code_of(call) -> str:
    with pytest.raises(ProblemError) as caught:
        call()
    assert "{" not in str(caught.value)
    return caught.value.problem.code


def test_a_size_is_width_and_height():
    assert size("1920x1080") == (1920, 1080)
    assert size("1366X768") == (1366, 768)


@pytest.mark.parametrize("text", ["", "1920", "1920x", "x", "axb", "0x0", "-5x700", "99999x700", "800.5x600", "1x2x3"])
def test_another_size_is_refused(text: str):
    assert code_of(lambda: size(text)) == "command.size"


def test_a_whole_number_is_between_its_bounds():
    assert whole_number("--epochs", "12", 0, 20) == 12
    for text in ("", "-1", "21", "1.5", "a", "1e3", "nan"):
        assert code_of(lambda text=text: whole_number("--epochs", text, 0, 20)) == "command.whole_number"


def test_a_choice_is_one_of_those_named():
    assert one_of("--theme", "dark", ("light", "dark")) == "dark"
    assert code_of(lambda: one_of("--theme", "pink", ("light", "dark"))) == "command.choice"


def test_a_setting_is_a_path_and_a_value():
    assert pair("training.batch_size=10") == ("training.batch_size", "10")
    assert pair("name=a=b") == ("name", "a=b")
    assert pair("training.regularizer=") == ("training.regularizer", "")
    for text in ("training.batch_size", ""):
        assert code_of(lambda text=text: pair(text)) == "command.set"
    assert code_of(lambda: pair("=3")) == "command.set_path"


def test_options_before_and_behind_the_command_add_up(tmp_path: Path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    call = Call(report=Report(Words("en")))
    call = call.with_shared("en", [str(tmp_path / "a")], True).with_shared("", [str(tmp_path / "b")])
    assert call.plugins == (str(tmp_path / "a"), str(tmp_path / "b"))
    assert call.safe_mode
    assert call.lang == "en"
    assert code_of(lambda: call.with_shared("", [str(tmp_path / "c")])) == "command.plugins_folder"
