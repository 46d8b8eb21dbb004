"""The stopwatch that `nnlab bench --gui` uses too."""

from nnlab.gui.measuring.stopwatch import Gaps, Stopwatch

__all__ = ["Gaps", "Stopwatch"]
