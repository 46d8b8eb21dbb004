"""The `.nnlab` file: a zip of the experiment and, where wanted, of the state and history of its run."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from nnlab.experiment import _body
from nnlab.experiment._enclosing import check_texts, pack_plugins, plugin_member, unpack_plugins
from nnlab.experiment._folding import folded, unfolded
from nnlab.experiment._npz import from_npz, to_npz
from nnlab.experiment._states import checkpoint_from_npz, checkpoint_to_npz, history_from_npz, history_to_npz
from nnlab.experiment._tables import pack_tables, unpack_tables
from nnlab.experiment._zips import DamagedError, Limits, TooLargeError, pack, unpack
from nnlab.experiment.document import Event, Experiment, Given
from nnlab.experiment.enclosed import Enclosed, Named, experiments_of, largest_plugin
from nnlab.experiment.fields import rule_problems
from nnlab.experiment.labels import wrong_names
from nnlab.experiment.masking import mask_problems
from nnlab.experiment.structure import structure
from nnlab.experiment.tables import tables_of
from nnlab.records import Array, Checkpoint, History, Problem, ProblemError, fail
from nnlab.records.tables import keep_table
from nnlab.records.writing import write_file

# bytes: 16 layers of 1,024 float64 neurons are 134 MB, and a checkpoint with Adam's two moments three times that
largest, largest_array, largest_text = 512 << 20, 192 << 20, 16 << 20

_npy_header = 1 << 10  # bytes, at most
_longest = largest + (1 << 20)  # bytes of a file: the members, and what a zip adds
_text, _start, _checkpoint, _history = "experiment.json", "start.npz", "checkpoint.npz", "history.npz"


class ExperimentFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a `.nnlab` file holds.

    `experiment` is the present one; `began` the one its run began with (None: the same) and `events` what was edited
    while training since. `start` are the arrays of a `Given` start by path as in a checkpoint. `plugins` are the texts
    of foreign plugins it uses, `named` those that no file can hold; opening one neither runs nor installs them.
    `tables` are the bytes of kept tables by their sha256: those that all its experiments name
    (`nnlab.experiment.keeping.with_tables`); `load` keeps them on this machine and holds them no longer.
    """

    experiment: Experiment
    began: Experiment | None = None
    events: tuple[Event, ...] = ()
    start: dict[str, Array] = {}
    checkpoint: Checkpoint | None = None
    history: History | None = None
    plugins: tuple[Enclosed, ...] = ()
    named: tuple[Named, ...] = ()
    tables: dict[str, bytes] = {}


def start_digest(start: dict[str, Array]) -> str:
    """Returns the sha256 by which `Given` names its arrays."""
    return hashlib.sha256(_start_to_npz(start)).hexdigest()


def to_bytes(saved: ExperimentFile, file: str = "") -> bytes:
    """Returns the bytes of a file; equal contents are equal bytes.

    Raises ProblemError `file.unstorable`, or `file.too_large` where the file could not be opened again.
    """
    enclosed = {}
    try:
        if saved.start:
            enclosed[_start] = _start_to_npz(saved.start)
        if saved.checkpoint is not None:
            enclosed[_checkpoint] = checkpoint_to_npz(saved.checkpoint)
        if saved.history is not None:
            enclosed[_history] = history_to_npz(saved.history)
        enclosed.update(pack_plugins(saved.plugins, file))
        enclosed.update(pack_tables(saved.tables))
    except (UnicodeEncodeError, OverflowError, TypeError) as error:
        raise fail("file.unstorable", file=file, detail=str(error)) from None
    body = _body.Body(
        experiment=saved.experiment,
        began=saved.began,
        events=folded(saved.events, file),
        plugins=tuple(plugin_member(plugin) for plugin in saved.plugins),
        named=saved.named,
        members={name: _digest(member) for name, member in enclosed.items()},
    )
    members = {_text: _body.encode(body, file), **enclosed}
    sizes = {name: len(member) for name, member in members.items()}
    arrays = {**saved.start, **(saved.checkpoint.arrays if saved.checkpoint else {})}
    try:
        _limits(largest).check(sizes)
        check_texts(members)
        for array in arrays.values():
            Limits(largest_array).check({"": len(array.data) + _npy_header})
    except TooLargeError as error:
        raise _too_large(error, file) from None
    packed = pack(members, compress=True)
    # what shrinks beyond all measure (nothing but zeros) would be taken for a bomb on opening: it is stored as it is
    return packed if sum(sizes.values()) <= _limits(len(packed)).whole else pack(members, compress=False)


