"""How fine the maps are that the kernel is asked for: as fine as the tiles, as far as that may cost."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from nnlab.gui.bridge import KernelBridge
from nnlab.gui.canvas.board import Board
from nnlab.gui.slicing import Slicing
from nnlab.kernel.messages import MapsView, WeightsView

_sizes = (16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448)
_most = 200_000  # pixels of all maps together: what a kernel computes and sends sixty times a second
_most_at_rest = 1_500_000  # the same, zoomed in, while nothing moves
_pause_ms = 150


class Fineness(QObject):
    """Asks for weights, and for maps of the size in which they are drawn; while one zooms, once it is over."""

    def __init__(self, bridge: KernelBridge, slicing: Slicing, board: Board) -> None:
        super().__init__(board)
        self._bridge, self._slicing, self._board = bridge, slicing, board
        self._size, self._zoom = 0, board.zoom
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_pause_ms)
        self._later.timeout.connect(self._ask)
        board.arranged.connect(self.follow)
        bridge.state_changed.connect(self.follow)
        slicing.changed.connect(self._subscribe)
        self._ask()

    def follow(self) -> None:
        """Takes another layout, or that training began or ended."""
        if self._board.zoom != self._zoom:
            self._zoom = self._board.zoom
            self._later.start()
        elif not self._later.isActive():
            self._ask()

    def _ask(self) -> None:
        most = _most if self._bridge.training or self._board.zoom <= 1 else _most_at_rest
        wanted = round(self._board.layout_now.tile * self._board.devicePixelRatioF())
        count = max(1, sum(spec.units for spec in self._board.specs if not spec.bare and not spec.gives))
        fitting = [size for size in _sizes if size * size * count <= most] or [_sizes[0]]
        size = min(wanted, fitting[-1])  # a map of just the tile's pixels is drawn six times as fast as a scaled one
        if size != self._size:
            if not self._size:
                self._bridge.subscribe("canvas.weights", WeightsView())
            self._size = size
            self._subscribe()

    def _subscribe(self) -> None:
        now = self._slicing.now
        self._bridge.subscribe("canvas.maps", MapsView(self._size, now.columns, now.at))
