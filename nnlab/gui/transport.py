"""The top bar: what trains the network, how fast, and how far it has come."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QActionGroup, QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QSlider, QWidget

from nnlab.gui._fields import Elided
from nnlab.gui.buttons import IconButton, WordButton
from nnlab.gui.canvas.faults import Faults
from nnlab.gui.context import Context
from nnlab.gui.enlarging import large, scale
from nnlab.gui.naming import shown_title
from nnlab.gui.speeds import full, place, speed_text, speeds, usual
from nnlab.kernel.messages import Frame, Unit

_units: tuple[Unit, ...] = ("sample", "batch", "epoch")
thin = "\N{NARROW NO-BREAK SPACE}"


def spaced(number: float) -> str:
    """Returns a whole number with thin spaces between thousands."""
    return f"{number:,.0f}".replace(",", thin)


class Transport(QWidget):
    """Reset, Train, step, step size, speed, epoch and epochs a second; undo and redo, theme and language."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("transport")
        self._context = context
        self._faults = Faults(context.language, context.document)
        self._unit: Unit = "epoch"
        self._slow = usual
        self._make_actions()
        self._lay_out()
        language, bridge, document = context.language, context.bridge, context.document
        language.changed.connect(self._word)
        context.theme.changed.connect(self._word)
        bridge.state_changed.connect(self._show_state)
        bridge.frame.connect(self._show_frame)
        document.changed.connect(self._show_name)
        document.path_changed.connect(self._show_name)
        document.problems_changed.connect(self._show_state)
        self._word()

    @property
    def unit(self) -> Unit:
        """How far one step goes."""
        return self._unit

    # ---- making

    def _make_actions(self) -> None:
        context = self._context
        actions, tr, bridge = context.actions, context.language.tr, context.bridge
        actions.add(
            "train.play",
            lambda: tr("Pause") if bridge.training else tr("Train"),
            self._play,
            ["Space", "Ctrl+Return", "Ctrl+Enter"],
            "play",
        )
        actions.add("train.step", lambda: tr("Step"), lambda: bridge.step(self._unit), "N", "step-forward")
        actions.add(
            "train.reset",
            lambda: tr("Reset"),
            bridge.reset,
            "R",
            "rotate-ccw",
            tip=lambda: tr("Reset: back to the same start weights, epoch 0"),
        )
        self._full = actions.add(
            "train.full_speed",
            lambda: tr("Full speed"),
            self._set_full,
            "F",
            "zap",
            checkable=True,
            tip=lambda: tr("Train as fast as possible, or at the speed before"),
        )
        actions.add("train.faster", lambda: tr("Faster"), lambda: self._move_speed(1), ".", "chevron-right")
        actions.add("train.slower", lambda: tr("Slower"), lambda: self._move_speed(-1), ",", "chevron-left")
        self._units = QActionGroup(self)
        names = {"sample": lambda: tr("sample"), "batch": lambda: tr("batch"), "epoch": lambda: tr("epoch")}
        tips = {
            "sample": lambda: tr("A step takes the next sample of the batch"),
            "batch": lambda: tr("A step trains one batch"),
            "epoch": lambda: tr("A step trains one epoch: every sample once"),
        }
        for unit in _units:
            id = f"train.unit_{unit}"
            self._units.addAction(actions.add(id, names[unit], self._unit_setter(unit), checkable=True, tip=tips[unit]))
        actions.get(f"train.unit_{self._unit}").setChecked(True)

    def _lay_out(self) -> None:
        get = self._context.actions.get
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(6)
        self._logo = QLabel("nnlab")
        self._logo.setFont(_bold(self.font(), 1.15))
        self._name = Elided()
        self._name.setObjectName("title")
        self._name.setMinimumWidth(40)
        self._name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row.addWidget(self._logo)
        row.addWidget(self._name, 3)
        row.addWidget(IconButton(get("train.reset")))
        self._train = WordButton(get("train.play"), self._context.theme, "primary")
        row.addWidget(self._train)
        row.addWidget(IconButton(get("train.step")))
        segments = QHBoxLayout()
        segments.setSpacing(0)
        for unit, look in zip(_units, ("first", "middle", "last"), strict=True):
            segments.addWidget(WordButton(get(f"train.unit_{unit}"), self._context.theme, look))
        row.addLayout(segments)
        row.addSpacing(8)
        self._lay_out_speed(row)
        row.addSpacing(4)
        self._epoch_word, self._epoch, self._rate = QLabel(), QLabel("0"), QLabel()
        self._epoch.setFont(_bold(self.font(), 1.2))
        for label in (self._epoch_word, self._epoch, self._rate):
            row.addWidget(label)
        row.addStretch(1)
        for id in ("edit.undo", "edit.redo", "view.theme", "view.language"):
            row.addWidget(IconButton(get(id)))

    def _lay_out_speed(self, row: QHBoxLayout) -> None:
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setObjectName("speed")
        self._slider.setRange(0, len(speeds) - 1)
        self._slider.setPageStep(1)
        self._slider.setFixedWidth(100)
        self._slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._slider.setValue(place(self._context.bridge.speed))
        self._slider.valueChanged.connect(lambda value: self._context.bridge.set_speed(speeds[value]))
        self._speed = QLabel()
        for widget in (self._slider, IconButton(self._context.actions.get("train.full_speed")), self._speed):
            row.addWidget(widget)

    # ---- showing

    def _word(self) -> None:
        tr = self._context.language.tr
        self._epoch_word.setText(tr("epoch"))
        self._slider.setAccessibleName(tr("Speed"))
        texts = [speed_text(speed, self._context.language) for speed in speeds]
        self._logo.setVisible(scale() == 1)  # from afar there is no room to spare
        self._speed.setFixedWidth(max(self._speed.fontMetrics().horizontalAdvance(text) for text in texts) + large(4))
        train = [tr("Train"), tr("Pause")]
        self._train.setFixedWidth(max(self._train.fontMetrics().horizontalAdvance(text) for text in train) + large(52))
        longest = tr("{n} epochs/s").format(n=spaced(88888)), self._place_text(88, 88, 88, 88)
        self._rate.setFixedWidth(max(self._rate.fontMetrics().horizontalAdvance(text) for text in longest) + 4)
        self._epoch.setMinimumWidth(self._epoch.fontMetrics().horizontalAdvance(spaced(88888)))
        self._show_name()
        self._show_state()

    def _show_name(self, *_: object) -> None:
        document, tr = self._context.document, self._context.language.tr
        dot = " \N{BLACK CIRCLE}" if document.modified else ""
        path = str(document.path) if document.path is not None else tr("Not saved to a file yet")
        self._name.word(shown_title(document, self._context.language) + dot, path)

    def _show_state(self) -> None:
        context = self._context
        bridge, actions, language = context.bridge, context.actions, context.language
        sign = "pause" if bridge.training else "play"
        actions.set_icon("train.play", sign)
        actions.word("train.play")
        self._train.set_icon(sign)
        reason = self._faults.stopping()
        for id in ("train.play", "train.step"):
            actions.allow(id, not reason or (id == "train.play" and bridge.training), reason)
        with QSignalBlocker(self._slider):
            self._slider.setValue(place(bridge.speed))
        if bridge.speed != full:
            self._slow = bridge.speed
        self._full.setChecked(bridge.speed == full)
        self._speed.setText(speed_text(bridge.speed, language))
        self._slider.setToolTip(language.tr("Speed: {speed}").format(speed=speed_text(bridge.speed, language)))
        self._show_place()

    def _show_frame(self, frame: Frame) -> None:
        self._epoch.setText(spaced(frame.epoch))
        rate = frame.epochs_per_second
        if self._by_step:
            self._show_place()
        elif rate >= 10 or rate == 0:
            self._rate.setText(self._context.language.tr("{n} epochs/s").format(n=spaced(rate)))
        else:
            self._rate.setText(self._context.language.tr("{n} epochs/s").format(n=f"{rate:.1f}"))

    @property
    def _by_step(self) -> bool:
        """Whether one can follow it within an epoch."""
        bridge = self._context.bridge
        return not bridge.training or (bridge.speed.unit == "batch" and bridge.speed.per_second > 0)

    def _show_place(self) -> None:
        """Says how far into the epoch training is, where one can follow it."""
        frame, document = self._context.bridge.last_frame, self._context.document
        if not self._by_step:
            return
        facts = document.last_facts
        rows = facts.data.train_rows if facts is not None and facts.data is not None else 0
        if frame is None or not frame.place or not rows:
            self._rate.setText("")
            return
        size = document.experiment.training.batch_size
        done, sample = divmod(frame.place, size)
        samples, batches = min(size, rows - done * size), -(-rows // size)
        self._rate.setText(self._place_text(sample, samples, done + bool(sample), batches))

    def _place_text(self, sample: int, samples: int, batch: int, batches: int) -> str:
        tr = self._context.language.tr
        text = tr("batch {n}/{all}").format(n=batch, all=batches)
        return " · ".join((tr("sample {n}/{all}").format(n=sample, all=samples), text)) if sample else text

    # ---- doing

    def _play(self) -> None:
        bridge = self._context.bridge
        if bridge.training:
            bridge.pause()
        else:
            bridge.train()

    def _set_full(self, on: bool) -> None:
        self._context.bridge.set_speed(full if on else self._slow)

    def _move_speed(self, by: int) -> None:
        now = place(self._context.bridge.speed)
        self._context.bridge.set_speed(speeds[min(max(now + by, 0), len(speeds) - 1)])

    def _unit_setter(self, unit: Unit):
        def set_unit(on: bool) -> None:
            if on:
                self._unit = unit

        return set_unit


def _bold(font: QFont, factor: float) -> QFont:
    made = QFont(font)
    made.setBold(True)
    if made.pointSizeF() > 0:
        made.setPointSizeF(made.pointSizeF() * factor)
    return made
