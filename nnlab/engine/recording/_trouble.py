"""Why a plugin's code cannot be recorded."""

from __future__ import annotations

from nnlab.records import Value


class NotRecordable(Exception):  # noqa: N818 - an answer more than an error
    """Tells that a plugin's method is called as it is.

    `code` is one of `codes`; `detail` names the culprit in the code's own words, such as `np.piecewise`.
    """

    codes = (
        "draws",  # random numbers
        "branches",  # `if`, `float()`, `range()` on data
        "reduces",  # sums over what has to stay elementwise
        "unknown",  # a NumPy function without a rule
        "state",  # keeps something between calls
        "differs",  # the replay came out otherwise than the code
        "raises",  # fails on symbols
        "shape",  # numbers depend on the size of the batch
    )

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code, self.detail = code, detail

    @property
    def values(self) -> dict[str, Value]:
        """What a sentence about it may name."""
        return {"detail": self.detail}
