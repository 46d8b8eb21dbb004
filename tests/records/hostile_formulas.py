"""Strings that people type who want more than a formula, or less."""

from __future__ import annotations

import builtins
import keyword

_names = [name for name in dir(builtins) if name.lower() not in ("abs", "min", "max", "pow", "round")]
_more = [
    "__import__('os')", "__import__('os').system('id')", "().__class__", "().__class__.__bases__[0].__subclasses__()",
    "(1).__class__", "x1.__class__", "x1.__class__.__mro__", "[].append(1)", "{}.get(1)", "{1: 2}",
    "[x for x in (1,)]", "lambda: 1", "lambda x: x", "x1 if x1 else x2", "exec('1')", "eval('1')",
    "open('/etc/passwd').read()", "compile('1', '', 'eval')", "globals()", "locals()", "vars()", "dir()",
    "getattr(x1, 'T')", "setattr(x1, 'a', 1)", "type(x1)", "object()", "breakpoint()", "input()", "print(1)",
    "exit()", "quit()", "help()", "9**9**9", "9^9^9^9^9^9", "9**9**9**9 + x1", "1e308*10", "10**400", "1e999", "1/0",
    "0/0", "x1 + 1/0", "log(0)", "log(-1)", "sqrt(-1)", "(-8)^(1/3)", "tan(1/0)", "exp(1000)", "x1 := 3", "x1; x2",
    "x1\nimport os", "import os", "from os import system", "del x1", "assert x1", "yield x1", "await x1", "async x1",
    "return x1", "raise x1", "pass", "f'{x1}'", "'x1'", '"x1"', "b'x1'", "'" * 50, '"""', "`x1`", "$x1", "$(id)",
    "${x1}", "%x1", "x1 % 2", "x1 // 2", "x1 @ x2", "x1 & x2", "x1 | x2", "~x1", "!x1", "x1 << 9", "x1 >> 9",
    "x1 << 999999999", "x1[0]", "x1[0:1]", "x1[...]", "x1()", "x1(2)", "x1.T", "x1 . T", "x1.real", "x1 -> x2",
    "x1 => x2", "x1 === x2", "x1 <> x2", "x1 =! x2", "x1 = x2", "x1 += 1", "x1 is x2", "x1 in x2", "x1 not in x2",
    "x1 and", "and x1", "not", "or", "and", "x1 > > x2", "x1 >", "< x1", "<script>alert(1)</script>", "<b>x1</b>",
    "<img src=x>", "../../etc/passwd", "C:\\Windows", "\\", "\\x41", "\x00", "x1\x00", "x1 + \x00x2", "\x1b[31m",
    "\u202ex1", "x1\u200bx2", "\ufeffx1", "\ud800", "x1\ud800", "☠", "x1 + ☃", "𝐬in(x1)(", "ｓｉｎ(x1)(", "x1²²(",
    "∑x1",
    "√x1", "∞", "x1 ∧ x2", "(", ")", "((", "))", "()", ")(", "(" * 40, "(" * 41, "(" * 499, ")" * 499,
    "(" * 10_000_000, ")" * 10_000_000, "(" * 5_000_000 + ")" * 5_000_000, "-" * 400, "-" * 10_000_000, "+" * 499,
    "not " * 120, "^" * 400, "2^" * 240, "2^" * 240 + "2", "x1^" * 160 + "x1", "sin(" * 120,
    "sin(" * 45 + "x1" + ")" * 45, "9" * 499, "9" * 10_000_000, "." * 400, "1." * 200, "1e" * 200, "1_000", "0x10",
    "0b11", "0o17", "1j", "3j * x1", "1e5x", "1..2", "..", ".", "e.e", ",", ",,", "x1,", ",x1", "min()", "min(,)",
    "min(x1,)", "max(" + "x1," * 100 + "x1)", "pow(x1)", "pow(2, 2, 5)", "sin()", "sin(x1, x2)", "sin", "sin sin x1",
    "abs", "{", "}", "{}", "{{x1}}", "{x1", "x1}", "{" * 499, "{" * 10_000_000, "{__class__}(", "{0.__class__}(",
    "%s", "%n" * 100, "{0}(", "' or 1=1 --", "; DROP TABLE x1", "A" * 400, "x1" * 200 + "(", "x1 " * 150, "x1 x2",
    "2x1", "2(x1)", "(x1)(x2)", "x1(x2)", "np.sin(x1)", "numpy.sin(x1)", "math.sin(x1)", "os.system", "self",
    "self.x", "__builtins__", "__name__", "__file__", "__doc__", "_", "__", "nan", "inf", "NaN", "-inf", "nan > 1",
    "None", "True", "False", "NotImplemented", "Ellipsis", "...", "#", "# x1", "x1 # x2", "//", "/*x1*/", "--", "''",
    "?", "x1 ? x2 : 1", "x1 ?", "@x1", "", " ", "\n", "\t\t", "\u3000",
]  # fmt: skip
hostile = tuple(dict.fromkeys([*_names, *(f"{name}()" for name in _names[::4]), *keyword.kwlist, *_more]))
