"""Ends a thread of its own by sys.exit, and fails."""

import sys
import threading

from nnlab.api import Activation, hookimpl


class ForwardThreadExit(Activation):
    """Ends a thread of its own by sys.exit, and fails."""

    def forward(self, z):
        thread = threading.Thread(target=sys.exit)
        thread.start()
        thread.join()
        raise ValueError("no")


@hookimpl
def nnlab_activations():
    return [ForwardThreadExit]
