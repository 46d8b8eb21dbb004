"""The panels at the left: the data, and how the network learns."""

from nnlab.gui.panels.data import DataPanel
from nnlab.gui.panels.training import TrainingPanel

__all__ = ["DataPanel", "TrainingPanel"]
