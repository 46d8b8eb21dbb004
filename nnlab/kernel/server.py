"""The kernel process: holds the running network, trains it, and answers with frames.

Run by `python -m nnlab.kernel.server`.
"""

from __future__ import annotations

import gc
import sys
import time
from collections import deque

from nnlab.kernel import messages as m
from nnlab.kernel._birth import end_now, end_with, hear_no_interrupts, private_pipes, tell_crashes
from nnlab.kernel._errors import problem_of
from nnlab.kernel._examine import examine
from nnlab.kernel._fence import Fence
from nnlab.kernel._frames import Frames
from nnlab.kernel._framing import DamagedError
from nnlab.kernel._held import Held
from nnlab.kernel._loop import Loop
from nnlab.kernel._memory import Change
from nnlab.kernel._output import Output
from nnlab.kernel._pipes import Inbox, Outlet
from nnlab.kernel._plugins import Plugins
from nnlab.kernel._previews import preview
from nnlab.kernel._room import limit_memory
from nnlab.kernel._scoring import Scoring
from nnlab.kernel._slot import SlotWriter
from nnlab.records import Problem, ProblemError

slice_s = 0.05  # training looks up at least so often
save_s = 1.0  # a checkpoint for recovery is sent about so often while something changes
frame_share = 0.025  # of the time, when training wants all of it ...
frame_most_s = 0.1  # ... but one so often in any case
frame_rate = 36  # ... and no more a second than this, for which that share should do: if need be they are less fine
save_share = 0.01
begin_s = 0.005  # the first one so soon after training began, the next ones each after twice the time ...
begin_share = 0.2  # ... so that little is lost to a plugin that ends the process at once
busy_s = 0.01  # a reader that has not caught up is looked after so often


