"""How controls are drawn: Fusion with rounded, quiet frames, slim sliders and flat tabs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QAbstractSpinBox,
    QLineEdit,
    QProxyStyle,
    QStyle,
    QStyleOption,
    QStyleOptionComboBox,
    QStyleOptionSlider,
    QStyleOptionTab,
    QWidget,
)

if TYPE_CHECKING:
    from nnlab.gui.theme import Colors

radius = 5.0
_PE, _CE, _CC = QStyle.PrimitiveElement, QStyle.ControlElement, QStyle.ComplexControl
_State, _PM, _SC = QStyle.StateFlag, QStyle.PixelMetric, QStyle.SubControl

_metrics = {
    _PM.PM_SliderThickness: 16,
    _PM.PM_SliderLength: 13,
    _PM.PM_SliderControlThickness: 13,
    _PM.PM_ScrollBarExtent: 10,
    _PM.PM_ButtonShiftHorizontal: 0,
    _PM.PM_ButtonShiftVertical: 0,
    _PM.PM_IndicatorWidth: 15,
    _PM.PM_IndicatorHeight: 15,
    _PM.PM_DockWidgetSeparatorExtent: 5,
    _PM.PM_SplitterWidth: 5,
    _PM.PM_TabBarTabHSpace: 26,
    _PM.PM_TabBarTabVSpace: 12,
    _PM.PM_TabBarTabShiftVertical: 0,
    _PM.PM_TabBarBaseOverlap: 0,
}


class Style(QProxyStyle):
    """Fusion, redrawn where the window's picture asks for it; colours and scale are set by the theme."""

    def __init__(self, colors: Colors) -> None:
        super().__init__("Fusion")
        self.colors, self.scale = colors, 1.0

    # ---- parts

    def _button(self, option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
        colors, state = self.colors, option.state
        look = widget.property("look") if widget is not None else None
        enabled, over = bool(state & _State.State_Enabled), bool(state & _State.State_MouseOver)
        down, on = bool(state & _State.State_Sunken), bool(state & _State.State_On)
        fill, line = colors.field, colors.line
        if look == "primary":
            fill = colors.accent if enabled else colors.track
            fill = fill.darker(118) if down else fill.lighter(110) if over and enabled else fill
            line = fill
        elif on:
            fill, line = colors.chosen, colors.line if look in ("first", "middle", "last") else colors.accent
        elif look in ("flat", "chip"):
            fill = colors.hover if (over or down) and enabled else colors.chip if look == "chip" else None
            line = None
        elif (over or down) and enabled:
            fill = colors.chip if down else colors.hover
        rect = QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5)
        corner = rect.height() / 2 if look == "chip" else radius
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(line) if line is not None else QPen(Qt.PenStyle.NoPen))
        painter.setBrush(fill if fill is not None else QColor(0, 0, 0, 0))
        painter.drawPath(_joined(rect, look, corner))
        painter.restore()
        if state & _State.State_HasFocus and state & _State.State_KeyboardFocusChange:
            self._focus(option.rect, painter, corner)

    def _focus(self, rect: QRect, painter: QPainter, corner: float = radius) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.colors.accent, 1.6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), corner, corner)
        painter.restore()

    def _field(self, option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
        colors, state = self.colors, option.state
        focus, over = bool(state & _State.State_HasFocus), bool(state & _State.State_MouseOver)
        wrong = widget is not None and widget.property("wrong") is True
        flat = widget is not None and widget.property("look") == "flat"
        if flat and not (focus or over or wrong):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colors.error if wrong else colors.accent if focus else colors.line, 1.4 if focus else 1.0))
        painter.setBrush(colors.field)
        painter.drawRoundedRect(QRectF(option.rect).adjusted(0.7, 0.7, -0.7, -0.7), radius - 1, radius - 1)
        painter.restore()

    def _check(self, option: QStyleOption, painter: QPainter) -> None:
        colors, state = self.colors, option.state
        on, enabled = bool(state & _State.State_On), bool(state & _State.State_Enabled)
        rect = QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5)
        fill = (colors.accent if enabled else colors.track) if on else colors.field
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(fill if on else colors.accent if state & _State.State_MouseOver else colors.track))
        painter.setBrush(fill)
        painter.drawRoundedRect(rect, 3.5, 3.5)
        if on:
            painter.setPen(QPen(colors.accent_text, 1.8, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin))
            x, y, w, h = rect.x(), rect.y(), rect.width(), rect.height()
            painter.drawPolyline(
                QPolygonF(
                    [
                        QPointF(x + 0.24 * w, y + 0.52 * h),
                        QPointF(x + 0.43 * w, y + 0.71 * h),
                        QPointF(x + 0.77 * w, y + 0.31 * h),
                    ]
                )
            )
        painter.restore()

    def _slider(self, option: QStyleOptionSlider, painter: QPainter, widget: QWidget | None) -> None:
        colors = self.colors
        enabled = bool(option.state & _State.State_Enabled)
        handle = QRectF(self.subControlRect(_CC.CC_Slider, option, _SC.SC_SliderHandle, widget))
        rect = QRectF(option.rect)
        across = option.orientation == Qt.Orientation.Horizontal
        middle, thick = handle.center(), 3 * self.scale
        if across:
            bar = QRectF(rect.left() + 1, middle.y() - thick / 2, rect.width() - 2, thick)
        else:
            bar = QRectF(middle.x() - thick / 2, rect.top() + 1, thick, rect.height() - 2)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colors.track)
        painter.drawRoundedRect(bar, thick / 2, thick / 2)
        active = bool(option.state & _State.State_MouseOver) or bool(option.activeSubControls & _SC.SC_SliderHandle)
        size = min(handle.width(), handle.height()) / 2
        focus = bool(option.state & _State.State_HasFocus)
        if enabled and (focus or active):
            halo = QColor(colors.accent)
            halo.setAlpha(85 if focus else 45)
            painter.setBrush(halo)
            painter.drawEllipse(middle, size + 1.6, size + 1.6)
        painter.setBrush(colors.accent if enabled else colors.muted)
        painter.drawEllipse(middle, size - 0.6, size - 0.6)
        painter.restore()

    def _combo(self, option: QStyleOptionComboBox, painter: QPainter, widget: QWidget | None) -> None:
        if option.editable:
            super().drawComplexControl(_CC.CC_ComboBox, option, painter, widget)
            return
        colors, state = self.colors, option.state
        enabled = bool(state & _State.State_Enabled)
        over = bool(state & _State.State_MouseOver) and enabled
        focus = bool(state & _State.State_HasFocus) and bool(state & _State.State_KeyboardFocusChange)
        wrong = widget is not None and widget.property("wrong") is True
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = colors.warning if wrong else colors.accent if focus else colors.line
        painter.setPen(QPen(line, 1.6 if focus else 1.0))
        painter.setBrush(colors.hover if over else colors.field)
        painter.drawRoundedRect(QRectF(option.rect).adjusted(0.8, 0.8, -0.8, -0.8), radius, radius)
        center = QPointF(option.rect.right() - 10.5 * self.scale, option.rect.center().y() + 0.8)
        _chevron(painter, center, colors.text if enabled else colors.muted, self.scale)
        painter.restore()

    def _tab(self, option: QStyleOptionTab, painter: QPainter) -> None:
        colors = self.colors
        painter.save()
        if option.state & _State.State_Selected:
            thick = round(2 * self.scale)
            mark = QRect(option.rect.left(), option.rect.bottom() - thick + 1, option.rect.width(), thick)
            painter.fillRect(mark, colors.accent)
        elif option.state & _State.State_MouseOver:
            painter.fillRect(option.rect, colors.hover)
        painter.restore()

    def _scroll_bar(self, option: QStyleOptionSlider, painter: QPainter, widget: QWidget | None) -> None:
        handle = QRectF(self.subControlRect(_CC.CC_ScrollBar, option, _SC.SC_ScrollBarSlider, widget))
        if option.maximum <= option.minimum:
            return
        over = bool(option.state & _State.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.colors.muted if over else self.colors.track)
        painter.drawRoundedRect(handle.adjusted(2, 2, -2, -2), 3, 3)
        painter.restore()

    def _tip(self, option: QStyleOption, painter: QPainter) -> None:
        painter.fillRect(option.rect, self.colors.panel)
        painter.setPen(self.colors.track)
        painter.drawRect(option.rect.adjusted(0, 0, -1, -1))

    # ---- Qt's questions

    def drawPrimitive(
        self, element: QStyle.PrimitiveElement, option: QStyleOption, painter: QPainter, widget: QWidget | None = None
    ) -> None:
        """Draws buttons, fields, check marks and tool tips; the rest is Fusion's."""
        if element in (_PE.PE_PanelButtonCommand, _PE.PE_PanelButtonTool):
            raised = element == _PE.PE_PanelButtonTool and option.state & _State.State_AutoRaise
            busy = option.state & (_State.State_MouseOver | _State.State_On | _State.State_Sunken)
            if not raised or busy:
                self._button(option, painter, widget)
        elif element == _PE.PE_PanelLineEdit:
            if not isinstance(widget, QLineEdit) or not isinstance(widget.parentWidget(), QAbstractSpinBox):
                self._field(option, painter, widget)
        elif element == _PE.PE_IndicatorCheckBox:
            self._check(option, painter)
        elif element == _PE.PE_PanelTipLabel:
            self._tip(option, painter)
        elif element == _PE.PE_FrameFocusRect:
            if option.state & _State.State_KeyboardFocusChange and not isinstance(widget, QAbstractScrollArea):
                self._focus(option.rect, painter)
        elif element in (_PE.PE_FrameTabBarBase, _PE.PE_FrameDefaultButton):
            return
        else:
            super().drawPrimitive(element, option, painter, widget)

    def drawControl(
        self, element: QStyle.ControlElement, option: QStyleOption, painter: QPainter, widget: QWidget | None = None
    ) -> None:
        """Draws tabs flat and a primary button's text in its own colour."""
        if element == _CE.CE_TabBarTabShape:
            self._tab(option, painter)
            return
        if element == _CE.CE_PushButtonLabel and widget is not None:
            color = self.colors.accent_text if widget.property("look") == "primary" else self.colors.chosen_text
            if widget.property("look") == "primary" or option.state & _State.State_On:
                option.palette.setColor(QPalette.ColorRole.ButtonText, color)
        elif element == _CE.CE_ComboBoxLabel and isinstance(option, QStyleOptionComboBox):
            room = (
                option.rect.width()
                - round(27 * self.scale)
                - (option.iconSize.width() + 4 if not option.currentIcon.isNull() else 0)
            )
            option.currentText = option.fontMetrics.elidedText(option.currentText, Qt.TextElideMode.ElideRight, room)
        super().drawControl(element, option, painter, widget)

    def drawComplexControl(
        self, control: QStyle.ComplexControl, option: QStyleOption, painter: QPainter, widget: QWidget | None = None
    ) -> None:
        """Draws sliders, combo boxes and scroll bars."""
        if control == _CC.CC_Slider:
            self._slider(option, painter, widget)
        elif control == _CC.CC_ComboBox:
            self._combo(option, painter, widget)
        elif control == _CC.CC_ScrollBar:
            self._scroll_bar(option, painter, widget)
        else:
            super().drawComplexControl(control, option, painter, widget)

    def subControlRect(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOption,
        part: QStyle.SubControl,
        widget: QWidget | None = None,
    ) -> QRect:
        """Gives scroll bars no arrows and combo boxes a narrow one."""
        if control == _CC.CC_ComboBox and part == _SC.SC_ComboBoxEditField and not option.editable:
            return option.rect.adjusted(round(6 * self.scale), 1, -round(19 * self.scale), -1)
        return super().subControlRect(control, option, part, widget)

    def pixelMetric(
        self, metric: QStyle.PixelMetric, option: QStyleOption | None = None, widget: QWidget | None = None
    ) -> int:
        """Gives the sizes that the drawing counts on."""
        own = _metrics.get(metric)
        return round(own * self.scale) if own is not None else super().pixelMetric(metric, option, widget)

    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returned: object = None,
    ) -> int:
        """Lists drop down below their box; a click on a slider's groove goes there."""
        if hint == QStyle.StyleHint.SH_ComboBox_Popup:
            return 0
        if hint == QStyle.StyleHint.SH_Slider_AbsoluteSetButtons:
            return Qt.MouseButton.LeftButton.value
        return super().styleHint(hint, option, widget, returned)

    def sizeFromContents(
        self, kind: QStyle.ContentsType, option: QStyleOption, size: QSize, widget: QWidget | None = None
    ) -> QSize:
        """Keeps combo boxes and line edits one compact row high."""
        made = super().sizeFromContents(kind, option, size, widget)
        if kind == QStyle.ContentsType.CT_ComboBox:
            made.setHeight(max(round(24 * self.scale), size.height() + round(6 * self.scale)))
        elif kind == QStyle.ContentsType.CT_LineEdit:
            made.setHeight(max(round(20 * self.scale), size.height() + round(4 * self.scale)))
        return made


def _joined(rect: QRectF, look: str | None, corner: float) -> QPainterPath:
    """Returns a button's outline: rounded, but square where it is joined to the next one."""
    path = QPainterPath()
    if look == "middle":
        path.addRect(rect)
        return path
    path.addRoundedRect(rect, corner, corner)
    if look in ("first", "last"):
        half = QRectF(rect)
        if look == "first":
            half.setLeft(rect.center().x())
        else:
            half.setRight(rect.center().x())
        square = QPainterPath()
        square.addRect(half)
        return path.united(square).simplified()
    return path


def _chevron(painter: QPainter, center: QPointF, color: QColor, scale: float) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    x, y = center.x(), center.y()
    corners = ((-3.4, -2.2), (3.4, -2.2), (0.0, 2.4))
    painter.drawPolygon(QPolygonF([QPointF(x + scale * across, y + scale * down) for across, down in corners]))
