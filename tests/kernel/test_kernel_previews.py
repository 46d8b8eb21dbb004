"""What the window is told of a data set before it is chosen."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nnlab.api import Dataset, Table
from nnlab.catalog import load_catalog
from nnlab.kernel import messages as m
from nnlab.kernel._previews import preview


def told(dataset: str, **values: Any) -> m.Preview:
    answer = preview(m.Ask(id=1, what="preview", dataset=dataset, values=values), load_catalog(), None)  # type: ignore[arg-type]
    assert isinstance(answer, m.Preview)
    assert answer.x.numpy().shape == (len(answer.y.numpy()), 2)
    return answer


def test_columns_classes_and_rows_come_with_the_points() -> None:
    data = told("iris").data
    assert data.columns == ("sepal_length", "sepal_width", "petal_length", "petal_width")
    assert (data.classes, data.outputs) == (("setosa", "versicolor", "virginica"), 3)
    assert (data.train_rows, data.test_rows, data.shape, data.own_split) == (75, 75, (4,), False)
    people = told("weight_and_height").data
    assert (people.train_rows, people.test_rows, people.own_split) == (4, 2, True)


def test_of_pictures_the_first_is_told_and_of_others_none() -> None:
    picture = told("digits").picture.numpy()
    table = load_catalog().cls("dataset", "digits")().sample(np.random.default_rng(0))
    np.testing.assert_array_equal(picture, table.x[0, 0])
    assert told("echo").picture is None
    assert told("spiral").picture is None


@pytest.mark.parametrize(("dataset", "targets"), [("curve", "values"), ("truth_table", "classes")])
def test_one_column_stands_over_its_values(dataset: str, targets: str) -> None:
    answer = told(dataset)
    assert answer.targets == targets == answer.data.targets
    if dataset == "curve":
        np.testing.assert_array_equal(answer.x.numpy()[:, 1], answer.y.numpy()[:, 0])


class Gappy(Dataset):
    """A hundred thousand samples, and a column of which the first is missing."""

    def sample(self) -> Table:
        x = np.ones((100_000, 3))
        x[0, 0] = np.nan
        return Table(x=x, y=np.arange(len(x)) % 2)


def test_of_many_samples_some_are_told_and_none_of_their_numbers_is_missing() -> None:
    catalog = load_catalog()
    catalog.add_class(Gappy)
    answer = preview(m.Ask(id=1, what="preview", dataset="gappy", values={}), catalog, None)  # type: ignore[arg-type]
    assert isinstance(answer, m.Preview)
    assert len(answer.x.numpy()) == len(answer.y.numpy()) < 10_000
    assert np.isfinite(answer.x.numpy()).all()
    assert answer.data is not None
    assert (answer.data.missing, answer.data.dropped) == ((1, 0, 0), 1)
    assert answer.data.train_rows + answer.data.test_rows == 99_999
