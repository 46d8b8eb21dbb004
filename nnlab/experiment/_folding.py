"""Painted points in a file's events: each holds only what is other than in the one before.

While one paints and trains every edit is an event with all points. "^120,30;1 2 0;3 4 1" stands for the first 120
letters of the text before, then these, then its last 30.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from msgspec import structs

from nnlab.experiment.document import Event
from nnlab.records import fail
from nnlab.records.painting import painted_id

longest = 128 << 20  # letters of all texts of a file
_fold = re.compile(r"\^(\d{1,9}),(\d{1,9});(.*)", re.DOTALL)


def folded(events: Sequence[Event]) -> tuple[Event, ...]:
    """Returns the events with short texts of painted points."""
    made, before = [], ""
    for event in events:
        text = _points(event)
        if text is None:
            made.append(event)
            continue
        short = _short(before, text)
        made.append(_with(event, short) if text.startswith("^") or len(short) < len(text) else event)
        before = text
    return tuple(made)


def unfolded(events: Sequence[Event], file: str) -> tuple[Event, ...]:
    """Returns the events as they were. Raises ProblemError `file.field_value` for what `folded` does not make."""
    made, before, length = [], "", 0
    for place, event in enumerate(events):
        text = _points(event)
        if text is None:
            made.append(event)
            continue
        if text.startswith("^"):
            found = _fold.fullmatch(text)
            start, end = (int(found[1]), int(found[2])) if found else (longest, longest)
            length += start + end + len(text)
            if found is None or max(start, end) > len(before) or length > longest:
                path = f"events[{place}].experiment.data.source.values.points"
                raise fail("file.field_value", file=file, path=path, detail=text[:40])
            text = before[:start] + found[3] + before[len(before) - end :]
            event = _with(event, text)
        made.append(event)
        before = text
    return tuple(made)


def _points(event: Event) -> str | None:
    source = event.experiment.data.source if event.experiment is not None else None
    text = source.values.get("points") if source is not None and source.id == painted_id else None
    return text if isinstance(text, str) else None


def _with(event: Event, text: str) -> Event:
    assert event.experiment is not None
    data = event.experiment.data
    source = structs.replace(data.source, values={**data.source.values, "points": text})
    experiment = structs.replace(event.experiment, data=structs.replace(data, source=source))
    return structs.replace(event, experiment=experiment)


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
