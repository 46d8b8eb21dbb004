"""Sentences about painted points."""

from nnlab.records.sentences._mark import N_

sentences: dict[str, str] = {
    "painted.none": N_("There are no points yet: paint some on the output plot, then train."),
    "painted.many": N_("At most {most} points can be painted; these are {count}."),
    "painted.point": N_(
        "Painted point {place} cannot be read: “{text}”. A point is two numbers and its class or value, such as"
        " 0.5 -1 1; a * behind it is for testing."
    ),
    "painted.shown": N_(
        "What is shown of a painted plane are six numbers: low and high of both columns and the values."
    ),
}
