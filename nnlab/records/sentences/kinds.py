"""What kinds of components, values and origins are called in sentences and tables."""

from __future__ import annotations

from nnlab.records.sentences._mark import N_

# as code names it: as people do
kinds: dict[str, str] = {
    "activation": N_("activation"),
    "loss": N_("loss"),
    "optimizer": N_("optimizer"),
    "schedule": N_("schedule"),
    "regularizer": N_("regularizer"),
    "initializer": N_("initializer"),
    "layer": N_("layer"),
    "metric": N_("metric"),
    "dataset": N_("dataset"),
    "float": N_("float"),
    "int": N_("int"),
    "bool": N_("bool"),
    "str": N_("str"),
    "tuple": N_("tuple"),
    "choice": N_("choice"),
}
origins: dict[str, str] = {
    "bundled": N_("bundled"),
    "plugins": N_("plugins"),
    "user": N_("user"),
    "entry_point": N_("entry point"),
    "given": N_("given"),
}
