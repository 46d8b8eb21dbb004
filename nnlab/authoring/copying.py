"""Copy and change: one component of a plugin's file as a plugin of its own, with what it needs and no more."""

from __future__ import annotations

import ast
from collections.abc import Collection

from nnlab.authoring._source import Statement, statements, without_mark, worded
from nnlab.authoring.naming import Named, NewPlugin, free, hook_of, named, snake_case
from nnlab.records import Kind, fail


def ids_in(text: str, kind: Kind) -> dict[str, str]:
    """Returns id -> class name of the components of a kind that a file's hook lists; the file is read, never run.

    Raises ProblemError `copy.syntax` where the text is no Python.
    """
    return {ident: node.name for ident, node in _components(statements(text), kind).items()}


def copy_and_change(
    text: str, kind: Kind, ident: str, new_name: str = "", language: str = "en", taken: Collection[str] = ()
) -> NewPlugin:
    """Returns one component of a file as a plugin that runs on its own, under a new class name, id and name.

    It has the imports, helpers, constants and base classes that the component uses, with their comments, and a hook of
    its own. A `native` mark is left out: a hand-made twin in the engine would not know of the change. Without a
    `new_name` it is called a copy of the old one.

    Raises ProblemError `copy.syntax` or `copy.missing`, and for a name that cannot be one.
    """
    whole = statements(text)
    found = _components(whole, kind).get(ident)
    if found is None:
        raise fail("copy.missing", kind=kind, id=ident)
    old = _names(found)
    if new_name:
        names = named(kind, new_name, taken)
        shown = {"en": names.shown, "zh_CN": names.shown}
    else:
        names = _copy(found.name, taken)
        shown = {"en": f"{old['en']} (copy)", "zh_CN": f"{old['zh_CN']}（副本）"}
    kept = _needed(whole, found.name)
    parts = [_worded(one, found.name, names, shown) for one in kept if not one.is_import]
    used = {name for one in kept for name in one.uses}
    imports = _imports([one for one in whole if one.is_import], used)
    parts.append(f"@hookimpl\ndef {hook_of(kind)}():\n    return [{names.class_name}]")
    head = _heading(shown, old, language)
    return NewPlugin(
        file_name=names.file_name,
        text=f"{head}\n\n{imports}\n\n\n" + "\n\n\n".join(parts) + "\n",
        class_name=names.class_name,
        id=names.id,
        name=shown["zh_CN" if language == "zh_CN" else "en"],
    )


def _components(whole: list[Statement], kind: Kind) -> dict[str, ast.ClassDef]:
    """Returns id -> class statement of what the hook of a kind lists."""
    classes = {one.node.name: one.node for one in whole if isinstance(one.node, ast.ClassDef)}
    hook = hook_of(kind)
    listed = [
        name.id
        for one in whole
        if isinstance(one.node, ast.FunctionDef) and one.node.name == hook
        for name in ast.walk(one.node)
        if isinstance(name, ast.Name) and name.id in classes
    ]
    return {str(_constant(classes[name], "id") or snake_case(name)): classes[name] for name in listed}


def _constant(node: ast.ClassDef, name: str) -> object:
    """Returns the literal that a class assigns to a name, or None."""
    for one in node.body:
        if isinstance(one, ast.Assign) and any(isinstance(t, ast.Name) and t.id == name for t in one.targets):
            try:
                return ast.literal_eval(one.value)
            except ValueError:
                return None
    return None


def _names(node: ast.ClassDef) -> dict[str, str]:
    """Returns what a class is called in both languages."""
    name = _constant(node, "name")
    if isinstance(name, dict):
        first = str(name.get("en") or node.name)
        return {"en": first, "zh_CN": str(name.get("zh_CN") or first)}
    title = snake_case(node.name).replace("_", " ")
    shown = str(name or title[:1].upper() + title[1:])
    return {"en": shown, "zh_CN": shown}


def _copy(class_name: str, taken: Collection[str]) -> Named:
    ident = free(snake_case(f"{class_name}Copy"), taken)
    number = ident.removeprefix(snake_case(f"{class_name}Copy"))
    return Named(f"{class_name}Copy{number}", ident, "")


def _needed(whole: list[Statement], name: str) -> list[Statement]:
    """Returns the statements that a name needs, in their order: what binds it, what that uses, and so on."""
    binding = {bound: one for one in whole for bound in one.binds}
    kept: set[int] = set()
    asked = [name]
    while asked:
        one = binding.get(asked.pop())
        if one is not None and one.place not in kept:
            kept.add(one.place)
            asked += one.uses
    return [one for one in whole if one.place in kept]


def _imports(every: list[Statement], used: set[str]) -> str:
    """Returns the imports of used names, apart from each other where they were, with `hookimpl` in any case."""
    lines: list[str] = []
    last = 0
    for one in every:
        text = one.importing({*used, "hookimpl"})
        if text:
            lines += ["", text] if lines and one.first > last + 1 else [text]
        last = one.last
    if not any(name.name == "hookimpl" for one in every for name in one.node.names):  # type: ignore[attr-defined]
        lines.append("from nnlab.api import hookimpl")
    return "\n".join(lines)


def _worded(one: Statement, class_name: str, names: Named, shown: dict[str, str]) -> str:
    """Returns a statement's text; that of the component's class under its new name, id and shown name."""
    text = one.renamed(class_name, names.class_name)
    if not isinstance(one.node, ast.ClassDef):
        return text
    text = without_mark(text, "native")
    if one.node.name != class_name:
        return text
    return worded(without_mark(text, "id"), shown)


def _heading(shown: dict[str, str], old: dict[str, str], language: str) -> str:
    def plain(text: str) -> str:
        return text.replace("\\", "").replace('"', "'")

    if language == "zh_CN":
        return f'"""{plain(shown["zh_CN"])}：由 {plain(old["zh_CN"])} 复制而来，供修改。"""'
    return f'"""{plain(shown["en"])}: a copy of {plain(old["en"])} to change."""'
