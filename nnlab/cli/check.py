"""`nnlab check`: the report on a plugin file's components, as the app's workbench shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from nnlab.cli.help import Command
from nnlab.cli.options import Call, Shared, one_of, text, word
from nnlab.records import ComponentInfo, Problem, kinds
from nnlab.records.sentences.kinds import kinds as kind_words
from nnlab.records.words import Words

if TYPE_CHECKING:
    from nnlab.cli._checking import Graded as Came
    from nnlab.cli._checking import Grader, Wanted
    from nnlab.kernel.messages import PluginFile
    from nnlab.records.grades import Cost, Grade, Graded

fine, wrong, unloadable = 0, 1, 2


def add(app: typer.Typer, words: Words, shared: Shared) -> None:
    """Adds the command to the application."""
    tr = words.tr
    about = tr(
        "Grade the components of a plugin file: slopes against central differences, shapes and dtypes, purity, extreme "
        "inputs, kinks, how they run and what they cost.\n\n"
        "FILE may also be the id of a component that came with nnlab, such as tanh. The plugin runs in a process of "
        "its own. The exit code is 1 when something is wrong, 2 when the file cannot be loaded."
    )
    file_word = word("FILE", tr("A plugin's file or folder, or a component's id"))
    kind_option = text("--kind", "KIND", tr("Grade components of this kind only"))
    component_option = text("--component", "ID", tr("Grade the component with this id only"))

    @app.command("check", cls=Command, help=about)
    def check(
        context: typer.Context,
        file: str = file_word,
        kind: str = kind_option,
        component: str = component_option,
        as_json: bool = shared.json,
        lang: str = shared.lang,
        traceback: bool = shared.traceback,
    ) -> int:
        call = context.obj.with_shared(lang)
        if kind:
            one_of("--kind", kind, kinds)
        from nnlab.cli._checking import Grader, Wanted

        with Grader() as grader:
            return _Check(call, grader, Wanted(kind, component)).run(file)


class _Check:
    """One run of the command: what was found so far, and how it is said."""

    def __init__(self, call: Call, grader: Grader, wanted: Wanted) -> None:
        self.call, self.grader, self.wanted = call, grader, wanted
        self.components: list[dict[str, Any]] = []
        self.problems: list[dict[str, Any]] = []
        self.bad = self.loaded = False

    def run(self, name: str) -> int:
        """Grades what a name means and returns the exit code."""
        from nnlab.cli._checking import files_of

        for file in files_of(name):
            self._one(name, file)
        code = (wrong if self.bad else fine) if self.loaded else unloadable
        self.call.report.result(
            {"file": name, "ok": code == fine, "components": self.components, "problems": self.problems}
        )
        if any(component["picture"] for component in self.components):
            tr = self.call.words.tr
            self.call.report.say(tr("The workbench in the app draws it: start “nnlab” and open the file there."))
        return code

    def _one(self, name: str, file: PluginFile | None) -> None:
        from nnlab.cli._checking import meant, nothing

        tried = self.grader.load(file)
        infos = tried.components
        self._tell(tried.problems)
        theirs = tuple(filter(self.wanted.fits, infos))
        chosen = meant(name, infos, self.wanted) if file is None and infos else theirs
        if infos and not chosen:
            self._tell((nothing(self.wanted, infos),))
        self.loaded = self.loaded or bool(chosen)
        for came in self.grader.graded(file, chosen):
            self._graded(came, tried.problems)

    def _tell(self, problems: tuple[Problem, ...]) -> None:
        for problem in problems:
            self.bad = self.bad or problem.level == "error"
            self.problems.append(_problem(problem, self.call))
            self.call.report.problem(problem)

    def _graded(self, came: Came, told: tuple[Problem, ...]) -> None:
        self._tell(tuple(problem for problem in came.problems if problem not in told))
        if came.grade is None:
            self.bad = True
            self.components.append(_lost(came.info, came.problems, self.call))
            _print([_title(came.info, "wrong", self.call.words), ""], "wrong", self.call)
            return
        self.bad = self.bad or came.grade.verdict == "wrong"
        self.components.append(_component(came.info, came.grade, self.call))
        _print(_lines(came.info, came.grade, self.call), came.grade.verdict, self.call)


# ---- as JSON


def _component(info: ComponentInfo, grade: Grade, call: Call) -> dict[str, Any]:
    cost = grade.cost
    return {
        "kind": info.kind,
        "id": info.id,
        "name": call.words.text(info.name),
        "verdict": grade.verdict,
        "findings": [_problem(one, call) for one in grade.findings],
        "measures": [{"name": one.name, "worst": one.worst, "values": one.values} for one in grade.measures],
        "how": grade.how,
        "why": call.report.sentence(grade.why) if grade.why is not None else "",
        "cost": None
        if cost is None
        else {
            "seconds": cost.seconds,
            "beside": cost.beside,
            "beside_seconds": cost.beside_seconds,
            "ratio": cost.ratio,
        },
        "tried": grade.tried,
        "seconds": grade.seconds,
        "picture": grade.picture is not None,
    }


def _lost(info: ComponentInfo, problems: tuple[Problem, ...], call: Call) -> dict[str, Any]:
    return {
        "kind": info.kind,
        "id": info.id,
        "name": call.words.text(info.name),
        "verdict": "wrong",
        "findings": [_problem(one, call) for one in problems],
        "measures": [],
        "how": "",
        "why": "",
        "cost": None,
        "tried": [],
        "seconds": None,
        "picture": False,
    }


def _problem(problem: Problem, call: Call) -> dict[str, Any]:
    return {
        "code": problem.code,
        "level": problem.level,
        "sentence": call.report.sentence(problem),
        "values": problem.values,
        "plugin": problem.plugin,
        "stage": problem.stage,
        "file": problem.file,
        "line": problem.line,
    }


# ---- for people


def _title(info: ComponentInfo, verdict: str, words: Words) -> str:
    tr = words.tr
    verdicts = {"good": tr("good"), "warning": tr("good, with warnings"), "wrong": tr("wrong")}
    kind = tr(kind_words[info.kind])
    return tr("{kind} {id} ({name}): {verdict}").format(
        kind=kind, id=info.id, name=words.text(info.name), verdict=verdicts[verdict]
    )


def _lines(info: ComponentInfo, grade: Grade, call: Call) -> list[str]:
    words, tr = call.words, call.words.tr
    levels = {"error": tr("wrong:"), "warning": tr("warning:"), "note": tr("note:")}
    lines = [f"{levels[one.level]} {call.report.sentence(one)}" for one in grade.findings]
    lines += [line for one in grade.measures if (line := _measured(one, words))]
    if grade.why is not None:
        lines.append(words.problem(grade.why))
    elif grade.how:
        how = {"native": tr("nnlab's own"), "recorded": tr("recorded"), "called": tr("called as it is")}[grade.how]
        lines.append(tr("How it runs: {how}").format(how=how))
    if grade.cost is not None:
        lines.append(_cost(grade.cost, words))
    lines.append(
        tr("Tried in {seconds} s with: {settings}").format(
            seconds=f"{grade.seconds:.2f}", settings="; ".join(grade.tried) or "-"
        )
    )
    return [_title(info, grade.verdict, words), *lines, ""]


def _print(lines: list[str], verdict: str, call: Call) -> None:
    """Writes a component's report: in colour and wrapped on a terminal, else line by line as it is."""
    if call.report.as_json:
        return
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    title, *rest = lines
    console = Console(markup=False, highlight=False)
    if not console.is_terminal:
        for line in (title, *(f"  {line}" if line else "" for line in rest)):
            call.report.say(line)
        return
    colours = {"good": "bold green", "warning": "bold yellow", "wrong": "bold red"}
    console.print(Text(title, style=colours[verdict]))
    for line in rest:
        console.print(Padding(Text(line), (0, 0, 0, 2)))


