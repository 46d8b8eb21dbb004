"""The panel of scores beside a kernel that says nothing: what it shows, says and asks."""

from __future__ import annotations

import numpy as np
import pytest
from gui.panels.panel_world import data_facts, hidden_by, world
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from nnlab.experiment.presets import preset
from nnlab.gui.context import Context
from nnlab.gui.scores.lettering import largest
from nnlab.gui.scores.panel import ScoresPanel
from nnlab.kernel import messages as m
from nnlab.records import Array, History, Problem
from nnlab.records.scores import Cases, Pairs, Part, Scores, SetScores

names = ("setosa", "versicolor", "virginica")
columns = ("sepal_length", "sepal_width", "petal_length", "petal_width")


def iris() -> Context:
    return world(preset("iris"))


def classes(matrix: list[list[int]]) -> SetScores:
    counts = np.array(matrix)
    k = len(counts)
    return SetScores(
        count=int(counts.sum()),
        loss=0.25,
        accuracy=counts.trace() / counts.sum(),
        confusion=Array.of(counts),
        precision=(0.5, None, *(1.0,) * (k - 2))[:k],
        recall=(1.0,) * k,
        f1=(0.75,) * k,
        macro_precision=0.75,
        macro_recall=1.0,
        macro_f1=0.75,
    )


def values(count: int, targets: int = 1) -> SetScores:
    rng = np.random.default_rng(0)
    rows = np.arange(count)
    made = rng.normal(size=(count, targets)), rng.normal(size=(count, targets))
    return SetScores(
        count=count,
        loss=0.1,
        r_squared=(0.9, None)[:targets],
        mae=(0.2, 0.3)[:targets],
        rmse=(0.4, 0.5)[:targets],
        pairs=Pairs(rows=Array.of(rows), targets=Array.of(made[0]), answers=Array.of(made[1])),
    )


test_matrix = [[15, 0, 0], [0, 12, 3], [0, 0, 15]]
of_iris = Scores(
    epoch=7, step=49, train=classes([[35, 0, 0], [0, 33, 2], [0, 1, 34]]), test=classes(test_matrix), classes=names
)


def frame(scores: Scores | None, **more) -> m.Frame:
    usual = {"epoch": 7, "place": 0, "training": False, "epochs_per_second": 0.0, "learning_rate": 0.1, "first": 0}
    return m.Frame(**{**usual, "history": History(), "scores": scores, **more})


def shown(qtbot, context: Context, scores: Scores | None = of_iris, size=(345, 330)) -> ScoresPanel:
    context.document.set_facts(data_facts(classes=names, columns=columns, outputs=3))
    made = ScoresPanel(context)
    qtbot.addWidget(made, before_close_func=lambda _widget, kept=made: None)
    made.resize(*size)
    made.show()
    qtbot.waitExposed(made)
    if scores is not None:
        context.bridge.frame.emit(frame(scores))
    return made


def asked(context: Context) -> list[m.AskCases]:
    """What was asked so far, without sending it: a bridge that was not started keeps its messages."""
    found: list[m.AskCases] = []
    usual = context.bridge.ask_cases

    def ask(question: m.AskCases) -> int:
        found.append(question)
        return usual(question)

    context.bridge.ask_cases = ask
    return found


def told(part: Part, rows: list[int], total: int | None = None, target: int = 1, answer: int = 2) -> Cases:
    count = len(rows)
    return Cases(
        part=part,
        epoch=7,
        total=count if total is None else total,
        rows=Array.of(np.array(rows, np.int64)),
        x=Array.of(np.arange(4.0 * count).reshape(count, 4)),
        targets=Array.of(np.full(count, target)),
        answers=Array.of(np.full(count, answer)),
        shares=Array.of(np.tile([0.1, 0.3, 0.6], (count, 1))),
        means="probabilities",
    )


def answer(context: Context, panel: ScoresPanel, found: Cases | Problem) -> None:
    context.bridge.cases.emit(panel._asked, found)


def middle(panel: ScoresPanel, part: Part, cell: tuple[int, int]) -> QPoint:
    return panel.views[part].matrix.rect_of(cell).center().toPoint()


def press(qtbot, panel: ScoresPanel, part: Part, cell: tuple[int, int]) -> None:
    port = panel.views[part].matrix.viewport()
    qtbot.mouseClick(port, Qt.MouseButton.LeftButton, pos=middle(panel, part, cell))


