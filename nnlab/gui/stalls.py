"""Which component a call that does not return belongs to."""

from __future__ import annotations

from collections.abc import Callable

from nnlab.experiment.document import Experiment
from nnlab.experiment.slots import slots
from nnlab.kernel.messages import Stalled
from nnlab.records import ComponentInfo, Kind


def takes_out(
    old: Experiment, new: Experiment, stall: Stalled, info: Callable[[Kind, str], ComponentInfo | None]
) -> bool:
    """Tells whether an edit takes out the component whose call does not return."""
    before, after = ({(slot.kind, slot.chosen.id) for slot in slots(one) if slot.chosen} for one in (old, new))
    for kind, id in before - after:
        known = info(kind, id)
        theirs = known is not None and bool(stall.file) and known.file.startswith(stall.file)
        if theirs or id.replace("_", "").lower() == stall.plugin.replace("_", "").lower():
            return True
    return False
