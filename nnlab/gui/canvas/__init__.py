"""The network canvas: the hero of the window."""

from nnlab.gui.canvas.canvas import NetworkCanvas
from nnlab.gui.canvas.selection import Selection

__all__ = ["NetworkCanvas", "Selection"]
