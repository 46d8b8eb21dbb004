"""The data of an experiment: drawn, split, turned into inputs and coded targets."""

from __future__ import annotations

import math
import string
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt
from msgspec import structs

from nnlab.api import Loss, Table
from nnlab.engine import AnyArray, Border, stream
from nnlab.experiment.document import Chosen, Data
from nnlab.experiment.facts import DataFacts
from nnlab.records import ProblemError, fail
from nnlab.session._making import Maker, shown
from nnlab.session._missing import Filling, Rows, filling, gaps_of, without_gaps
from nnlab.session.features import Feature, parse_all

farthest = 1e140  # a number that can be scaled; there are fewer than 1e20 rows


@dataclass(frozen=True)
class Answers:
    """Turns values in the data's own units into those the network learns: (value - shift) / scale, and back."""

    shift: AnyArray
    scale: AnyArray

    def coded(self, y: AnyArray) -> AnyArray:
        """Returns what the network learns of values y (N, k)."""
        return (y - self.shift) / self.scale

    def own(self, outputs: AnyArray) -> AnyArray:
        """Returns outputs (..., k) in the data's own units."""
        with np.errstate(all="ignore"):  # a diverged run is worded, not warned of
            return outputs * self.scale + self.shift


@dataclass(frozen=True)
class DataSet:
    """A table with the rows for training and for testing.

    `drawn` is the table as the data set gave it; `table` has no missing values any more: their rows are left out, or
    `filling` filled them in. `answers` scales targets that are values, where that is asked for.
    """

    table: Table
    train: Rows
    test: Rows
    drawn: Table
    missing: tuple[int, ...] = ()
    filling: Filling | None = None
    answers: Answers | None = None

    @property
    def x(self) -> AnyArray:
        """All rows, (N, columns); images and the like are flattened."""
        return self.table.x.reshape(len(self.table.x), -1)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of these columns; those of images and sequences say where a number stands: "r1c8", "t3"."""
        return names_of(self.table)

    @property
    def targets(self) -> Literal["classes", "values"]:
        return "classes" if self.table.y.ndim == 1 else "values"

    @property
    def outputs(self) -> int:
        """The number of outputs the targets ask for: 1 for two classes."""
        if self.targets == "values":
            return int(self.table.y.shape[1])
        return 1 if len(self.table.classes) <= 2 else len(self.table.classes)

    def facts(self, inputs: Inputs | None = None) -> DataFacts:
        """Describes the data, with what is known of the network's inputs."""
        x, y = self.x, self.table.y
        return DataFacts(
            columns=self.names,
            low=tuple(float(v) for v in x.min(0)),
            high=tuple(float(v) for v in x.max(0)),
            targets=self.targets,
            classes=self.table.classes if self.targets == "classes" else (),
            outputs=self.outputs,
            target_low=extent(self.table, x.shape[1], y)[0],
            target_high=extent(self.table, x.shape[1], y)[1],
            train_rows=len(self.train),
            test_rows=len(self.test),
            class_rows=self._class_rows() if self.targets == "classes" else (),
            shape=inputs.shape if inputs else None,
            own_split=self.table.split is not None,
            shift=tuple(float(v) for v in inputs.shift) if inputs and inputs.scaled else (),
            scale=tuple(float(v) for v in inputs.scale) if inputs and inputs.scaled else (),
            missing=self.missing,
            filled=tuple(float(v) for v in self.filling.numbers) if self.filling and self.missing else (),
            dropped=self.drawn.left_out + len(self.drawn.x) - len(x),
            unanswered=self.drawn.left_out,
            target_shift=tuple(float(v) for v in self.answers.shift) if self.answers else (),
            target_scale=tuple(float(v) for v in self.answers.scale) if self.answers else (),
        )

    def _class_rows(self) -> tuple[tuple[int, int], ...]:
        """Returns how many rows of each class are for training and for testing."""
        y, count = np.asarray(self.table.y), len(self.table.classes)
        train, test = (np.bincount(y[rows], minlength=count).tolist() for rows in (self.train, self.test))
        return tuple(zip(train, test, strict=True))

    def own(self, outputs: AnyArray) -> AnyArray:
        """Returns outputs (N, k) in the data's own units; they are as they come where targets are not scaled."""
        return self.answers.own(outputs) if self.answers is not None else outputs

    def own_maps(self, maps: AnyArray) -> AnyArray:
        """Returns the outputs over a plane or along a line, (k, ...), in the data's own units and their own dtype."""
        if self.answers is None:
            return maps
        apart = (-1, *(1,) * (maps.ndim - 1))
        shift, scale = (part.reshape(apart).astype(maps.dtype) for part in (self.answers.shift, self.answers.scale))
        with np.errstate(all="ignore"):
            return np.asarray(maps * scale + shift)

    def filled(self, x: AnyArray) -> AnyArray:
        """Returns rows x (N, columns) with missing values filled in as in the data; without a number for them NaN."""
        return self.filling.of(x) if self.filling is not None else x

    def coded(self, loss: Loss, outputs: int, layer: str) -> AnyArray:
        """Returns all targets in the coding the loss wants: (N, outputs of the layer), or (N,) class numbers.

        Raises ProblemError where the loss wants classes and the data has values, or the outputs do not fit.
        """
        y = np.asarray(self.table.y)
        if self.targets == "values":
            if loss.targets != "values":
                raise fail("output.values", layer=layer, **shown("loss", loss))
            values = y.astype(np.float64)
            return self._fitting(self.answers.coded(values) if self.answers else values, outputs, loss, layer)
        count = len(self.table.classes)
        hot = np.eye(count)[y]
        if loss.targets in ("classes", "one_hot"):
            self._fitting(hot, outputs, loss, layer)
            return np.asarray(y) if loss.targets == "classes" else hot
        if count <= 2 and not (loss.targets == "values" and outputs == 2):
            hot = y[:, np.newaxis].astype(np.float64)
        hot = self._fitting(hot, outputs, loss, layer)
        return np.asarray(2 * hot - 1) if loss.targets == "plus_minus_one" else hot

    def _fitting(self, coded: AnyArray, outputs: int, loss: Loss, layer: str) -> AnyArray:
        wanted = coded.shape[1]
        if outputs != wanted:
            raise fail("output.count", layer=layer, units=outputs, wanted=wanted, **shown("loss", loss))
        return coded

    def labels(self, loss: Loss, y: AnyArray) -> AnyArray:
        """Returns the class numbers (N,) that outputs y (N, outputs) stand for."""
        if y.shape[1] > 1:
            return np.asarray(np.argmax(y, axis=1))
        middle = 0.0 if loss.targets == "plus_minus_one" or loss.takes == "score" else 0.5
        return np.asarray(y[:, 0] > middle, np.int64)


