"""Some hundred damaged tables, made from a few sound ones: as (name, bytes)."""

from __future__ import annotations

import codecs
import gzip
import io
import random
import zipfile
from collections.abc import Callable, Iterator

import numpy as np

Damage = Callable[[bytes], bytes]

_plain = "".join(f"{n},{n * 1.5},{'red' if n % 3 else 'blue'}\n" for n in range(40))
_quoted = "".join(f'"{n}","say ""{n}""","a,b"\n' for n in range(40))
_comma = "".join(f"{n},5;{n},25;{'甲' if n % 2 else '乙'}\n" for n in range(40))
_accents = "".join(f"{n};Müller {n};Größe\n" for n in range(40))
_gaps = "".join(f"{n}\t{'' if n % 4 else 'NA'}\t-\n" for n in range(40))

sound: dict[str, bytes] = {
    "plain": ("a,b,colour\n" + _plain).encode(),
    "bare": _plain.encode(),
    "quoted": ("n,text,more\n" + _quoted).encode(),
    "gbk": ("年龄;身高;类\n" + _comma).encode("gb18030"),
    "latin": ("n;name;was\n" + _accents).encode("latin-1"),
    "utf-16": ("n\tname\tgap\n" + _gaps).encode("utf-16"),
    "gaps": ("a\tb\tc\n" + _gaps).encode(),
    "spaces": "".join(f"{n}  {n + 1}   {n + 2}\n" for n in range(40)).encode(),
    "packed": gzip.compress(("a,b,colour\n" + _plain).encode(), mtime=0),
}


def _put(place: float, more: bytes) -> Damage:
    def damage(data: bytes) -> bytes:
        at = int(place * len(data))
        return data[:at] + more + data[at:]

    return damage


def _cut(place: float) -> Damage:
    return lambda data: data[: int(place * len(data))]


def _flipped(seed: int, share: float) -> Damage:
    def damage(data: bytes) -> bytes:
        rng = random.Random(seed)
        return bytes(byte ^ (1 << rng.randrange(8)) if rng.random() < share else byte for byte in data)

    return damage


