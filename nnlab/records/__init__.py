"""Plain frozen values any room may import, and the words for them in both languages."""

from nnlab.records.arrays import Array, FloatArray, Shape
from nnlab.records.bundled import bundled
from nnlab.records.checkpoint import Checkpoint, Column, History
from nnlab.records.components import Choice, ComponentInfo, Kind, ParamKind, ParamSpec, Text, Value, kinds
from nnlab.records.home import Home, home
from nnlab.records.problems import Level, Problem, ProblemError, fail

__all__ = [
    "Array",
    "Checkpoint",
    "Choice",
    "Column",
    "ComponentInfo",
    "FloatArray",
    "History",
    "Home",
    "Kind",
    "Level",
    "ParamKind",
    "ParamSpec",
    "Problem",
    "ProblemError",
    "Shape",
    "Text",
    "Value",
    "bundled",
    "fail",
    "home",
    "kinds",
]