class Server:
    """Takes messages one by one; between them it trains, draws, answers and saves, whatever is due."""

    def __init__(self, inbox: Inbox, outlet: Outlet, slot: SlotWriter) -> None:
        self._inbox, self._outlet, self._slot = inbox, outlet, slot
        self._plugins = Plugins(slot, outlet.send)
        self._held = Held(self._plugins, slot, outlet.send)
        self._loop = Loop(self._held, slot, inbox.empty)
        self._frames = Frames(frame_share / frame_rate)
        self._scoring = Scoring(self._held, outlet.send)
        self._asks: deque[m.Ask] = deque()
        self._handled = 0
        self._credit = self._stale = False  # the screen wants a frame; the last one is out of date
        self._frame_at = self._save_at = 0.0
        self._save_s = save_s
        self._frame_sent = self._frame_step = 0
        self._ended = False
        self._waiting: tuple[m.Train, str] | None = None  # what goes on when a plugin is mended, "" or its path

    def serve(self) -> None:
        """Works until Bye."""
        while not self._ended:
            wait = self._work()
            self._slot.busy(wait is not None)
            message = self._inbox.take(wait)
            self._slot.busy(True)
            while message is not None and not self._ended:
                self._take(message)
                self._handled += 1
                self._slot.handled(self._handled)
                message = self._inbox.take(0)

    # ---- what is due

    def _work(self) -> float | None:
        """Does what is due now; returns how long nothing else is, None for ever."""
        wait = self._train() if self._loop.training else None
        if self._asks:
            self._answer(self._asks.popleft())
            wait = 0.0
        wait = self._score(wait)
        now = time.perf_counter()
        if self._credit and self._held.run is not None and (self._stale or self._held.step != self._frame_step):
            left = self._frame_at - now if self._loop.hurried else 0.0
            if self._outlet.written < self._frame_sent:
                left = max(left, busy_s)  # even for a screen that gives credit and does not look
            if left <= 0:
                self._frame()
            elif wait is None or left < wait:
                wait = left
        return self._save(wait)

    def _train(self) -> float:
        now = time.perf_counter()
        most = min(slice_s, self._save_s)
        until = min(now + most, max(self._frame_at, now) if self._credit else now + most)
        try:
            wait, finished = self._loop.slice(until)
            if not finished:
                return wait
            run = self._held.run
            stopped = run.stopped if run is not None else None
            self._loop.pause()
            scores = self._held.scores()
        except BaseException as error:  # a plugin or the session: the kernel lives on
            self._failed(problem_of(error))
            return 0.0
        self._stale = True
        held = self._held
        told = m.Finished(
            run=held.number, rev=held.rev, step=held.step, epoch=held.epoch, scores=scores, stopped=stopped
        )
        self._outlet.send(told)
        return 0.0

    def _score(self, wait: float | None) -> float | None:
        """Counts answers for a moment, where anybody wants to know of them and it is time to."""
        scoring, training = self._scoring, self._loop.training
        left = scoring.left(time.perf_counter(), training=training)
        if left is not None and left <= 0:
            try:
                self._stale |= scoring.go_on(training=training)
            except BaseException as error:  # a plugin's: the scores of this state are not asked for again
                self._failed(problem_of(error))
                scoring.give_up()
                return 0.0
            left = scoring.left(time.perf_counter(), training=training)
        return wait if left is None else max(0.0, left) if wait is None else min(wait, max(0.0, left))

    def _frame(self) -> None:
        held, loop, began = self._held, self._loop, time.thread_time()
        hurried = loop.hurried
        try:
            frame = self._frames.make(
                held, training=loop.training, rate=loop.rate.value, hurried=hurried, scores=self._scoring.news
            )
        except BaseException as error:  # a plugin, in drawing: the screen gets what can be told without it
            self._failed(problem_of(error))
            frame = self._frames.make(held, training=False, rate=0.0, views=False)
        self._outlet.send(frame)
        if frame.scores is not None:
            self._scoring.told()
        self._frame_sent = self._outlet.sent
        self._credit = self._stale = False
        self._frame_step = held.step
        cost = time.thread_time() - began  # not the clock's time: on a busy machine that says nothing about us
        self._frame_at = time.perf_counter() + min(max(cost / frame_share, 1 / frame_rate), frame_most_s)
        if hurried:
            self._frames.detail.took(cost)

    def _save(self, wait: float | None) -> float | None:
        if not self._held.dirty:
            return wait
        left = self._save_at - time.perf_counter()
        if left <= 0 and self._outlet.idle:
            spoilt = self._plugins.guard.look()
            if spoilt is not None:
                self._failed(spoilt, spoilt=True)
                return 0.0
            self._saved(-1)
            return wait
        return max(left, busy_s) if wait is None else wait  # no states are piled up before a slow reader

    def _saved(self, token: int) -> None:
        began = time.thread_time()
        try:
            self._held.save(token)
        except BaseException as error:
            self._failed(problem_of(error))
        cost = time.thread_time() - began
        share = save_share if self._save_s >= save_s else begin_share
        self._save_at = time.perf_counter() + max(self._save_s, cost / share)
        self._save_s = min(save_s, 2 * self._save_s)

    def _answer(self, ask: m.Ask) -> None:
        held = self._held
        answer = preview(ask, self._plugins.catalog, self._slot)
        if isinstance(answer, Problem):
            self._outlet.send(m.Answer(run=held.number, rev=held.rev, id=ask.id, problem=answer))
        else:
            self._outlet.send(m.Answer(run=held.number, rev=held.rev, id=ask.id, preview=answer))
            if held.lacks(ask.dataset, ask.values):  # a table that was gone is open again
                self._bring_up_to_date(())

    def _failed(self, problem: Problem, *, spoilt: bool = False) -> None:
        """Pauses, puts the last good state back (in any case where the present one is spoilt), and says what was."""
        found = self._plugins.guard.look()  # where a plugin replaced something, another one may seem to have failed
        problem, spoilt = found or problem, spoilt or found is not None
        path = self._plugins.path_of(problem.file)
        wanted = self._loop.wanted if path else None
        if wanted is not None:
            self._waiting = wanted, path
        self._loop.pause()
        self._held.recover(spoilt=spoilt)
        self._scoring.changed()
        self._stale = True
        self._trouble(problem, waits=wanted is not None)

    def _trouble(self, problem: Problem, *, waits: bool = False) -> None:
        held = self._held
        self._outlet.send(m.Trouble(run=held.number, rev=held.rev, step=held.step, problem=problem, waits=waits))

    def _reloaded(self, paths: tuple[str, ...]) -> None:
        """Brings the run up to date with the plugins, and lets go at once of the network that it was before."""
        self._bring_up_to_date(paths)
        gc.collect()  # what waits in cycles would scatter over memory what the next ones leave behind

    def _bring_up_to_date(self, paths: tuple[str, ...]) -> None:
        """Builds the run anew if the plugins concern it; what trained goes on, now or as soon as nothing is missing."""
        wanted, waiting = self._loop.wanted, self._waiting
        concerned = self._held.again()
        if not concerned:
            return
        self._loop.changed()
        self._scoring.changed()
        self._stale = True
        obstacle = self._held.obstacle
        if wanted is not None and obstacle is not None:
            self._waiting = wanted, ""
            self._loop.pause()
            self._trouble(obstacle, waits=True)
        elif waiting is not None and obstacle is None and (not waiting[1] or waiting[1] in paths):
            self._go_on(waiting[0])

    def _go_on(self, wanted: m.Train) -> None:
        held = self._held
        self._on_train(wanted)
        self._outlet.send(m.Resumed(run=held.number, rev=held.rev, step=held.step, until=wanted.until))

    # ---- messages

    def _take(self, message: m.ToKernel | DamagedError) -> None:
        try:
            if isinstance(message, DamagedError):
                self._failed(Problem(code="kernel.damaged", values={"reason": str(message)}))
            elif isinstance(message, Change):
                self._change(message)
            else:
                getattr(self, f"_on_{type(message).__name__.lower()}")(message)
        except BaseException as error:
            self._failed(problem_of(error))

    def _change(self, message: Change) -> None:
        training = self._loop.training
        if isinstance(message, m.Open | m.Reset):
            self._loop.pause()
            self._waiting = None
        self._loop.changed()
        self._scoring.changed()
        self._held.change(message)
        self._plugins.guard.look()
        self._stale = True
        if not isinstance(message, m.Edit):
            self._frames.tail.forget()
        self._slot.epoch(self._held.epoch)
        obstacle = self._held.obstacle
        if obstacle is None:
            self._waiting = None  # what stood in the way was edited away, and whoever did so says how to go on
        if training and obstacle is not None:
            self._loop.pause()
            self._trouble(obstacle)

    def _on_hello(self, message: m.Hello) -> None:
        self._plugins.hello(message)

    def _on_load(self, message: m.Load) -> None:
        self._plugins.load(message)
        self._reloaded(tuple(file.path for file in message.files))

    def _on_unload(self, message: m.Unload) -> None:
        self._plugins.unload(message)
        self._reloaded(message.paths)

    def _on_train(self, message: m.Train) -> None:
        self._stale = True
        self._waiting = None
        obstacle = self._held.obstacle
        if obstacle is not None:
            missing = obstacle.code in ("plugin.gone", "plugin.unknown")
            self._waiting = (message, "") if missing else None
            self._loop.pause()
            self._trouble(obstacle, waits=missing)
            return
        if not self._loop.training:
            self._save_s, self._save_at = begin_s, 0.0
        self._loop.train(message)

    def _on_pause(self, message: m.Pause) -> None:
        self._loop.pause()
        self._waiting = None
        self._stale = True

    def _on_step(self, message: m.Step) -> None:
        self._loop.pause()
        self._waiting = None
        self._stale = True
        obstacle, run = self._held.obstacle, self._held.run
        if obstacle is not None:
            self._trouble(obstacle)
            return
        assert run is not None
        run.step(message.unit)
        self._slot.epoch(run.epoch)

    def _on_save(self, message: m.Save) -> None:
        try:
            self._held.save(message.token)
        except ProblemError as error:
            if self._held.obstacle is None:
                raise
            self._trouble(error.problem)  # a network that was never whole: no weights, and nothing to go back to

    def _on_close(self, message: m.Close) -> None:
        self._loop.pause()
        self._waiting = None
        self._scoring.changed()
        self._held.close()

    def _on_subscribe(self, message: m.Subscribe) -> None:
        self._frames.views = message.views
        self._scoring.want(any(isinstance(view, m.ScoresView) for view in message.views))
        self._stale = True

    def _on_credit(self, message: m.Credit) -> None:
        self._credit = True

    def _on_ask(self, message: m.Ask) -> None:
        self._asks.append(message)

    def _on_askanswers(self, message: m.AskAnswers) -> None:
        held = self._held
        try:
            answers = held.answers(message.rows)
            self._outlet.send(m.Answer(run=held.number, rev=held.rev, id=message.id, answers=answers))
        except BaseException as error:
            self._outlet.send(m.Answer(run=held.number, rev=held.rev, id=message.id, problem=problem_of(error)))

    def _on_askcases(self, message: m.AskCases) -> None:
        self._scoring.ask(message)

    def _on_cancel(self, message: m.Cancel) -> None:
        self._scoring.cancel(message.id)
        self._asks = deque(ask for ask in self._asks if ask.id != message.id)

    def _on_examine(self, message: m.Examine) -> None:
        answer = examine(message, self._plugins.catalog, self._slot)
        self._plugins.guard.look()  # first: what the component changed for everybody belongs to the answer
        self._outlet.send(answer)

    def _on_bye(self, message: m.Bye) -> None:
        self._ended = True


def main(words: list[str]) -> None:
    """Begins a kernel process: `--slot NAME --parent PID --memory BYTES`."""
    options = dict(zip(words[::2], words[1::2], strict=True))
    pipes = private_pipes()
    tell_crashes(pipes.errors)
    hear_no_interrupts()
    end_with(int(options.get("--parent", 0)))
    limit_memory(int(options.get("--memory", 0)))
    sys.setswitchinterval(0.001)  # a waiting reader or writer gets its turn sooner
    outlet = Outlet(pipes.outlet)
    inbox = Inbox(pipes.inlet, end_now)
    outlet.start()
    inbox.start()
    slot = SlotWriter.attach(options.get("--slot", ""))
    Output(
        lambda text, dropped: outlet.send(m.Output(text=text, dropped=dropped)),
        lambda: slot.running,
        lambda problem: outlet.send(m.Remark(problem=problem)),
    ).start()
    slot.start()
    Fence(slot, int(options.get("--parent", 0))).close()
    try:
        Server(inbox, outlet, slot).serve()
    finally:
        outlet.flush()
    end_now()


if __name__ == "__main__":
    main(sys.argv[1:])
