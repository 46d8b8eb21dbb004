"""`nnlab bench --gui`: how quick the real window is."""

from nnlab.gui.measuring.window import Figures, Start, Work, measure

__all__ = ["Figures", "Start", "Work", "measure"]
