"""A sentence about a problem reads well in either language, whatever was put into it."""

from __future__ import annotations

import pytest

from nnlab.records import Problem
from nnlab.records.words import Words


@pytest.mark.parametrize(
    ("came", "came_chinese", "wanted_chinese", "chinese"),
    [
        ("array (2,)", "数组 (2,)", "数组 (2, 3)", "返回了数组 (2,)，但应为数组 (2, 3)"),
        ("None", "None", "一个数", "返回了 None，但应为一个数"),
        ("tuple of 2", "含 2 项的 tuple", "一个 Table", "返回了含 2 项的 tuple，但应为一个 Table"),
        ("str '我 的'", "str '我 的'", "(w, state)", "返回了 str '我 的'，但应为 (w, state)"),
    ],
)
def test_chinese_has_no_space_between_chinese_words_and_keeps_those_around_others(
    came, came_chinese, wanted_chinese, chinese
):
    said = {"owner": "Snake", "method": "forward", "came": came, "came_zh_CN": came_chinese, "wanted": "something"}
    problem = Problem(code="plugin.returned", values={**said, "wanted_zh_CN": wanted_chinese})
    assert chinese in Words("zh_CN").problem(problem)
    assert f"Snake.forward returned {came}, but something was expected" in Words("en").problem(problem)
