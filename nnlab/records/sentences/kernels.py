"""What can happen to the kernel process."""

from __future__ import annotations

from nnlab.records.sentences._mark import N_

sentences: dict[str, str] = {}  # code: N_("...")
