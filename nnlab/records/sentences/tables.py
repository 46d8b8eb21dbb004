"""Sentences about tables that a user opens."""

from nnlab.records.sentences._mark import N_

sentences: dict[str, str] = {
    "table.gone": N_("The table of this experiment is not on this computer any more. Open its file again."),
}
