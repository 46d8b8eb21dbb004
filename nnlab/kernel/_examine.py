"""Answers what a component looks like and how good it is: the work of a workshop's process."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from nnlab.api import Component
from nnlab.catalog import Catalog
from nnlab.kernel import messages as m
from nnlab.kernel._errors import problem_of
from nnlab.kernel._slot import SlotWriter
from nnlab.records import ComponentInfo, fail


def examine(ask: m.Examine, catalog: Catalog, slot: SlotWriter) -> m.Examined:
    """Draws or grades a component; what goes wrong is the answer's problem."""
    from nnlab.testing import grade  # here, so that Ready need not wait for the engine
    from nnlab.testing.pictures import drawn

    try:
        info, cls = _class(ask, catalog)
        component = cls(**ask.values)
        if ask.what == "plot":
            drawing = drawn(component, watch=Marks(slot), catalog=catalog)
            return m.Examined(id=ask.id, picture=drawing.picture, problem=drawing.problem)
        graded = grade(component if ask.values else cls, watch=Marks(slot), catalog=catalog)
        made = msgspec.structs.replace(graded, sha256=info.sha256, name=info.name)
        return m.Examined(id=ask.id, grade=made)
    except BaseException as error:  # a plugin's code ran: whatever came out of it is the answer
        return m.Examined(id=ask.id, problem=problem_of(error))


class Marks:
    """Marks each call in the slot, and leaves it to the grader to find what a call changes around it."""

    def __init__(self, slot: SlotWriter) -> None:
        self._slot = slot
        self.enter, self.leave = slot.enter, slot.leave

    def around(self, cls: type, label: str) -> tuple[Callable[[str], None], Callable[[], None], None]:
        """Returns what to call before and after each call of a class's method."""
        file = self._slot.owner(cls)
        if not file:
            return self.enter, self.leave, None
        plugin, _, method = label.rpartition(".")
        call = plugin, method, file
        return lambda _: self._slot.begin(call), self._slot.end, None


def _class(ask: m.Examine, catalog: Catalog) -> tuple[ComponentInfo, type[Component]]:
    """Returns the component meant: the one that a file brings goes before another of its id."""
    for loaded in catalog.loaded if ask.path else ():
        if loaded.source.path == ask.path:
            for info, cls in loaded.components:
                if (info.kind, info.id) == (ask.kind, ask.component):
                    return info, cls
    known = catalog.info(ask.kind, ask.component)
    if known is None:
        raise fail("plugin.unknown", kind=ask.kind, id=ask.component, known="-")
    return known, catalog.cls(ask.kind, ask.component)