@dataclass(frozen=True)
class Inputs:
    """Turns rows in the data's own units into the network's inputs: features, then (value - shift) / scale.

    `constant` are the places of features that are the same in all training rows.
    """

    features: tuple[Feature, ...]
    shape: tuple[int, ...]
    shift: AnyArray
    scale: AnyArray
    scaled: bool = False
    constant: tuple[int, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(feature.name for feature in self.features)

    def of(self, x: AnyArray) -> AnyArray:
        """Returns the inputs (N, *shape) of rows x (N, columns)."""
        made = self._features(x)
        if self.scaled:
            made = made - self.shift
            made /= self.scale
        return made.reshape(len(x), *self.shape)

    def _features(self, x: AnyArray) -> AnyArray:
        """Returns the features (N, inputs) in float64."""
        if not self.features:
            return np.asarray(x, np.float64)
        if all(feature.plain for feature in self.features):  # as a loop over a million rows this takes a second
            return np.take(x, [feature.columns[0] for feature in self.features], axis=1).astype(np.float64, copy=False)
        return np.stack([feature.of(x) for feature in self.features], axis=1)


def names_of(table: Table) -> tuple[str, ...]:
    """Returns the names of a table's columns; those of images and sequences say where a number stands: "r1c8"."""
    names, shape = table.names, table.x.shape[1:]
    if len(shape) == 1 or len(names) == math.prod(shape):
        return names
    letters = {2: "tf", 3: "krc"}.get(len(shape), string.ascii_lowercase)  # an axis of length 1 goes unsaid
    axes = [axis for axis, length in enumerate(shape) if length > 1] or [0]
    return tuple("".join(f"{letters[axis]}{at[axis] + 1}" for axis in axes) for at in np.ndindex(shape))


def extent(table: Table, column: int, numbers: AnyArray) -> tuple[float, float]:
    """Returns the lowest and the highest of the numbers in a column (behind the last one: the targets), or what the
    table wants to be seen of it, where that is more."""
    known = table.extent[column : column + 1]
    return (
        min([float(numbers.min()), *(low for low, _ in known)]),
        max([float(numbers.max()), *(high for _, high in known)]),
    )


def described(table: Table) -> DataFacts:
    """Describes a table as it comes, split by the usual settings.

    Where each row misses something, it is described as with 0 in its place: how to fill it in is still to be chosen.
    """
    gaps = gaps_of(table)
    policy: Literal["drop", "constant"] = "constant" if gaps is not None and gaps.any(axis=1).all() else "drop"
    found = prepared(Data(source=Chosen(id=""), missing=policy), table)
    facts = structs.replace(found.facts(), shape=tuple(table.x.shape[1:]))
    return facts if policy == "drop" else structs.replace(facts, filled=())


def draw(data: Data, maker: Maker, border: Border) -> Table:
    """Draws the data; raises ProblemError where the data set cannot be made."""
    dataset = maker.dataset(data.source)
    method = border.method(dataset, "sample", "rng")
    table = method(*method.pick(rng=stream(data.seed, "data")))
    if not isinstance(table, Table):
        raise method.returned(table, "a Table", "一个 Table")
    return table


def prepared(data: Data, drawn: Table) -> DataSet:
    """Leaves out what misses a value, splits, then fills in and scales by the training rows.

    Raises ProblemError where no row is left for training, or a column tells nothing to fill in.
    """
    table, gaps = drawn, gaps_of(drawn)
    missing = () if gaps is None else tuple(int(count) for count in gaps.sum(axis=0))
    if gaps is not None and data.missing == "drop":
        table = without_gaps(drawn, gaps, names_of(drawn))
    test = _held_out(data, table)
    if test.all():
        raise fail("data.no_training")
    train = np.flatnonzero(~test)
    fill = filling(data, table.x.reshape(len(table.x), -1), train, names_of(table))
    if fill is not None and gaps is not None:
        table = replace(table, x=fill.of(table.x.reshape(len(table.x), -1)).reshape(table.x.shape))
    return DataSet(table, train, np.flatnonzero(test), drawn, missing, fill, _answers(data, table, train))


def _answers(data: Data, table: Table, train: Rows) -> Answers | None:
    """Returns the scaling of targets that are values, fitted on the training rows."""
    if data.target_scaling == "none" or table.y.ndim == 1:
        return None
    raw = np.asarray(table.y[train], np.float64)
    if _far(raw).any():
        raise fail("data.far_targets", largest=f"{farthest:g}", path="data.target_scaling")
    return Answers(*fitted(data.target_scaling, raw))


def _far(raw: AnyArray) -> npt.NDArray[np.bool_]:
    """Marks the columns (k,) of rows that hold numbers whose squares cannot be added."""
    return np.asarray(np.maximum(raw.max(0), -raw.min(0)) > farthest)


def fitted(how: Literal["standardize", "minmax"], raw: AnyArray) -> tuple[AnyArray, AnyArray]:
    """Returns shift and scale of columns (N, k); a column that never changes keeps its scale.

    The deviation of such a column is what rounding left of its mean, and any other value would be 1e13 of them away.
    """
    low, reach = raw.min(0), np.ptp(raw, axis=0)
    if how == "minmax":
        shift, scale = low, reach
    else:
        shift, scale = np.where(reach > 0, raw.mean(0), low), raw.std(0)
    return shift, np.where((reach > 0) & (scale > 0), scale, 1)


def _held_out(data: Data, table: Table) -> npt.NDArray[np.bool_]:
    """Marks the rows for testing (N,)."""
    rows = len(table.x)
    if data.split == "auto" and table.split is not None:
        return np.asarray(table.split, bool)
    count, test = round(data.test_share * rows), np.zeros(rows, bool)
    if data.split == "order":
        test[rows - count :] = True
        return test
    drawn = stream(data.split_seed, "split").permutation(rows)
    if data.split == "stratified" and table.y.ndim == 1:
        drawn = _by_class(table.y[drawn], drawn, count)
    test[drawn[:count]] = True
    return test


def _by_class(labels: Rows, drawn: Rows, count: int) -> Rows:
    """Returns of the rows drawn, with these labels, the first ones of each class: `count` in the classes' own shares.

    What is left over by rounding goes to the classes that lost most by it. A class keeps a row for training.
    """
    sizes = np.bincount(labels)
    wanted = sizes * count / len(labels)
    takes = np.floor(wanted).astype(np.int64)
    for label in np.argsort(takes - wanted, kind="stable")[: count - takes.sum()]:
        takes[label] += 1
    takes = np.minimum(takes, np.maximum(sizes - 1, 0))
    return np.concatenate([drawn[labels == label][:take] for label, take in enumerate(takes)])


def inputs_of(data: Data, chosen: tuple[str, ...], found: DataSet) -> Inputs:
    """Makes the network's inputs of the chosen columns and formulas; images go in as they are.

    Raises ProblemError `formula...` for one that cannot be read, or has no finite value in a row.
    """
    table = found.table
    flat = table.x.ndim == 2
    features = parse_all(chosen, table.names) if flat else ()
    for feature in features:
        try:
            if not feature.plain:  # a column is finite in all rows
                feature.of(found.x, strict=True)
        except ProblemError as error:
            raise _drawn(error, feature, found) from None
    shape = (len(features),) if flat else tuple(table.x.shape[1:])
    zeros = np.zeros(int(np.prod(shape)))
    plain = Inputs(features, shape, zeros, zeros + 1)
    raw = plain.of(found.x[found.train]).reshape(len(found.train), -1)
    constant = tuple(np.flatnonzero(raw.max(0) == raw.min(0)).tolist())
    if data.scaling == "none":
        return replace(plain, constant=constant)
    far = _far(raw)
    if far.any():
        place = int(np.argmax(far))
        name = features[place].name if features else found.names[place]
        raise fail("data.far", input=name, largest=f"{farthest:g}", path="data.scaling")
    return Inputs(features, shape, *fitted(data.scaling, raw), scaled=True, constant=constant)


def _drawn(error: ProblemError, feature: Feature, found: DataSet) -> ProblemError:
    """Returns what is wrong with an input in a row as of that row of the data as they were drawn.

    Where a value that it reads was filled in, that is said: another number may do.
    """
    row = error.problem.values.get("row")
    if not isinstance(row, int):
        return error
    gaps = gaps_of(found.drawn)
    if gaps is None:
        return error
    if len(found.drawn.x) > len(found.x):
        row = int(np.flatnonzero(~gaps.any(axis=1))[row - 1]) + 1
    code = "formula.filled" if gaps[row - 1, list(feature.columns)].any() and found.filling else error.problem.code
    return ProblemError(structs.replace(error.problem, code=code, values={**error.problem.values, "row": row}))
