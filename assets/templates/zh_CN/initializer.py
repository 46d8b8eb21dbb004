"""New thing：每个神经元起初只与一部分输入相连，其余权重为 0。"""

from nnlab.api import Initializer, hookimpl, param


class NewThing(Initializer):
    name = {"en": "New thing", "zh_CN": "New thing"}
    share: float = param(0.5, low=0.05, high=1, help={"en": "Share of the inputs", "zh_CN": "输入所占的比例"})

    # 给出从 fan_in 个输入到 fan_out 个神经元的权重，形状为 (fan_in, fan_out)。
    # 只用 rng（numpy.random.Generator）抽随机数：同一个种子就有同样的开始。
    def weights(self, rng, fan_in, fan_out):
        kept = rng.random((fan_in, fan_out)) < self.share
        return kept * rng.normal(size=(fan_in, fan_out)) / (self.share * fan_in) ** 0.5


@hookimpl
def nnlab_initializers():
    return [NewThing]
