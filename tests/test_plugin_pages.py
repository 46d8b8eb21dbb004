"""The pages on how to write a plugin: the code runs, the sentences are what nnlab says, and both languages agree."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import numpy as np
import plugin_pages as pages
import pytest
from plugin_pages import Block, experiment_of, kinds, languages, page, written

import nnlab
from nnlab.api import bases, hooks
from nnlab.api.methods import methods
from nnlab.api.params import keywords
from nnlab.catalog import Catalog, load_catalog
from nnlab.engine import Border
from nnlab.engine.programs import Programs
from nnlab.records.words import Words

root = Path(__file__).resolve().parent.parent
names = (*kinds, *pages.others)
with_plugin = (*kinds, "README")
mistakes = [
    pytest.param(name, place, id=f"{name}-{place + 1}") for name in names for place in range(len(pages.quoting(name)))
]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Catalog]:
    """A folder, and a catalogue into which one wrong plugin after another is read."""
    return tmp_path_factory.mktemp("mistakes"), load_catalog()


# ---- what is there


@pytest.mark.parametrize("language", languages)
def test_every_kind_has_a_page_and_no_page_is_lost(language):
    expected = {page(name, language).path for name in names}
    ending = ".zh_CN.md" if language == "zh_CN" else ".md"
    there = {path for path in pages.folder.glob("*.md") if path.name.endswith(".zh_CN.md") == (language == "zh_CN")}
    assert there == expected, ending


@pytest.mark.parametrize("language", languages)
def test_the_first_page_names_every_kind_with_its_base_its_hook_and_its_page(language):
    text = page("README", language).text
    for hook, kind in hooks.items():
        row = next(line for line in text.splitlines() if f"`{hook}`" in line)
        assert f"`{bases[kind].__name__}`" in row
        assert f"]({page(kind, language).path.name})" in row


@pytest.mark.parametrize("language", languages)
def test_the_first_page_names_every_argument_of_param(language):
    table = "".join(line for line in page("README", language).text.splitlines() if line.startswith("| "))
    assert [name for name in keywords if not re.search(rf"`{name}(=\w+)?`", table)] == []


@pytest.mark.parametrize("language", languages)
@pytest.mark.parametrize("kind", kinds)
def test_a_page_states_the_contract_as_the_code_has_it(kind, language):
    text = page(kind, language).text
    for name, method in methods[kind].items():
        arguments = (*method.arguments, "*inputs") if method.many else method.arguments
        assert f"| `{name}({', '.join(arguments)})` |" in text
    for trait in bases[kind].traits:
        assert f"`{trait} = " in text or f"`{trait}`" in text
        for value in filter(None, bases[kind].allowed[trait]):
            assert f'"{value}"' in text, f"{kind} page: {trait} may be {value}"


@pytest.mark.parametrize("name", names)
def test_both_languages_show_the_same_code(name):
    first, second = (re.findall(r"```.*?```", page(name, language).text, re.DOTALL) for language in languages)
    assert first == second
    one, other = (page(name, language).blocks for language in languages)
    assert [(b.mark, b.about, b.code) for b in one] == [(b.mark, b.about, b.code) for b in other]
    assert (
        [bool(b.quote) for b in one] == [bool(b.quote) for b in other] == [b.mark in ("mistake", "slip") for b in one]
    )


@pytest.mark.parametrize("name", names)
def test_a_chinese_page_is_a_full_page_in_chinese(name):
    english, chinese = (page(name, language).text for language in languages)
    english_prose, prose = (re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL) for text in (english, chinese))
    assert len(re.findall(r"[\u4e00-\u9fff]", prose)) > 0.15 * len(english_prose)
    for sign in ("#", "|", "-"):
        count = [len(re.findall(rf"^{re.escape(sign)}+ ", text, re.MULTILINE)) for text in (english, chinese)]
        assert count[0] == count[1], f"{name}: {sign}"


@pytest.mark.parametrize("language", languages)
@pytest.mark.parametrize("name", names)
def test_every_link_leads_somewhere(name, language):
    here = page(name, language)
    for target in re.findall(r"\]\(([^)]+)\)", here.text):
        file, _, heading = target.partition("#")
        path = (here.path.parent / file).resolve() if file else here.path
        assert path.exists(), target
        if heading:
            titles = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
            assert heading in {re.sub(r"[^\w\- ]", "", title).strip().lower().replace(" ", "-") for title in titles}


def test_the_projects_first_page_leads_here():
    assert "(docs/plugins/README.md)" in (root / "README.md").read_text(encoding="utf-8")


# ---- the plugins


@pytest.mark.parametrize("name", with_plugin)
def test_the_plugin_is_under_25_lines_of_numpy_and_the_standard_library(name):
    (block,) = page(name).of("file")
    assert len(block.code.splitlines()) < 25
    assert max(map(len, block.code.splitlines())) <= 120
    for node in ast.walk(ast.parse(block.code)):
        for module in (
            [node.module] if isinstance(node, ast.ImportFrom) else [a.name for a in getattr(node, "names", ())]
        ):
            assert module == "nnlab.api" or module.split(".")[0] in {"numpy", *sys.stdlib_module_names}


@pytest.mark.parametrize("name", with_plugin)
def test_the_plugin_is_none_that_nnlab_brings_and_loads_from_a_folder(name, tmp_path):
    known = {(info.kind, info.id) for info in load_catalog().infos}
    catalog = load_catalog([written(name, tmp_path)])
    assert catalog.problems == ()
    (new,) = [info for info in catalog.infos if (info.kind, info.id) not in known]
    assert new.kind == pages.kind_of(name, page(name).of("file")[0].code)
    if name != "README":  # the first ten lines are as short as they can be
        for text in (new.name, new.help, *(spec.label for spec in new.params)):
            assert text.en
            assert re.search(r"[\u4e00-\u9fff]", text.zh_CN), text


def trained(name: str, where: Path, epochs: int = 20) -> nnlab.Run:
    """Trains the experiment of a page's first command, with the plugin from a folder."""
    folder = written(name, where)
    run = nnlab.Run(experiment_of(name, load_catalog([folder])), plugins=[folder])
    assert run.plugin_problems == ()
    assert run.problems == ()
    run.train(epochs)
    return run


