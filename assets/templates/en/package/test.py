"""Run it with `pytest` in this folder's parent."""

from nnlab_new_thing.new_thing import NewThing, nnlab_new_things

from nnlab.testing import assert_contract


def test_new_thing_keeps_its_contract():
    assert_contract(NewThing, strict=True)


def test_new_thing_is_offered_to_nnlab():
    assert nnlab_new_things() == [NewThing]
