"""What the screen shows now: each widget names its view, the kernel is told the union."""

from __future__ import annotations

from nnlab.kernel.messages import BoundaryView, MapsView, PredictView, ProbeView, SampleView, View, WeightsView


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
        """One view of each sort: the largest size asked for, the probe, sample and point named last."""
        views = tuple(self._by_key.values())
        maps = [view.size for view in views if isinstance(view, MapsView)]
        boundaries = [view.size for view in views if isinstance(view, BoundaryView)]
        probes = [view for view in views if isinstance(view, ProbeView)]
        found: list[View] = []
        if maps:
            found.append(MapsView(max(maps)))
        if boundaries:
            found.append(BoundaryView(max(boundaries)))
        if any(isinstance(view, WeightsView) for view in views):
            found.append(WeightsView())
        if probes:
            found.append(probes[-1])
        found += [view for view in views if isinstance(view, SampleView)][-1:]
        found += [view for view in views if isinstance(view, PredictView)][-1:]
        return tuple(found)