@pytest.mark.parametrize("name", with_plugin)
def test_the_plugin_trains_and_the_loss_falls(name, tmp_path):
    losses = trained(name, tmp_path).history.train_loss
    assert np.isfinite(losses).all()
    assert losses[-1] < 0.95 * losses[0]


def test_the_activation_parts_the_spirals_that_tanh_has_not_parted_yet(tmp_path):
    run = trained("activation", tmp_path, 100)
    plain = nnlab.Run(nnlab.preset("spiral")).train(100)
    assert run.history.metrics["test_accuracy"][-1] > 0.95
    assert 0.6 < plain.metrics["test_accuracy"][-1] < 0.8


def test_the_optimizer_moves_every_parameter_equally_far(tmp_path):
    run = trained("optimizer", tmp_path, 0)
    before = run.parameters
    run.step("batch")
    moved = np.abs(run.parameters - before)
    np.testing.assert_allclose(moved[moved > 0], run.learning_rate)
    assert (moved > 0).sum() > 100


def test_the_schedule_sets_the_rate_of_each_epoch(tmp_path):
    run = trained("schedule", tmp_path, 0)
    rates = []
    for _ in range(40):
        rates.append(run.learning_rate)
        run.train(1)
    assert max(rates) == rates[10] == rates[30] == 0.02
    assert min(rates) == rates[0] == rates[20] == pytest.approx(0.002)


def test_the_regularizer_keeps_weights_small(tmp_path):
    folder = written("regularizer", tmp_path)
    catalog = load_catalog([folder])
    sizes = []
    for strength in (0.0, 0.01, 0.1):
        path = "training.regularizer.strength"
        experiment = pages.set_value(experiment_of("regularizer", catalog), path, strength, catalog.infos)
        run = nnlab.Run(experiment, plugins=[folder])
        run.train(60)
        sizes.append(sum(np.abs(w).sum() for w in run.weights.values()))
    assert sizes == sorted(sizes, reverse=True)


def test_the_initializer_draws_right_angles_whatever_the_shape(tmp_path):
    run = trained("initializer", tmp_path, 0)
    for w in run.weights.values():
        angles = w.T @ w if w.shape[0] >= w.shape[1] else w @ w.T
        np.testing.assert_allclose(angles, np.eye(len(angles)), atol=1e-12)


