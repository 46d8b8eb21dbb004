"""Changes how numbers are written while it is loaded."""

import locale

import numpy as np

from nnlab.api import Activation, hookimpl

locale.setlocale(locale.LC_ALL, "C.UTF-8")


class ImportLocale(Activation):
    """Changes how numbers are written while it is loaded."""

    def forward(self, z):
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [ImportLocale]
