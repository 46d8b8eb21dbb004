"""What can be wrong with a file on opening or saving."""

from __future__ import annotations

from nnlab.records.sentences._mark import N_

sentences: dict[str, str] = {}  # code: N_("...")
