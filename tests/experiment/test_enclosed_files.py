"""An experiment file holds the text of foreign plugins, and nothing in it can be more than a text."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile

import pytest
from experiment_world import info, infos, small
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from nnlab.experiment import edits
from nnlab.experiment.checks import check
from nnlab.experiment.document import Event, Made
from nnlab.experiment.enclosed import (
    Enclosed,
    Gathered,
    Named,
    digest_of,
    experiments_of,
    followed,
    foreign,
    gather,
    lacks,
    largest_plugin,
    largest_plugins,
)
from nnlab.experiment.file import ExperimentFile, from_bytes, load, save, to_bytes
from nnlab.records import ProblemError
from nnlab.records.plugin_names import is_safe, safe_name
from nnlab.records.words import Words

swish_text = '"""Swish."""\r\n# 激活\n'


def enclosed(text: str = swish_text, file_name: str = "swish.py", **values) -> Enclosed:
    said = {"name": "swish", "origin": "user", "components": ("activation:swish",), **values}
    return Enclosed(file_name=file_name, text=text, sha256=digest_of(text), **said)


def from_file(path, component="swish", kind="activation", origin="user", sha256=None):
    """What the catalogue tells of a component in a file."""
    digest = sha256 or hashlib.sha256(path.read_bytes()).hexdigest()
    return replace(info(kind, component, sha256=digest), origin=origin, plugin=path.stem, file=str(path), version="")


def using(component: str):
    """The small experiment with an activation in h1."""
    layers = small().network.layers
    first = replace(layers[0], activation=replace(layers[0].activation, id=component))
    return replace(small(), network=replace(small().network, layers=(first, *layers[1:])))


def refused(call, *arguments, **options) -> str:
    with pytest.raises(ProblemError) as caught:
        call(*arguments, **options)
    for language in ("en", "zh_CN"):
        assert "{" not in Words(language).problem(caught.value.problem)
    return caught.value.problem.code


def rezipped(change, saved: ExperimentFile | None = None) -> bytes:
    """A file with changed members, their digests set right."""
    with zipfile.ZipFile(io.BytesIO(to_bytes(saved or ExperimentFile(experiment=small(), plugins=(enclosed(),))))) as z:
        members = {name: z.read(name) for name in z.namelist()}
    told = json.loads(members["experiment.json"])
    change(members, told)
    told["members"] = {n: hashlib.sha256(data).hexdigest() for n, data in members.items() if n != "experiment.json"}
    members["experiment.json"] = json.dumps(told).encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


# ---- in the file


def test_enclosed_plugins_come_back_to_the_last_byte(tmp_path):
    saved = ExperimentFile(
        experiment=small(),
        plugins=(enclosed(), enclosed("", "激活.py", name="激活")),
        named=(Named(name="extras", origin="entry_point", version="1.2", components=("loss:huber",)),),
    )
    save(tmp_path / "a.nnlab", saved)
    assert load(tmp_path / "a.nnlab") == saved
    with zipfile.ZipFile(tmp_path / "a.nnlab") as archive:
        assert archive.read("plugins/1-swish.py") == swish_text.encode()
        assert set(archive.namelist()) == {"experiment.json", "plugins/1-swish.py", "plugins/2-激活.py"}


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_kept_and_equal_contents_are_equal_bytes(text):
    saved = ExperimentFile(experiment=small(), plugins=(enclosed(text),))
    assert from_bytes(to_bytes(saved)) == saved
    assert to_bytes(saved) == to_bytes(from_bytes(to_bytes(saved)))


def test_a_file_of_the_version_before_opens():
    def older(members, told):
        told["version"] = 1
        del told["plugins"], told["named"]

    assert from_bytes(rezipped(older, ExperimentFile(experiment=small()))) == ExperimentFile(experiment=small())


@pytest.mark.parametrize(
    "name",
    ["../x.py", "a/b.py", "a\\b.py", ".py", "_x.py", ".x.py", "x.pyc", "x.PY", "con.py", "x y.py", "x\n.py", "1.py",
     "a.b.py", "x" * 200 + ".py", ""],
)  # fmt: skip
def test_a_name_that_is_more_than_a_name_is_refused_on_opening_and_saving(name):
    def renamed(members, told):
        told["plugins"][0]["file_name"] = name
        members[f"plugins/1-{name}"] = members.pop("plugins/1-swish.py")

    assert refused(from_bytes, rezipped(renamed)) == "file.plugin_name"
    assert (
        refused(to_bytes, ExperimentFile(experiment=small(), plugins=(enclosed(file_name=name),))) == "file.plugin_name"
    )


@given(st.text())
def test_a_safe_name_is_made_of_any(name):
    assert is_safe(safe_name(name))
    assert not is_safe(name) or safe_name(name) == name


def test_what_would_write_to_a_terminal_is_refused():
    def painted(members, told):
        told["plugins"][0]["name"] = "\x1b[31mswish"

    assert refused(from_bytes, rezipped(painted)) == "file.plugin_name"


def test_a_member_that_nobody_names_or_that_is_missing_or_twice_is_refused():
    def more(members, told):
        members["plugins/2-other.py"] = b""

    def fewer(members, told):
        del members["plugins/1-swish.py"]

    def twice(members, told):
        told["plugins"].append({**told["plugins"][0], "file_name": "SWISH.py"})
        members["plugins/2-SWISH.py"] = b""

    def changed(members, told):
        members["plugins/1-swish.py"] = b"\xff\xfe"

    assert refused(from_bytes, rezipped(more)) == "file.damaged"
    assert refused(from_bytes, rezipped(fewer)) == "file.damaged"
    assert refused(from_bytes, rezipped(twice)) == "file.plugin_twice"
    assert refused(from_bytes, rezipped(changed)) == "file.plugin_text"


def test_too_much_text_is_refused_on_opening_and_saving():
    def long(members, told):
        members["plugins/1-swish.py"] = b"#" * (largest_plugin + 1)

    assert refused(from_bytes, rezipped(long)) == "file.too_large"
    full = "#" * largest_plugin
    many = tuple(enclosed(full, f"p{n}.py") for n in range(largest_plugins // largest_plugin + 1))
    assert refused(to_bytes, ExperimentFile(experiment=small(), plugins=many)) == "file.too_large"
    fitting = ExperimentFile(experiment=small(), plugins=many[:-1])
    assert from_bytes(to_bytes(fitting)) == fitting


def test_a_digest_that_is_not_the_texts_is_not_saved():
    wrong = replace(enclosed(), sha256="0" * 64)
    assert refused(to_bytes, ExperimentFile(experiment=small(), plugins=(wrong,))) == "file.unstorable"


# ---- which plugins an experiment uses


def test_foreign_plugins_of_the_present_the_beginning_and_the_events_are_found(tmp_path):
    paths = [tmp_path / f"{name}.py" for name in ("now", "before", "between", "unused")]
    for path in paths:
        path.write_text(path.name)
    known = (*infos, *(from_file(path, path.stem) for path in paths), from_file(paths[0], "second", "loss"))
    run = experiments_of(using("now"), using("before"), (Event(step=2, experiment=using("between")), Event(step=3)))
    found = foreign(run, known)
    assert [one.name for one in found] == ["before", "between", "now"]
    assert found[2].components == ("activation:now", "loss:second")
    assert foreign(experiments_of(small()), known) == ()


def test_the_text_that_runs_is_enclosed_and_a_file_that_has_another_by_now_is_named(tmp_path):
    path = tmp_path / "swish.py"
    path.write_bytes(swish_text.encode())
    known = (*infos, from_file(path))
    assert gather([using("swish")], known) == Gathered(plugins=(enclosed(),))
    path.write_text("half written")
    changed = gather([using("swish")], known)
    assert [problem.code for problem in changed.problems] == ["enclosed.changed"]
    assert changed.plugins == ()
    assert [one.name for one in changed.named] == ["swish"]
    assert gather([using("swish")], known, texts={digest_of(swish_text): swish_text}) == Gathered(plugins=(enclosed(),))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (None, "enclosed.unreadable"),
        (b"\xff\xfe", "enclosed.encoding"),
        (b"#" * (largest_plugin + 1), "enclosed.large"),
    ],
)
def test_a_text_that_cannot_be_enclosed_is_said(tmp_path, data, code):
    path = tmp_path / "swish.py"
    path.write_bytes(data or b"")
    known = (*infos, from_file(path))
    if data is None:
        path.unlink()
    found = gather([using("swish")], known)
    assert [problem.code for problem in found.problems] == [code]
    assert found.plugins == ()


def test_a_folder_and_a_package_are_named_and_not_enclosed(tmp_path):
    (tmp_path / "swish").mkdir()
    inside = tmp_path / "swish" / "__init__.py"
    inside.write_text("")
    folder = replace(from_file(inside, sha256="f" * 64), plugin="swish")
    package = from_file(inside, origin="entry_point")
    assert [one.code for one in gather([using("swish")], (*infos, folder)).problems] == ["enclosed.folder"]
    found = gather([using("swish")], (*infos, package))
    assert [one.code for one in found.problems] == ["enclosed.package"]
    assert found.named[0].components == ("activation:swish",)


def test_what_is_missing_here_and_still_used_stays_in_the_file():
    carried = Gathered(plugins=(enclosed(),), named=(Named(name="x", components=("activation:swish",)),))
    assert gather([using("swish")], infos, carried) == carried
    assert gather([small()], infos, carried) == Gathered()


def test_two_plugins_of_one_name_stand_apart(tmp_path):
    known = list(infos)
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "swish.py").write_text(folder)
        known.append(from_file(tmp_path / folder / "swish.py", f"swish_{folder}", origin="plugins"))
    both = gather([using("swish_a"), using("swish_b")], known)
    assert sorted(plugin.file_name for plugin in both.plugins) == ["swish.py", "swish_2.py"]
    to_bytes(ExperimentFile(experiment=small(), plugins=both.plugins))


# ---- what is missing here


def test_a_missing_plugin_and_one_of_another_text_are_told_apart(tmp_path):
    path = tmp_path / "swish.py"
    path.write_bytes(swish_text.encode())
    same, other = from_file(path), from_file(path, sha256="1" * 64)
    run = [using("swish")]
    assert [(lack.state, lack.used) for lack in lacks([enclosed()], run, infos)] == [("missing", ("activation:swish",))]
    assert lacks([enclosed()], run, (*infos, same)) == ()
    found = lacks([enclosed()], run, (*infos, other))
    assert [(lack.state, lack.mine) for lack in found] == [("other", (other,))]
    assert lacks([enclosed()], [edits.rename(small(), "unused")], infos) == ()


def test_a_text_that_changed_before_the_users_eyes_is_followed_and_others_are_noted():
    layers = small().network.layers
    first = replace(layers[0].activation, made=Made(origin="user", version="", sha256="a" * 64))
    run = replace(small(), network=replace(small().network, layers=(replace(layers[0], activation=first), *layers[1:])))
    now = tuple(replace(one, sha256="b" * 64) if one.id == "tanh" else one for one in infos)

    def notes(experiment, seen=()):
        return [problem for problem in check(experiment, now, None, seen) if problem.code == "check.text"]

    (note,) = notes(run)
    assert "aaaaaaaa" in Words("en").problem(note)
    assert "bbbbbbbb" in Words("en").problem(note)
    assert notes(run, {"a" * 64}) == []
    assert followed(run, now, {"c" * 64}) == run
    assert notes(followed(run, now, {"a" * 64})) == []
    assert notes(edits.adopt(run, now)) == []
