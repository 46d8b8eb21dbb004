"""What can be wrong with the name or the place of a new plugin, and with one to be installed (authoring)."""

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
    "install.missing": N_("There is no file {file}. Check its name and folder."),
    "install.not_python": N_(
        "{file} is no plugin: a plugin is a file whose name ends in .py, or a folder with a file __init__.py in it."
    ),
    "install.not_text": N_("{file} is no text that Python could read. Choose the plugin's source file."),
    "install.large": N_("{file} is larger than a plugin may be ({allowed}). Choose the plugin's source file."),
    "install.unreadable": N_("{file} cannot be read ({detail}). Check whether you may read it, or copy it elsewhere."),
    "install.folder": N_("The plugin folder {folder} cannot be written ({detail}). Check whether you may write there."),
    "install.differs": N_(
        "{target} is there already, with another text. Rename the new file, or replace the old one with --replace."
    ),
    "plugins.none_such": N_("There is no plugin {name}. “nnlab plugins” lists those there are: {known}."),
    "plugins.bundled": N_("{name} comes with nnlab and cannot be turned off. Choose a plugin of your own: {known}."),
}
