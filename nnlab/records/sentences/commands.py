"""What can be wrong with a command."""

from __future__ import annotations

from nnlab.records.sentences._mark import N_

sentences: dict[str, str] = {
    "command.no_file": N_(
        "“{word}” is neither a command nor a file. “nnlab --help” lists the commands; check the file's name and folder."
    ),
    "command.no_experiment": N_("“{name}” is neither a file nor a preset. The presets are: {presets}."),
    "command.no_preset": N_("There is no preset “{name}”. The presets are: {presets}."),
    "command.no_option": N_("There is no option {option}. “{command} --help” lists the options."),
    "command.near_option": N_(
        "There is no option {option}. Perhaps {near} was meant; “{command} --help” lists the options."
    ),
    "command.no_value": N_("The option {option} needs a value behind it. “{command} --help” shows which."),
    "command.names": N_(
        "{option} needs names of columns with commas between them, not “{value}”. A name with a comma in it stands in "
        "double quotes."
    ),
    "command.needs_table": N_("{option} says something about a table. Name one with --table FILE."),
    "command.missing": N_("{name} is missing. “{command} --help” shows how it is used."),
    "command.extra": N_("“{word}” is one word too many. “{command} --help” shows what may stand here."),
    "command.usage": N_("The command cannot be read: {reason} “{command} --help” shows how it is used."),
    "command.whole_number": N_("{option} must be a whole number from {low} to {high}, not “{value}”."),
    "command.choice": N_("{option} must be one of {choices}, not “{value}”."),
    "command.size": N_(
        "--size must be width and height in pixels such as 1920x1080, each from {low} to {high}, not “{value}”."
    ),
    "command.set": N_("--set needs PATH=VALUE such as training.optimizer.learning_rate=0.01; “{value}” has no “=”."),
    "command.set_path": N_(
        "--set needs a setting's path before the “=”, as in training.optimizer.learning_rate=0.01; “{value}” has none."
    ),
    "command.usual_epochs": N_(
        "The experiment has no stop rule, so it is trained for {epochs} epochs. Say --epochs N for another number, or "
        "set a rule such as --set training.stop.loss=0.01."
    ),
    "command.plugins_folder": N_(
        "--plugins needs a folder of plugins or a plugin's file; there is none named {folder}."
    ),
    "command.no_plugin": N_(
        "“{name}” is neither a plugin's file nor the id of a component that came with nnlab. “nnlab plugins” lists "
        "them all."
    ),
    "command.no_plugins_in": N_("The folder {folder} holds no plugins: no file that ends in .py."),
    "command.no_component": N_("There is no component {wanted} in it; there are: {known}."),
    "command.ending": N_("{file} must end in {ending}."),
    "command.exists": N_(
        "{file} is there already and stays as it is. Name another file, or say --force to replace it."
    ),
    "command.stalled": N_(
        "The plugin {plugin} did not come back from {method} within {seconds} s, so training was stopped. "
        "Correct it, or choose another component with --set."
    ),
    "command.kernel_died": N_("The process that trains ended unexpectedly ({how}), so training was stopped."),
    "command.kernel_died_in": N_(
        "{plugin} ended the process that trains in {method} ({how}), so training was stopped. "
        "Correct it, or choose another component with --set."
    ),
    "command.kernel_died_while": N_(
        "The process that trains ended unexpectedly ({how}) while {plugin}.{method} was running, so training was "
        "stopped. If it ends there again, correct {plugin}, or choose another component with --set."
    ),
    "command.kept": N_("The last good state, epoch {epoch}, is written to {files}."),
    "command.kernel_silent": N_(
        "The process that trains did not answer within {seconds} s. Try again with --safe-mode."
    ),
    "command.no_display": N_(
        "There is no screen to open the window on (neither DISPLAY nor WAYLAND_DISPLAY is set). "
        "Without a screen, “nnlab train” trains and “nnlab shot” makes pictures."
    ),
    "bench.no_peer": N_(
        "{names}: not installed, so not measured. “pip install nnlab[bench]” installs what is missing."
    ),
    "bench.peer_changed": N_("{name} is not built as nnlab bench knows it ({reason}). Measure without --peers."),
    "bench.window_late": N_("The window did not show what it should within {seconds} s, so it was not measured."),
    "bench.stopped": N_("Stopped, as you asked; workloads measured until then: {count}."),
    "command.no_rows": N_(
        "Say what to predict: --row with the numbers of all columns, --set COLUMN=VALUE for some, or --table FILE.csv."
    ),
    "command.row_length": N_("--row needs {wanted} values with commas between them ({names}); “{value}” has {count}."),
    "command.row_number": N_("“{value}” is not a number that the column {name} can take."),
    "command.row_word": N_("“{value}” is none of the words of {name}: {words}."),
    "command.row_missing": N_(
        "The column {name} has no value, and the experiment leaves rows with missing values out. Give one, or choose "
        "what fills them in (data.missing)."
    ),
    "command.row_set": N_("--set needs COLUMN=VALUE such as sepal_length=5.1; “{value}” has no “=”."),
    "command.row_column": N_("There is no column “{name}”. The columns are: {names}."),
    "command.table_column": N_("The table {file} has no column {name}; the network asks for: {names}."),
    "command.means": N_("Not named, and so at their means in the training samples: {names}."),
    "command.untrained": N_("The network has not been trained: it answers with its start weights."),
    "command.unanswered": N_(
        "Rows without an answer, as a value is missing or a word is unknown to the network: {count}."
    ),
    "command.interrupted": N_("Stopped, as you asked; no file was changed."),
    "command.bug": N_("nnlab made a mistake that it did not expect: {reason}. With --traceback it tells where."),
}
