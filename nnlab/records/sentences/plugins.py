"""What can be wrong with a plugin (api, catalog and the trial kernel)."""

from __future__ import annotations

from nnlab.records.sentences._mark import N_

sentences: dict[str, str] = {}  # code: N_("...")
