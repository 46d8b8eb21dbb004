"""New thing: each neuron begins with weights for a share of its inputs, and 0 for the others."""

from nnlab.api import Initializer, hookimpl, param


class NewThing(Initializer):
    name = {"en": "New thing", "zh_CN": "New thing"}
    share: float = param(0.5, low=0.05, high=1, help={"en": "Share of the inputs", "zh_CN": "输入所占的比例"})

    # Give the weights from fan_in inputs to fan_out neurons, an array (fan_in, fan_out).
    # Draw from rng alone, a numpy.random.Generator: the same seed then gives the same start.
    def weights(self, rng, fan_in, fan_out):
        kept = rng.random((fan_in, fan_out)) < self.share
        return kept * rng.normal(size=(fan_in, fan_out)) / (self.share * fan_in) ** 0.5


@hookimpl
def nnlab_initializers():
    return [NewThing]
