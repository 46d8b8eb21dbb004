"""Tables from files and pasted texts: what stands in them is recognised, and their numbers are kept.

`look` reads the first rows, `read` the whole table. The window reads through `nnlab.kernel.reading`, in a process of
its own.
"""

from __future__ import annotations

from nnlab.tables.reading import look, read

__all__ = ["look", "read"]
