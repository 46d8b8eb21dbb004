"""The real tables that come with nnlab, for plugins that make a data set of one."""

from __future__ import annotations

import gzip

import numpy as np

from nnlab.api.table import Table
from nnlab.records import fail
from nnlab.records.bundled import bundled


def bundled_table(name: str) -> Table:
    """Returns a table of `assets/data` with its rows in the file's order: "breast_cancer", "digits" or "iris".

    The last column holds the classes, which are numbered as they first come; all others are x, under their own names.
    Raises ProblemError `data.no_table`, listing the tables, where there is none of that name.
    """
    files = {path.name.partition(".")[0]: path for path in sorted(bundled("assets/data").glob("*.csv*"))}
    if name not in files:
        raise fail("data.no_table", name=str(name), known=", ".join(files))
    content = files[name].read_bytes()
    text = (gzip.decompress(content) if files[name].suffix == ".gz" else content).decode("utf-8")
    header, *lines = text.splitlines()
    rows, words = zip(*(line.rsplit(",", 1) for line in lines), strict=True)
    classes = tuple(dict.fromkeys(words))
    number = {word: place for place, word in enumerate(classes)}
    return Table(
        x=np.loadtxt(rows, delimiter=",", ndmin=2),
        y=np.array([number[word] for word in words]),
        names=tuple(header.split(",")[:-1]),
        classes=classes,
    )
