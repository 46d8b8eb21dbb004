"""Every party does the same work, and one that does not is found out."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from nnlab.bench import proof
from nnlab.bench.parties import libraries, parties
from nnlab.bench.workloads import Workload, given, goals, workloads

installed = [name for name in libraries if find_spec(name) is not None]


def small(work: Workload) -> Workload:
    """The same work over two batches and a half."""
    return replace(work, samples=min(work.samples, 5 * work.batch // 2))


@cache
def all_apart(work: Workload) -> dict[str, proof.Apart]:
    """How far each party that can be here is from nnlab."""
    return proof.agree(work, parties(work, installed))


@pytest.mark.parametrize("work", workloads, ids=lambda work: work.id)
@pytest.mark.parametrize("peer", ["naive", *libraries])
def test_a_peer_does_the_same_work_as_nnlab(work: Workload, peer: str):
    if peer in libraries:
        pytest.importorskip(peer)
    far = all_apart(small(work))[peer]
    assert far.exact < proof.exactly, far
    assert far.losses < proof.roughly, far


def test_two_epochs_end_in_a_short_batch_so_that_its_rule_is_proved_too():
    for work in workloads:
        if work.shuffle and work.samples % work.batch:
            break
    else:
        pytest.fail("no workload has a short last batch")
    assert (work.batch * 21 // 2) % work.batch


def test_a_party_with_another_learning_rate_is_found_out():
    work = workloads[0]
    taking_part = parties(work)
    taking_part["naive"].work = replace(work, learning_rate=work.learning_rate * 1.001)  # type: ignore[attr-defined]
    assert not proof.agree(work, taking_part)["naive"].same_work


def test_a_party_with_another_order_is_found_out():
    work = workloads[1]
    taking_part = parties(work)
    taking_part["naive"].work = replace(work, seed=work.seed + 1)  # type: ignore[attr-defined]
    assert not proof.agree(work, taking_part)["naive"].same_work


def test_a_party_that_forgets_the_loss_is_found_out():
    work = workloads[0]
    taking_part = parties(work)
    taking_part["naive"].work = replace(work, loss_every=2)  # type: ignore[attr-defined]
    assert not proof.agree(work, taking_part)["naive"].same_work


def test_beginning_again_leads_to_the_same_numbers():
    for party in parties(workloads[1], installed).values():
        party.begin()
        party.train(2)
        first = [array.copy() for array in party.weights()]
        party.begin()
        party.train(2)
        for a, b in zip(first, party.weights(), strict=True):
            np.testing.assert_array_equal(a, b)


def test_the_loss_falls_so_the_work_is_training_and_not_noise():
    for work in workloads[:4]:
        naive = parties(small(work))["naive"]
        naive.begin()
        naive.train(max(8, work.piece))
        assert naive.losses[-1] < naive.losses[0]


def test_the_losses_come_as_often_as_the_workload_says():
    work = next(work for work in workloads if work.id == "W3")
    for party in parties(work, installed).values():
        party.begin()
        party.train(work.piece)
        assert len(party.losses) == work.piece // work.loss_every == 15


def test_maps_are_pictures_of_every_neuron():
    work = next(work for work in workloads if work.maps)
    for party in parties(work, installed).values():
        party.begin()
        maps = party.maps()
        assert [one.shape for one in maps] == [(n, work.maps, work.maps) for n in work.sizes[1:]]
        assert {one.dtype for one in maps} == {np.dtype("float32")}
    assert sum(work.sizes[1:]) == 25


@pytest.mark.parametrize("work", workloads, ids=lambda work: work.id)
def test_the_numbers_come_from_a_seed_and_nobody_can_change_them(work: Workload):
    work = small(work)
    numbers, again = given(work), given(work)
    assert numbers.x.shape == (len(numbers.t), work.sizes[0])
    assert numbers.t.shape[1] == work.sizes[-1]
    for array, same in zip((numbers.x, numbers.t), (again.x, again.t), strict=True):
        np.testing.assert_array_equal(array, same)
        assert array.dtype == work.dtype
        assert not array.flags.writeable


def test_every_workload_has_its_goal():
    assert {work.id for work in workloads} == goals.keys()


def test_the_operations_of_an_epoch_are_those_of_its_products():
    work = Workload(
        id="W", about="", sizes=(5, 3, 2), hidden="tanh", output="tanh", loss="mse", optimizer="sgd",
        learning_rate=0.1, batch=4, samples=7,
    )  # fmt: skip
    forward, gradient, back, loss = 2 * (5 * 3 + 3 * 2), 2 * (5 * 3 + 3 * 2), 2 * 3 * 2, 2 * (5 * 3 + 3 * 2)
    assert work.flop == 7 * (forward + gradient + back + loss)


def test_the_bench_imports_no_library_that_nobody_asked_for():
    script = "import sys, nnlab.bench.results, nnlab.cli.bench; print(sorted({'torch', 'sklearn'} & set(sys.modules)))"
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=root, check=True)
    assert done.stdout.strip() == "[]"