def test_before_there_are_scores_it_says_so_and_asks_for_them_only_while_it_is_seen(qtbot):
    context = iris()
    panel = shown(qtbot, context, None)
    assert panel.note.isVisible()
    assert panel.note.text() == "The answers are counted…"
    assert m.ScoresView() in context.bridge._views.union()
    panel.hide()
    assert m.ScoresView() not in context.bridge._views.union()


def test_test_samples_come_first_and_the_switch_shows_the_others(qtbot):
    panel = shown(qtbot, iris())
    view = panel.views["test"]
    assert view.isVisible()
    assert not panel.views["train"].isVisible()
    assert view.value.text() == "93.3\u202f%"
    assert view.more.text() == "42 of 45 right · loss 0.250"
    assert panel.epoch.text() == "epoch 7"
    qtbot.mouseClick(panel.switches["train"], Qt.MouseButton.LeftButton)
    assert not view.isVisible()
    assert panel.views["train"].value.text() == "97.1\u202f%"


def test_where_it_is_wide_both_stand_beside_each_other(qtbot):
    panel = shown(qtbot, iris(), size=(900, 400))
    assert all(view.isVisible() for view in panel.views.values())
    assert not any(switch.isVisible() for switch in panel.switches.values())
    panel.resize(345, 400)
    qtbot.waitUntil(lambda: not panel.views["train"].isVisible())


def test_without_test_samples_the_training_samples_are_shown(qtbot):
    panel = shown(qtbot, iris(), Scores(epoch=0, step=0, train=of_iris.train, classes=names))
    assert panel.views["train"].isVisible()
    assert not panel.switches["test"].isEnabled()
    assert panel.epoch.text() == "before training"


def test_the_mouse_hears_of_a_cell_in_words(qtbot):
    panel = shown(qtbot, iris())
    matrix, said = panel.views["test"].matrix, panel.views["test"].said
    qtbot.mouseMove(matrix.viewport(), middle(panel, "test", (1, 2)))
    qtbot.waitUntil(lambda: said.text() == "3 of 15 test samples of versicolor were taken for virginica")
    assert matrix.words((0, 0)) == "15 of 15 test samples of setosa were recognised"
    assert matrix.words((1, 3)) == "Precision of versicolor: 12 of 12 samples that were taken for it are it"
    assert matrix.words((2, 4)) == "Recall of virginica: 15 of 15 of its samples were recognised"
    assert matrix.words((3, 5)) == "Mean of the classes' F1, as far as it is defined"
    assert matrix.words((3, 1)) == ""
    place = middle(panel, "test", (2, 2))
    tip = QHelpEvent(QEvent.Type.ToolTip, place, matrix.viewport().mapToGlobal(place))
    QApplication.sendEvent(matrix.viewport(), tip)
    assert QToolTip.text() == "15 of 15 test samples of virginica were recognised"
    QToolTip.hideText()


def test_what_is_not_defined_is_a_dash_and_the_words_say_why(qtbot):
    never = classes([[5, 0], [5, 0]])
    panel = shown(qtbot, iris(), Scores(epoch=1, step=1, train=never, test=never, classes=("no", "yes")))
    assert panel.views["test"].matrix.words((1, 2)) == "Precision of yes is not defined: nothing was taken for it"


def test_a_click_lists_the_samples_of_a_cell_and_a_sample_is_chosen(qtbot):
    context = iris()
    panel = shown(qtbot, context, size=(345, 600))
    questions = asked(context)
    press(qtbot, panel, "test", (1, 2))
    assert questions == [m.AskCases(id=0, part="test", target=1, answered=2)]
    answer(context, panel, told("test", [19, 22, 30]))
    assert panel.list.title.text() == "3 of 15 test samples of versicolor were taken for virginica"
    model = panel.list.model
    row = [model.data(model.index(0, column)) for column in range(model.columnCount())]
    assert row == ["20", "versicolor", "virginica", "60.0\u202f%", "0.000", "1.00", "2.00", "3.00"]
    heads = [model.headerData(column, Qt.Orientation.Horizontal) for column in range(8)]
    assert heads == ["no.", "target", "answer", "sure", *columns]
    place = panel.list.table.visualRect(model.index(1, 0)).center()
    with qtbot.waitSignal(panel.sample_chosen) as chosen:
        qtbot.mouseClick(panel.list.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen.args == ["test", 22, (4.0, 5.0, 6.0, 7.0)]


def test_all_of_it_goes_by_keys(qtbot):
    context = iris()
    panel = shown(qtbot, context, size=(345, 600))
    panel.activateWindow()
    questions, matrix = asked(context), panel.views["test"].matrix
    chosen = []
    panel.sample_chosen.connect(lambda _part, row, _point: chosen.append(row))
    matrix.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right):
        qtbot.keyClick(matrix, key)
    assert matrix.current == (1, 2)
    assert matrix.accessibleDescription() == "3 of 15 test samples of versicolor were taken for virginica"
    qtbot.keyClick(matrix, Qt.Key.Key_Return)
    assert (questions[-1].target, questions[-1].answered) == (1, 2)
    answer(context, panel, told("test", [19, 22]))
    table = panel.list.table
    qtbot.waitUntil(table.hasFocus)
    assert chosen == [19]  # the list begins with its first sample
    qtbot.keyClick(table, Qt.Key.Key_Down)
    assert chosen == [19, 22]
    qtbot.keyClick(table, Qt.Key.Key_Escape)
    assert panel.list.isHidden()
    assert matrix.hasFocus()


