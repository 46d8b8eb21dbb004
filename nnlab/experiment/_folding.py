"""Painted points in a file's events: each holds only what is other than in the one before.

While one paints and trains every edit is an event with all points. "^120,30;1 2 0;3 4 1" stands for the first 120
letters of the text before, then these, then its last 30; the rest of the experiment is there where it is another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from msgspec import structs

from nnlab.experiment.document import Event, Experiment
from nnlab.records import fail
from nnlab.records.painting import painted_id

longest = 128 << 20  # letters of all texts of a file
_fold = re.compile(r"\^(\d{1,9}),(\d{1,9});(.*)", re.DOTALL)


class FoldedEvent(Event, frozen=True, kw_only=True, omit_defaults=True):
    """An event as a file holds it: `points` stands for the experiment before, where only its points are others now."""

    points: str | None = None


def folded(events: Sequence[Event], file: str) -> tuple[FoldedEvent, ...]:
    """Returns the events with short texts of painted points.

    Raises ProblemError `file.painted` where they hold more than `unfolded` would give back.
    """
    made: list[FoldedEvent] = []
    last: Experiment | None = None
    before, length = "", 0
    for event in events:
        told, experiment = FoldedEvent(**structs.asdict(event)), event.experiment
        text = _points(experiment)
        if experiment is None or text is None:
            made.append(told)
            last = experiment or last
            continue
        short = _short(before, text)
        length += len(text) + len(short)
        if length > longest:
            raise fail("file.painted", file=file)
        short = short if text.startswith("^") or len(short) < len(text) else text
        known = _points(last)
        if last is not None and known is not None and _with(experiment, known) == last:
            made.append(structs.replace(told, experiment=None, points=short))
        else:
            made.append(structs.replace(told, experiment=_with(experiment, short)))
        before, last = text, experiment
    return tuple(made)


def unfolded(events: Sequence[FoldedEvent], file: str) -> tuple[Event, ...]:
    """Returns the events as they were. Raises ProblemError `file.field_value` for what `folded` does not make."""
    made: list[Event] = []
    last: Experiment | None = None
    before, length = "", 0
    for place, event in enumerate(events):
        base = event.experiment if event.points is None else last if event.experiment is None else None
        text = _points(event.experiment) if event.points is None else event.points
        if event.points is not None and _points(base) is None:
            raise fail("file.field_value", file=file, path=f"events[{place}].points", detail=event.points[:40])
        if base is None or text is None:
            made.append(_plain(event, base))
            last = base or last
            continue
        if text.startswith("^"):
            found = _fold.fullmatch(text)
            start, end = (int(found[1]), int(found[2])) if found else (longest, longest)
            length += start + end + len(text)
            if found is None or max(start, end) > len(before) or length > longest:
                path = f"events[{place}].points"
                raise fail("file.field_value", file=file, path=path, detail=text[:40])
            text = before[:start] + found[3] + before[len(before) - end :]
        before, last = text, _with(base, text)
        made.append(_plain(event, last))
    return tuple(made)


def _plain(event: FoldedEvent, experiment: Experiment | None) -> Event:
    return Event(step=event.step, experiment=experiment, kept=event.kept, weights=event.weights)


def _points(experiment: Experiment | None) -> str | None:
    source = experiment.data.source if experiment is not None else None
    text = source.values.get("points") if source is not None and source.id == painted_id else None
    return text if isinstance(text, str) else None


def _with(experiment: Experiment, text: str) -> Experiment:
    data = experiment.data
    source = structs.replace(data.source, values={**data.source.values, "points": text})
    return structs.replace(experiment, data=structs.replace(data, source=source))


def _short(before: str, text: str) -> str:
    most = min(len(before), len(text))
    start = _most(most, lambda count: text.startswith(before[:count]))
    end = _most(most - start, lambda count: text.endswith(before[len(before) - count :]))
    return f"^{start},{end};{text[start : len(text) - end]}"


def _most(most: int, holds: Callable[[int], bool]) -> int:
    """Returns the largest count up to which something holds."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holds(middle) else (low, middle - 1)
    return low
