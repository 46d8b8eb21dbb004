"""`experiment.json`: the document as text, strictly decoded, with older versions brought up to the present one."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import msgspec

from nnlab.experiment._folding import FoldedEvent
from nnlab.experiment.document import Experiment
from nnlab.experiment.enclosed import Named
from nnlab.records import ProblemError, fail

format_name = "nnlab"
version = 5

# what turns a document of version n into one of version n + 1
migrations: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {
    1: lambda document: document,  # version 2 can hold plugins; older nnlabs say that it is newer, and not a field
    2: lambda document: document,  # version 3 can name neurons, and say which of them an edit left
    3: lambda document: document,  # version 4 can split by class and in the data's order, and scale to 0 ... 1
    4: lambda document: document,  # version 5 can hold tables, fill in what is missing and scale targets
}


class Head(msgspec.Struct, frozen=True):
    """What is read first, whatever else the text holds."""

    format: str
    version: int


class Plugin(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An enclosed plugin; its text is the member `plugins/<number>-<file_name>`, numbered from 1."""

    name: str
    file_name: str
    origin: str = ""
    version: str = ""
    components: tuple[str, ...] = ()


class Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The whole text: the experiment now, as it was when the run began, and what was edited while training.

    `members` names what else the file holds, each with its sha256: what is not there, or another, is found missing.
    """

    format: str = format_name
    version: int = version
    experiment: Experiment
    began: Experiment | None = None
    events: tuple[FoldedEvent, ...] = ()
    plugins: tuple[Plugin, ...] = ()
    named: tuple[Named, ...] = ()
    members: dict[str, str] = {}


def encode(body: Body, file: str) -> bytes:
    """Returns the text of a document, the same for equal documents.

    It is read back before it is given out, so what is saved can be opened. Raises ProblemError naming the value that
    cannot be stored (a number that is not finite, half a character).
    """
    try:
        first = msgspec.json.encode(body)
    except (UnicodeEncodeError, OverflowError, TypeError, RecursionError) as error:
        raise fail("file.unstorable", file=file, detail=str(error)) from None
    try:
        same = _typed(first, file)
    except ProblemError as error:  # written, it could not be read: nan, inf, or a value of another type
        place = error.problem.values.get("path", "experiment.json")
        raise fail("file.unstorable", file=file, detail=str(place)) from None
    return msgspec.json.format(msgspec.json.encode(same, order="deterministic"), indent=2) + b"\n"


def decode(text: bytes, file: str) -> Body:
    """Returns the document of a text. Raises ProblemError `file.newer`, `file.json`, `file.field_...` and the like."""
    try:
        head = msgspec.json.decode(text, type=Head)
    except msgspec.ValidationError:
        raise fail("file.not_nnlab", file=file) from None
    except (ValueError, RecursionError) as error:
        raise _malformed(text, error, file) from None
    if head.format != format_name or head.version < 1:
        raise fail("file.not_nnlab", file=file)
    if head.version > version:
        raise fail("file.newer", file=file, version=head.version, known=version)
    if head.version == version:
        return _typed(text, file)
    document = msgspec.json.decode(text)
    for number in range(head.version, version):
        document = {**migrations[number](document), "version": number + 1}
    return _typed(msgspec.json.encode(document), file)


def _typed(text: bytes, file: str) -> Body:
    try:
        return msgspec.json.decode(text, type=Body)
    except msgspec.ValidationError as error:
        raise _invalid(str(error), file) from None
    except (ValueError, RecursionError) as error:
        raise _malformed(text, error, file) from None


def _malformed(text: bytes, error: Exception, file: str) -> ProblemError:
    message = str(error)
    found = re.search(r"\(byte (\d+)\)", message)
    if isinstance(error, UnicodeDecodeError):
        try:
            text.decode("utf-8")
            place = 0
        except UnicodeDecodeError as exact:
            place = exact.start
    else:
        place = int(found[1]) if found else len(text)
    before = text[:place]
    line = before.count(b"\n") + 1
    column = place - (before.rfind(b"\n") + 1) + 1
    return fail("file.json", file=file, row=line, column=column)


def _invalid(message: str, file: str) -> ProblemError:
    what, _, at = message.partition(" - at `")
    path = at.rstrip("`").removeprefix("$").removeprefix(".") or "experiment.json"
    if found := re.fullmatch(r"Object contains unknown field `(.*)`", what, re.DOTALL):
        return fail("file.field_unknown", file=file, path=path, field=found[1])
    if found := re.fullmatch(r"Object missing required field `(.*)`", what, re.DOTALL):
        return fail("file.field_missing", file=file, path=path, field=found[1])
    if found := re.fullmatch(r"Expected `(.*)`, got `(.*)`", what, re.DOTALL):
        return fail("file.field_type", file=file, path=path, expected=found[1], got=found[2])
    return fail("file.field_value", file=file, path=path, detail=what)
