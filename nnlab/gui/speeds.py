"""The speeds of the transport, from one step a second to as fast as possible."""

from __future__ import annotations

from nnlab.gui.language import Language
from nnlab.kernel.messages import Speed

speeds: tuple[Speed, ...] = (
    Speed(1, "batch"),
    Speed(4, "batch"),
    Speed(1, "epoch"),
    Speed(4, "epoch"),
    Speed(15, "epoch"),
    Speed(60, "epoch"),
    Speed(250, "epoch"),
    Speed(1000, "epoch"),
    Speed(0, "epoch"),
)
usual = Speed(60, "epoch")
full = Speed(0, "epoch")


def place(speed: Speed) -> int:
    """Returns the place of a speed on the control, the nearest one below where it has none."""
    if speed.per_second == 0:
        return len(speeds) - 1
    found = [i for i, known in enumerate(speeds[:-1]) if known.unit == speed.unit]
    fitting = [i for i in found if speeds[i].per_second <= speed.per_second]
    return fitting[-1] if fitting else found[0]


def speed_text(speed: Speed, language: Language) -> str:
    """Returns a speed in words: "60 epochs/s", "full"."""
    if speed.per_second == 0:
        return language.tr("full speed")
    count = int(speed.per_second) if float(speed.per_second).is_integer() else speed.per_second
    if speed.unit == "batch":
        return language.trn("{n} step/s", "{n} steps/s", int(count)).format(n=count)
    return language.trn("{n} epoch/s", "{n} epochs/s", int(count)).format(n=count)
