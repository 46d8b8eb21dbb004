"""Origins, states, verdicts and places in words."""

from __future__ import annotations

from nnlab.experiment.document import Experiment
from nnlab.experiment.slots import Slot
from nnlab.gui.language import Language
from nnlab.gui.plugins.entries import FileEntry
from nnlab.records import Kind
from nnlab.records.grades import Verdict
from nnlab.records.sentences.kinds import kinds

signs: dict[Verdict, str] = {"good": "check", "warning": "triangle-alert", "wrong": "circle-x"}


def rights(language: Language) -> str:
    """Says what a plugin may do."""
    return language.tr("Plugins run with your rights: like any program, they can read and change your files.")


def kind_words(kind: Kind, language: Language) -> str:
    """Returns a kind's name with a capital: "Activation"."""
    text = language.tr(kinds[kind])
    return text[:1].upper() + text[1:]


def origin_words(origin: str, language: Language) -> str:
    """Returns where a plugin came from."""
    tr = language.tr
    return {
        "bundled": tr("came with nnlab"),
        "user": tr("your plugin folder"),
        "entry_point": tr("installed package"),
        "plugins": tr("given with --plugins"),
        "given": tr("given by a script"),
    }.get(origin, origin)


def state_words(entry: FileEntry, language: Language) -> str:
    """Returns how a plugin stands, in a few words."""
    tr = language.tr
    return {
        "loaded": tr("loaded"),
        "trying": tr("being tried…"),
        "refused": tr("refused"),
        "aside": tr("set aside"),
        "disabled": tr("turned off"),
        "held": tr("waits for your leave"),
        "old": tr("an older version runs"),
    }[entry.state]


def state_tip(entry: FileEntry, language: Language) -> str:
    """Returns what a state means, with what is wrong."""
    tr = language.tr
    meaning = {
        "loaded": tr("Its components can be chosen."),
        "trying": tr("It is being imported in a process of its own; it is loaded when that goes well."),
        "refused": tr("It could not be loaded."),
        "aside": tr("It hung or ended a training process, and is not loaded until its file changes."),
        "disabled": tr("You turned it off; it is not loaded."),
        "held": tr("It is not loaded until you allow plugins that did not come with nnlab."),
        "old": tr("What was saved last does not work; the last version that did is used."),
    }[entry.state]
    return "\n".join([meaning, *(language.problem(problem) for problem in entry.problems)])


def verdict_words(verdict: Verdict, language: Language) -> str:
    """Returns a grade's word."""
    tr = language.tr
    return {"good": tr("good"), "warning": tr("with a warning"), "wrong": tr("wrong")}[verdict]


def seconds_words(seconds: float | None, language: Language) -> str:
    """Returns a time in milliseconds or seconds, a dash where there is none."""
    if seconds is None:
        return "–"
    if seconds < 1:
        return language.tr("{n} ms").format(n=f"{1000 * seconds:.0f}" if seconds >= 0.01 else f"{1000 * seconds:.1f}")
    return language.tr("{n} s").format(n=f"{seconds:.1f}")


def size_words(count: int, language: Language) -> str:
    """Returns a number of bytes as people read it."""
    if count < 1000:
        return language.trn("{n} byte", "{n} bytes", count).format(n=count)
    if count < 1_000_000:
        return f"{count / 1000:.1f} kB"
    return f"{count / 1_000_000:.1f} MB"


def place_words(slot: Slot, experiment: Experiment, language: Language) -> str:
    """Returns where a component is used: "the activation of h1", "the optimizer"."""
    tr = language.tr
    if not slot.layer:
        return tr(kinds[slot.kind])
    layer = next(one for one in experiment.network.layers if one.id == slot.layer)
    last = experiment.network.layers[-1].id == layer.id
    name = layer.name or (tr("output") if last else layer.id)
    return tr("{kind} of {layer}").format(kind=tr(kinds[slot.kind]), layer=name)
