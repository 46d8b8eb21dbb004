"""Every bundled component keeps the public contract, warnings counted, and gets the best grade: later ones too."""

from __future__ import annotations

import msgspec
import pytest

from nnlab.catalog import load_catalog
from nnlab.records.grades import BarsPicture, CurvePicture, Grade, PathsPicture, PointsPicture
from nnlab.records.words import Words
from nnlab.testing import grade
from nnlab.testing._differences import tolerance

catalog = load_catalog()
components = [(info.kind, info.id) for info in catalog.infos]
pictures = {
    "activation": CurvePicture,
    "loss": CurvePicture,
    "schedule": CurvePicture,
    "regularizer": CurvePicture,
    "optimizer": PathsPicture,
    "dataset": PointsPicture,
    "initializer": BarsPicture,
    "layer": type(None),
    "metric": type(None),
}
beside = {"activation": "tanh", "loss": "mse", "optimizer": "sgd"}


@pytest.mark.parametrize(("kind", "ident"), components)
def test_a_bundled_component_is_graded_good(kind: str, ident: str) -> None:
    cls = catalog.cls(kind, ident)
    graded = grade(cls, catalog=catalog)
    assert graded.verdict == "good", [Words("en").problem(one) for one in graded.findings]
    assert (graded.owner, graded.kind, graded.id) == (cls.__name__, kind, ident)
    assert len(graded.tried) > 1 or not [spec for spec in cls.params if spec.kind not in ("text", "tuple")]
    measures = {measure.name: measure for measure in graded.measures}
    for name in {"derivative", "backward", "gradient"} & set(measures):
        assert measures[name].worst <= tolerance == 1e-6
    compared = {"activation": ("derivative", "backward"), "loss": ("gradient",), "layer": ("gradient",)}
    for name in compared.get(kind, ()):
        assert (name in measures) == (kind == "layer" or hasattr(cls, name)), f"{name} was not compared"
    if kind == "optimizer":
        assert {"bowl", "valley"} <= set(measures)
    _runs_and_costs(graded)
    assert isinstance(graded.picture, pictures[kind])
    if isinstance(graded.picture, CurvePicture):
        assert graded.picture.worst == ()
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(graded), type=Grade) is not None


def _runs_and_costs(graded: Grade) -> None:
    assert graded.how in ("native", "recorded", "called")
    assert (graded.why is not None) == (graded.how == "called")
    assert graded.cost is not None
    assert graded.cost.seconds > 0
    assert graded.cost.beside == beside.get(graded.kind, "")
    assert (graded.cost.ratio > 0) == (graded.kind in beside)
