"""A context of its own for a plugin's code, in which NumPy neither raises nor warns."""

from __future__ import annotations

import contextvars

import numpy as np


def quiet_context() -> contextvars.Context:
    """Returns a copy of the present context in which NumPy is silent: what diverges is worded, not warned of.

    What is run in it changes its own error state alone.
    """
    context = contextvars.copy_context()
    context.run(np.seterr, all="ignore")
    return context
