"""Every bundled component keeps the public contract, warnings counted: those that come later are in by themselves."""

from __future__ import annotations

import pytest

from nnlab.catalog import load_catalog
from nnlab.testing import check
from nnlab.testing._differences import tolerance

catalog = load_catalog()
components = [(info.kind, info.id) for info in catalog.infos]


@pytest.mark.parametrize(("kind", "ident"), components)
def test_a_bundled_component_keeps_the_contract(kind: str, ident: str) -> None:
    cls = catalog.cls(kind, ident)
    report = check(cls)
    report.raise_for_findings(strict=True)
    assert (report.owner, report.kind, report.id) == (cls.__name__, kind, ident)
    assert len(report.tried) > 1 or not [spec for spec in cls.params if spec.kind not in ("text", "tuple")]
    for name in {"derivative", "backward", "gradient"} & {measure.name for measure in report.measures}:
        measure = report.measure(name)
        assert measure is not None
        assert measure.worst <= tolerance == 1e-6
    compared = {"activation": ("derivative", "backward"), "loss": ("gradient",), "layer": ("gradient",)}
    for name in compared.get(kind, ()):
        assert (report.measure(name) is not None) == (kind == "layer" or hasattr(cls, name)), f"{name} was not compared"
    if kind == "optimizer":
        assert {"bowl", "valley"} <= {measure.name for measure in report.measures}
