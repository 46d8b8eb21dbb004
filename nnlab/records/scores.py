"""How well a network answers, counted out over a whole set; and single samples with what was answered for them."""

from __future__ import annotations

from typing import Literal

import msgspec

from nnlab.records.arrays import Array
from nnlab.records.predictions import Meaning

Part = Literal["train", "test"]


class Pairs(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Some samples for a picture, evenly drawn over the set: rows (M) of it, targets and answers (M, k)."""

    rows: Array
    targets: Array
    answers: Array


class SetScores(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The scores of one set; what is not defined is None.

    For both kinds of targets: `count` is the number of samples, `loss` the data's loss as the curve shows it, by the
    loss function of the experiment and without a penalty on weights.

    Classes (definitions as in scikit-learn's user guide, 3.4.4 "Classification metrics"):
    `confusion` (k, k) counts samples, a row for each target, a column for each answer; `accuracy` is the share on its
    diagonal. Of a class c with hits on the diagonal: `precision` = hits / all answered c, `recall` = hits / all that
    are c, `f1` = 2 hits / (all answered c + all that are c), each None where it would be 0 / 0. `macro_precision`,
    `macro_recall` and `macro_f1` are the means over the classes for which the number is defined.

    Values, in the data's own units, one number for each target (3.4.6 "Regression metrics"), e = answer - target:
    `r_squared` = 1 - sum e^2 / sum (target - mean)^2, None where all targets are equal; `mae` = mean |e|; `rmse` =
    sqrt(mean e^2). `pairs` are some hundred samples for a picture.
    """

    count: int
    loss: float
    accuracy: float | None = None
    confusion: Array | None = None
    precision: tuple[float | None, ...] = ()
    recall: tuple[float | None, ...] = ()
    f1: tuple[float | None, ...] = ()
    macro_precision: float | None = None
    macro_recall: float | None = None
    macro_f1: float | None = None
    r_squared: tuple[float | None, ...] = ()
    mae: tuple[float, ...] = ()
    rmse: tuple[float, ...] = ()
    pairs: Pairs | None = None


class Scores(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The scores of training and test samples apart, of the state after `epoch` epochs and `step` steps.

    `classes` are the classes' names in the order of the matrix, empty for values; `test` is None without test samples.
    """

    epoch: int
    step: int
    train: SetScores
    test: SetScores | None = None
    classes: tuple[str, ...] = ()

    def of(self, part: Part) -> SetScores | None:
        """Returns the scores of one set."""
        return self.train if part == "train" else self.test


class Cases(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Samples of a set with what is answered for them, of the state after `epoch` epochs.

    `rows` (M) are rows of the set, `x` (M, columns) the samples and `targets` (M,) class numbers or (M, k) values, in
    the data's own units; `answers` likewise. `shares` (M, k) say how sure the network is of each class, and `means`
    what they are, as of a Prediction. `total` counts all there are: the first ones are here.
    """

    part: Part
    epoch: int
    total: int
    rows: Array
    x: Array
    targets: Array
    answers: Array
    shares: Array | None = None
    means: Meaning = "values"
