"""Reads where there is nothing, from sample."""

import ctypes

from nnlab.api import Dataset, hookimpl


class SampleSegfault(Dataset):
    """Reads where there is nothing, from sample."""

    def sample(self, rng):
        ctypes.string_at(0)


@hookimpl
def nnlab_datasets():
    return [SampleSegfault]
