"""Changes how numbers are written after a while."""

import locale

import numpy as np

from nnlab.api import Activation, hookimpl


class LateLocale(Activation):
    """Changes how numbers are written after a while."""

    calls = 0

    def forward(self, z):
        LateLocale.calls += 1
        if LateLocale.calls == 40:
            locale.setlocale(locale.LC_ALL, "C.UTF-8")
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [LateLocale]
