"""The plots at the right: the network's output over the plane, and the loss."""

from nnlab.gui.plots.boundary import BoundaryPlot
from nnlab.gui.plots.loss import LossPlot

__all__ = ["BoundaryPlot", "LossPlot"]
