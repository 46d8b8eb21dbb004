"""Random streams: one per purpose, so that drawing more for one never moves another."""

from __future__ import annotations

import hashlib
import json
from typing import Literal

import numpy as np

Purpose = Literal["data", "split", "start", "order", "noise"]


def stream(seed: int, purpose: Purpose, part: str = "") -> np.random.Generator:
    """Returns the stream of a seed, a purpose and (where there is one a layer) a layer id."""
    digest = hashlib.sha256(f"{seed}\n{purpose}\n{part}".encode()).digest()
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(int.from_bytes(digest[:16], "big"))))


def frozen(generator: np.random.Generator) -> str:
    """Returns a stream's state as JSON."""
    return json.dumps(generator.bit_generator.state, sort_keys=True)


def thawed(state: str) -> np.random.Generator:
    """Returns a stream that goes on from a state made by `frozen`."""
    bits = np.random.PCG64(0)
    bits.state = json.loads(state)
    return np.random.Generator(bits)
