"""How people write the ten digits, as strokes in the unit square."""

from __future__ import annotations

import numpy as np

Strokes = list[tuple[tuple[float, float], ...]]


def arc(x: float, y: float, across: float, down: float, begin: float, end: float) -> list[tuple[float, float]]:
    """Returns points of an ellipse; 0 is right, 90 is below."""
    angles = np.radians(np.linspace(begin, end, 24))
    return [(x + across * np.cos(angle), y + down * np.sin(angle)) for angle in angles]


written = {
    0: [arc(0.5, 0.5, 0.28, 0.42, -90, 270)],
    1: [[(0.5, 0.1), (0.5, 0.9)]],
    2: [[*arc(0.5, 0.3, 0.25, 0.2, -170, 30), (0.28, 0.88), (0.78, 0.88)]],
    3: [arc(0.47, 0.29, 0.24, 0.19, -160, 90) + arc(0.47, 0.69, 0.27, 0.21, -90, 160)],
    4: [[(0.55, 0.1), (0.22, 0.6), (0.8, 0.6)], [(0.62, 0.35), (0.62, 0.9)]],
    5: [[(0.75, 0.12), (0.3, 0.12), (0.28, 0.45), *arc(0.48, 0.65, 0.26, 0.23, -120, 140)]],
    6: [[(0.65, 0.1), (0.45, 0.25), (0.32, 0.5), *arc(0.5, 0.68, 0.22, 0.2, 180, -180)]],
    7: [[(0.25, 0.12), (0.75, 0.12), (0.45, 0.9)], [(0.35, 0.5), (0.75, 0.5)]],
    8: [arc(0.5, 0.3, 0.2, 0.19, 90, -270) + arc(0.5, 0.7, 0.24, 0.21, -90, 270)],
    9: [[*arc(0.5, 0.32, 0.22, 0.22, 0, -360), (0.7, 0.55), (0.62, 0.9)]],
}


def varied(digit: int, rng: np.random.Generator) -> Strokes:
    """Writes a digit as a hand does: of another size, elsewhere, wider or narrower, turned and slanted a little."""
    size, wide = rng.uniform(0.45, 0.95), rng.uniform(0.8, 1.2)
    turn, slant = rng.normal(0, 0.06), rng.normal(0, 0.1)
    moved = rng.uniform(-0.5, 0.5, 2) * (1 - size)
    turned = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    matrix = size * turned @ np.array([[1, -slant], [0, 1]]) @ np.diag([wide, 1])
    made = []
    for stroke in written[digit]:
        points = (np.array(stroke) - 0.5) @ matrix.T + 0.5 + moved
        made.append(tuple((float(x), float(y)) for x, y in np.clip(points, 0, 1)))
    return made
