"""The sheet that shows the plugins a file encloses: what they bring, their text, and the ways to have or not to have
them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from nnlab.authoring.installing import Installation
from nnlab.experiment.enclosed import Enclosed, Lack
from nnlab.gui.context import Context
from nnlab.gui.language import Language
from nnlab.gui.source_view import SourceView
from nnlab.records import Problem
from nnlab.records.sentences.kinds import kinds


class Sight(msgspec.Struct, frozen=True, kw_only=True):
    """All that is to be seen of an enclosed plugin: how it stands here, where it would go, and how its text differs.

    `lack` None: it is here as it is enclosed. `plan` is for the place of what it would replace, `beside` for a
    free one.
    """

    plugin: Enclosed
    lack: Lack | None
    plan: Installation
    beside: Installation
    difference: str = ""

    @property
    def path(self) -> Path:
        """Where its text would go."""
        return Path(self.plan.target)

    @property
    def missing(self) -> bool:
        """Whether a component of it is not loaded at all."""
        return self.lack is not None and self.lack.state == "missing"

    @property
    def replaceable(self) -> bool:
        """Whether the text that stands in its way is a single file of the user's."""
        if self.lack is not None and self.lack.state == "other":
            return all(Path(info.file) == self.path and info.origin == "user" for info in self.lack.mine)
        return self.plan.fate == "replaces" and self.path.is_file()


class EnclosedSheet(QDialog):
    """Shows one plugin at a time. Nothing happens but by a button.

    Signals:
        wanted(Sight, how): copy its text to the user's plugins; how: "new", "beside" or "replace".
        kept(Sight): the user's own text is to be used.
    """

    wanted = Signal(object, str)
    kept = Signal(object)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("enclosed_sheet")
        self._context, self._file = context, ""
        self._sights: tuple[Sight, ...] = ()
        self._place = 0
        self._head, self._story, self._hidden = _label("enclosed_head"), _label("enclosed_story"), _label("hidden")
        self._which = QComboBox()
        self._which.setObjectName("enclosed_which")
        self._which.currentIndexChanged.connect(self._choose)
        self._turn = QPushButton()
        self._turn.setObjectName("enclosed_difference")
        self._turn.setCheckable(True)
        self._turn.toggled.connect(self._show_text)
        self.text = SourceView(context.theme)
        self._rights = _label("enclosed_rights")
        self._buttons = QDialogButtonBox()
        self._lay_out()
        context.language.changed.connect(self._show)
        self.resize(860, 640)

    def show_sights(self, sights: Sequence[Sight], file: str, first: Sight | None = None) -> None:
        """Shows the plugins of a file; the present one stays where it is still among them."""
        self._file = file
        names = [sight.plugin.file_name for sight in sights]
        wanted = first.plugin.file_name if first is not None else self._present
        if first is not None and first.lack is not None:
            self._turn.setChecked(first.lack.state == "other")
        self._sights, self._place = tuple(sights), names.index(wanted) if wanted in names else 0
        self._show()

    @property
    def sight(self) -> Sight | None:
        """The plugin that is shown."""
        return self._sights[self._place] if self._sights else None

    def button(self, name: str) -> QPushButton | None:
        """Returns the button of a way: "install", "beside", "replace", "keep", "close"."""
        found: QPushButton | None = self.findChild(QPushButton, f"enclosed_{name}")
        return found

    # ---- inside

    @property
    def _present(self) -> str:
        return self.sight.plugin.file_name if self.sight is not None else ""

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(8)
        top = QHBoxLayout()
        top.addWidget(self._head, 1)
        top.addWidget(self._which)
        column.addLayout(top)
        column.addWidget(self._story)
        line = QHBoxLayout()
        line.addWidget(self._hidden, 1)
        line.addStretch()
        line.addWidget(self._turn)
        column.addLayout(line)
        column.addWidget(self.text, 1)
        column.addWidget(self._rights)
        column.addWidget(self._buttons)

    def _choose(self, place: int) -> None:
        if 0 <= place < len(self._sights) and place != self._place:
            self._place = place
            self._show()

    def _show(self) -> None:
        sight, language = self.sight, self._context.language
        if sight is None:
            self.close()
            return
        tr, plugin = language.tr, sight.plugin
        self.setWindowTitle(tr("Plugins in {file}").format(file=self._file))
        self._which.blockSignals(True)
        self._which.clear()
        for one in self._sights:
            self._which.addItem(f"{one.plugin.file_name} – {_stand(one, language)}")
        self._which.setCurrentIndex(self._place)
        self._which.blockSignals(False)
        self._which.setVisible(len(self._sights) > 1)
        self._which.setAccessibleName(tr("Enclosed plugin"))
        size = language.trn("{n} line", "{n} lines", plugin.text.count("\n") + 1)
        about = [_brings(plugin, language), size.format(n=plugin.text.count("\n") + 1)]
        about += [plugin.version] if plugin.version else []
        self._head.setText(" · ".join([f"<b>{plugin.file_name}</b>", *map(escape, about), plugin.sha256[:8]]))
        self._story.setText("\n".join(story(sight, self._context)))
        self._turn.setVisible(bool(sight.difference))
        self._turn.setText(tr("Show the difference"))
        self._rights.setText(
            tr("Plugins run with your rights: like any program, they can read and change your files.")
            + "\n"
            + tr("Nothing of this text has been run.")
        )
        self._rights.setVisible(sight.lack is not None)
        self._make_buttons(sight)
        self._show_text(self._turn.isChecked())

    def _show_text(self, differs: bool) -> None:
        sight = self.sight
        if sight is None:
            return
        tr = self._context.language.tr
        if differs and sight.difference:
            self.text.show_difference(sight.difference)
            self.text.setAccessibleName(tr("How the enclosed text differs from the one here"))
        else:
            self.text.show_text(sight.plugin.text)
            self.text.setAccessibleName(tr("Text of the plugin"))
        self._hidden.setText(self.text.remark(self._context.language))
        self._hidden.setVisible(bool(self._hidden.text()))

    def _make_buttons(self, sight: Sight) -> None:
        box, tr, role = self._buttons, self._context.language.tr, QDialogButtonBox.ButtonRole
        box.clear()

        def add(
            name: str, text: str, part: QDialogButtonBox.ButtonRole, do: Callable[[], object], tip: str = ""
        ) -> QPushButton:
            button = QPushButton(text)
            button.setObjectName(f"enclosed_{name}")
            button.setToolTip(tip)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked=False: do())
            box.addButton(button, part)
            return button

        missing = sight.missing
        if missing and sight.plan.fate == "new":
            add(
                "install",
                tr("Install"),
                role.ActionRole,
                lambda: self.wanted.emit(sight, "new"),
                tr("Copies the text to {path}").format(path=sight.path),
            ).setProperty("look", "primary")
        if missing and sight.plan.fate == "replaces":
            add(
                "beside",
                tr("Install as {name}").format(name=sight.beside.main.inside),
                role.ActionRole,
                lambda: self.wanted.emit(sight, "beside"),
            ).setProperty("look", "primary")
        if sight.lack is not None and sight.lack.state == "other":
            add("keep", tr("Keep mine"), role.ActionRole, lambda: self.kept.emit(sight))
        if sight.lack is not None and sight.plan.fate == "replaces" and sight.replaceable:
            kept = tr("If you replace yours, its text is kept as {name}, which is not loaded.").format(
                name=Path(sight.plan.kept).name
            )
            add("replace", tr("Replace mine"), role.ActionRole, lambda: self.wanted.emit(sight, "replace"), kept)
        close = add("close", tr("Not now") if sight.lack is not None else tr("Close"), role.RejectRole, self.reject)
        close.setFocus()  # Enter must not install what nobody has read


