"""`nnlab bench --gui`: the figures of the real window."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from nnlab.cli.bench_window import as_json, remark, tables
from nnlab.cli.bench_window import rendered as shown
from nnlab.gui.measuring import Figures, Start, Work
from nnlab.gui.measuring.window import experiments
from nnlab.records.words import Words


@pytest.fixture
def figures() -> Figures:
    work = Work("2-8-1", 1000.0, 960.0, 31.0, 42.0, 5.0, 20.0, 41.0)
    return Figures((work,), Start(0.9, 1.5, 0.75), 0.8, 210.0, None)


def test_the_json_has_shares_and_ratios_beside_the_figures(figures):
    found = as_json(figures)
    assert found["works"]["2-8-1"]["share"] == 0.96
    assert found["start"]["painted_ratio"] == pytest.approx(1.2)
    assert found["start"]["complete_ratio"] == 2.0
    assert found["kernel_mb"] is None
    json.dumps(found)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_tables_hold_every_figure(figures, language):
    words = Words(language)
    text = "\n".join([*(shown(table, 160) for table in tables(figures, words)), remark(words)])
    for figure in ("1,000", "960", "96", "31.0", "42.0", "41", "0.90 s", "1.20", "2.00", "0.80 s", "210 MB"):
        assert figure in text, figure


def test_the_nets_are_the_default_a_deep_and_a_wide_one():
    made = experiments()
    assert [len(one.network.layers) for one in made.values()] == [4, 7, 4]


def test_the_command_measures_a_real_window_beside_a_bare_one(tmp_path):
    command = [sys.executable, "-m", "nnlab", "bench", "--gui", "--quick", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)["gui"]
    for work in found["works"].values():
        assert min(work["headless"], work["with_window"], work["frames"], work["usual_frames"]) > 0
        assert work["wait_longest"] >= work["wait_99"] >= work["wait_median"] > 0
    assert found["start"]["complete"] >= found["start"]["painted"] > 0
    assert found["window_mb"] > 50
    assert "propagateSizeHints" not in done.stderr
