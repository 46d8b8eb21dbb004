"""Which language a command speaks, found before the command line is parsed: its help is worded too."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence

from nnlab.records import home
from nnlab.records.words import languages


def language(arguments: Sequence[str]) -> str:
    """Returns the language of --lang, else of the environment, else of the settings file, else English."""
    asked = last_value(arguments, "--lang")
    if asked in languages:
        return asked
    return _of_environment() or _of_settings() or "en"


def last_value(arguments: Sequence[str], option: str) -> str:
    """Returns what stands behind an option, given as two words or with “=”; the last one counts."""
    found = ""
    for place, word in enumerate(arguments):
        if word == "--":
            break
        if word == option and place + 1 < len(arguments):
            found = arguments[place + 1]
        elif word.startswith(option + "="):
            found = word.partition("=")[2]
    return found


def has_flag(arguments: Sequence[str], flag: str) -> bool:
    """Tells whether a flag stands among the options."""
    options = arguments[: arguments.index("--")] if "--" in arguments else arguments
    return flag in options


def _of_environment() -> str:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            code = value.partition(".")[0].lower()
            return "" if code in ("c", "posix") else "zh_CN" if code.startswith("zh") else "en"
    return ""


def _of_settings() -> str:
    # Whatever is wrong with the settings is the window's to say; a command only wants to know the language.
    try:
        found = json.loads(home().settings.read_text(encoding="utf-8")).get("language", "")
    except (OSError, ValueError, AttributeError):
        return ""
    return found if found in languages else ""
