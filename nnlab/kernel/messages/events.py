"""What the client says about its kernel process and the plugins it watches; never sent over a pipe."""

from __future__ import annotations

from typing import Literal

import msgspec

from nnlab.kernel.messages.shared import PluginFile
from nnlab.records import Problem


class Stalled(msgspec.Struct, frozen=True, kw_only=True):
    """A plugin's method has not returned for so many seconds. Sent again whenever that time has doubled."""

    plugin: str
    method: str
    seconds: float
    file: str = ""


class Unstalled(msgspec.Struct, frozen=True, kw_only=True):
    """The call named by the last Stalled came to its end by itself."""


class Restarted(msgspec.Struct, frozen=True, kw_only=True):
    """The kernel process ended, or was ended, and another took over from the newest checkpoint."""

    lost_epochs: int
    reason: Problem


class Died(msgspec.Struct, frozen=True, kw_only=True):
    """The kernel process ended and is not started again by itself; `restart()` does."""

    problem: Problem


class PluginState(msgspec.Struct, frozen=True, kw_only=True):
    """How it stands with a plugin file that did not come with nnlab.

    `file` is what lies there now. "loaded": all of it can be chosen; "trying": it is in the trial kernel, or on its way
    to the training kernel; "refused": it has a mistake; "aside": it hung or ended a kernel; "disabled": the user wants
    it so; "old": what lies there is refused or set aside, and the version that worked last goes on. `loaded` is the
    digest of the version that the kernel has, `seconds` what its import took, `components` ("kind:id") what it brings.
    """

    file: PluginFile
    state: Literal["loaded", "trying", "refused", "aside", "disabled", "old"]
    problems: tuple[Problem, ...] = ()
    seconds: float = 0.0
    components: tuple[str, ...] = ()
    loaded: str = ""


class PluginsChanged(msgspec.Struct, frozen=True, kw_only=True):
    """Plugin files came, went or changed, or it stands otherwise with one of them: all there are."""

    states: tuple[PluginState, ...]


ClientEvent = Stalled | Unstalled | Restarted | Died | PluginsChanged
