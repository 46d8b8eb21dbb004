"""The data: which set, how many samples, how noisy, how many for testing, and what of them feeds the network."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from nnlab.experiment import edits
from nnlab.experiment.facts import DataFacts, Facts
from nnlab.experiment.fields import largest_seed
from nnlab.experiment.tables import table_id
from nnlab.gui._fields import Elided
from nnlab.gui.context import Context
from nnlab.gui.fold import Fold
from nnlab.gui.forms import Form, Row
from nnlab.gui.panels.flow import Flow
from nnlab.gui.panels.inputs import Inputs
from nnlab.gui.panels.section import Section
from nnlab.gui.panels.split import SplitAndScaling
from nnlab.gui.panels.table_line import TableLine
from nnlab.gui.panels.thumbnail import Thumbnail
from nnlab.gui.remark import tell
from nnlab.gui.samples import sample_shape, sample_words
from nnlab.kernel.messages import Preview
from nnlab.records import ComponentInfo, ParamSpec, Problem, Text, Value
from nnlab.records.painting import painted_id

_settle_ms = 150
_rows = 2  # of tiles, until all are asked for


class DataPanel(Section):
    """Shows and changes the data of the document's experiment."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.setObjectName("data_panel")
        document = context.document
        self.tiles = Flow(self, tile=27, most_rows=_rows)
        self.more = Fold(self)
        self.more.setObjectName("data_more_fold")
        self.thumbnails: dict[str, Thumbnail] = {}
        self._failures: dict[str, Problem] = {}
        self._known: dict[str, DataFacts] = {}
        self._own_split = False
        self._asked: dict[int, str] = {}
        self._pictured: dict[str, tuple[ComponentInfo, Mapping[str, Value]]] = {}
        self.missing = Elided(self)
        self.table = TableLine(context, self)
        self.form = Form(context.language, self, most=3)
        self.test_share = Row(self._share_spec(), context.language, self)
        self.split = SplitAndScaling(self)
        self.inputs = Inputs(context, self)
        self.whole = Elided(self)
        self.open_table, self.dice = self.icon_button("table"), self.icon_button("dices")
        self.head.insertWidget(1, self.more, 100)  # beside the heading's own stretch
        self.head.addWidget(self.open_table)
        self.head.addWidget(self.dice)
        self.column.setSpacing(1)
        self.column.setContentsMargins(12, 8, 12, 1)  # training follows, with a margin of its own
        for widget in (self.tiles, self.missing, self.table, self.form, self.test_share):
            self.column.addWidget(widget)
        for widget in (self.split, self.inputs, self.whole):
            self.column.addWidget(widget)
        self.more.toggled.connect(lambda on: self.tiles.limit(0 if on else _rows))
        self.tiles.arranged.connect(self._word_more)
        self.form.changed.connect(self._set_param)
        self.form.settled.connect(document.end_merge)
        self.test_share.changed.connect(self._set_share)
        self.test_share.settled.connect(document.end_merge)
        self.inputs.changed.connect(self._set_inputs)
        self.open_table.clicked.connect(lambda: self._ask_table("file.open_table"))
        self.dice.clicked.connect(self._new_sample)
        self._later = QTimer(self, singleShot=True, interval=_settle_ms)
        self._later.timeout.connect(self._ask)
        context.language.changed.connect(self._word)
        context.bridge.preview.connect(self._take_preview)
        document.changed.connect(lambda _old, _new: self._show())
        document.catalog_changed.connect(self._list)
        document.facts_changed.connect(self._show_inputs)
        self._list()
        self._word()

    # ---- showing

    def _list(self) -> None:
        """Makes a tile for each data set of the catalogue and asks for its samples."""
        self._pictured = {}
        infos = self._infos()
        if tuple(self.thumbnails) != tuple(info.id for info in infos):
            old = self.thumbnails
            self.thumbnails = {info.id: old.get(info.id) or self._tile(info.id) for info in infos}
            self.tiles.take(list(self.thumbnails.values()))
        self._ask()
        self._word_tiles()
        self._show()

    def _tile(self, id: str) -> Thumbnail:
        tile = Thumbnail(id, self.context.theme, self.tiles)
        tile.clicked.connect(lambda: self._choose(id))
        return tile

    def _infos(self) -> tuple[ComponentInfo, ...]:
        return tuple(info for info in self.context.document.catalog if info.kind == "dataset")

    def _ask(self) -> None:
        """Asks for the samples of every tile that shows other ones."""
        source = self.context.document.experiment.data.source
        for info in self._infos():
            values = source.values if info.id == source.id else {}
            if self._pictured.get(info.id) == (info, values):
                continue
            self._pictured[info.id] = (info, dict(values))
            for number in [number for number, id in self._asked.items() if id == info.id]:
                del self._asked[number]
            self._asked[self.context.bridge.ask_preview(info.id, dict(values))] = info.id

    def _take_preview(self, number: int, answer: Preview | Problem) -> None:
        id = self._asked.pop(number, "")
        tile = self.thumbnails.get(id)
        if tile is None:
            return
        if isinstance(answer, Preview):
            self._failures.pop(id, None)
            if answer.data is not None:
                self._known[id] = answer.data
            tile.show_preview(answer)
        else:
            if isinstance(answer, Problem):
                self._failures[id] = answer
            tile.show_failed()
        self._word_tiles()

    def _show(self) -> None:
        data = self.context.document.experiment.data
        for id, tile in self.thumbnails.items():
            if tile.isChecked() != (id == data.source.id):
                tile.setAutoExclusive(False)
                tile.setChecked(id == data.source.id)
                tile.setAutoExclusive(True)
        info = next((info for info in self._infos() if info.id == data.source.id), None)
        self.tiles.arrange()
        self.form.show_values(info.params if info and info.id not in (table_id, painted_id) else (), data.source.values)
        self.table.show_data(data)
        self.split.show_data(data, info)
        self.test_share.show_value(round(100 * data.test_share))
        self.missing.setVisible(info is None)
        self._word_missing()
        self._show_inputs()
        self._later.start()

    def _show_inputs(self) -> None:
        document, shape = self.context.document, sample_shape(self.context.document)
        found = document.last_facts.data if document.last_facts is not None else None
        self.split.show_facts(found, document.experiment.network.inputs)
        self.table.show_facts(found)
        self._own_split = found is not None and found.own_split and document.experiment.data.split == "auto"
        self.test_share.take_spec(self._share_spec())
        self.test_share.setEnabled(self._painted or not self._own_split)
        self.inputs.setVisible(shape is None)
        self.whole.setVisible(shape is not None)
        if shape is not None:  # there is nothing to choose
            tip = self.context.language.tr("The network gets each sample whole, as it is")
            self.whole.word(sample_words(shape, self.context.language), tip)
            return
        facts = document.last_facts
        columns = facts.data.columns if facts is not None and facts.data is not None else ("x1", "x2")
        self.inputs.show_inputs(columns, document.experiment.network.inputs)

    @property
    def _painted(self) -> bool:
        """Whether the data are points that were painted: they can be given to either part anew."""
        return self.context.document.experiment.data.source.id == painted_id

    # ---- words

    def _word(self) -> None:
        tr = self.context.language.tr
        self.heading.setText(tr("Data"))
        self.setAccessibleName(tr("Data"))
        self.tiles.setAccessibleName(tr("Data sets"))
        self.inputs.setAccessibleName(tr("Inputs of the network"))
        self.dice.setToolTip(tr("New sample: draw the data from another seed"))
        self.dice.setAccessibleName(tr("New sample"))
        self.open_table.setToolTip(tr("Open a table of your own: a file, or cells that were copied"))
        self.open_table.setAccessibleName(tr("Open a table"))
        self.test_share.take_spec(self._share_spec())
        self.inputs.word()
        self.table.word()
        self.split.word()
        self._word_more()
        self._show()
        self._word_tiles()
        self._word_missing()

    def _word_tiles(self) -> None:
        language = self.context.language
        for info in self._infos():
            tile = self.thumbnails[info.id]
            name, help_text = language.text(info.name), language.text(info.help)
            failure = self._failures.get(info.id)
            lines = [name, help_text if help_text != name else "", language.problem(failure) if failure else ""]
            tile.setToolTip("\n".join(line for line in lines if line))
            tile.setAccessibleName(name)
            tile.setAccessibleDescription(help_text)

    def _word_more(self) -> None:
        tr, hidden = self.context.language.tr, self.tiles.hidden
        self.more.setVisible(hidden > 0 or self.more.isChecked())
        tip = tr("Shows the data sets that have no room, or hides them again")
        self.more.show_words(tr("More"), f"+{hidden}" if hidden else "", tip)
        self.more.setAccessibleName(tr("More data sets"))

    def _word_missing(self) -> None:
        tr, id = self.context.language.tr, self.context.document.experiment.data.source.id
        if not self._infos():
            self.missing.word(tr("Data sets are being loaded…"))
            return
        tip = tr("No plugin brings “{id}”. Choose another one, or put its plugin into the plugin folder.")
        self.missing.word(tr("{id} (missing)").format(id=id), tip.format(id=id))

    def _share_spec(self) -> ParamSpec:
        tr = self.context.language.tr
        help_text = [tr("Samples kept aside: the network is tested on them and never learns from them")]
        if self._painted:
            help_text.append(tr("Painted points keep their part when others are added; another share changes some"))
        elif self._own_split:
            help_text.append(tr("This data set names them itself; choose another split to draw them"))
        return ParamSpec(
            name="test_share",
            kind="int",
            default=50,
            label=Text.of(tr("Test share")),
            help=Text.of("\n".join(help_text)),
            low=0,
            high=90,
            step=5,
            unit=Text("%", "%"),
        )

    # ---- choosing

    def _choose(self, id: str) -> None:
        if id == table_id:
            self._ask_table("file.change_table")  # the one that was there before, else a new one
        elif id != self.context.document.experiment.data.source.id:
            infos, data = self.context.document.catalog, self._known.get(id)
            facts = Facts(data=data, layers=(), parameters=0) if data is not None else None
            self.attempt(
                lambda: self.context.language.tr("Change data"),
                lambda experiment: edits.set_dataset(experiment, id, infos, facts),
                lambda sentence: tell(self.thumbnails[id], sentence),
            )
        self._show()

    def _ask_table(self, action: str) -> None:
        if action in self.context.actions:
            self.context.actions.get(action).trigger()

    def _set_param(self, name: str, value: Value, moving: bool) -> None:
        language, document = self.context.language, self.context.document
        info = next((info for info in self._infos() if info.id == document.experiment.data.source.id), None)
        spec = info.param(name) if info else None
        self.attempt(
            lambda: language.tr("Change {name}").format(name=language.text(spec.label) if spec else name),
            lambda experiment: edits.set_param(experiment, "data.source", name, value, document.catalog),
            lambda sentence: self.form.refuse(name, sentence),
            f"data.source.{name}" if moving else "",
        )

    def _set_share(self, percent: Value, moving: bool) -> None:
        if not isinstance(percent, (int, float)):
            return
        self.attempt(
            lambda: self.context.language.tr("Change test share"),
            lambda experiment: edits.set_painted_share(experiment, percent / 100),
            self.test_share.refuse,
            "data.test_share" if moving else "",
        )

    def _set_inputs(self, inputs: tuple[str, ...]) -> None:
        self.attempt(
            lambda: self.context.language.tr("Change inputs"),
            lambda experiment: edits.set_inputs(experiment, inputs),
            lambda sentence: tell(self.inputs.line, sentence),
        )

    def _new_sample(self) -> None:
        seed = (self.context.document.experiment.data.seed + 1) % largest_seed
        self.attempt(
            lambda: self.context.language.tr("New sample"),
            lambda experiment: edits.set_value(experiment, "data.seed", seed),
            lambda sentence: tell(self.dice, sentence),
        )