def test_in_a_small_panel_the_list_takes_the_place_of_the_matrix_until_it_is_closed(qtbot):
    context = iris()
    panel = shown(qtbot, context)
    press(qtbot, panel, "test", (1, 2))
    answer(context, panel, told("test", [1], total=400))
    assert not panel.views["test"].isVisible()
    assert panel.list.title.text().endswith("first 1 shown")
    panel.list.closed.emit()
    assert panel.views["test"].isVisible()


def test_newer_scores_ask_anew_for_what_is_listed_and_keep_what_is_chosen(qtbot):
    context = iris()
    panel = shown(qtbot, context, size=(345, 600))
    questions = asked(context)
    press(qtbot, panel, "test", (1, 2))
    answer(context, panel, told("test", [19, 22]))
    panel.list.table.selectRow(1)
    context.bridge.frame.emit(frame(of_iris))
    assert questions[0] == questions[1]
    chosen = []
    panel.sample_chosen.connect(lambda *args: chosen.append(args))
    answer(context, panel, told("test", [3, 19, 22]))
    assert panel.list.model.row_of(panel.list.table.currentIndex().row()) == 22
    assert chosen == []


def test_a_question_that_a_process_took_with_it_is_asked_again(qtbot):
    context = iris()
    panel = shown(qtbot, context)
    questions = asked(context)
    press(qtbot, panel, "test", (1, 2))
    context.bridge.frame.emit(frame(of_iris))
    assert len(questions) == 1  # the answer is on its way
    reason = Problem(code="kernel.died", values={})
    context.bridge.restarted.emit(m.Restarted(lost_epochs=0, reason=reason))
    context.bridge.frame.emit(frame(of_iris))
    assert questions == [questions[0]] * 2


def samples(value: float) -> m.Points:
    x, y = Array.of(np.full((9, 4), value)), Array.of(np.zeros(9))
    return m.Points(train_x=x, train_y=y, test_x=x, test_y=y)


def test_the_same_samples_told_again_leave_the_list_but_others_and_another_document_do_not(qtbot):
    context = iris()
    panel = shown(qtbot, context, size=(345, 600))
    context.bridge.points.emit(samples(1.0))
    others = lambda: context.bridge.points.emit(samples(2.0))  # noqa: E731
    for value, leave in ((1.0, others), (2.0, context.document.replaced.emit)):
        context.bridge.frame.emit(frame(of_iris))
        press(qtbot, panel, "test", (1, 2))
        answer(context, panel, told("test", [4, 5]))
        assert panel.list.isVisible()
        context.bridge.points.emit(samples(value))  # after an undo, or from another process
        assert panel.list.isVisible()
        leave()
        assert panel.list.isHidden()
        assert panel.scores is None


def test_an_answer_to_an_older_question_is_passed_over_and_a_problem_closes_the_list(qtbot):
    context = iris()
    panel = shown(qtbot, context, size=(345, 600))
    press(qtbot, panel, "test", (1, 2))
    first = panel._asked
    press(qtbot, panel, "test", (0, 0))
    context.bridge.cases.emit(first, told("test", [1]))
    assert panel.list.isHidden()
    answer(context, panel, told("test", [1, 2], target=0, answer=0))
    assert panel.list.isVisible()
    panel.ask_row("train", 5)
    answer(context, panel, Problem(code="scores.nothing"))
    assert panel.list.isHidden()


