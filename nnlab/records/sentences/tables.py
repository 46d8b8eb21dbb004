"""Sentences about tables that a user opens."""

from nnlab.records.sentences._mark import N_

sentences: dict[str, str] = {
    "table.no_column": N_("The table has no column {column}; its columns are 0 to {last}."),
    "table.one_column": N_("A table needs at least two columns: one to learn and one to learn it from."),
    "table.both": N_("The column “{column}” is input and target at once; take it away from one of them."),
    "table.no_answers": N_("No row has a value in the target “{target}”; choose another target."),
    "table.some_classes": N_(
        "The target “{column}” is a category. A category is the only target, or it is no target: take the others away."
    ),
    "table.many_words": N_(
        "The column “{column}” has {count} different values, more than the {most} that a category may have here. "
        "Take it away, or choose another column."
    ),
    "table.infinite": N_("The column “{column}” holds infinity. Replace it in the file by a number or leave it empty."),
    "table.gone": N_("The table of this experiment is not on this computer any more. Open its file again."),
    "table.memory": N_("{file} needs more memory than reading a table may use. Keep fewer rows or columns of it."),
    "table.killed": N_("Reading {file} was ended from outside, perhaps for lack of memory. Open it again."),
    "table.crashed": N_("Reading {file} ended with a crash ({how}). Save the table anew as CSV and open that."),
}
