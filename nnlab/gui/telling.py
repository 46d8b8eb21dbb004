"""A change in a few words, for the marks of the loss plot: "η 0.03 → 0.01", "h2: tanh → relu", "+ layer"."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from nnlab.experiment.document import Chosen, Drawn, Experiment, LayerSpec, Mask
from nnlab.experiment.masking import mask_of
from nnlab.experiment.tables import table_id
from nnlab.gui._scale import compact
from nnlab.gui.language import Language
from nnlab.gui.steps import Change
from nnlab.records import ComponentInfo, Kind, Value
from nnlab.records.painting import painted_id

Info = Callable[[Kind, str], ComponentInfo | None]
most = 2  # parts that are told; of more it is said that there are


def told(before: Experiment, after: Experiment, language: Language, info: Info, *, weights: bool = False) -> str:
    """Returns what is different after a change, in the present language; numbers put into layers are "weights"."""
    parts = list(dict.fromkeys(Telling(language, info).parts(before, after)))
    if weights:
        parts.append(language.tr("weights"))
    return ", ".join(parts[:most]) + (", …" if len(parts) > most else "")


def step_words(change: Change, language: Language, info: Info) -> str:
    """Returns what a step of the undo stack did: "Change learning rate: 0.03 → 0.01"."""
    what, how = change.text(), ""
    if change.values:
        how = values(change.before, change.after, language, info)
    return language.tr("{what}: {how}").format(what=what, how=how) if how else what


def values(before: Experiment, after: Experiment, language: Language, info: Info) -> str:
    """Returns the one value that a change changed: "0.03 → 0.01"; "" where it changed none, or several.

    What follows from other data is not told.
    """
    telling = _Values(language, info)
    for _ in telling.parts(before, after):
        pass
    whole = before.data.source.id != after.data.source.id
    return telling.found[0] if len(telling.found) == 1 or whole else ""


class Telling:
    """Words differences in one language; `info` knows the names of components."""

    def __init__(self, language: Language, info: Info) -> None:
        self._language, self._info = language, info

    def parts(self, before: Experiment, after: Experiment) -> Iterator[str]:
        """Yields a few words for each difference."""
        yield from self._data(before, after)
        yield from self._inputs(before.network.inputs, after.network.inputs)
        yield from self._layers(before, after)
        yield from self._training(before, after)
        yield from self._start(before, after)
        if before.name != after.name:
            yield self._from_to("", before.name, after.name)

    # ---- the parts of an experiment

    def _data(self, before: Experiment, after: Experiment) -> Iterator[str]:
        tr, old, new = self._language.tr, before.data, after.data
        if old.source.id == new.source.id == table_id:
            yield from self._table(old.source, new.source)
        elif old.source.id == new.source.id == painted_id:
            if old.source.values != new.source.values:
                yield tr("painted")
        else:
            yield from self._component("dataset", old.source, new.source)
        if old.test_share != new.test_share:
            yield self._from_to(tr("test share"), _percent(old.test_share), _percent(new.test_share))
        if old.seed != new.seed:
            yield tr("new samples")
        if old.split_seed != new.split_seed:
            yield tr("new split")
        if old.split != new.split:
            yield tr("split")
        if (old.missing, old.filler) != (new.missing, new.filler):
            yield tr("missing values")
        if old.scaling != new.scaling:
            yield tr("scaling")
        if old.target_scaling != new.target_scaling:
            yield tr("scaling of targets")

    def _table(self, old: Chosen, new: Chosen) -> Iterator[str]:
        """Yields the names of two tables, which are kept by their digests, or that other columns were chosen."""
        tables = [one.values.get("table") for one in (old, new)]
        if tables[0] != tables[1]:
            yield self._from_to("", *(str(one.values.get("file", "")) for one in (old, new)))
        elif old.values != new.values:
            yield self._language.tr("columns of the table")

    def _inputs(self, old: tuple[str, ...], new: tuple[str, ...]) -> Iterator[str]:
        yield from (f"+ {name}" for name in new if name not in old)
        yield from (f"\N{MINUS SIGN} {name}" for name in old if name not in new)

    def _layers(self, before: Experiment, after: Experiment) -> Iterator[str]:
        tr = self._language.tr
        old, new = ({layer.id: layer for layer in one.network.layers} for one in (before, after))
        yield from (tr("+ layer") for id in new if id not in old)
        yield from (tr("\N{MINUS SIGN} layer") for id in old if id not in new)
        if old.keys() == new.keys():
            if list(old) != list(new):
                yield tr("order of layers")
            elif any(old[id].inputs != layer.inputs for id, layer in new.items()):
                yield tr("connections")
        for id, layer in new.items():
            if id in old:
                yield from self._layer(old[id], layer)
                yield from self._mask(layer, mask_of(before, id), mask_of(after, id))

    def _layer(self, old: LayerSpec, new: LayerSpec) -> Iterator[str]:
        title = new.name or (self._language.tr("output") if new.id == "output" else new.id)
        yield from self._component("layer", old.kind, new.kind, f"{title}:")
        yield from self._component("activation", old.activation, new.activation, f"{title}:")

    def _mask(self, layer: LayerSpec, old: Mask, new: Mask) -> Iterator[str]:
        tr = self._language.tr
        title = layer.name or (tr("output") if layer.id == "output" else layer.id)
        if old.frozen != new.frozen:
            yield f"{title}: " + (tr("frozen") if new.frozen else tr("not frozen"))
        if old.cut != new.cut:
            yield f"{title}: " + (tr("cut") if new.cut else tr("not cut"))

    def _training(self, before: Experiment, after: Experiment) -> Iterator[str]:
        tr, old, new = self._language.tr, before.training, after.training
        yield from self._component("optimizer", old.optimizer, new.optimizer)
        yield from self._component("schedule", old.schedule, new.schedule)
        yield from self._component("loss", old.loss, new.loss)
        yield from self._component("regularizer", old.regularizer, new.regularizer)
        if old.batch_size != new.batch_size:
            yield self._from_to(tr("batch"), str(old.batch_size), str(new.batch_size))
        if old.clip != new.clip:
            yield self._from_to(tr("clip"), *(_shown(one.limit if one else None) for one in (old.clip, new.clip)))
        if old.shuffle != new.shuffle or (old.seed != new.seed and before.start == after.start):
            yield tr("order of samples")
        if old.dtype != new.dtype:
            yield self._from_to("", old.dtype, new.dtype)

    def _start(self, before: Experiment, after: Experiment) -> Iterator[str]:
        old, new = before.start, after.start
        if isinstance(old, Drawn) and isinstance(new, Drawn):
            yield from self._component("initializer", old.initializer, new.initializer)
        if type(old) is not type(new) or getattr(old, "seed", 0) != getattr(new, "seed", 0):
            yield self._language.tr("new weights")

    # ---- words

    def _component(self, kind: Kind, old: Chosen | None, new: Chosen | None, place: str = "") -> Iterator[str]:
        if (old.id if old else "") != (new.id if new else ""):
            yield self._swap(place, self._name(kind, old), self._name(kind, new))
        elif old is not None and new is not None:
            for name in dict.fromkeys((*new.values, *old.values)):
                then, now = (self._value(kind, chosen, name) for chosen in (old, new))
                if then != now:
                    words = "" if kind == "layer" and name == "units" else self._param(kind, new.id, name)
                    yield self._from_to(f"{place} {words}".strip(), _shown(then), _shown(now))

    def _swap(self, place: str, old: str, new: str) -> str:
        if old and new:
            return self._from_to(place, old, new)
        return f"{place} {f'+ {new}' if new else f'{chr(0x2212)} {old}'}".strip()

    def _from_to(self, what: str, old: str, new: str) -> str:
        return f"{what} {old} \N{RIGHTWARDS ARROW} {new}".strip()

    def _name(self, kind: Kind, chosen: Chosen | None) -> str:
        if chosen is None:
            return ""
        info = self._info(kind, chosen.id)
        return self._language.text(info.name) if info is not None else chosen.id

    def _value(self, kind: Kind, chosen: Chosen, name: str) -> Value | None:
        info = self._info(kind, chosen.id)
        spec = info.param(name) if info is not None else None
        return chosen.values.get(name, spec.default if spec is not None else None)

    def _param(self, kind: Kind, id: str, name: str) -> str:
        info = self._info(kind, id)
        spec = info.param(name) if info is not None else None
        if spec is None:
            return name
        return spec.symbol or self._language.text(spec.label)


class _Values(Telling):
    """Finds what was there before and is there now, and leaves out what it is called."""

    def __init__(self, language: Language, info: Info) -> None:
        super().__init__(language, info)
        self.found: list[str] = []

    def parts(self, before: Experiment, after: Experiment) -> Iterator[str]:
        yield from super().parts(before, after)
        old, new = before.training, after.training
        for name in new.stop.__struct_fields__:
            then, now = getattr(old.stop, name), getattr(new.stop, name)
            if then != now:
                yield self._from_to("", _shown(then), _shown(now))
        if old.measure_every != new.measure_every:
            yield self._from_to("", str(old.measure_every), str(new.measure_every))

    def _swap(self, place: str, old: str, new: str) -> str:
        none = self._language.tr("None")
        return self._from_to("", old or none, new or none)

    def _from_to(self, what: str, old: str, new: str) -> str:
        self.found.append(super()._from_to("", old, new))
        return self.found[-1]


def _shown(value: Value | None) -> str:
    if isinstance(value, bool) or value is None:
        return {True: "✓", False: "✗", None: "–"}[value]
    return value if isinstance(value, str) else compact(value)


def _percent(share: float) -> str:
    return f"{100 * share:.3g}\N{NARROW NO-BREAK SPACE}%"
