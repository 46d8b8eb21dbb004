"""What can happen to the kernel process, which users know as the training process."""

from __future__ import annotations

from nnlab.records.sentences._mark import N_

sentences: dict[str, str] = {
    "kernel.died": N_(
        "The training process ended unexpectedly ({how}). It was started again from the newest checkpoint."
    ),
    "kernel.died_while": N_(
        "The training process ended unexpectedly ({how}) while {plugin}.{method} was running. It was started again from"
        " the newest checkpoint; if it ends there again, {plugin} is set aside."
    ),
    "kernel.paused": N_(
        "Training waits, because {plugin}.{method} may have ended the training process. Mend the plugin or choose"
        " another component, or go on training to try it once more."
    ),
    "kernel.died_in": N_(
        "{plugin} ended the training process in {method} ({how}). It was started again from the newest checkpoint, and"
        " {plugin} is set aside until its file changes: choose another one to go on."
    ),
    "kernel.died_in_bundled": N_(
        "The training process ended unexpectedly in {plugin}.{method} ({how}). It was started again from the newest"
        " checkpoint."
    ),
    "kernel.restarted": N_("The training process was started again from the newest checkpoint."),
    "kernel.stalled": N_(
        "{plugin}.{method} did not return. The training process was started again from the newest checkpoint, and"
        " {plugin} is set aside until its file changes: choose another one to go on."
    ),
    "kernel.stalled_bundled": N_(
        "{plugin}.{method} did not return. The training process was started again from the newest checkpoint."
    ),
    "kernel.gave_up": N_(
        "The training process ended {count} times in a short time ({how}). Your work is kept: save it, change the"
        " experiment or the plugin, then restart the training process."
    ),
    "kernel.no_start": N_(
        "The training process could not be started: {reason}. Check that Python and nnlab are complete."
    ),
    "kernel.no_room": N_(
        "The training process could not be started, because a file that it needs cannot be made ({reason}). Make room"
        " in memory and in the folder for temporary files, {folder}."
    ),
    "kernel.damaged": N_(
        "A message to or from the training process was damaged ({reason}) and was dropped. Try the last action again."
    ),
    "kernel.memory": N_(
        "There was not enough memory ({limit} MB are allowed). The last good weights are back: use fewer units, fewer"
        " samples or a smaller batch."
    ),
    "kernel.failed": N_("Something went wrong inside nnlab: {error}. The last good weights are back."),
    "kernel.nothing_open": N_("No experiment is open. Open one first."),
    "kernel.quarantined_hung": N_(
        "{file} is set aside because {plugin}.{method} did not return. Change the file to use it again."
    ),
    "kernel.quarantined_killed": N_(
        "{file} is set aside because {plugin}.{method} ended the training process. Change the file to use it again."
    ),
    "plugin.hung": N_(
        "{file} did not finish loading within {seconds} s (line {line}). Look for an endless loop at its top level."
    ),
    "plugin.killed": N_(
        "{file} ended the whole process while it was loaded ({how}). Remove calls such as os._exit from its top level."
    ),
}
