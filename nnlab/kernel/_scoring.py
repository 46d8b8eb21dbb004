"""Keeps the scores of the run up to date while somebody looks at them, for a small part of training's time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from nnlab.kernel import messages as m
from nnlab.kernel._errors import problem_of
from nnlab.kernel._held import Held
from nnlab.kernel._plugins import Tell
from nnlab.records import Problem
from nnlab.records.scores import Cases, Scores

if TYPE_CHECKING:
    from nnlab.session._judging import Judge

share = 0.03  # of training's time
slice_s = 0.005, 0.04  # training waits no longer than this at a time; paused, messages wait no longer
apart_s = 0.1  # numbers that change more often cannot be read

_State = tuple[int, int]  # how often the run was changed otherwise than by training, and the steps it has made


class Scoring:
    """Counts the answers of the present state in slices. While training it finishes the state it began with, however
    many steps are made meanwhile; paused, it begins anew until what it counted is the present state.

    `ask` asks for single samples: answered at once while training, of the last state that was counted; paused, of the
    present one.
    """

    def __init__(self, held: Held, tell: Tell) -> None:
        self._held, self._tell = held, tell
        self._judge: Judge | None = None
        self._wanted = self._told = False
        self._asks: list[m.AskCases] = []
        self._scores: Scores | None = None
        self._changes = 0
        self._of: _State | None = None  # what was counted, or could not be
        self._begun: _State | None = None
        self._at = 0.0

    # ---- what is wanted

    def want(self, wanted: bool) -> None:
        """Says whether scores are looked at; whoever looks is told them again."""
        self._wanted, self._told = wanted, False
        if not wanted and not self._asks:
            self._forget()

    def ask(self, message: m.AskCases) -> None:
        """Takes a question."""
        self._asks.append(message)

    def cancel(self, id: int) -> None:
        """Drops a question."""
        self._asks = [ask for ask in self._asks if ask.id != id]

    def changed(self) -> None:
        """Says that the run has become another one, or another state of it, otherwise than by training."""
        self._changes += 1
        self._judge = self._scores = self._begun = None  # which hold on to the network that was

    def give_up(self) -> None:
        """Says that the present state cannot be counted: it is not tried again."""
        self._of, self._begun, self._scores = self._state, None, None

    # ---- what came of it

    @property
    def news(self) -> Scores | None:
        """The scores that were not told yet."""
        return self._scores if self._wanted and not self._told else None

    def told(self) -> None:
        """Notes that the scores were told."""
        self._told = True

    # ---- at work

    def left(self, now: float, *, training: bool) -> float | None:
        """Returns how many seconds there is nothing to do; None until something else happens."""
        if not (self._wanted or self._asks) or self._held.run is None:
            return None
        if self._held.obstacle is not None or self._of == self._state:
            return 0.0 if self._asks else None
        if training and self._asks and self._scores is not None:
            return 0.0
        return max(0.0, self._at - now) if training else 0.0

    def go_on(self, *, training: bool) -> bool:
        """Works for a slice; tells whether there are new scores. Raises whatever the session raises."""
        obstacle = self._held.obstacle
        if obstacle is not None:
            self._refuse(obstacle)
            return False
        if self._asks and self._scores is not None and (training or self._of == self._state):
            self._answer()
            return False
        if self._of == self._state:  # it could not be counted
            self._refuse(Problem(code="scores.nothing"))
            return False
        began = time.thread_time()
        done = self._count(training)
        cost = time.thread_time() - began  # not the clock's time: on a busy machine that says nothing about us
        self._at = time.perf_counter() + max(cost / share, apart_s if done else 0.0)
        return done

    def _count(self, training: bool) -> bool:
        run, state = self._held.run, self._state
        assert run is not None
        begun = self._begun
        judge = self._judge = run.judge(self._judge)
        if begun is None or not judge.busy or not (training or begun == state):
            begun = self._begun = state
            judge.begin(self._held.epoch, self._held.step)
        done = judge.go_on(time.perf_counter() + slice_s[0 if training else 1])
        if done:
            self._of, self._begun = begun, None
            self._scores, self._told = judge.scores(), False
            self._answer()
        return done

    def _answer(self) -> None:
        asks, self._asks = self._asks, []
        for ask in asks:
            try:
                self._say(ask, cases=self._found(ask))
            except BaseException as error:
                self._say(ask, problem=problem_of(error))

    def _found(self, ask: m.AskCases) -> Cases:
        judge, most = self._judge, max(1, min(ask.most, 1000))
        assert judge is not None
        if ask.rows is not None:
            return judge.rows(ask.part, ask.rows[:most])
        if ask.target is not None and ask.answered is not None:
            return judge.cell(ask.part, ask.target, ask.answered, most)
        return judge.worst(ask.part, ask.column, most)

    def _refuse(self, problem: Problem) -> None:
        asks, self._asks = self._asks, []
        for ask in asks:
            self._say(ask, problem=problem)

    def _say(self, ask: m.AskCases, *, cases: Cases | None = None, problem: Problem | None = None) -> None:
        held = self._held
        self._tell(m.Answer(run=held.number, rev=held.rev, step=held.step, id=ask.id, cases=cases, problem=problem))

    @property
    def _state(self) -> _State:
        return self._changes, self._held.step

    def _forget(self) -> None:
        """Lets go of what takes memory."""
        self._judge = self._scores = self._of = self._begun = None
