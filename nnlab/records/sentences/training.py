"""What can go wrong while a network is built or trains (engine and session)."""

from __future__ import annotations

from nnlab.records.sentences._mark import N_

sentences: dict[str, str] = {}  # code: N_("...")