def story(sight: Sight, context: Context) -> list[str]:
    """Says how an enclosed plugin stands here and what the buttons do, sentence by sentence."""
    language, lack, plan = context.language, sight.lack, sight.plan
    tr = language.tr
    if lack is None:
        return [tr("It is loaded here with this very text.")]
    if lack.state == "other":
        said = [language.problem(other(lack))]
        said.append(tr("Only one of two components with one id can be loaded, so both side by side would not help."))
        if sight.replaceable:
            said.append(
                tr("If you replace yours, its text is kept as {name}, which is not loaded.").format(
                    name=Path(plan.kept).name
                )
            )
        else:
            said.append(tr("Yours is not a single file in your plugin folder, so it cannot be replaced from here."))
        return said
    values = {"name": sight.plugin.file_name, "components": _used(lack, language)}
    said = [language.problem(Problem(code="enclosed.needed", values=values))]
    if plan.fate == "same":
        said.append(
            tr(
                "The file {path} has this very text already; it is turned off, waits for your leave, or has a problem."
            ).format(path=plan.target)
        )
    elif plan.fate == "replaces":
        said.append(
            tr("There is another {name} among your plugins. It stays unless you replace it.").format(
                name=sight.path.name
            )
        )
    else:
        said.append(tr("Install copies it to {path}.").format(path=plan.target))
    return said


def other(lack: Lack) -> Problem:
    """Returns the note that another text of a component is loaded than the one enclosed."""
    mine = lack.mine[0]
    values = {
        "name": lack.plugin.name,
        "components": ", ".join(dict.fromkeys(info.id for info in lack.mine)),
        "theirs": " ".join(part for part in (lack.plugin.version, lack.plugin.sha256[:8]) if part),
        "mine": " ".join(part for part in (mine.version, mine.sha256[:8]) if part),
    }
    return Problem(code="enclosed.other", level="warning", values=values, plugin=lack.plugin.name, file=mine.file)


def _stand(sight: Sight, language: Language) -> str:
    tr = language.tr
    if sight.lack is None:
        return tr("loaded")
    return tr("missing here") if sight.lack.state == "missing" else tr("another text here")


def _brings(plugin: Enclosed, language: Language) -> str:
    return ", ".join(_component(component, language) for component in plugin.components)


def _used(lack: Lack, language: Language) -> str:
    return ", ".join(_component(component, language) for component in lack.used)


def _component(component: str, language: Language) -> str:
    kind, _, ident = component.partition(":")
    shown = kinds.get(kind, kind)
    return f"{language.tr(shown)} {ident}"


def _label(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.RichText if name == "enclosed_head" else Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
