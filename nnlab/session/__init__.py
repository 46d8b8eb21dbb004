"""Joins experiment, catalogue and engine to a running network: `Run`."""

from nnlab.session._data import described
from nnlab.session.features import Feature, parse
from nnlab.session.run import Run

__all__ = ["Feature", "Run", "described", "parse"]