def from_bytes(data: bytes, file: str = "") -> ExperimentFile:
    """Returns what the bytes of a file hold. Raises ProblemError for anything that is not such a file."""
    limits = _limits(len(data))
    try:
        members = unpack(data, limits)
        if _text not in members:
            cut = data[30 : 30 + len(_text)] == _text.encode()  # it is there, but the list of contents is damaged
            raise fail("file.damaged" if cut else "file.not_nnlab", file=file)
        body = _body.decode(members.pop(_text), file)
        if body.members != {name: _digest(member) for name, member in members.items()}:
            raise DamagedError("members")
        events = unfolded(body.events, file)
        check_texts(members)
        saved = ExperimentFile(
            experiment=body.experiment,
            began=body.began,
            events=events,
            start=from_npz(members[_start], limits)[0] if _start in members else {},
            checkpoint=checkpoint_from_npz(members[_checkpoint], limits) if _checkpoint in members else None,
            history=history_from_npz(members[_history], limits) if _history in members else None,
            plugins=unpack_plugins(body.plugins, members, file),
            named=body.named,
            tables=unpack_tables(members, body.members, _named_tables(body, events), limits),
        )
    except DamagedError as error:
        zipped = b"PK\x03\x04".startswith(data[:4])  # also where fewer than four bytes are left
        raise fail("file.damaged" if zipped else "file.no_zip", file=file) from error
    except TooLargeError as error:
        raise _too_large(error, file) from None
    return _whole(saved, file)


def save(path: Path | str, saved: ExperimentFile) -> None:
    """Writes a file whole or not at all: where saving fails, the old file is untouched. Raises ProblemError."""
    write_file(path, to_bytes(saved, str(path)))


def load(path: Path | str) -> ExperimentFile:
    """Reads a file without running any code, and keeps the tables that it holds on this machine.

    Raises ProblemError, in one sentence, whatever the file is.
    """
    file = str(path)
    try:
        with open(path, "rb") as opened:
            size = os.fstat(opened.fileno()).st_size
            known = opened.peek(2)[:2] == b"PK"  # anything else is not worth reading
            data = opened.read(_longest if known and size <= _longest else 4)
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
    if known and size > _longest:
        raise _too_large(TooLargeError(size, _longest), file)
    saved = from_bytes(data, file)
    for table in saved.tables.values():
        keep_table(table)
    return msgspec.structs.replace(saved, tables={}) if saved.tables else saved


def _named_tables(body: _body.Body, events: tuple[Event, ...]) -> tuple[str, ...]:
    return tables_of(experiments_of(body.experiment, body.began, events))


def _start_to_npz(start: dict[str, Array]) -> bytes:
    return to_npz(dict(sorted(start.items())))


def _whole(saved: ExperimentFile, file: str) -> ExperimentFile:
    experiments = [saved.experiment, saved.began, *(event.experiment for event in saved.events)]
    for experiment in experiments:
        for problem in _nonsense(experiment) if experiment else ():
            raise ProblemError(msgspec.structs.replace(problem, file=file))
    begin = saved.experiment.start
    if isinstance(begin, Given) and start_digest(saved.start) != begin.sha256:
        raise fail("file.start", file=file)
    return saved


def _nonsense(experiment: Experiment) -> Iterator[Problem]:
    """Yields what no edit makes and no part of nnlab is meant to cope with."""
    yield from structure(experiment)
    yield from mask_problems(experiment)
    yield from wrong_names(experiment.network)
    yield from rule_problems(experiment)


def _digest(member: bytes) -> str:
    return hashlib.sha256(member).hexdigest()


def _limits(packed: int) -> Limits:
    """Returns what a file of so many bytes may unpack to: a small one little, whatever it claims."""
    each = {".json": largest_text, ".npy": largest_array, ".py": largest_plugin}
    return Limits(min(largest, (4 << 20) + 100 * packed), each)


def _too_large(error: TooLargeError, file: str) -> ProblemError:
    size, allowed = (
        f"{number / 1e9:.3g} GB" if number >= 1e9 else f"{number / 1e6:.3g} MB"
        for number in (error.size, error.allowed)
    )
    return fail("file.too_large", file=file, size=size, allowed=allowed)
