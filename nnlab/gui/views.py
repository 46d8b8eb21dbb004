"""What the screen shows now: each widget names its view, the kernel is told the union."""

from __future__ import annotations

from msgspec.structs import replace

from nnlab.kernel.messages import (
    BoundaryView,
    MapsView,
    PageView,
    PredictView,
    ProbeView,
    SampleView,
    ScoresView,
    TopView,
    View,
    WeightsView,
)


class Views:
    """The views by the key of the widget that shows them."""

    def __init__(self) -> None:
        self._by_key: dict[str, View] = {}

    def set(self, key: str, view: View | None) -> bool:
        """Takes a widget's view, or None where it shows none; tells whether anything changed."""
        before = self.union()
        self._by_key.pop(key, None)
        if view is not None:
            self._by_key[key] = view
        return self.union() != before

    def union(self) -> tuple[View, ...]:
        """One view of each sort: the largest size asked for; of what it is about the one named last."""
        views = tuple(self._by_key.values())
        found: list[View] = []
        for kind in (MapsView, BoundaryView):
            alike = [view for view in views if isinstance(view, kind)]
            if alike:
                found.append(replace(alike[-1], size=max(view.size for view in alike)))
        if any(isinstance(view, WeightsView) for view in views):
            found.append(WeightsView())
        for last in (ProbeView, SampleView, PredictView, ScoresView, PageView, TopView):
            found += [view for view in views if isinstance(view, last)][-1:]
        return tuple(found)
