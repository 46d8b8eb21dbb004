"""What can be wrong with a file on opening or saving."""

from __future__ import annotations

from nnlab.records.sentences._mark import N_

sentences: dict[str, str] = {
    # opening
    "file.not_found": N_("There is no file {file}. Check its name and folder."),
    "file.folder": N_("{file} is a folder, not a file. Choose a file."),
    "file.unreadable": N_("{file} cannot be read ({detail}). Check whether you may read it, or copy it elsewhere."),
    "file.no_zip": N_("{file} is not an nnlab file. Choose one that nnlab saved (its name ends in .nnlab)."),
    "file.not_nnlab": N_(
        "{file} is a zip file, but no experiment is in it. Choose one that nnlab saved (its name ends in .nnlab)."
    ),
    "file.damaged": N_(
        "{file} is damaged or was cut off while being copied. Copy it again, or open an earlier save of it."
    ),
    "file.newer": N_(
        "{file} was saved by a newer nnlab: its format is version {version}, this nnlab reads up to version {known}. "
        "Install the newest nnlab to open it."
    ),
    "file.too_large": N_(
        "{file} would need {size} when unpacked; at most {allowed} are allowed. It is damaged, or was not "
        "made by nnlab."
    ),
    "file.painted": N_("More was painted during this run than {file} can hold. Start the run anew, then save it."),
    "file.json": N_(
        "In {file}, experiment.json is damaged at line {row}, column {column}. Open an earlier save of it."
    ),
    "file.field_missing": N_("In {file}, {path} lacks {field}. Add it, or open an earlier save of the file."),
    "file.field_unknown": N_(
        "In {file}, {path} has the entry {field}, which nnlab does not know. Remove it, or open an earlier "
        "save of the file."
    ),
    "file.field_type": N_(
        "In {file}, {path} should be {expected} but is {got}. Correct it, or open an earlier save of the file."
    ),
    "file.field_value": N_(
        "In {file}, {path} cannot be read ({detail}). Correct it, or open an earlier save of the file."
    ),
    "file.start": N_(
        "{file} says that its start weights are enclosed, but they are missing or are others. "
        "Open an earlier save of the file."
    ),
    "file.plugin_name": N_(
        "In {file}, an enclosed plugin has the name {name}, which no plugin's file can have. The file was not made by "
        "nnlab; ask for another."
    ),
    "file.plugin_twice": N_(
        "In {file}, two enclosed plugins have the name {name}. The file was not made by nnlab; ask for another."
    ),
    "file.plugin_text": N_(
        "In {file}, the text of the enclosed plugin {name} is not UTF-8. The file was not made by nnlab; ask for "
        "another."
    ),
    # saving
    "file.unwritable": N_(
        "{file} cannot be written: you may not write to this file or folder. Save under another name or in "
        "another folder."
    ),
    "file.full": N_(
        "{file} could not be saved: the disk is full. Free some space or save elsewhere; an older file of "
        "that name is unchanged."
    ),
    "file.no_folder": N_("{file} cannot be written: there is no folder {folder}. Make it first, or save elsewhere."),
    "file.write": N_(
        "{file} could not be written ({detail}). Save elsewhere; an older file of that name is unchanged."
    ),
    "file.unstorable": N_("{file} was not saved: a value cannot be written to a file ({detail})."),
    # settings
    "settings.damaged": N_(
        "The settings in {file} could not be understood ({detail}), so the usual ones hold. "
        "The old file was kept as {bad}."
    ),
    "settings.unreadable": N_(
        "The settings in {file} could not be read ({detail}), so the usual ones hold. "
        "Check whether you may read the file."
    ),
    "settings.value": N_("The settings were not saved to {file}: a value is not allowed ({detail})."),
    "settings.folder": N_(
        "The settings cannot be saved: the folder {folder} cannot be made ({detail}). "
        "Check whether you may write there, or set NNLAB_HOME to another folder."
    ),
}
