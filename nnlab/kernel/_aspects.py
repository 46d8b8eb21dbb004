"""What all code of a process shares, as a list of things that can be read, compared and put back."""

from __future__ import annotations

import contextlib
import gc
import locale
import os
import random
import signal
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnlab.records import Text

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

_signals = [
    getattr(signal, name)
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGALRM", "SIGCHLD", "SIGUSR2", "SIGPIPE")
    if hasattr(signal, name)
]
_limits = [
    getattr(resource, name)
    for name in ("RLIMIT_DATA", "RLIMIT_AS", "RLIMIT_NOFILE", "RLIMIT_STACK", "RLIMIT_FSIZE")
    if hasattr(resource, name)
]
_streams = ("stdin", "stdout", "stderr")


@dataclass(frozen=True)
class Aspect:
    """One thing that all code shares: its name, how it is read, and how a state that was read is put back."""

    name: Text
    read: Callable[[], Any]
    put: Callable[[Any], None]
    outer: bool = False  # what code in a context of its own does not share


def aspects() -> tuple[Aspect, ...]:
    """Returns everything that is looked after, the cheapest to say what it is last."""
    found = [
        Aspect(Text(en="the working directory", zh_CN="工作目录"), os.getcwd, os.chdir),
        Aspect(Text(en="sys.path", zh_CN="sys.path"), _paths, _put_paths),
        Aspect(Text(en="the warning filters", zh_CN="警告过滤器"), _filters, _put_filters),
        Aspect(Text(en="the environment variables", zh_CN="环境变量"), os.environ.copy, _put_environment),
        Aspect(Text(en="the recursion limit", zh_CN="递归深度限制"), sys.getrecursionlimit, sys.setrecursionlimit),
        Aspect(Text(en="the switch interval", zh_CN="线程切换间隔"), sys.getswitchinterval, sys.setswitchinterval),
        Aspect(Text(en="the signal handlers", zh_CN="信号处理函数"), _handlers, _put_handlers),
        Aspect(Text(en="garbage collection", zh_CN="垃圾回收"), _garbage, _put_garbage),
        Aspect(Text(en="the standard streams", zh_CN="标准输入输出"), _standard, _put_standard),
        Aspect(Text(en="the locale", zh_CN="区域设置"), lambda: locale.setlocale(locale.LC_ALL), _put_locale),
        Aspect(Text(en="the trace function", zh_CN="跟踪函数"), _tracing, _put_tracing),
        Aspect(Text(en="NumPy's error state", zh_CN="NumPy 的错误状态"), _errors, _put_errors, True),
        Aspect(Text(en="the global random state", zh_CN="全局随机数状态"), _draws, _put_draws),
    ]
    if hasattr(signal, "setitimer"):
        found.append(Aspect(Text(en="an alarm", zh_CN="定时信号"), _alarm, _put_alarm))
    if resource is not None:
        found.append(Aspect(Text(en="the limits of the process", zh_CN="进程资源限制"), _bounds, _put_bounds))
    return tuple(found)


def _paths() -> Any:
    return sys.path, tuple(sys.path), tuple(sys.meta_path), tuple(sys.path_hooks)


def _put_paths(state: Any) -> None:
    path, inside, finders, hooks = state
    sys.path = path
    sys.path[:], sys.meta_path[:], sys.path_hooks[:] = inside, finders, hooks


def _filters() -> Any:
    return tuple(warnings.filters), warnings.showwarning


def _put_filters(state: Any) -> None:
    warnings.resetwarnings()  # forgets what was shown under the other ones, too
    warnings.filters[:] = state[0]  # type: ignore[index]
    warnings.showwarning = state[1]


def _put_environment(state: dict[str, str]) -> None:
    for name in os.environ.keys() - state.keys():
        del os.environ[name]
    for name, value in state.items():
        if os.environ.get(name) != value:
            os.environ[name] = value


def _handlers() -> Any:
    return tuple(signal.getsignal(number) for number in _signals)


def _put_handlers(state: Any) -> None:
    for number, handler in zip(_signals, state, strict=True):
        if handler is not None and signal.getsignal(number) is not handler:
            signal.signal(number, handler)


def _garbage() -> Any:
    return gc.isenabled(), gc.get_threshold()


def _put_garbage(state: Any) -> None:
    gc.set_threshold(*state[1])
    (gc.enable if state[0] else gc.disable)()


def _standard() -> Any:
    return tuple(getattr(sys, name, None) for name in _streams)


def _put_standard(state: Any) -> None:
    for name, stream in zip(_streams, state, strict=True):
        setattr(sys, name, stream)


def _put_locale(state: str) -> None:
    locale.setlocale(locale.LC_ALL, state)


def _tracing() -> Any:
    return sys.gettrace(), sys.getprofile()


def _put_tracing(state: Any) -> None:
    sys.settrace(state[0])
    sys.setprofile(state[1])


def _errors() -> Any:
    return np.geterr(), np.geterrcall(), np.getbufsize()


def _put_errors(state: Any) -> None:
    np.seterr(**state[0])
    np.seterrcall(state[1])
    np.setbufsize(state[2])


def _draws() -> Any:
    state: Any = np.random.get_state()
    return random.getstate(), state[1].tobytes(), *state[2:]


def _put_draws(state: Any) -> None:
    random.setstate(state[0])
    np.random.set_state(("MT19937", np.frombuffer(state[1], np.uint32), *state[2:]))


def _alarm() -> Any:
    return signal.getitimer(signal.ITIMER_REAL)[0] > 0


def _put_alarm(state: bool) -> None:
    if not state:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _bounds() -> Any:
    return tuple(resource.getrlimit(limit) for limit in _limits)


def _put_bounds(state: Any) -> None:
    for limit, bounds in zip(_limits, state, strict=True):
        with contextlib.suppress(OSError, ValueError):  # a lower hard limit stays
            resource.setrlimit(limit, (bounds[0], resource.getrlimit(limit)[1]))
