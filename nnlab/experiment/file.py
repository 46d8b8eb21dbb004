"""The `.nnlab` file: a zip of the experiment and, where wanted, of the state and history of its run."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from nnlab.experiment import _body
from nnlab.experiment._npz import from_npz, to_npz
from nnlab.experiment._states import checkpoint_from_npz, checkpoint_to_npz, history_from_npz, history_to_npz
from nnlab.experiment._zips import DamagedError, Room, TooLargeError, pack, unpack
from nnlab.experiment.document import Event, Experiment, Given
from nnlab.experiment.structure import structure
from nnlab.records import Array, Checkpoint, History, ProblemError, fail
from nnlab.records.writing import write_file

largest = 512 << 20  # bytes that opening a file may unpack, arrays counted both packed and unpacked

_text, _start, _checkpoint, _history = "experiment.json", "start.npz", "checkpoint.npz", "history.npz"
_members = frozenset((_text, _start, _checkpoint, _history))


class ExperimentFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a `.nnlab` file holds.

    `experiment` is the present one; `began` the one its run began with (None: the same) and `events` what was edited
    while training since. `start` are the arrays of a `Given` start by path as in a checkpoint.
    """

    experiment: Experiment
    began: Experiment | None = None
    events: tuple[Event, ...] = ()
    start: dict[str, Array] = {}
    checkpoint: Checkpoint | None = None
    history: History | None = None


def start_digest(start: dict[str, Array]) -> str:
    """Returns the sha256 by which `Given` names its arrays."""
    return hashlib.sha256(_start_to_npz(start)).hexdigest()


def to_bytes(saved: ExperimentFile, file: str = "") -> bytes:
    """Returns the bytes of a file; equal contents are equal bytes. Raises ProblemError `file.unstorable`."""
    body = _body.Body(experiment=saved.experiment, began=saved.began, events=saved.events)
    members = {_text: _body.encode(body, file)}
    try:
        if saved.start:
            members[_start] = _start_to_npz(saved.start)
        if saved.checkpoint is not None:
            members[_checkpoint] = checkpoint_to_npz(saved.checkpoint)
        if saved.history is not None:
            members[_history] = history_to_npz(saved.history)
    except (UnicodeEncodeError, OverflowError, TypeError) as error:
        raise fail("file.unstorable", file=file, detail=str(error)) from None
    size = 2 * sum(len(member) for member in members.values())
    if size > largest:
        raise _too_large(size, file)
    return pack(members, compress=True)


def from_bytes(data: bytes, file: str = "") -> ExperimentFile:
    """Returns what the bytes of a file hold. Raises ProblemError for anything that is not such a file."""
    room = Room(largest)
    try:
        members = unpack(data, room, only=_members)
        if _text not in members:
            raise fail("file.not_nnlab", file=file)
        body = _body.decode(members[_text], file)
        saved = ExperimentFile(
            experiment=body.experiment,
            began=body.began,
            events=body.events,
            start=from_npz(members[_start], room)[0] if _start in members else {},
            checkpoint=checkpoint_from_npz(members[_checkpoint], room) if _checkpoint in members else None,
            history=history_from_npz(members[_history], room) if _history in members else None,
        )
    except DamagedError as error:
        zipped = b"PK\x03\x04".startswith(data[:4])  # also where fewer than four bytes are left
        raise fail("file.damaged" if zipped else "file.no_zip", file=file) from error
    except TooLargeError as error:
        raise _too_large(error.size, file) from None
    return _whole(saved, file)


def save(path: Path | str, saved: ExperimentFile) -> None:
    """Writes a file whole or not at all: where saving fails, the old file is untouched. Raises ProblemError."""
    write_file(path, to_bytes(saved, str(path)))


def load(path: Path | str) -> ExperimentFile:
    """Reads a file without running any code. Raises ProblemError, in one sentence, whatever the file is."""
    file = str(path)
    try:
        with open(path, "rb") as opened:
            data = opened.read(largest + 1)
    except FileNotFoundError:
        raise fail("file.not_found", file=file) from None
    except IsADirectoryError:
        raise fail("file.folder", file=file) from None
    except OSError as error:
        if Path(path).is_dir():  # Windows calls this "permission denied"
            raise fail("file.folder", file=file) from None
        raise fail("file.unreadable", file=file, detail=error.strerror or str(error)) from None
    except ValueError:  # a name that no file can have
        raise fail("file.not_found", file=file) from None
    if len(data) > largest:
        raise _too_large(len(data), file)
    return from_bytes(data, file)


def _start_to_npz(start: dict[str, Array]) -> bytes:
    return to_npz(dict(sorted(start.items())))


def _whole(saved: ExperimentFile, file: str) -> ExperimentFile:
    experiments = [saved.experiment, saved.began, *(event.experiment for event in saved.events)]
    for experiment in experiments:
        for problem in structure(experiment) if experiment else ():
            raise ProblemError(msgspec.structs.replace(problem, file=file))
    begin = saved.experiment.start
    if isinstance(begin, Given) and start_digest(saved.start) != begin.sha256:
        raise fail("file.start", file=file)
    return saved


def _too_large(size: int, file: str) -> ProblemError:
    return fail("file.too_large", file=file, size=f"{size / 1e9:.3g} GB", allowed=f"{largest / 1e9:.3g} GB")
