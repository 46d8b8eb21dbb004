"""The network as a picture for slides and papers: SVG, PDF, PNG, clipboard."""

from nnlab.gui.pictures.pictures import Pictures

__all__ = ["Pictures"]
