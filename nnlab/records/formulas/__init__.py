"""Formulas that people type, `sin(x1*x2)`, `y > x**3 - x`, `1/3`: read by a grammar of our own, never run as code."""

from nnlab.records.formulas.formula import Formula, numbered, read_formula, read_rule
from nnlab.records.formulas.reader import deepest, longest
from nnlab.records.formulas.tree import Call, Column, Comparison, Constant, Node, Number, functions, quoted
from nnlab.records.formulas.writing import level, written

__all__ = [
    "Call",
    "Column",
    "Comparison",
    "Constant",
    "Formula",
    "Node",
    "Number",
    "deepest",
    "functions",
    "level",
    "longest",
    "numbered",
    "quoted",
    "read_formula",
    "read_rule",
    "written",
]
