"""Arrays that begin where a cache line does."""

import numpy as np
import pytest

from nnlab.engine.memory import aligned, aligned_copy, aligned_like, line


@pytest.mark.parametrize("kind", ["float32", "float64", "bool", "int64"])
@pytest.mark.parametrize("shape", [(), (1,), (0, 5), (3, 7), (2, 3, 5)])
def test_an_aligned_array_begins_at_a_cache_line_and_is_full_of_one_number(shape, kind):
    made = aligned(shape, kind, 1)
    assert made.ctypes.data % line == 0 or made.size == 0
    assert made.flags.c_contiguous
    assert made.flags.writeable
    np.testing.assert_array_equal(made, np.ones(shape, kind))


def test_a_copy_shares_nothing_and_lies_row_by_row():
    turned = np.arange(12.0).reshape(3, 4).T
    made = aligned_copy(turned, "float32")
    np.testing.assert_array_equal(made, turned)
    assert made.flags.c_contiguous
    assert made.dtype == np.float32
    assert not np.shares_memory(made, turned)
    assert aligned_copy(turned).dtype == turned.dtype
    like = aligned_like(made)
    assert like.shape == made.shape
    assert like.dtype == made.dtype
    assert not like.any()
