"""The menus, filled from the registry of actions: what an action is called and does stands in one place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QMainWindow, QMenu

from nnlab.experiment.presets import presets
from nnlab.gui.context import Context
from nnlab.gui.files import Files
from nnlab.gui.memory import Memory


class Menus:
    """File, Edit, Network, Train, Plugins, View and Help of one window."""

    def __init__(self, window: QMainWindow, context: Context, files: Files, memory: Memory) -> None:
        self._window, self._context, self._files, self._memory = window, context, files, memory
        tr = context.language.tr
        self._titles: list[tuple[QMenu, Callable[[], str]]] = []
        bar = window.menuBar()
        self._file = self._menu(bar, lambda: tr("&File"))
        self._new = self._menu(self._file, lambda: tr("&New"))
        self._new.menuAction().setObjectName("file.new_menu")
        self._put(self._file, "file.open")
        self._recent = self._menu(self._file, lambda: tr("Open &recent"))
        self._recent.aboutToShow.connect(self._fill_recent)
        self._put(self._file, "file.open_table", "file.paste_table", "file.change_table", "")
        self._put(self._file, "file.save", "file.save_as", "", "file.picture", "file.enclosed", "", "app.quit")
        edit = self._menu(bar, lambda: tr("&Edit"))
        self._put(edit, "edit.undo", "edit.redo")
        self._rest(edit, "edit.")
        edit.addSeparator()
        paint = self._menu(edit, lambda: tr("Paint points"))
        self._rest(paint, "paint.")
        self._fill_network(self._menu(bar, lambda: tr("&Network")))
        train = self._menu(bar, lambda: tr("&Train"))
        self._put(train, "train.play", "train.step", "train.reset", "train.new_weights", "")
        self._put(train, "train.full_speed", "train.faster", "train.slower", "")
        self._rest(train, "train.")
        plugins = self._menu(bar, lambda: tr("&Plugins"))
        self._put(plugins, "workbench.show", "workbench.new", "")
        self._put(plugins, "plugins.manage", "plugins.install", "plugins.folder")
        self._rest(plugins, "plugins.")
        plugins.addSeparator()
        self._rest(plugins, "workbench.")
        self.view = self._menu(bar, lambda: tr("&View"))
        self._put(self.view, "view.theme", "view.language", "")
        self._rest(self.view, "view.")
        self.view.addSeparator()
        self._put(self._menu(bar, lambda: tr("&Help")), "help.shortcuts", "help.about")
        context.language.changed.connect(self._word)
        self._word()

    def _fill_network(self, network: QMenu) -> None:
        """What draws comes first, then what is like it; the keys that only select have a menu inside."""
        tr, start = self._context.language.tr, "network."
        for names in (
            ("add_layer", "add_dropout", "kinds"),
            ("add_neuron", "remove_neuron", "remove", "remove_layer"),
            ("cut", "copy", "paste", "duplicate"),
            ("activation", "rename", "freeze_layer", "edit_value", "inspect"),
            ("move_left", "move_right", "connect", "disconnect"),
        ):
            self._put(network, *(start + name for name in names), "")
        select = self._menu(network, lambda: tr("Select"))
        self._put(select, *(f"{start}{name}_{what}" for what in ("layer", "neuron") for name in ("next", "previous")))
        self._put(select, "", *(f"{start}more_{side}" for side in ("right", "left", "below", "above")))
        self._put(select, "", start + "select_all", start + "let_go")
        self._rest(network, start, but=select)

    def _menu(self, parent, title: Callable[[], str]) -> QMenu:
        menu = parent.addMenu("")
        menu.setToolTipsVisible(True)
        menu.aboutToShow.connect(self._context.actions.draw_all)
        self._titles.append((menu, title))
        return menu

    def _put(self, menu: QMenu, *ids: str) -> None:
        for id in ids:
            if id:
                menu.addAction(self._context.actions.listed(id))
            else:
                menu.addSeparator()

    def _rest(self, menu: QMenu, start: str, but: QMenu | None = None) -> None:
        """Adds every action of a group that the menu, or one inside, has not yet, in the order they were made."""
        known = [*menu.actions(), *(but.actions() if but is not None else ())]
        for id in self._context.actions:
            action = self._context.actions.listed(id)
            if id.startswith(start) and action not in known:
                menu.addAction(action)

    def _word(self) -> None:
        language = self._context.language
        for menu, title in self._titles:
            menu.setTitle(title())
        self._new.clear()
        for known in presets():
            action = self._new.addAction(language.text(known.title))
            action.setObjectName(f"file.new.{known.id}")
            action.triggered.connect(lambda _checked=False, id=known.id: self._files.new(id))

    def _fill_recent(self) -> None:
        self._recent.clear()
        tr = self._context.language.tr
        for path in self._memory.now.recent:
            action = self._recent.addAction(Path(path).name)
            action.setToolTip(path)
            action.triggered.connect(lambda _checked=False, path=path: self._files.open(path))
        if not self._memory.now.recent:
            self._recent.addAction(tr("No file was opened or saved yet")).setEnabled(False)
