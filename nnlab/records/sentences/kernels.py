"""What can happen to the kernel process."""

from __future__ import annotations

from nnlab.records.sentences._mark import N_

sentences: dict[str, str] = {
    "kernel.died": N_("The kernel ended unexpectedly ({how}). It was started again from the newest checkpoint."),
    "kernel.died_in": N_(
        "{plugin} ended the kernel in {method} ({how}). The kernel was started again from the newest checkpoint, and"
        " {plugin} is set aside until its file changes: choose another one to go on."
    ),
    "kernel.died_in_bundled": N_(
        "The kernel ended unexpectedly in {plugin}.{method} ({how}). It was started again from the newest checkpoint."
    ),
    "kernel.restarted": N_("The kernel was started again from the newest checkpoint."),
    "kernel.stalled": N_(
        "{plugin}.{method} did not return. The kernel was started again from the newest checkpoint, and {plugin} is set"
        " aside until its file changes: choose another one to go on."
    ),
    "kernel.stalled_bundled": N_(
        "{plugin}.{method} did not return. The kernel was started again from the newest checkpoint."
    ),
    "kernel.gave_up": N_(
        "The kernel ended {count} times in a short time ({how}). Your work is kept: save it, change the experiment or"
        " the plugin, then restart the kernel."
    ),
    "kernel.no_start": N_(
        "The kernel process could not be started: {reason}. Check that Python and nnlab are complete."
    ),
    "kernel.damaged": N_(
        "A message to or from the kernel was damaged ({reason}) and was dropped. Try the last action again."
    ),
    "kernel.memory": N_(
        "There was not enough memory ({limit} MB are allowed). The last good weights are back: use fewer units, fewer"
        " samples or a smaller batch."
    ),
    "kernel.failed": N_("Something went wrong inside nnlab: {error}. The last good weights are back."),
    "kernel.nothing_open": N_("No experiment is open. Open one first."),
    "kernel.not_trainable": N_("Training is not possible before the problems of the experiment are solved."),
    "kernel.quarantined_hung": N_(
        "{file} is set aside because {plugin}.{method} did not return. Change the file to use it again."
    ),
    "kernel.quarantined_killed": N_(
        "{file} is set aside because {plugin}.{method} ended the kernel. Change the file to use it again."
    ),
    "plugin.hung": N_(
        "{file} did not finish loading within {seconds} s (line {line}). Look for an endless loop at its top level."
    ),
    "plugin.killed": N_(
        "{file} ended the whole process while it was loaded ({how}). Remove calls such as os._exit from its top level."
    ),
}
