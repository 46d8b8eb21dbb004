"""What there is to say of foreign plugins that an experiment file encloses."""

from __future__ import annotations

from nnlab.records.sentences._mark import N_

sentences: dict[str, str] = {
    # enclosing
    "enclosed.package": N_(
        "The plugin {name} {version} ({components}) is an installed package, so its text is not enclosed; the file "
        "only names it. Whoever opens the file installs that package with pip."
    ),
    "enclosed.folder": N_(
        "The plugin {name} ({components}) is a folder, so its text is not enclosed; the file only names it. "
        "Hand in the folder too, or put the component into a single file."
    ),
    "enclosed.unreadable": N_(
        "The text of the plugin {name} ({components}) cannot be read ({detail}), so it is not enclosed. "
        "Put its file back and save again."
    ),
    "enclosed.changed": N_(
        "The file of the plugin {name} ({components}) has another text than the one that is running, so it is not "
        "enclosed. Save again once the new text is loaded."
    ),
    "enclosed.large": N_(
        "The plugin {name} ({components}) has more than {allowed} MB of text, so it is not enclosed. "
        "Make it shorter, or hand in its file too."
    ),
    "enclosed.encoding": N_(
        "The text of the plugin {name} ({components}) is not UTF-8, so it is not enclosed. Save it as UTF-8 in the "
        "editor, then save the experiment again."
    ),
    "enclosed.too_many": N_(
        "The plugin {name} is not enclosed: more than {allowed} MB of plugins do not fit into one file. "
        "Hand in its file too."
    ),
    "enclosed.not_asked": N_(
        "{file} does not hold the text of its plugin {name} ({components}). With --enclose it does, and can be "
        "opened elsewhere."
    ),
    # opening
    "enclosed.missing": N_(
        "{file} needs the plugin {name} ({components}), which it encloses and which is not installed here. Read it "
        "with “nnlab plugins show {file}”, then install it with “nnlab plugins install {file}”, or run it for this "
        "command alone with --trust-enclosed."
    ),
    "enclosed.needed": N_(
        "This experiment needs the plugin {name} ({components}), which is enclosed in the file and not installed here. "
        "Look at its text and install it, or choose other components."
    ),
    "enclosed.other": N_(
        "The enclosed plugin {name} ({theirs}) and the one that is loaded here ({mine}) both bring {components}, with "
        "different texts. Yours is used; results may differ from those in the file."
    ),
    "enclosed.elsewhere": N_(
        "This experiment needs the plugin {name} {version} ({components}), which the file only names: it is a folder "
        "or an installed package. Get it from whoever made the file, and put it into the folder of plugins or install "
        "it with pip."
    ),
    "enclosed.running": N_(
        "Running the enclosed plugin {name} ({components}, {sha256}) of {file} with your rights, for this command "
        "alone."
    ),
    "enclosed.safe_mode": N_("--safe-mode and --trust-enclosed exclude each other. Leave one of them out."),
    "enclosed.none": N_("{file} encloses no plugin."),
    "enclosed.python": N_(
        "{file} encloses plugins ({names}), which do not run by themselves. Read them in nnlab.enclosed(“{file}”), "
        "and give that to Run or resume as plugins to run them."
    ),
}
