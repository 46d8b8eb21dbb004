"""Joins experiment, catalogue and engine to a running network: `Run`."""

from nnlab.session.run import Run
from nnlab.session.features import Feature, parse

__all__ = ["Feature", "Run", "parse"]
