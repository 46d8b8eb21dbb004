"""Holds the interpreter in a regular expression."""

import re

import numpy as np

from nnlab.api import Activation, hookimpl


class RegexEndless(Activation):
    """Holds the interpreter in a regular expression."""

    def forward(self, z):
        re.match(r"(a+)+$", "a" * 60 + "b")
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [RegexEndless]
