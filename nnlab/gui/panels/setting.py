"""A row for one field of the experiment, which stands in no plugin's form: its edit is made and told here."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from nnlab.experiment import edits
from nnlab.experiment.document import Experiment
from nnlab.gui.forms import Row
from nnlab.gui.panels.section import Section
from nnlab.gui.steps import Words
from nnlab.records import Choice, ParamKind, ParamSpec, Text, Value

Specify = Callable[[], ParamSpec]
Change = Callable[[Experiment, Value], Experiment]


class Setting(Row):
    """A label and a control whose value is the field at a path of the experiment.

    `specify` returns what the row is in the present language, `text` words its step of the undo stack. `change` makes
    the edit; without it the field is set to the value.
    """

    def __init__(
        self,
        section: Section,
        path: str,
        specify: Specify,
        text: Words,
        parent: QWidget | None = None,
        *,
        indent: int = 0,
        change: Change | None = None,
    ) -> None:
        super().__init__(specify(), section.context.language, parent, indent=indent)
        self._section, self.path, self._specify, self._text = section, path, specify, text
        self._change = change or (lambda experiment, value: edits.set_field(experiment, path, value))
        self.changed.connect(self._make_edit)
        self.settled.connect(section.context.document.end_merge)

    def respecify(self) -> None:
        """Words everything anew: the language, or what its words tell, is another."""
        self.take_spec(self._specify())

    def _make_edit(self, value: Value, moving: bool) -> None:
        make = self._change
        self._section.attempt(
            self._text, lambda experiment: make(experiment, value), self.refuse, self.path if moving else ""
        )


def setting_spec(
    name: str,
    kind: ParamKind,
    default: Value,
    label: str,
    help_text: str,
    choices: tuple[tuple[str, str], ...] = (),
    unit: str = "",
) -> ParamSpec:
    """Returns what a row shows, with words that are in the present language already; `choices` are (value, label)."""
    return ParamSpec(
        name=name,
        kind=kind,
        default=default,
        label=Text.of(label),
        help=Text.of(help_text),
        choices=tuple(Choice(value, Text.of(text)) for value, text in choices),
        unit=Text.of(unit),
    )
