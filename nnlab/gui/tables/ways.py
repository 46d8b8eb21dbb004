"""What comes from outside and looks like a table."""

from __future__ import annotations

endings = (".csv", ".tsv", ".tab", ".txt", ".dat", ".data", ".gz", ".npz", ".npy")
_marks = "\t;,|"


def is_table(path: str) -> bool:
    """Tells by its name whether a file is opened as a table."""
    return path.lower().endswith(endings)


def holds_table(text: str) -> bool:
    """Tells whether a text looks like the cells of a table: lines with the same columns, parted in the same way."""
    lines = [line for line in text[:100_000].splitlines()[:3] if line.strip()]
    return len(lines) > 1 and any(
        lines[0].count(mark) > 0 and lines[0].count(mark) == lines[1].count(mark) for mark in _marks
    )
