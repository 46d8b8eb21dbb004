"""Sentences about formulas: where the fault is, and what may stand there."""

from __future__ import annotations

from nnlab.records.sentences._mark import N_

sentences = {
    "formula.empty": N_("Type a formula, such as x1^2 or sin(x1*x2)."),
    "formula.long": N_("A formula takes {longest} characters at most. Type a shorter one."),
    "formula.deep": N_(
        "At character {place} brackets, signs or exponents are nested too deep. Write it in a simpler way."
    ),
    "formula.operand": N_(
        "At character {place}, “{rest}” cannot stand. A number, a column, a function such as sin(…), a sign or a "
        "bracket can."
    ),
    "formula.operator": N_(
        "At character {place}, “{rest}” cannot follow. An operator such as + - * / ^ or > can, or the end."
    ),
    "formula.inside": N_(
        "At character {place}, “{rest}” cannot follow. An operator such as + - * / ^ or > can, or the bracket that "
        "closes the one at character {opened}."
    ),
    "formula.open": N_("The bracket at character {opened} is not closed: write ) behind what it holds."),
    "formula.end": N_(
        "The formula ends too early, at character {place}. Go on with a number, a column, a function or a bracket."
    ),
    "formula.equals": N_("At character {place} stands a single =. Write == to compare two numbers."),
    "formula.brace": N_("At character {place}: braces hold the name of one column, such as {{petal length}}."),
    "formula.bracket": N_("At character {place} a bracket is missing: {name} is a function. Write {name}(…)."),
    "formula.column": N_("At character {place}, {name} is no column of the data. Its columns are {known}."),
    "formula.column_near": N_(
        "At character {place}, {name} is no column of the data. Did you mean {near}? Its columns are {known}."
    ),
    "formula.function": N_("At character {place}, {name} is no function. There are {known}."),
    "formula.function_near": N_("At character {place}, {name} is no function. Did you mean {near}? There are {known}."),
    "formula.parts": N_(
        "At character {place}, {name} takes {wanted} numbers in its brackets, parted by commas, but has {count}."
    ),
    "formula.truth": N_(
        "At character {place}, “{text}” is a number, but and, or, not join comparisons such as x1 > 0. Compare it."
    ),
    "formula.infinite": N_("At character {place}, {text} is no finite number. Change it."),
    "formula.undefined": N_(
        "{text} has no finite value in row {row} of the data, where {where}. Change the formula so that every row has "
        "one."
    ),
    "formula.filled": N_(
        "{text} has no finite value in row {row} of the data, where a missing value was filled in: {where}. Fill in "
        "another number, leave such rows out, or change the formula."
    ),
    "formula.letter": N_(
        "At character {place}, {name} is no column's name: a rule's columns are single letters such as x, y or x1. "
        "Put a longer name into braces, such as {{height}}."
    ),
    "formula.no_columns": N_("The rule names no column. Write one with a letter in it, such as y > x or sin(3*x)."),
    "formula.columns": N_("The rule names {count} columns, and {most} are the most. Use fewer."),
}
