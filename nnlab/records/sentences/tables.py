"""Sentences about tables that a user opens."""

from nnlab.records.sentences._mark import N_

sentences: dict[str, str] = {
    "table.gone": N_("The table of this experiment is not on this computer any more. Open its file again."),
    "table.memory": N_("{file} needs more memory than reading a table may use. Keep fewer rows or columns of it."),
    "table.killed": N_("Reading {file} was ended from outside, perhaps for lack of memory. Open it again."),
    "table.crashed": N_("Reading {file} ended with a crash ({how}). Save the table anew as CSV and open that."),
}