@pytest.mark.parametrize("k", [2, 10, 20, 60])
def test_many_classes_fit_or_scroll_and_each_cell_is_found_where_it_is_drawn(qtbot, k):
    many = classes(np.eye(k, dtype=int).tolist())
    labels = tuple(f"class {n}" for n in range(k))
    panel = shown(qtbot, iris(), Scores(epoch=1, step=1, train=many, test=many, classes=labels), size=(345, 330))
    matrix = panel.views["test"].matrix
    matrix._enter((k - 1, k - 1))
    assert matrix.cell_at(QPointF(middle(panel, "test", (k - 1, k - 1)))) == (k - 1, k - 1)
    assert (matrix.horizontalScrollBar().maximum() > 0) == (k > 20)
    assert not matrix.grab().isNull()


def test_values_are_dots_beside_the_diagonal_and_each_target_has_its_own(qtbot):
    context = iris()
    panel = shown(qtbot, context, Scores(epoch=3, step=9, train=values(40, 2), test=values(30, 2)))
    view, questions = panel.views["test"], asked(context)
    assert view.value.text() == "R² 0.90"
    assert view.more.text() == "MAE 0.200 · RMSE 0.400 · loss 0.100"
    view.target.setCurrentIndex(1)
    assert view.value.text() == "R² –"
    qtbot.mouseClick(view.worst, Qt.MouseButton.LeftButton)
    assert questions[-1] == m.AskCases(id=0, part="test", column=1)
    scatter = view.scatter
    qtbot.keyClick(scatter, Qt.Key.Key_Right)
    assert scatter.accessibleDescription().startswith("Test sample ")
    qtbot.keyClick(scatter, Qt.Key.Key_Return)
    pairs = panel.scores.test.pairs
    least = int(np.argmin(pairs.targets.numpy()[:, 1]))
    assert questions[-1].rows == (least,)
    place = scatter._place(*scatter._pairs[12].tolist(), scatter._frame())
    qtbot.mouseClick(scatter, Qt.MouseButton.LeftButton, pos=place.toPoint())
    assert questions[-1].rows is not None
    assert not scatter.grab().isNull()


def test_pictures_are_listed_as_pictures(qtbot):
    context = iris()
    panel = shown(qtbot, context, size=(345, 600))
    context.document.set_facts(data_facts(classes=names, columns=columns, outputs=3, shape=(1, 2, 2)))
    press(qtbot, panel, "test", (1, 2))
    answer(context, panel, told("test", [4, 5]))
    model = panel.list.model
    assert model.columnCount() == 5
    picture = model.data(model.index(0, 4), Qt.ItemDataRole.DecorationRole).toImage()
    assert picture.pixelColor(0, 0).lightness() > picture.pixelColor(picture.width() - 1, 0).lightness()


def test_it_is_worded_and_painted_anew(qtbot):
    context = iris()
    panel = shown(qtbot, context)
    before = panel.grab().toImage()
    context.theme.set("dark")
    assert panel.grab().toImage() != before
    context.theme.set("light")
    press(qtbot, panel, "test", (1, 2))
    answer(context, panel, told("test", [4, 5]))
    panel.list.table.selectRow(1)
    title = panel.list.title.text()
    context.theme.set("dark")
    assert panel.list.table.currentIndex().row() == 1
    context.language.set("zh_CN")
    assert panel.list.title.text() != title
    assert panel.views["test"].matrix.accessibleName()


def test_broken_experiments_and_other_data_leave_no_old_numbers(qtbot):
    context = iris()
    panel = shown(qtbot, context)
    whole, document = context.document.experiment, context.document
    layers = (replace(whole.network.layers[0], inputs=()), *whole.network.layers[1:])
    document.edit(lambda: "break", replace(whole, network=replace(whole.network, layers=layers)))
    qtbot.waitUntil(lambda: panel.note.text() == "There are no scores until the problems are solved.")
    assert panel.note.isVisible()
    document.edit(lambda: "mend", whole)
    qtbot.waitUntil(lambda: not panel.note.isVisible())
    nothing = Array.of(np.zeros((0, 2)))
    points = m.Points(train_x=nothing, train_y=nothing, test_x=nothing, test_y=nothing)
    context.bridge.points.emit(points)
    assert panel.scores is None
    assert panel.note.isVisible()


def test_nothing_of_ours_hides_a_method_of_qt(qtbot):
    panel = shown(qtbot, iris())
    for widget in (panel, panel.list, *panel.views.values(), panel.views["test"].matrix, panel.views["test"].scatter):
        assert hidden_by(widget) == []


def test_of_very_many_counts_the_largest_are_written():
    counts = np.ones((40, 40), int)
    counts[39], counts[0, 0] = 7, 0
    written = largest(counts, 50).tolist()
    assert len(written) == 50
    assert [39, 39] in written
    assert [0, 0] not in largest(counts).tolist()
    assert len(largest(counts)) == 800