def _line(more: bytes) -> Damage:
    """Puts a line in the middle."""

    def damage(data: bytes) -> bytes:
        lines = data.split(b"\n")
        return b"\n".join([*lines[: len(lines) // 2], more, *lines[len(lines) // 2 :]])

    return damage


damages: dict[str, Damage] = {
    "cut to a third": _cut(0.33),
    "cut in half": _cut(0.5),
    "last byte lost": lambda data: data[:-1],
    "first byte lost": lambda data: data[1:],
    "first three lost": lambda data: data[3:],
    "zero byte at first": _put(0, b"\0"),
    "zero bytes inside": _put(0.4, b"\0\0\0"),
    "zero bytes behind": _put(1, bytes(100)),
    "byte 255": _put(0.6, b"\xff"),
    "half a letter": _put(0.6, b"\xe4\xbd"),
    "binary inside": _put(0.5, bytes(range(256))),
    "bits flipped": _flipped(1, 0.01),
    "many bits flipped": _flipped(2, 0.3),
    "CR ends": lambda data: data.replace(b"\n", b"\r"),
    "CR LF ends": lambda data: data.replace(b"\n", b"\r\n"),
    "ends of all kinds": lambda data: data.replace(b"\n", b"\r", 5).replace(b"\n", b"\r\n", 5),
    "no ends": lambda data: data.replace(b"\n", b""),
    "long row": _line(b"1,2,3,4,5,6,7;8;9;10;11"),
    "short row": _line(b"7"),
    "empty rows": _line(b"\n\n\n"),
    "a row of delimiters": _line(b",,,,;;;;\t\t\t"),
    "quote opened": _line(b'"open,2,3'),
    "quote opened later": _line(b'1,"open,3'),
    "quotes inside": _line(b'1"2"",3"'),
    "quote at the end": lambda data: data + b'"',
    "inf": _line(b"inf,-inf,Infinity"),
    "huge numbers": _line(b"1e308,-1e308,1e999"),
    "tiny numbers": _line(b"5e-324,1e-999,-0.0"),
    "words": _line(b"many,words,here"),
    "other numbers": _line(b"0x10,1_000,1d5"),
    "a second header": _line(b"a,b,colour"),
    "two marks": lambda data: codecs.BOM_UTF8 * 2 + data,
    "a mark inside": _put(0.5, codecs.BOM_UTF8),
    "mark of UTF-16": lambda data: codecs.BOM_UTF16_LE + data,
    "twice itself": lambda data: data + data,
    "backwards": lambda data: data[::-1],
    "a long cell": _line(b"1," + b"x" * 300_000 + b",3"),
    "control signs": _line(b"\x01\x02,\x1a,\x7f"),
}


def _npy(array: np.ndarray, *, pickle: bool = False) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=pickle)
    return buffer.getvalue()


def _npz(**arrays: object) -> bytes:
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    return buffer.getvalue()


def _zip(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), data)
    return buffer.getvalue()


def _npy_header(text: str, data: bytes = b"") -> bytes:
    header = text.encode().ljust(117) + b"\n"
    return b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + data


def specials() -> Iterator[tuple[str, bytes, str]]:
    """Yields tables with the code of the sentence that they must give; "" where a table comes of them."""
    array, shape = _npy(np.arange(12.0).reshape(4, 3)), "{{'descr': {}, 'fortran_order': False, 'shape': {}, }}"
    yield from (
        ("nothing", b"", "table.nothing"),
        ("ends only", b"\n\n\r\n\n", "table.nothing"),
        ("spaces only", b"   \n  \n", "table.no_rows"),
        ("header only", b"a,b,c\n", "table.no_rows"),
        ("header without end", b"a,b,c", "table.no_rows"),
        ("delimiters only", b",,,\n,,,\n,,,\n", "table.no_rows"),
        ("one word", b"hello", "table.no_rows"),
        ("one number", b"5", ""),
        ("one column", b"a\n1\n2\n3\n", ""),
        ("one row", b"1,2,3\n", ""),
        ("same names", b"a,a,a\n1,2,3\n", ""),
        ("no names", b",,a\n1,2,3\n", ""),
        ("a name too many", b"a,b,c\n1,2\n3,4\n", ""),
        ("names of rows", b"a,b\nr1,1,2\nr2,3,4\n", ""),
        ("all missing but one", b"a,b\n,\n?,NA\n-,1\n", ""),
        ("only infinity", b"a,b\ninf,1\n-inf,2\n", ""),
        ("largest numbers", b"a,b\n1e308,1\n1e308,2\n-1e308,3\n", ""),
        ("10000 columns", b",".join(b"c%d" % n for n in range(10_000)) + b"\n" + b",".join([b"1"] * 10_000), ""),
        ("10001 columns", b",".join([b"1"] * 10_001) + b"\n", "table.columns"),
        ("all rows different", b"1,2,3\n1\n1,2,3,4\n1,2\n1,2,3,4,5\n1,2,3\n", ""),
        ("mostly too long", b"a,b\n1,2\n" * 300 + b"1,2,3,4\n" * 3000, "table.long_rows"),
        ("quote without end", b'a,b\n1,"x\n2,3\n4,5\n', "table.quote"),
        ("quote without end at first", b'"a,b\n1,2\n2,3\n', "table.quote"),
        ("quote without end, long", b'a,b\n1,2\n3,"' + b"x,y\n" * 50_000, "table.quote"),
        ("quotes in quotes", b'a,b\n"x ""y"" ""z""",1\n"""",2\n', ""),
        ("a line of 5 MB", b"a,b\n1," + b"2" * (5 << 20), "table.line"),
        ("zero bytes", bytes(5000), "table.zero_byte"),
        ("zero byte", b"a,b\n1,2\n3,\x004\n", "table.zero_byte"),
        ("PNG", b"\x89PNG\r\n\x1a\n" + bytes(100), "table.foreign"),
        ("JPEG", b"\xff\xd8\xff\xe0" + bytes(100), "table.foreign"),
        ("PDF", b"%PDF-1.7\n" + bytes(100), "table.foreign"),
        ("Parquet", b"PAR1" + bytes(100), "table.foreign"),
        ("pickle", b"\x80\x04\x95\x00\x00", "table.foreign"),
        ("7z", b"7z\xbc\xaf\x27\x1c" + bytes(100), "table.foreign"),
        ("old workbook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "table.workbook"),
        ("workbook", _zip(xl__workbook_xml=b"<workbook/>"), "table.workbook"),
        ("open document", _zip(content_xml=b"<table/>"), "table.workbook"),
        ("experiment", _zip(experiment_json=b"{}"), "table.experiment"),
        ("zip of a table", _zip(table_csv=b"a,b\n1,2\n"), "table.zip"),
        ("zip of nothing", _zip(), "table.zip"),
        ("half a zip", _zip(table_csv=b"a,b\n1,2\n" * 9)[:60], "table.damaged"),
        ("gzip of nothing", gzip.compress(b""), "table.nothing"),
        ("half a gzip", gzip.compress(sound["plain"])[:80], "table.packed"),
        ("gzip's mark", b"\x1f\x8b", "table.packed"),
        ("gzip and rubbish", gzip.compress(sound["plain"]) + b"rubbish", "table.packed"),
        ("two gzips", gzip.compress(b"a,b\n1,2\n") + gzip.compress(b"3,4\n"), ""),
        ("gzip in gzip", gzip.compress(gzip.compress(sound["plain"])), None),
        ("gzip bomb", gzip.compress(bytes(1 << 24), 1), "table.zero_byte"),
        ("gzip bomb of one line", gzip.compress(b"1" * (1 << 24), 1), "table.line"),
        ("gzip bomb of ends", gzip.compress(b"1,2\n" + b"\n" * (1 << 23), 1), ""),
        ("array", array, ""),
        ("array of objects", _npy(np.array([{}, 1], object), pickle=True), "table.pickle"),
        ("array of complex numbers", _npy(np.ones((3, 2), complex)), "table.array_kind"),
        ("array of dates", _npy(np.array(["2020-01-01"], "datetime64[D]")), "table.array_kind"),
        ("array of no rows", _npy(np.zeros((0, 3))), "table.no_rows"),
        ("array of no columns", _npy(np.zeros((3, 0))), "table.no_rows"),
        ("one number as array", _npy(np.array(5.0)), "table.no_rows"),
        ("array cut off", array[:-1], "table.damaged"),
        ("array's header cut off", array[:30], "table.damaged"),
        ("array's mark", array[:6], "table.damaged"),
        ("array that says it is huge", _npy_header(shape.format("'<f8'", (10**9, 10**9))), "table.damaged"),
        ("array of negative shape", _npy_header(shape.format("'<f8'", (-1, 3)), bytes(24)), "table.damaged"),
        ("array of no known type", _npy_header(shape.format("'<q99'", (1, 3)), bytes(24)), "table.damaged"),
        ("array whose header is code", _npy_header("__import__('os').abort()"), "table.damaged"),
        ("array whose header is deep", _npy_header("(" * 110), "table.damaged"),
        ("arrays", _npz(x=np.ones((3, 2)), y=np.array([0, 1, 1])), ""),
        ("arrays of other lengths", _npz(x=np.ones((3, 2)), y=np.ones(2)), ""),
        ("arrays with objects", _npz(x=np.array([{}], object)), "table.pickle"),
        ("arrays cut off", _npz(x=np.ones((30, 20)))[:-30], "table.damaged"),
        ("arrays flipped", _flipped(3, 0.05)(_npz(x=np.arange(600.0).reshape(30, 20))), "table.damaged"),
        ("bomb of arrays", _zip(x_npy=_npy_header(shape.format("'|u1'", (3 << 23,))) + bytes(3 << 23)), "table.arrays"),
        ("arrays that are none", _zip(x_npy=b"hello"), "table.damaged"),
        ("a name that leaves its folder", _zip(______x_npy=array), ""),
    )  # fmt: skip


def cases() -> Iterator[tuple[str, bytes, str | None]]:
    """Yields name, bytes and the code of the sentence, "" for a table, None where either will do."""
    for base, data in sound.items():
        yield base, data, ""
        for name, damage in damages.items():
            yield f"{base}, {name}", damage(data), None
    yield from specials()
