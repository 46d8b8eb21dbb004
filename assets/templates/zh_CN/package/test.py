"""在上一级文件夹里用 `pytest` 运行。"""

from nnlab_new_thing.new_thing import NewThing, nnlab_new_things

from nnlab.testing import assert_contract


def test_new_thing_keeps_its_contract():
    assert_contract(NewThing, strict=True)


def test_new_thing_is_offered_to_nnlab():
    assert nnlab_new_things() == [NewThing]
