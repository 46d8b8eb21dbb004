"""Sentences about tables that a user opens."""

from nnlab.records.sentences._mark import N_

sentences: dict[str, str] = {
    "table.too_large": N_(
        "The tables of this experiment take {size}, more than the {allowed} that a file can hold. "
        "Open a table with fewer columns or rows before you save."
    ),
    "table.no_column": N_("The table has no column {column}; its columns are 0 to {last}."),
    "table.one_column": N_("A table needs at least two columns: one to learn and one to learn it from."),
    "table.no_inputs": N_(
        "{file} has no column that seems worth learning from: they are empty, the same in every row or another text in "
        "each. Name the inputs yourself."
    ),
    "table.both": N_("The column “{column}” is input and target at once; take it away from one of them."),
    "table.no_answers": N_("No row has a value in the target “{target}”; choose another target."),
    "table.some_classes": N_(
        "The target “{column}” is a category. A category is the only target, or it is no target: take the others away."
    ),
    "table.many_words": N_(
        "The column “{column}” has {count} different values, more than the {most} that a category may have here. "
        "Take it away, or choose another column."
    ),
    "table.infinite": N_("The column “{column}” holds infinity. Replace it in the file by a number or leave it empty."),
    "table.gone_file": N_("The table “{name}” is not on this computer any more. Open its file again."),
    "table.gone": N_("The table of this experiment is not on this computer any more. Open its file again."),
    "table.no_name": N_("{file} has no column “{name}”. Its columns are: {names}."),
    # no table
    "table.nothing": N_("{file} is empty. Choose a file with a table in it."),
    "table.no_rows": N_("{file} has no rows with data in them. Choose a file with a table in it."),
    "table.special": N_("{file} is no ordinary file but a device or a pipe. Save the table as a file and open that."),
    "table.workbook": N_(
        "{file} is a workbook of a spreadsheet. Save it there as CSV and open that file, or copy its cells and paste "
        "them here."
    ),
    "table.experiment": N_("{file} is an experiment, not a table. Open it as an experiment."),
    "table.zip": N_("{file} is a zip file without arrays. Unpack it and open the table that was in it."),
    "table.foreign": N_("{file} is in the format {format}, which is not read as a table. Save the table as CSV."),
    "table.zero_byte": N_(
        "{file} is no text: a zero byte stands in line {line}. Save the table as CSV, or choose the encoding it is in."
    ),
    # text
    "table.no_encoding": N_("There is no encoding {encoding}. Choose one such as utf-8, gb18030 or latin-1."),
    "table.encoding": N_("Line {line} of {file} is not written in {encoding}. Choose another encoding."),
    "table.delimiter": N_("“{delimiter}” cannot divide columns. Choose a single sign, such as a comma."),
    "table.quote_mark": N_("“{quote}” cannot be the quoting mark. Choose a single sign, or none."),
    "table.line": N_(
        "Line {line} of {file} is longer than {most}. Perhaps it is no table; if it is one, save it anew as CSV."
    ),
    "table.quote": N_(
        "In line {line} of {file} a quoted text begins that does not end. Put a quoting mark at its end, or choose to "
        "read without quoting."
    ),
    "table.row": N_("{file} cannot be read beyond line {line}. Mend that line, or save the table anew as CSV."),
    "table.long_rows": N_(
        "The rows of {file} have different lengths: line {line} has {cells} cells instead of {columns}. Choose another "
        "delimiter, or mend the file."
    ),
    # packed, and arrays
    "table.packed": N_("{file} is packed, but damaged or cut off. Copy it again."),
    "table.damaged": N_("{file} is damaged or was cut off while being copied. Copy it again, or save it anew."),
    "table.changed": N_("{file} was changed while it was read. Open it again."),
    "table.pickle": N_(
        "The array {name} of {file} holds Python objects, which could run code when they are read. Save it as numbers "
        "or texts."
    ),
    "table.array_kind": N_("The array {name} of {file} holds {dtype}. Save it as real numbers or texts."),
    "table.arrays": N_("The arrays of {file} hold more than {most} numbers. Save fewer rows or columns."),
    # limits
    "table.bytes": N_("{file} holds more than {most} of text. Save fewer rows or columns of it."),
    "table.columns": N_(
        "{file} has {columns} columns; at most {most} are read. Save fewer of them, or turn rows into columns."
    ),
    "table.numbers": N_(
        "{file} is too large: with its {columns} columns, at most {most} rows are read. Save fewer rows or columns of "
        "it."
    ),
    "table.memory": N_("{file} needs more memory than reading a table may use. Save fewer rows or columns of it."),
    "table.killed": N_("Reading {file} was ended from outside, perhaps for lack of memory. Open it again."),
    "table.crashed": N_("Reading {file} ended with a crash ({how}). Save the table anew as CSV and open that."),
    # remarks
    "table.short": N_(
        "Rows with fewer cells than the others were filled up with missing ones: {count}, the first in line {line}."
    ),
    "table.long": N_(
        "Rows with more cells than the {columns} columns were left out: {count}, the first in line {line} with {cells} "
        "cells. Perhaps a text with a delimiter in it lacks its quoting marks."
    ),
    "table.empty_rows": N_("Rows without any value were left out: {count}."),
    "table.unnamed": N_("Columns without a name got one: {names}."),
    "table.named_twice": N_("Columns with the name of an earlier one got a number: {names}."),
    "table.names": N_(
        "The first line has {names} names for {columns} columns; those too many were left out. Perhaps the delimiter "
        "is another one."
    ),
    "table.not_number": N_(
        "Column {column} holds texts because of “{cell}” in line {line}, which is no number. Mend it in the file to "
        "have numbers."
    ),
    "table.beyond": N_(
        "Column {column} has values beyond all numbers, which count as missing: {count}, the first in line {line}."
    ),
    "table.beyond_cells": N_("Column {column} has values beyond all numbers, which count as missing: {count}."),
    "table.percent": N_("Column {column} is read without its % signs: 12 % is 12."),
    "table.grouped": N_("Column {column} has thousands marks, which are left out of numbers such as {cell}."),
    "table.lines": N_(
        "In column {column}, the text “{cell}…” goes on over {count} lines. If its quoting mark is missing, rows are "
        "lost in it: mend it in the file."
    ),
    "table.array_left_out": N_(
        "The array {name} {shape} was left out: it does not have one entry for each of {rows} rows."
    ),
    "table.more": N_("There are more remarks of this kind: {count}."),
}
