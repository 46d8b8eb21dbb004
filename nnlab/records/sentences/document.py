"""What can be wrong with an experiment as a document (experiment's edits and checks)."""

from __future__ import annotations

from nnlab.records.sentences._mark import N_

sentences: dict[str, str] = {}  # code: N_("...")
