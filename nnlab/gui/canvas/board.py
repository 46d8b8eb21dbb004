"""The painted surface of the canvas: curves, tiles, labels, the columns' heads, and what is under the mouse."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QFont, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget

from nnlab.gui.canvas.block import block_words, paint_block, paint_labels
from nnlab.gui.canvas.columns import columns_of
from nnlab.gui.canvas.edges import Edges, bar_rect
from nnlab.gui.canvas.foot import Foot
from nnlab.gui.canvas.gaps import column_at, paint_link
from nnlab.gui.canvas.ground import paint_focus, paint_ground
from nnlab.gui.canvas.hands import Hands
from nnlab.gui.canvas.heads import Heads
from nnlab.gui.canvas.layout import ColumnSpec, Layout, arrange
from nnlab.gui.canvas.lettering import metrics, note_font, zoomed_font
from nnlab.gui.canvas.marks import Marks
from nnlab.gui.canvas.numbers import NetworkNumbers
from nnlab.gui.canvas.ranges import ranges
from nnlab.gui.canvas.scale import WeightScale
from nnlab.gui.canvas.selection import Place, Selection
from nnlab.gui.canvas.tiles import Marked, Tiles, rect
from nnlab.gui.canvas.titles import Titles
from nnlab.gui.context import Context
from nnlab.gui.enlarging import scale
from nnlab.gui.formulas import formula_label
from nnlab.gui.samples import sample_shape
from nnlab.records import Shape

# the time for curves in one painting: what a frame leaves undone the next one does, or a timer if none comes
_moving_s, _still_s, _rest_ms = 0.0025, 0.016, 150
_seen = {"maps", "curves", "features", "states", "kernels"}  # the parts of a frame that tiles show


class Board(QWidget):
    """Shows the document's network with the newest numbers.

    Signals:
        pointed(Place | None): another thing is under the mouse.
        pressed(Place | None, QPointF, KeyboardModifiers): the left button went down there.
        opened(Place): it was clicked twice.
        entered(str): the mouse came into another layer's column, or ("") left them all.
        menu_asked(Place | None, str, QPoint): a context menu is wanted, of what is there, in a layer's column or none
            (""), at a place of the screen.
        arranged: the layout changed.
    """

    pointed = Signal(object)
    pressed = Signal(object, object, object)
    opened = Signal(object)
    entered = Signal(str)
    menu_asked = Signal(object, str, object)
    arranged = Signal()

    def __init__(
        self, context: Context, hands: Hands, titles: Titles, numbers: NetworkNumbers, parent: QAbstractScrollArea
    ) -> None:
        super().__init__(parent)
        self._area = parent
        self.zoom = 1.0
        self.setObjectName("board")
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._context, self._titles = context, titles
        self.numbers = numbers
        self.heads = Heads(context, hands, titles, self)
        self.heads.menu_asked.connect(lambda layer, at: self.menu_asked.emit(None, layer, at))
        self.heads.entered.connect(self._enter)
        self.scale = WeightScale(self)
        self.scale.changed.connect(lambda: self.refresh({"weights", "kernels"}))
        marks = Marks(context.document)
        self.tiles = Tiles(context.theme, self.numbers, self.scale, marks)
        self.edges = Edges(context.theme, self.numbers, self.scale, marks)
        self.specs: list[ColumnSpec] = []
        self.labels: tuple[str, ...] = ()
        self.place: Place | None = None
        self.selection: Selection | None = None
        self.foot = Foot(context.theme, parent)
        self.framed = False  # the focus came by a key: a frame says so
        self._mouse = QPoint()
        self.over = ""  # the layer in whose column the mouse is
        self._stale: set[str] = set()
        self._whole: Shape | None = None
        self.moving = False  # frames come one after another: none may take long
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._finish)
        self.layout_now: Layout
        self.show_network()

    # ---- what is shown

    def show_network(self) -> None:
        """Shows the document's network as it is now."""
        document = self._context.document
        self.follow_data()
        self.specs = self.wanted()
        inputs = () if self.specs[0].block else document.experiment.network.inputs
        self.labels = tuple(formula_label(name) for name in inputs)
        self.heads.show_layers([spec.id for spec in self.specs])
        self.arrange()
        self.point(None)  # who is told looks at the new columns

    def follow_data(self) -> None:
        """Forgets what tiles show where samples have another shape now: no network may come that shows the new ones."""
        whole = sample_shape(self._context.document)
        if whole != self._whole:
            self._whole = whole
            self.numbers.forget_seen()
            self._stale |= _seen

    def wanted(self) -> list[ColumnSpec]:
        """Returns the columns of the document's network as far as it is known."""
        document = self._context.document
        whole = sample_shape(document)
        facts = document.facts or (document.last_facts if whole is not None else None)  # bars must not flicker
        return columns_of(document.experiment, document.info, facts, whole=whole)

    def word(self) -> None:
        """Words the heads anew, where only words changed."""
        self.heads.show_layers([spec.id for spec in self.specs])
        self.update()

    def set_zoom(self, zoom: float) -> None:
        """Takes another size; 1 is the usual one. The scroll area is filled at once."""
        self.zoom = zoom
        self.fill()

    @property
    def letters(self) -> QFont:
        """The font at the present zoom: given to a hundred widgets, it would hold each step up."""
        return zoomed_font(self.font(), self.zoom)

    def least_size(self, zoom: float) -> tuple[float, float]:
        """Returns the smallest size that clips nothing at a zoom."""
        sizes = metrics(self.font(), self.labels, zoom, self.foot.above)
        return arrange(self.specs, 0, self._room().height(), sizes, zoom * scale()).least

    def fill(self) -> None:
        """Takes the size that the zoom asks for, now."""
        self._hold_least(self.least_size(self.zoom))
        arranged = self.layout_now
        QApplication.sendEvent(self._area, QEvent(QEvent.Type.LayoutRequest))
        if self.layout_now is arranged:
            self.arrange()

    def _hold_least(self, least: tuple[float, float]) -> None:
        """Grows with the zoom, so that all lengths do."""
        room = self._room() * (self.zoom if self.zoom > 1 else 0.0)
        self.setMinimumSize(room.expandedTo(QSize(int(least[0]) + 1, int(least[1]) + 1)))

    def _room(self) -> QSize:
        return self._area.maximumViewportSize()

    def arrange(self) -> None:
        """Places everything for the present size."""
        sizes = metrics(self.font(), self.labels, self.zoom, self.foot.above)
        layout = arrange(self.specs, self.width(), self.height(), sizes, self.zoom * scale())
        folds_alike = self.place is None or layout.shown == self.layout_now.shown
        self.layout_now = layout
        if not folds_alike:
            self.point(None)  # it may be folded now
        self._hold_least(layout.least)
        self.heads.place(layout)
        self.edges.place(layout, self.devicePixelRatioF())
        self.refresh({"maps", "weights"})
        self.update()  # labels, heads and footer move, too
        self.arranged.emit()

    def scrolled(self) -> None:
        """Shows another part of the network."""
        self._stale.add("weights")
        self.update()

    def recolour(self) -> None:
        """Takes another theme's colours."""
        self.tiles.recolour()
        self.edges.recolour()
        self.refresh({"maps", "weights"})
        self.update()

    def refresh(self, brought: set[str]) -> None:
        """Shows the newest numbers with the next painting; `brought` are the views that changed."""
        self._stale |= brought
        self.update(self._living())

    def _catch_up(self) -> None:
        """Turns the newest numbers into pictures, once for all that came since the last painting."""
        stale, self._stale = self._stale, set()
        if not stale.isdisjoint(_seen):
            self.tiles.refresh(self.layout_now, ranges(self._context.document))
        budget_s, seen = _moving_s if self.moving else _still_s, QRectF(self._seen())
        if "weights" in stale and not self.edges.refresh(budget_s, seen):
            self._rest.start(_rest_ms if self.moving else 0)

    def _finish(self) -> None:
        """Draws what frames left undone, now that none comes."""
        self.moving = False
        self.refresh({"weights"})

    def field(self) -> QRect:
        """Returns the part below the heads."""
        top = int(self.layout_now.top) - 2
        return QRect(0, top, self.width(), self.height() - top)

    def _living(self) -> QRect:
        """Returns the part that numbers change: without the heads, the inputs' labels and the footer."""
        columns, field = self.layout_now.columns, self.field()
        left = int(columns[0].tile(0).x) - 6 if columns[0].rows else 0
        foot = self.height() - int(self.layout_now.metrics.footer) - 2
        return QRect(left, field.top(), self.width() - left, max(foot, int(self.layout_now.bottom)) - field.top())

    def say(self, footer: str, *, warns: bool = False) -> None:
        """Puts a line at the bottom."""
        if self.foot.say(footer, warns):
            self.update(self._strip())

    def leave(self, *, before: int | None = None, behind: int | None = None) -> None:
        """Leaves pixels at the footer's ends to what stands there."""
        foot = self.foot
        foot.before = foot.before if before is None else before
        foot.behind = foot.behind if behind is None else behind
        self.update(self._strip())

    @property
    def footer_height(self) -> int:
        """The height of the line at the bottom."""
        return int(self.layout_now.metrics.footer) - self.foot.above

    def reserve(self, height: int) -> None:
        """Leaves pixels above the line at the bottom to something that stands there."""
        if height != self.foot.above:
            self.foot.above = height
            self.arrange()

    @property
    def footer(self) -> str:
        """The line at the bottom."""
        return self.foot.text

    def _strip(self) -> QRect:
        return self.foot.strip(self._seen(), self.footer_height)

    def select(self, selection: Selection | None) -> None:
        """Marks the selected layers and neurons, or the selected connection."""
        self.selection = selection
        self.heads.select(selection.layers if selection else ())
        self.update()

    # ---- under the mouse

    def at(self, x: float, y: float) -> Place | None:
        """Returns what stands at a point: a neuron before its bias before a weight."""
        for index, column in enumerate(self.layout_now.columns):
            if column.spec.narrow:
                if bar_rect(column, self.layout_now).adjusted(-4, 0, 4, 0).contains(QPointF(x, y)):
                    return Place("bar", index, -1)
                continue
            for row in range(len(column.rows)):
                if column.tile(row).holds(x, y):
                    if column.spec.block:
                        return Place("bar", index, -1)
                    return Place("fold" if row >= column.shown else "neuron", index, row)
                if index and row < column.shown and not column.spec.plain and column.bias(row).holds(x, y):
                    return Place("bias", index, row)
        return self.edges.at(x, y)

    def box(self, place: Place) -> QRect:
        """Returns the rectangle a card about a place stands beside."""
        column = self.layout_now.columns[place.column]
        if place.kind in ("neuron", "fold", "bias") and place.unit < len(column.rows):
            return rect(column.tile(place.unit)).toAlignedRect()
        if place.kind == "bar" and place != self.place:
            return rect(self.layout_now.header(place.column)).toAlignedRect()
        return QRect(self._mouse - QPoint(6, 8), self._mouse + QPoint(8, 10))

    def point(self, place: Place | None) -> None:
        """Takes what is under the mouse."""
        if place == self.place:
            return
        self.place = place
        self.pointed.emit(place)
        self.update()

    # ---- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        dirty, living = event.rect(), self._living()
        if dirty.intersects(living):
            self._catch_up()
        with QPainter(self) as painter:  # an error in a bare one would end the process
            painter.fillRect(dirty, self._context.theme.colors.canvas)
            paint_ground(painter, self.layout_now, self.selection, self._titles, self._context.theme.colors)
            if dirty.intersects(living):
                self._paint_living(painter)
            if dirty.left() < living.left():
                self.paint_labels(painter)
            if dirty.intersects(self._strip()):
                self.foot.paint(painter, self._strip())
            if self.framed:
                paint_focus(painter, self._seen(), self._context.theme.colors.accent)

    def _paint_living(self, painter: QPainter) -> None:
        self.edges.paint(painter)
        if self.place is not None:
            self.edges.paint_marked(painter, self.place)
        if self.selection is not None and self.selection.source:
            colors = self._context.theme.colors
            paint_link(painter, self.layout_now, self.selection.source, self.selection.layer, colors)
        self.paint_tiles(painter, self._marked())

    def paint_tiles(self, painter: QPainter, marked: Marked) -> None:
        """Draws every neuron's map and bias, or the box that stands for inputs which go in whole."""
        self.tiles.paint(painter, self.layout_now, marked)
        if self.specs[0].block:
            self.paint_block(painter)

    def titles_at(self, place: int) -> tuple[str, str]:
        """Returns a column's title and the name of its activation, "" where it has none."""
        spec = self.specs[place]
        layer = next((one for one in self._context.document.experiment.network.layers if one.id == spec.id), None)
        return self._titles.title(spec.id), self._titles.activation(layer) if layer is not None else ""

    def _marked(self) -> Marked:
        ids = [spec.id for spec in self.specs]
        chosen, place = self.selection, self.place
        selected, hovered = (), None
        if chosen is not None and chosen.layer in ids:
            selected = tuple((ids.index(chosen.layer), unit) for unit in chosen.units)
        if place is not None and place.kind in ("neuron", "bias"):
            hovered = place.column, place.unit
        return Marked(selected, hovered)

    def paint_labels(self, painter: QPainter) -> None:
        """Draws the inputs' names beside their tiles."""
        painter.setPen(self._context.theme.colors.text)
        painter.setFont(self.letters)
        paint_labels(painter, self.layout_now, self.labels)

    def paint_block(self, painter: QPainter, *, shown: bool = True) -> None:
        """Paints the box that stands for inputs which go in whole, with the sample itself where it is `shown`."""
        words = block_words(self._context.document, self._context.language)
        box, picture = rect(self.layout_now.columns[0].tile(0)), self.tiles.sample if shown else None
        paint_block(painter, box, picture, words, self._context.theme.colors, note_font(self.letters))

    def _seen(self) -> QRect:
        """Returns the part of the board that is not scrolled away."""
        port = self.parentWidget()
        return self.rect() if port is None else port.rect().translated(-self.pos()).intersected(self.rect())

    # ---- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.arrange()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange and self.specs:
            self.fill()
        super().changeEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._mouse = event.position().toPoint()
        self.point(self.at(event.position().x(), event.position().y()))
        column = column_at(self.layout_now, event.position().x())
        self._enter(self.specs[column].id if column is not None else "")

    def leaveEvent(self, event: QEvent) -> None:
        self.point(None)
        self._enter("")

    def _enter(self, layer: str) -> None:
        if layer != self.over:
            self.over = layer
            self.entered.emit(layer)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            at = event.position()
            self.pressed.emit(self.at(at.x(), at.y()), at, event.modifiers())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        place = self.at(event.position().x(), event.position().y())
        if event.button() == Qt.MouseButton.LeftButton and place is not None:
            self._mouse = event.position().toPoint()
            self.opened.emit(place)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        column = column_at(self.layout_now, event.pos().x())
        layer = self.specs[column].id if column is not None else ""
        self.menu_asked.emit(self.at(event.pos().x(), event.pos().y()), layer, event.globalPos())
