"""What can keep the window from opening or from being drawn."""

from __future__ import annotations

from nnlab.records.sentences._mark import N_

sentences: dict[str, str] = {
    "window.library": N_(
        "The window cannot open: Qt needs the system library {library}, which is not installed. "
        "Install the package that has it."
    ),
    "window.library_of": N_(
        "The window cannot open: Qt needs the system library {library}, which is not installed. "
        "Install it, on Debian and Ubuntu by: sudo apt install {package}"
    ),
    "window.late": N_(
        "No picture was taken: the training process had not drawn epoch {epoch} after {seconds} s. Ask for fewer"
        " epochs."
    ),
    "picture.ending": N_("A picture cannot be saved as “{ending}”. Choose a name that ends with one of {known}."),
    "workbench.large": N_("{file} is larger than {size} kB, too large for the workbench; open it in your own editor."),
    "workbench.unreadable": N_("{file} cannot be read: {detail}. Check that it is there and that you may read it."),
    "workbench.no_text": N_("{file} is no Python text, so the workbench cannot show it."),
    "workbench.folder": N_("The plugin folder {folder} cannot be made: {detail}. Save under another name."),
}
