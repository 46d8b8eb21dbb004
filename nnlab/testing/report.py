"""What a check found: sentences with their numbers, and the numbers that were measured on the way."""

from __future__ import annotations

import msgspec

from nnlab.records import Kind, Level, Problem, ProblemError, Value
from nnlab.records.words import Words


class Finding(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something that was found: a problem, and the parameter values it was found with.

    `severity`: an "error" breaks the contract; a "warning" does so only for a strict check (an overflow at 1e300, say);
    a "note" is worth knowing (a kink). `values` always hold `owner` and `method`.
    """

    problem: Problem
    settings: str = ""

    @property
    def code(self) -> str:
        return self.problem.code

    @property
    def values(self) -> dict[str, Value]:
        return self.problem.values

    @property
    def severity(self) -> Level:
        return self.problem.level

    def sentence(self, language: str = "en") -> str:
        """Returns the finding in a language: what is wrong, where, and the way out."""
        return Words(language).problem(self.problem)

    def __str__(self) -> str:
        return self.sentence()

    @classmethod
    def of(cls, error: ProblemError, severity: Level, settings: str) -> Finding:
        """Makes a finding of a ProblemError."""
        values = {"owner": error.problem.plugin, "method": error.problem.stage, **error.problem.values}
        return cls(problem=msgspec.structs.replace(error.problem, values=values, level=severity), settings=settings)


class Measure(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A number that was measured, at its worst: how far `worst` it was, and where (`values`).

    A gradient's `worst` is its greatest relative error; an optimizer's is the share of the loss that was left.
    """

    name: str
    worst: float
    values: dict[str, Value] = {}
    settings: str = ""


class Report(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All that the contract suite found out about a component. `tried` are the settings it was tried with."""

    owner: str
    kind: Kind
    id: str
    tried: tuple[str, ...]
    findings: tuple[Finding, ...]
    measures: tuple[Measure, ...]
    seconds: float

    @property
    def ok(self) -> bool:
        """Whether the contract is kept: there are no errors (there may be warnings)."""
        return not self.severe()

    def severe(self, *, strict: bool = False) -> tuple[Finding, ...]:
        """Returns the findings that break the contract; the warnings, too, where it is strict."""
        counts = ("error", "warning") if strict else ("error",)
        return tuple(finding for finding in self.findings if finding.severity in counts)

    def measure(self, name: str) -> Measure | None:
        """Returns what was measured under a name ("derivative", "gradient", "bowl", ...)."""
        return next((measure for measure in self.measures if measure.name == name), None)

    def raise_for_findings(self, *, strict: bool = False) -> None:
        """Raises AssertionError with one sentence a line where the contract is broken."""
        severe = self.severe(strict=strict)
        if severe:
            lines = [f"{finding} [{finding.code}, with {finding.settings}]" for finding in severe]
            raise AssertionError("\n".join([f"{self.owner} breaks the contract of {_a(self.kind)}:", *lines]))


def _a(kind: str) -> str:
    return f"an {kind}" if kind[0] in "aio" else f"a {kind}"
