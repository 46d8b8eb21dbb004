"""What a component tells about itself, without its class: this is all that leaves the process that loaded it."""

from __future__ import annotations

from typing import Literal, get_args

import msgspec

Kind = Literal[
    "activation",
    "loss",
    "optimizer",
    "schedule",
    "regularizer",
    "initializer",
    "layer",
    "metric",
    "dataset",
]
kinds: tuple[Kind, ...] = get_args(Kind)

Value = bool | int | float | str | tuple[float, ...]
ParamKind = Literal["float", "int", "bool", "choice", "text", "tuple", "formula"]


class Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text that a plugin brings in both languages (twice the same where it brings one)."""

    en: str
    zh_CN: str  # noqa: N815 - the name of the language

    @classmethod
    def of(cls, value: str | dict[str, str]) -> Text:
        """Makes a text of a plain string or of {"en": ..., "zh_CN": ...}."""
        if isinstance(value, str):
            return cls(str(value), str(value))
        first = value.get("en") or next(iter(value.values()), "")
        return cls(str(first), str(value.get("zh_CN") or first))

    def within(self, language: str) -> str:
        """Returns the text in a language ("en" or "zh_CN")."""
        return self.zh_CN if language == "zh_CN" else self.en


class Choice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One of the values a choice parameter may have."""

    value: str
    label: Text


class ParamSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A declared parameter of a component: enough to check a value, draw a form and write help."""

    name: str
    kind: ParamKind
    default: Value
    label: Text
    help: Text
    low: float | None = None
    high: float | None = None
    log: bool = False
    step: float | None = None
    choices: tuple[Choice, ...] = ()
    unit: Text = Text("", "")
    symbol: str = ""


class ComponentInfo(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A component of the catalogue as a plain record.

    `traits` holds the constants of its kind that others must know: an activation's `gives`, a loss's `targets`, `takes`
    and `reduction`, a metric's `takes`, a dataset's `gives`; each named in `nnlab.api`. `source` and `license` say
    where a dataset comes from and on which terms (empty where its plugin does not say, and for all other kinds).
    """

    kind: Kind
    id: str
    name: Text
    help: Text
    tex: str = ""
    origin: str
    plugin: str
    file: str
    line: int
    version: str
    sha256: str
    params: tuple[ParamSpec, ...]
    traits: dict[str, str] = {}
    source: Text = Text("", "")
    license: Text = Text("", "")

    def param(self, name: str) -> ParamSpec | None:
        """Returns the declared parameter of that name."""
        return next((spec for spec in self.params if spec.name == name), None)