def _measured(one: Graded, words: Words) -> str:
    """Returns a measure as a line; "" for one that says little to people."""
    tr = words.tr
    if one.name in ("derivative", "backward", "gradient"):
        text = tr("{method} against central differences: relative error {worst} at most{place}")
        return text.format(method=one.name, worst=f"{one.worst:.1e}", place=_place(one, words))
    if one.name in ("bowl", "valley"):
        names = {"bowl": tr("a bowl"), "valley": tr("Rosenbrock's valley")}
        text = tr("Down {surface}: {left} of the loss was left, with learning rate {rate}")
        return text.format(
            surface=names[one.name], left=f"{one.worst:.1e}", rate=f"{one.values.get('learning_rate', 0):g}"
        )
    return ""


def _place(one: Graded, words: Words) -> str:
    if "worst_x" in one.values:
        return words.tr(", at x = {x}").format(x=one.values["worst_x"])
    if "worst_y" in one.values:
        return words.tr(", at y = {y}, target {target}").format(y=one.values["worst_y"], target=one.values["target"])
    return ""


def _cost(cost: Cost, words: Words) -> str:
    seconds = f"{cost.seconds * 1e6:.3g}"
    if not cost.ratio:
        return words.tr("A call costs {us} µs").format(us=seconds)
    names = {"tanh": "tanh", "sgd": "SGD", "mse": "MSE"}
    text = words.tr("A call costs {us} µs, {ratio} times as much as {other} ({other_us} µs)")
    return text.format(
        us=seconds,
        ratio=f"{cost.ratio:.2g}",
        other=names.get(cost.beside, cost.beside),
        other_us=f"{cost.beside_seconds * 1e6:.3g}",
    )
