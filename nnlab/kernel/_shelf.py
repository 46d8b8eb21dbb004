"""All plugin files of one client: which are safe to load, which are being tried, and which were refused, and why."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from nnlab.kernel import messages as m
from nnlab.kernel._ledger import Ledger
from nnlab.kernel._slot import Call
from nnlab.kernel._traces import place_in
from nnlab.kernel._trial import Trial
from nnlab.records import ComponentInfo, Problem


class Shelf:
    """Stands between the kernel's Ready and the app: adds the problems of files that no training kernel may load.

    `load(file)` sends a file that passed to the present kernel, if there is one; `tell` passes Ready on.
    """

    def __init__(
        self,
        ledger: Ledger,
        load: Callable[[m.PluginFile], bool],
        tell: Callable[[m.Ready], None],
        *,
        command: Sequence[str] | None,
        memory: int | None,
        limit_s: float,
        telling: threading.RLock,
    ) -> None:
        self.ledger = ledger
        self.settled = threading.Event()
        self._load, self._tell, self._telling = load, tell, telling
        self._settings = (command, memory, limit_s)
        self._trial: Trial | None = None
        self._files: dict[str, m.PluginFile] = {}
        self._refused: dict[str, tuple[Problem, ...]] = {}  # by digest
        self._trying: set[str] = set()  # digests
        self._ready: m.Ready | None = None
        self._loads = 0
        self._found = self._closed = False
        self._lock = threading.RLock()  # taken after `telling`, never before it

    def forget_loads(self) -> None:
        """Begins with a kernel that has loaded nothing yet."""
        with self._lock:
            self._loads = 0
            self._ready = None

    def found(self, message: m.Found) -> None:
        """Takes note of the files there are, and tries those nobody knows."""
        with self._lock:
            self._found = True
            self._loads += message.loading > 0
            self._files = {file.path: file for file in message.files}
            unknown = {
                file.sha256: file
                for file in message.files
                if file.sha256
                and file.sha256 not in self.ledger.proven
                and file.sha256 not in self.ledger.quarantined
                and file.sha256 not in self._refused
                and file.sha256 not in self._trying
            }
            if unknown and not self._trying and not self._closed:
                self._trying |= set(unknown)
                command, memory, limit_s = self._settings
                self._trial = Trial(self._tried, self._done, command=command, memory=memory, limit_s=limit_s)
                self._trial.start(unknown.values())
        self._pass_on()
        self._settle()

    def ready(self, message: m.Ready, *, last: bool) -> None:
        """Passes the kernel's catalogue on, with the problems of refused files. `last`: no Found follows."""
        with self._lock:
            self._ready = message
            self._found = self._found or last
        self._pass_on(always=True)
        self._settle()

    def set_aside(self, path: str, problem: Problem) -> bool:
        """Quarantines the file at a path by its digest; False where it is none of ours to set aside."""
        with self._lock:
            file = self._files.get(path)
            if file is None or not file.sha256:
                return False
            brought = [info.id for info in self._ready.catalog if self._is_from(info, path)] if self._ready else []
            values = {**problem.values, "components": ", ".join(brought)} if brought else problem.values
            self.ledger.quarantine(file.sha256, msgspec.structs.replace(problem, values=values))
            return True

    def digest(self, path: str) -> str:
        """Returns the digest of the file at a path; "" where it is none of ours."""
        file = self._files.get(path)
        return file.sha256 if file is not None else ""

    def blame(self, trace: str) -> Call | None:
        """Returns the call into one of the files that a traceback tells of."""
        for path, file in self._files.items():
            line, method = place_in(trace, path)
            if line:
                return Call(-line, file.name or Path(path).stem, method, path)
        return None

    def close(self) -> None:
        """Ends the trial."""
        with self._lock:
            self._closed = True
            trial = self._trial
        if trial is not None:
            trial.close()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Why files are not loaded."""
        return (*self._aside(), *(one for file in self._files.values() for one in self._refused.get(file.sha256, ())))

    def _aside(self) -> tuple[Problem, ...]:
        """Why files are set aside: to be told first, as it is why components are missing that were there."""
        found = [(file.path, self.ledger.quarantined.get(file.sha256)) for file in self._files.values()]
        return tuple(msgspec.structs.replace(one, file=path) for path, one in found if one is not None)

    @staticmethod
    def _is_from(info: ComponentInfo, path: str) -> bool:
        return path == info.plugin or Path(path) in (Path(info.file), *Path(info.file).parents)

    def _pass_on(self, *, always: bool = False) -> None:
        with self._telling:
            with self._lock:
                ready, problems, aside = self._ready, self.problems, self._aside()
            if ready is not None and (always or problems):
                others = problems[len(aside) :]
                self._tell(msgspec.structs.replace(ready, problems=(*aside, *ready.problems, *others)))

    def _tried(self, file: m.PluginFile, problems: tuple[Problem, ...]) -> None:
        with self._lock:
            self._trying.discard(file.sha256)
            if problems:
                self._refused[file.sha256] = problems
            else:
                self.ledger.prove(file.sha256)
                self._loads += self._load(file)
        if problems:
            self._pass_on()

    def _done(self) -> None:
        with self._lock:
            self._trial = None
        self._settle()

    def _settle(self) -> None:
        with self._lock:
            loaded = self._ready is not None and self._ready.loads >= self._loads
            if self._found and not self._trying and loaded:
                self.settled.set()
