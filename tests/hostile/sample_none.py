"""Returns nothing from sample."""

from nnlab.api import Dataset, hookimpl


class SampleNone(Dataset):
    """Returns nothing from sample."""

    def sample(self, rng):
        rng.normal(size=(9, 2))


@hookimpl
def nnlab_datasets():
    return [SampleNone]
