"""What can be wrong with the name or the place of a new plugin (authoring)."""

from __future__ import annotations

from nnlab.records.sentences._mark import N_

# code: sentence
sentences: dict[str, str] = {
    "new.latin": N_(
        "“{name}” has no Latin letter of which a class and an id could be made; add some, as in “my_swish {name}”."
    ),
    "new.digit": N_("“{name}” begins with a digit, which no class may; call it {suggestion}, for example."),
    "new.word": N_("“{name}” is a word that Python or nnlab needs itself; call it {suggestion}, for example."),
    "new.taken": N_("The {kind} `{id}` exists already; choose another name, such as {suggestion}."),
    "new.exists": N_(
        "{path} is there already and stays as it is; choose another name, or another folder with --folder."
    ),
    "new.kind": N_("There is no kind “{name}”; the kinds are: {kinds}."),
    "copy.missing": N_("There is no {kind} `{id}` in this file to copy; choose another one."),
    "copy.syntax": N_("This file is not valid Python (line {line}), so nothing can be copied from it; mend it first."),
}
