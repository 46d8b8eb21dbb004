"""The text of a Python file as its top-level statements: what each binds and uses, and its lines with comments."""

from __future__ import annotations

import ast
import json
from dataclasses import dataclass

from nnlab.records import fail


@dataclass(frozen=True)
class Statement:
    """One top-level statement; `text` has the comments directly above it, `first` and `last` are lines from 1."""

    node: ast.stmt
    place: int
    text: str
    first: int
    last: int

    @property
    def is_import(self) -> bool:
        return isinstance(self.node, (ast.Import, ast.ImportFrom))

    @property
    def binds(self) -> set[str]:
        """The names that the file has by it."""
        if isinstance(self.node, (ast.FunctionDef, ast.ClassDef)):
            return {self.node.name}
        if isinstance(self.node, (ast.Import, ast.ImportFrom)):
            return {_bound(alias) for alias in self.node.names}
        stored = {n.id for n in ast.walk(self.node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        inner = {
            name
            for n in ast.walk(self.node)
            for name in ([_bound(alias) for alias in n.names] if isinstance(n, (ast.Import, ast.ImportFrom)) else [])
        }
        return stored | inner | {n.name for n in ast.walk(self.node) if isinstance(n, (ast.FunctionDef, ast.ClassDef))}

    @property
    def uses(self) -> set[str]:
        """Every name that stands in it, its own among them."""
        return {n.id for n in ast.walk(self.node) if isinstance(n, ast.Name)}

    def importing(self, used: set[str]) -> str:
        """Returns an import of the names that are used alone, or "" where there are none."""
        node = self.node
        if not isinstance(node, (ast.Import, ast.ImportFrom)):
            return ""
        future = isinstance(node, ast.ImportFrom) and node.module == "__future__"
        kept = [alias for alias in node.names if future or _bound(alias) in used or alias.name == "*"]
        if not kept:
            return ""
        if len(kept) == len(node.names):
            return self.text
        node = type(node)(**{**dict(ast.iter_fields(node)), "names": kept})
        return ast.unparse(ast.fix_missing_locations(node))

    def renamed(self, old: str, new: str) -> str:
        """Returns its text with another name for a class; strings and comments stay as they are."""
        lines = self.text.split("\n")
        above = len(lines) - (self.last - self.first + 1)  # the comments
        places = [
            (n.lineno - self.first + above, n.col_offset)
            for n in ast.walk(self.node)
            if isinstance(n, ast.Name) and n.id == old
        ]
        if isinstance(self.node, ast.ClassDef) and self.node.name == old:
            places.append((self.node.lineno - self.first + above, len("class ")))
        for row, column in sorted(places, reverse=True):  # columns count bytes
            line = lines[row].encode()
            lines[row] = (line[:column] + new.encode() + line[column + len(old.encode()) :]).decode()
        return "\n".join(lines)


def statements(text: str) -> list[Statement]:
    """Returns the top-level statements of a file, without its docstring. Raises ProblemError `copy.syntax`."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    try:
        nodes = ast.parse(text).body
    except (SyntaxError, ValueError) as error:
        raise fail("copy.syntax", line=getattr(error, "lineno", 0) or 0) from None
    lines = text.split("\n")
    made, before = [], 0
    for place, node in enumerate(nodes):
        decorators = node.decorator_list if isinstance(node, (ast.FunctionDef, ast.ClassDef)) else []
        first = min([node.lineno, *(each.lineno for each in decorators)])
        last = node.end_lineno or node.lineno
        top = first
        while top - 1 > before and lines[top - 2].startswith("#"):
            top -= 1
        made.append(Statement(node, place, "\n".join(lines[top - 1 : last]), first, last))
        before = last
    if nodes and isinstance(nodes[0], ast.Expr) and isinstance(nodes[0].value, ast.Constant):
        made = made[1:]
    return made


def without_mark(text: str, name: str) -> str:
    """Returns the text of a class without the line `name = ...` in its body."""
    lines = text.split("\n")
    for node in reversed(_assigned(text, name)):
        del lines[node.lineno - 1 : node.end_lineno]
    return "\n".join(lines)


def worded(text: str, shown: dict[str, str]) -> str:
    """Returns the text of a class with `name = {"en": ..., "zh_CN": ...}` in place of its own name, or at its top."""
    said = f"    name = {json.dumps(shown, ensure_ascii=False)}"
    lines = text.split("\n")
    for node in reversed(_assigned(text, "name")):
        lines[node.lineno - 1 : node.end_lineno] = [said]
        return "\n".join(lines)
    body = _class(text).body
    documented = isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)
    place = (body[0].end_lineno or 0) if documented else _class(text).body[0].lineno - 1
    lines[place:place] = [said]
    return "\n".join(lines)


def _bound(alias: ast.alias) -> str:
    return alias.asname or alias.name.split(".")[0]


def _class(text: str) -> ast.ClassDef:
    return next(node for node in ast.parse(text).body if isinstance(node, ast.ClassDef))


def _assigned(text: str, name: str) -> list[ast.stmt]:
    """Returns the statements of a class's body that give a name a value."""
    return [
        node
        for node in _class(text).body
        if isinstance(node, (ast.Assign, ast.AnnAssign))
        and any(
            isinstance(target, ast.Name) and target.id == name
            for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        )
    ]
