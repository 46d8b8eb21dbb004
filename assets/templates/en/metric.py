"""New thing: the share of the answers that are near enough to the target."""

import numpy as np

from nnlab.api import Metric, hookimpl, param


class NewThing(Metric):
    name = {"en": "New thing", "zh_CN": "New thing"}
    # "values": y and target are (samples, outputs). "labels": both are class numbers (samples,).
    takes = "values"
    tolerance: float = param(0.1, low=0.001, high=10, log=True, help={"en": "Near enough", "zh_CN": "足够接近"})

    # One number for the whole set; a larger one need not be a better one.
    def value(self, y, target):
        return float(np.mean(np.abs(y - target) <= self.tolerance))


@hookimpl
def nnlab_metrics():
    return [NewThing]
