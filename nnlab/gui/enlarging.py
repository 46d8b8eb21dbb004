"""How much larger everything is than on a desk: a projector's window is read from the last row.

The scale is the application's, as its font is. What a widget is made with goes through `large`; what is there already
is brought to another scale by `enlarge`.
"""

from __future__ import annotations

from PySide6.QtCore import QMargins, QSize, Qt
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QAbstractButton, QApplication, QBoxLayout, QGridLayout, QLayout, QWidget
from shiboken6 import isValid

_name, _desk = "enlarged", "desk_points"
_endless = 16_777_215  # Qt's largest size of a widget


def scale() -> float:
    """Returns how many times larger than usual all is, 1 on a desk."""
    found = QApplication.instance().property(_name) if QApplication.instance() is not None else None
    return float(found) if found else 1.0


def large(pixels: float) -> int:
    """Returns a length of the design as it is now."""
    return round(pixels * scale())


def fixed_font() -> QFont:
    """Returns the system's font whose letters are all as wide as each other."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    if font.pointSizeF() > 0:
        font.setPointSizeF(font.pointSizeF() * scale())
    return font


def smaller() -> float:
    """Returns how large small letters are beside others: from afar nothing may be smaller than the rest."""
    return 0.88 if scale() == 1 else 1.0


def enlarge(to: float) -> None:
    """Brings fonts, sizes, icons and gaps of all widgets to another scale."""
    now = scale()
    if to == now:
        return
    app = QApplication.instance()
    app.setProperty(_name, to)
    every = [widget for widget in QApplication.allWidgets() if not isinstance(widget, QApplication)]
    own = {
        widget: widget.font().pointSizeF() for widget in every if widget.testAttribute(Qt.WidgetAttribute.WA_SetFont)
    }
    font = QFont(QApplication.font())
    font.setPointSizeF(font.pointSizeF() / now * to)
    QApplication.setFont(font)
    QApplication.sendPostedEvents()  # else each widget would hear of it later, and not in this order
    every = [widget for widget in every if isValid(widget)]  # some were only waiting to be deleted
    for widget, points in own.items():
        if (
            isValid(widget) and points > 0 and widget.font().pointSizeF() == points
        ):  # what names a size does not follow by itself
            _letter(widget, points, now, to)
    for widget in every:
        _resize(widget, now, to)


def _letter(widget: QWidget, points: float, now: float, to: float) -> None:
    kept = widget.property(_desk)
    desk = kept[1] if kept is not None and kept[0] == points else points / now
    made = QFont(widget.font())
    made.setPointSizeF(desk * to if to == 1 else max(desk * to, QApplication.font().pointSizeF()))
    widget.setFont(made)
    widget.setProperty(_desk, (made.pointSizeF(), desk))


def _moved(pixels: int, now: float, to: float) -> int:
    return round(round(pixels / now) * to)


def _resize(widget: QWidget, now: float, to: float) -> None:
    if isinstance(widget.layout(), (QBoxLayout, QGridLayout)):
        _space(widget.layout(), now, to)
    if widget.isWindow():
        return
    least, most = widget.minimumSize(), widget.maximumSize()
    made = QSize(*(_moved(side, now, to) for side in (least.width(), least.height())))
    bound = QSize(*(side if side == _endless else _moved(side, now, to) for side in (most.width(), most.height())))
    if (made, bound) != (least, most):
        widget.setMinimumSize(QSize(0, 0))
        widget.setMaximumSize(bound)
        widget.setMinimumSize(made)
    if isinstance(widget, QAbstractButton):
        icon = widget.iconSize()
        if widget.icon() and not widget.icon().isNull():
            widget.setIconSize(QSize(_moved(icon.width(), now, to), _moved(icon.height(), now, to)))


def _space(layout: QLayout, now: float, to: float) -> None:
    margins = layout.contentsMargins()
    sides = margins.left(), margins.top(), margins.right(), margins.bottom()
    layout.setContentsMargins(QMargins(*(_moved(side, now, to) for side in sides)))
    if isinstance(layout, QGridLayout):
        layout.setHorizontalSpacing(_moved(layout.horizontalSpacing(), now, to))
        layout.setVerticalSpacing(_moved(layout.verticalSpacing(), now, to))
    elif isinstance(layout, QBoxLayout):
        layout.setSpacing(_moved(layout.spacing(), now, to))
    for place in range(layout.count()):
        inner = layout.itemAt(place)
        if inner.layout() is not None:
            _space(inner.layout(), now, to)
        elif inner.spacerItem() is not None and isinstance(layout, QBoxLayout):
            _widen(layout, place, now, to)


def _widen(layout: QBoxLayout, place: int, now: float, to: float) -> None:
    spacer = layout.itemAt(place).spacerItem()
    hint, policy = spacer.sizeHint(), spacer.sizePolicy()
    if hint.width() > 0 or hint.height() > 0:
        sides = (_moved(side, now, to) for side in (hint.width(), hint.height()))
        spacer.changeSize(*sides, policy.horizontalPolicy(), policy.verticalPolicy())