def test_the_layer_has_its_shape_and_trains_its_parameters(tmp_path):
    run = trained("layer", tmp_path)
    layer = next(layer for layer in run.facts().layers if layer.id == "h2")
    assert (layer.shape, layer.parameters) == ((8,), 16)
    folder = tmp_path / "my_plugins"
    before = nnlab.Run(experiment_of("layer", load_catalog([folder])), plugins=[folder]).parameters
    place = 2 * 8 + 8  # behind the first layer's: gain, then shift
    np.testing.assert_array_equal(before[place : place + 16], np.repeat([1.0, 0.0], 8))
    assert (run.parameters[place : place + 16] != before[place : place + 16]).all()


def test_the_metric_is_in_the_history_and_no_better_than_the_average(tmp_path):
    history = trained("metric", tmp_path).history
    for part in ("train", "test"):
        weakest, accuracy = history.metrics[f"{part}_weakest_class"], history.metrics[f"{part}_accuracy"]
        assert len(weakest) == len(history.epoch)
        assert all(0 <= one <= other for one, other in zip(weakest, accuracy, strict=True))


def test_the_data_set_gives_its_table(tmp_path):
    run = trained("dataset", tmp_path)
    x, y, test_x, test_y = run.points()
    assert x.shape == test_x.shape == (250, 2)
    assert set(np.concatenate([y, test_y])) == {0, 1}
    assert run.facts().data.classes == ("even", "odd")


# ---- recording


def verdict(block: Block) -> tuple[bool, str]:
    """Whether the engine records the class in a block, and if not, the code of the reason."""
    scope: dict[str, object] = {"__name__": "page"}
    head = "import numpy as np\nfrom nnlab.api import Activation, Optimizer, param\n"
    exec(compile(head + block.code, "recording.md", "exec", dont_inherit=True), scope)
    (cls,) = [value for value in scope.values() if getattr(value, "kind", "") and value not in bases.values()]
    programs = Programs(Border())
    if cls.kind == "optimizer":
        programs.update(cls(), 50, {}, "float64")
    else:
        programs.activation(cls(), "float64")
    (told,) = programs.verdicts()
    return told.recorded, told.code


def test_the_engine_records_what_the_page_says_it_records():
    blocks = page("recording").of("recorded")
    assert len(blocks) >= 4
    assert [block.code for block in blocks if verdict(block) != (True, "")] == []


def test_the_engine_calls_as_it_is_what_the_page_says_and_for_that_reason():
    blocks = page("recording").of("called")
    assert {block.about for block in blocks} >= {"branches", "reduces", "unknown", "draws", "state", "shape"}
    assert [(block.about, verdict(block)[1]) for block in blocks if verdict(block) != (False, block.about)] == []


@pytest.mark.parametrize("kind", ["activation", "loss", "optimizer", "regularizer"])
def test_the_example_of_a_kind_that_is_recorded_is_recorded(kind, tmp_path):
    catalog = load_catalog([written(kind, tmp_path)])
    run = nnlab.Run(experiment_of(kind, catalog), catalog=catalog)
    run.train(1)
    owner = re.search(r"class (\w+)", page(kind).of("file")[0].code)[1]
    told = [one for one in Programs(run._border).verdicts() if type(one.component).__name__ == owner]
    assert told
    assert [one for one in told if not one.recorded] == []


# ---- mistakes


def plain(sentence: str) -> str:
    """A sentence without what depends on batch, machine and engine: the sizes of arrays and fractions."""
    return re.sub(r"-?\d+\.\d+(e-?\d+)?", "0.", re.sub(r"(array|数组|shape) \([\d, ]*\)", r"\1 ()", sentence))


@pytest.mark.parametrize(("name", "place"), mistakes)
def test_nnlab_says_of_a_mistake_what_the_page_quotes(name, place, desk):
    block = pages.quoting(name)[place]
    problem = pages.answered(name, block, *desk)
    for language in languages:
        quoted = next(one.quote for one in page(name, language).blocks if one.code == block.code)
        says = Words(language).problem(problem)
        assert plain(quoted) == plain(says), "python tests/plugin_pages.py writes all sentences anew"


@pytest.mark.parametrize("name", kinds)
def test_a_page_shows_several_mistakes(name):
    assert len(page(name).of("mistake")) >= 3


def test_a_plugin_without_a_mistake_cannot_pass_for_one(desk):
    right = Block("mistake", "file", page("activation").of("file")[0].code, "")
    with pytest.raises(AssertionError, match="nnlab says nothing"):
        pages.said("activation", right, *desk)
