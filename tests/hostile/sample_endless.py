"""Never returns from sample."""

from nnlab.api import Dataset, hookimpl


class SampleEndless(Dataset):
    """Never returns from sample."""

    def sample(self, rng):
        while True:
            pass


@hookimpl
def nnlab_datasets():
    return [SampleEndless]
