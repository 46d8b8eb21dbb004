"""All plugin files of one client: which are safe to load, which are being tried, and which were refused, and why."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import msgspec

from nnlab.kernel import messages as m
from nnlab.kernel._ledger import Ledger
from nnlab.kernel._shelved import Shelved
from nnlab.kernel._slot import Call
from nnlab.kernel._traces import place_in
from nnlab.kernel._trial import Trial
from nnlab.records import ComponentInfo, Problem

most_refused = 100  # digests whose problems are remembered besides those of present files


class Shelf:
    """Stands between plugin files and the training kernel, which gets what has passed a trial and no more.

    `send(message)` sends a Load or an Unload to the present kernel, if there is one; `tell` passes on Ready, with the
    problems of files that no training kernel may load, and PluginsChanged. What worked last of each file is kept here
    with its text as long as the app runs: it goes on while what lies in the file does not work, in later kernels too.
    """

    def __init__(
        self,
        ledger: Ledger,
        send: Callable[[m.Load | m.Unload], bool],
        tell: Callable[[m.Ready | m.PluginsChanged], None],
        *,
        command: Sequence[str] | None,
        memory: int | None,
        limit_s: float,
        telling: threading.RLock,
        disabled: Iterable[str] = (),
        watched: bool = False,
    ) -> None:
        self.ledger = ledger
        self.settled = threading.Event()
        self._send, self._tell, self._telling = send, tell, telling
        self._settings = (command, memory, limit_s)
        self._trial: Trial | None = None
        self._files: dict[str, Shelved] = {}  # by path
        self._refused: dict[str, tuple[Problem, ...]] = {}  # by digest
        self._trying: dict[str, str] = {}  # digests by path
        self._disabled = frozenset(disabled)
        self._ready: m.Ready | None = None
        self._brought: dict[str, m.Brought] = {}
        self._told: tuple[m.PluginState, ...] = ()
        self._said: tuple[Problem, ...] = ()
        self._look: tuple[m.PluginFile, ...] | None = None  # the newest
        self._loads = 0
        self._watched = watched  # somebody looks at the folders and knows better than a kernel that begins
        self._found = self._closed = False
        self._lock = threading.RLock()  # taken after `telling`, never before it

    # ---- what a beginning kernel is told

    def forget_loads(self) -> None:
        """Begins with a kernel that has loaded nothing yet."""
        with self._lock:
            self._loads = 0
            self._ready, self._brought = None, {}
            for one in self._files.values():
                one.sent = None

    @property
    def older(self) -> tuple[m.PluginFile, ...]:
        """The versions that worked last, with their texts, of files in which something else lies now."""
        with self._lock:
            made = [(one, one.wanted(self.ledger)) for one in self._files.values()]
            return tuple(file for one, file in made if file is not None and file.sha256 != one.file.sha256)

    @property
    def disabled(self) -> tuple[str, ...]:
        """The paths whose plugins the user does not want."""
        return tuple(sorted(self._disabled))

    # ---- what becomes known of files

    def found(self, message: m.Found) -> None:
        """Takes note of the files a kernel has found and is loading, and tries those nobody knows."""
        with self._lock:
            self._found = True
            self._loads += message.loading > 0
            for file in message.files:
                one = self._files.setdefault(file.path, Shelved(file))
                if not self._watched or file.kind == "entry_point":
                    one.see(file)
            for path, digest in message.loads.items():
                self._files[path].sent = digest
            if not self._watched:
                paths = {file.path for file in message.files}
                self._files = {path: one for path, one in self._files.items() if path in paths}
            elif self._look is not None:
                self._take(self._look)
            self._bring_up_to_date()
        self._pass_on()
        self._settle()

    def looked(self, files: tuple[m.PluginFile, ...]) -> None:
        """Takes note of the files that lie in the watched folders now; those of packages stay."""
        with self._lock:
            self._look = files
            if self._found:
                self._take(files)
                self._bring_up_to_date()
        self._pass_on()
        self._settle()

    def _take(self, files: tuple[m.PluginFile, ...]) -> None:
        for file in files:
            one = self._files.setdefault(file.path, Shelved(file))
            one.see(file)
            self._note_working(file.path, one)
        paths = {file.path for file in files}
        for path, one in list(self._files.items()):
            if path not in paths and one.file.kind != "entry_point":
                del self._files[path]
                self._unload(path, one)

    def set_disabled(self, paths: Iterable[str]) -> None:
        """Takes what lies at these paths out of the kernel, and brings back what was disabled before."""
        with self._lock:
            self._disabled = frozenset(paths)
            if self._found:
                self._bring_up_to_date()
        self._pass_on()
        self._settle()

    def try_again(self) -> None:
        """Forgets why files were refused: what they lacked may be there by now."""
        with self._lock:
            self._refused.clear()
            if self._found:
                self._bring_up_to_date()
        self._pass_on()

    def ready(self, message: m.Ready, *, last: bool) -> None:
        """Passes the kernel's catalogue on, with the problems of refused files. `last`: no Found follows."""
        with self._lock:
            self._ready = message
            self._brought = {one.path: one for one in message.brought}
            self._found = self._found or last
            for path, one in self._files.items():
                self._note_working(path, one)
        self._pass_on(always=True)
        self._settle()

    # ---- what kernels die of

    def set_aside(self, path: str, problem: Problem) -> bool:
        """Quarantines the version of a file that was running; False where it is none of ours to set aside."""
        with self._lock:
            digest = self.digest(path, problem.stage)
            if not digest:
                return False
            brought = [info.id for info in self._ready.catalog if self._is_from(info, path)] if self._ready else []
            values = {**problem.values, "components": ", ".join(brought)} if brought else problem.values
            self.ledger.quarantine(digest, msgspec.structs.replace(problem, values=values))
            return True

    def digest(self, path: str, stage: str) -> str:
        """Returns the digest of the version of a file whose code ran at a stage; "" where the file is none of ours."""
        with self._lock:
            one, brought = self._files.get(path), self._brought.get(path)
            if one is None:
                return ""
            loaded = brought.sha256 if brought is not None and stage != "import" else one.sent
            return loaded or one.file.sha256

    def replaced(self, path: str) -> bool:
        """Tells whether the kernel was told of another version of a file than it has, or that it is gone."""
        with self._lock:
            one, brought = self._files.get(path), self._brought.get(path)
            return brought is not None and (one is None or one.sent != brought.sha256)

    def blame(self, trace: str) -> Call | None:
        """Returns the call into one of the files that a traceback tells of."""
        with self._lock:
            files = [(path, one.file) for path, one in self._files.items()]
        for path, file in files:
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

    # ---- what there is to tell

    @property
    def states(self) -> tuple[m.PluginState, ...]:
        """How it stands with every file."""
        with self._lock:
            return tuple(self._state(path, one) for path, one in self._files.items())

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Why files are not loaded, or only in an older version."""
        with self._lock:
            return (*self._aside(), *(one for path in self._files for one in self._refusals(path)))

    def _state(self, path: str, one: Shelved) -> m.PluginState:
        brought = self._brought.get(path)
        aside = tuple(problem for problem in self._aside() if problem.file == path)
        problems = (*aside, *self._refusals(path))
        goes_on = brought is not None and bool(brought.components)
        if path in self._disabled:
            state, problems = "disabled", ()
        elif path in self._trying:
            state = "trying"
        elif problems:
            state = "old" if goes_on else "aside" if aside else "refused"
        elif brought is not None and one.sent == brought.sha256:
            state = "loaded" if goes_on else "refused"
        else:
            state = "trying"
        if brought is not None and self._ready is not None and state != "disabled":
            problems += tuple(problem for problem in self._ready.problems if _about(problem, one.file))
        return m.PluginState(
            file=one.file,
            state=state,  # type: ignore[arg-type]
            problems=problems,
            seconds=brought.seconds if brought is not None else 0.0,
            components=brought.components if brought is not None else (),
            loaded=brought.sha256 if brought is not None else "",
        )

    def _aside(self) -> tuple[Problem, ...]:
        """Why files are set aside: to be told first, as it is why components are missing that were there."""
        found = [(path, self.ledger.quarantined.get(one.file.sha256)) for path, one in self._files.items()]
        return tuple(
            self._older(path, msgspec.structs.replace(problem, file=path))
            for path, problem in found
            if problem is not None and path not in self._disabled
        )

    def _refusals(self, path: str) -> tuple[Problem, ...]:
        one = self._files[path]
        if path in self._disabled or one.file.sha256 in self.ledger.quarantined:
            return ()
        found = self._refused.get(one.file.sha256, ())
        if not one.file.sha256 and one.sent != "":
            found = (Problem(code="plugin.unreadable", plugin=one.file.name, stage="find", file=path),)
        return tuple(self._older(path, problem) for problem in found)

    def _older(self, path: str, problem: Problem) -> Problem:
        """Words a problem as a warning where an older version of the file goes on."""
        wanted = self._files[path].wanted(self.ledger)
        if wanted is None or wanted.sha256 == self._files[path].file.sha256:
            return problem
        level = "warning" if problem.level == "error" else problem.level
        return msgspec.structs.replace(problem, level=level, values={**problem.values, "older": True})

    @staticmethod
    def _is_from(info: ComponentInfo, path: str) -> bool:
        return path == info.plugin or Path(path) in (Path(info.file), *Path(info.file).parents)

    def _pass_on(self, *, always: bool = False) -> None:
        with self._telling:
            with self._lock:
                ready, problems, aside = self._ready, self.problems, self._aside()
                states, told = self.states, self._told
                self._told = states
                others = problems[len(aside) :]
                whole = ready and msgspec.structs.replace(ready, problems=(*aside, *ready.problems, *others))
                changed = whole is not None and whole.problems != self._said
                self._said = whole.problems if whole is not None else self._said
            if whole is not None and (always or changed):
                self._tell(whole)
            if states != told:
                self._tell(m.PluginsChanged(states=states))

    # ---- what follows from it

    def _bring_up_to_date(self) -> None:
        """Lets the kernel load and forget what it should, and tries what nobody knows."""
        unknown = []
        for path, one in self._files.items():
            if path in self._disabled:
                self._unload(path, one)
                continue
            if self._unknown(one.file):
                if self._trying.get(path) != one.file.sha256:
                    unknown.append(one.file)
            else:
                self._drop(path)
            self._load(one)
        for file in unknown:
            self._trying[file.path] = file.sha256
        if unknown and not self._closed:
            self.settled.clear()
            if self._trial is None:
                command, memory, limit_s = self._settings
                self._trial = Trial(self._tried, self._settle, command=command, memory=memory, limit_s=limit_s)
            strict = [file.path for file in unknown if self._files[file.path].wanted(self.ledger) is not None]
            self._trial.submit(unknown, strict)

    def _load(self, one: Shelved) -> None:
        wanted = one.wanted(self.ledger)
        if wanted is not None and wanted.sha256 != one.sent:
            if self._send(m.Load(files=(wanted,))):
                self._loads += 1
                self.settled.clear()
                one.sent = wanted.sha256
        elif wanted is None and one.sent:
            self._unload(one.file.path, one)

    def _unload(self, path: str, one: Shelved) -> None:
        self._drop(path)
        if one.sent is not None and self._send(m.Unload(paths=(path,))):
            self._loads += 1
            self.settled.clear()
        one.sent = None

    def _note_working(self, path: str, one: Shelved) -> None:
        brought = self._brought.get(path)
        if brought is not None and brought.components:
            one.worked(brought.sha256)

    def _unknown(self, file: m.PluginFile) -> bool:
        digest = file.sha256
        known = digest in self._refused or digest in self.ledger.quarantined or digest in self.ledger.known
        return bool(digest) and not known

    def _drop(self, path: str) -> None:
        if self._trying.pop(path, None) is not None and self._trial is not None:
            self._trial.drop(path)

    def _tried(self, file: m.PluginFile, problems: tuple[Problem, ...]) -> None:
        with self._lock:
            if problems:
                self._refused[file.sha256] = problems
                self._forget_refusals()
            else:
                self.ledger.prove(file.sha256)
            one = self._files.get(file.path)
            if self._trying.get(file.path) == file.sha256:
                del self._trying[file.path]
            if one is not None and file.path not in self._disabled:
                if not problems:
                    one.passed(file)
                self._load(one)
        self._pass_on()

    def _forget_refusals(self) -> None:
        present = {one.file.sha256 for one in self._files.values()}
        old = [digest for digest in self._refused if digest not in present]
        for digest in old[: max(0, len(old) - most_refused)]:
            del self._refused[digest]

    def _settle(self) -> None:
        with self._lock:
            loaded = self._ready is not None and self._ready.loads >= self._loads
            if self._found and not self._trying and loaded:
                self.settled.set()


def _about(problem: Problem, file: m.PluginFile) -> bool:
    inside = Path(file.path) in (Path(problem.file), *Path(problem.file).parents) if problem.file else False
    return inside or (file.kind == "entry_point" and problem.plugin == file.name)
