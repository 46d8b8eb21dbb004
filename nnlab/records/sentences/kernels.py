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
    "kernel.memory_in": N_(
        "{plugin} filled the memory of the training process in {method}. It was started again from the newest"
        " checkpoint, and {plugin} is set aside until its file changes: choose another one to go on."
    ),
    "kernel.memory_in_bundled": N_(
        "The training process had no memory left in {plugin}.{method}. It was started again from the newest"
        " checkpoint: use fewer units, fewer samples or a smaller batch."
    ),
    "kernel.quarantined_memory": N_(
        "{file} is set aside because {plugin}.{method} filled the memory of the training process. Change the file to"
        " use it again."
    ),
    "plugin.surroundings": N_(
        "{plugin} changed {what}, which all code in the training process shares. It was put back, and nothing else is"
        " affected; let the plugin leave it alone."
    ),
    "plugin.meddled": N_(
        "{plugin} replaced {what} while it was training, so the newest numbers may be wrong. It was put back, with the"
        " last good weights: mend the plugin, or choose another component, and train on."
    ),
    "plugin.threads": N_(
        "{plugin} left {count} threads running ({names}), which take time from training until the training process is"
        " restarted. Let it wait for its threads, or work without them."
    ),
    "plugin.prints": N_(
        "{plugin} prints in {stage} faster than anybody can read, so most of it was left out. Printing slows training"
        " down: remove it, or print now and then."
    ),
    "plugin.program": N_(
        "{plugin} started another program ({program}); it is ended together with the training process."
    ),
    "plugin.forks": N_(
        "{plugin} tried to copy or replace the training process ({what}), which is not possible in a plugin. Leave that"
        " out; subprocess.run starts another program."
    ),
    "plugin.kills": N_(
        "{plugin} tried to end other processes ({what}), which nnlab does not allow a plugin. Leave that out."
    ),
    "kernel.restarted": N_("The training process was started again from the newest checkpoint."),
    "kernel.stalled": N_(
        "{plugin}.{method} did not return. The training process was started again from the newest checkpoint, and"
        " {plugin} is set aside until its file changes: choose another one to go on."
    ),
    "kernel.mended": N_(
        "{plugin}.{method} did not return, and its file has changed since. The training process was started again from"
        " the newest checkpoint."
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
    "plugin.unreadable": N_("{file} cannot be read; check that it is a file and that you may read it."),
    "plugin.hung": N_(
        "{file} did not finish loading within {seconds} s (line {line}). Look for an endless loop at its top level."
    ),
    "plugin.hung_called": N_(
        "{owner} did not come to an end within {seconds} s when it was tried (line {line}). Look for an endless loop."
    ),
    "plugin.killed_called": N_(
        "{owner} ended the whole process when it was tried ({how}). Remove calls such as os._exit."
    ),
    "plugin.killed": N_(
        "{file} ended the whole process while it was loaded ({how}). Remove calls such as os._exit from its top level."
    ),
    "workshop.no_component": N_("There is no {kind} `{id}` here; there are: {known}."),
    "workshop.hung": N_(
        "{plugin}.{method} did not return within {seconds} s, so it was ended (line {line}). Look for an endless loop."
    ),
    "workshop.late": N_(
        "{plugin} could not be looked at within {seconds} s, so it was ended. Its methods take too long: work on whole "
        "arrays instead of looping over their numbers."
    ),
    "workshop.filled": N_(
        "{plugin}.{method} filled more and more memory and was ended (line {line}). Look for a list or an array that "
        "grows without end."
    ),
    "workshop.ended": N_(
        "{plugin}.{method} ended the whole process it was tried in ({how}). Remove calls such as os._exit, and use no "
        "more memory than the arrays need."
    ),
    "workshop.ended_somewhere": N_(
        "The process in which {plugin} was tried ended ({how}). Remove calls such as os._exit, and use no more memory "
        "than the arrays need."
    ),
}
