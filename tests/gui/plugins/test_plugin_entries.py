"""The manager's list is made of the catalogue and of what the client tells of files."""

from __future__ import annotations

from plugin_world import info, told

from nnlab.experiment import edits
from nnlab.experiment.presets import preset
from nnlab.gui.language import Language
from nnlab.gui.plugins.entries import file_entries, matches, uses
from nnlab.gui.plugins.formula import shown
from nnlab.gui.plugins.reading import declared
from nnlab.gui.plugins.wording import place_words, seconds_words, size_words, state_words

tanh = info("tanh", origin="bundled", file="/nnlab/plugins/activations.py", plugin="activations", version="1.0")


def test_a_file_has_the_components_it_brings_and_its_import_time():
    swish, other = file_entries([tanh, info()], [told()], took={tanh.file: 0.25})
    assert (swish.name, swish.origin, swish.state, swish.seconds) == ("swish", "user", "loaded", 0.0012)
    assert [one.id for one in swish.infos] == ["swish"]
    assert (other.name, other.origin, other.version, other.foreign) == ("activations", "bundled", "1.0", False)
    assert other.seconds == 0.25


def test_a_refused_file_is_there_without_components():
    entries = file_entries([tanh], [told(state="refused", components=())])
    assert (entries[0].state, entries[0].infos) == ("refused", ())


def test_two_files_with_one_id_are_told_apart():
    second = told("copy", components=("activation:swish",))
    first, copy, _ = file_entries([tanh, info()], [told(), second])
    assert [one.id for one in first.infos] == ["swish"]
    assert copy.infos == ()


def test_a_disabled_file_that_was_never_allowed_waits():
    state = told(state="disabled", components=())
    assert file_entries([], [state])[0].state == "disabled"
    assert file_entries([], [state], [state.file.path])[0].state == "held"
    words = {state_words(file_entries([], [state], held)[0], Language("en")) for held in ([], [state.file.path])}
    assert len(words) == 2


def test_the_places_of_an_experiment_that_use_a_plugin_are_named(qapp):
    infos = [tanh, info()]
    experiment = edits.set_activation(preset("xor"), "h2", "swish", infos)
    places = uses(experiment, [infos[1]])
    assert [place_words(slot, experiment, Language("en")) for slot in places] == ["activation of h2"]
    assert uses(preset("xor"), [infos[1]]) == ()


def test_a_search_wants_every_word_somewhere():
    assert matches("swi USER", ("Swish", "user"))
    assert not matches("swish wrong", ("Swish", "good"))
    assert matches("", ())


def test_times_and_sizes_read_as_people_say_them(qapp):
    language = Language("en")
    assert [seconds_words(one, language) for one in (None, 0.0012, 0.25, 2.0)] == ["–", "1.2 ms", "250 ms", "2.0 s"]
    assert [size_words(one, language) for one in (1, 412, 2500)] == ["1 byte", "412 bytes", "2.5 kB"]


def test_a_formula_is_written_as_people_write_it():
    assert shown(r"a = z \sigma(\beta z)") == "a = z σ(β z)"
    assert shown(r"a = \frac{1}{1 + e^{-z}}") == "a = 1 / (1 + e<sup>-z</sup>)"
    assert shown(r"t \ln \frac{t}{y}") == "t ln (t / y)"
    assert shown("a < b & c") == "a &lt; b &amp; c"
    for broken in (r"\frac{1", "}{", "^", "\\", r"\sqrt"):
        assert isinstance(shown(broken), str)


def test_components_are_seen_without_running_the_text():
    text = "class A(Activation):\n  pass\nclass B(api.Loss, Other):\n  pass\nclass C(Base):\n  pass\n"
    assert list(declared(text)) == [("activation", "A"), ("loss", "B")]
