"""The workbench's actions, and which of them make sense for the text that is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from nnlab.gui.context import Context

if TYPE_CHECKING:
    from nnlab.gui.workbench.bench import Bench


class Commands:
    """Registers the actions of a bench; `show` allows what can be done now and says why the rest cannot."""

    def __init__(self, context: Context, bench: Bench) -> None:
        self._context, self._bench = context, bench
        tr = context.language.tr
        context.actions.add(
            "workbench.show", lambda: tr("&Workbench: write a plugin"), bench.turn, "Ctrl+E", "square-pen"
        )
        self._add("new", lambda: tr("&New plugin…"), bench.ask_new, "file-plus")
        self._add("save", lambda: tr("&Save the plugin"), bench.save, "save", "Ctrl+S")
        self._add("save_as", lambda: tr("Save the plugin &as…"), bench.save_as, "save-all", "Ctrl+Shift+S")
        self._add("discard", lambda: tr("&Discard what is not saved"), bench.discard, "rotate-ccw")
        self._add("copy", lambda: tr("&Copy and change…"), bench.ask_copy, "copy")
        self._add("use", lambda: tr("&Use in the network"), bench.use, "play")
        self._add("find", lambda: tr("&Find in the text"), bench.find, "search", "Ctrl+F")
        self._add("external", lambda: tr("Open in my &editor"), bench.open_outside, "external-link")
        self._add("folder", lambda: tr("Show f&older"), bench.show_folder, "folder-open")
        self.show()

    def _add(self, id: str, text: Callable[[], str], act: Callable[[], object], icon: str, keys: str = "") -> None:
        """Adds an action; `keys` mean it in the panel only, so that they are told but not the window's."""

        def tip() -> str:
            plain = text().replace("&", "").rstrip("…")
            return f"{plain}  ({keys})" if keys else plain

        self._context.actions.add(f"workbench.{id}", text, act, None, icon, tip=tip)

    def show(self, *_: object) -> None:
        """Looks at the text that is shown."""
        allow, tr, sheet = self._context.actions.allow, self._context.language.tr, self._bench.sheet
        own = sheet is not None and not sheet.read_only
        none = tr("No text is open") if sheet is None else tr("This came with nnlab: copy it to change it")
        for id in ("save", "save_as"):
            allow(f"workbench.{id}", own, none)
        changed = own and sheet is not None and sheet.modified
        allow("workbench.discard", changed, tr("Everything is saved") if own else none)
        for id in ("find", "folder"):
            allow(f"workbench.{id}", sheet is not None, none)
        allow("workbench.external", sheet is not None and sheet.there, tr("Save it first"))
        info = self._bench.component
        allow("workbench.copy", info is not None, tr("It brings no component that could be copied"))
        why = self._not_usable()
        allow("workbench.use", not why, why)

    def _not_usable(self) -> str:
        """Says why the component cannot be put into the network; "" where it can."""
        tr, bench = self._context.language.tr, self._bench
        if bench.component is None or bench.trial is None or bench.sheet is None:
            return tr("The text brings no component yet")
        if not bench.trial.works:
            return tr("Something is wrong with it")
        from nnlab.gui.workbench.using import can_use, in_use

        if not can_use(bench.component.kind):
            return tr("Choose it where layers and metrics are chosen, once it is saved")
        if not bench.sheet.modified and in_use(self._context.document.experiment, bench.component):
            return tr("The network uses it")
        return ""
