"""What can go wrong while a network is built or trains (engine and session)."""

from __future__ import annotations

from nnlab.records.sentences._mark import N_

_plugin_code = {
    "plugin.raised": N_(
        "{owner}.{method} failed: {error} (line {line}). Mend the plugin, or choose another component."
    ),
    "plugin.returned": N_("{owner}.{method} returned {came}, but {wanted} was expected; {how}."),
    "plugin.memory": N_(
        "{owner}.{method} asked for more memory than the training process may have (line {line}). Work with smaller "
        "arrays, or choose another component; the last good weights are kept."
    ),
    "plugin.not_finite": N_(
        "{owner}.{method} gave a number that is not finite (NaN or infinity) for ordinary numbers. "
        "Mend the plugin, or choose another one; the last good weights are kept."
    ),
    "plugin.wrote_input": N_(
        "{owner}.{method} writes into an array it was given (line {line}). Make a new array instead: "
        "write `{good}`, not `{bad}`."
    ),
    "plugin.no_method": N_("{owner} has no method `{missing}`; write it, or choose another component."),
    "plugin.unknown_argument": N_("{owner}.{method} asks for `{name}`; it may ask for: {known}."),
    "schedule.rate": N_(
        "{owner}.rate gives {came} at step {t}, epoch {epoch}; a learning rate is a finite number, 0 or more. "
        "Let it hold its last value past its end, or write `return max(rate, 0.0)`; the weights so far are kept."
    ),
    "activation.numerical": N_(
        "{owner} has no `derivative`; its slope is measured by small differences, which is slower."
    ),
}

_network = {
    "network.empty": N_("The network has no layers; add at least an output layer."),
    "layer.shape": N_("Layer {layer}: {reason}."),
    "layer.empty": N_("Layer {layer} would have no neurons; give it at least 1."),
    "layer.unknown_input": N_(
        "Layer {layer} cannot be fed by `{input}`; it can be fed once by each earlier layer and by `input`."
    ),
    "input.none": N_("The network has no inputs; choose at least one column of the data."),
    "input.twice": N_("The input `{input}` is there twice; remove one."),
    "start.missing": N_(
        "The given start weights have no `{name}` of shape {shape} for layer {layer}; let the weights be drawn instead."
    ),
}

_fit = {
    "fit.flat": N_("The output has shape {shape}; it has to be a row of numbers. End with a dense layer."),
    "data.one_sample": N_(
        "The data set {dataset} leaves one sample for training, which the network can only learn by heart. "
        "Give it more samples, or lower the test share."
    ),
    "data.all_missing": N_(
        "Each of the {rows} samples misses a value, {missing} of them in the column {column}, so none is left. "
        "Choose to fill in what is missing, or take the column away."
    ),
    "data.nothing_known": N_(
        "The column {column} has no value in the samples for training, so there is nothing to fill in. "
        "Fill in a constant, or take the column away."
    ),
    "data.far": N_(
        "The input {input} holds numbers beyond {largest}, which cannot be scaled. Replace them in the data, take the "
        "input away, or choose no scaling."
    ),
    "data.far_targets": N_(
        "The targets hold numbers beyond {largest}, which cannot be scaled. Replace them in the data, or choose no "
        "scaling of targets."
    ),
    "data.unanswered": N_("{count} of {rows} rows have no value in the target and are left out."),
    "data.dropped": N_(
        "{count} of {rows} rows miss a value, most often in the column {column}, and are left out. "
        "To keep them, fill in what is missing."
    ),
    "data.filled": N_("{count} missing values are filled in with numbers from the rows for training: {numbers}."),
    "data.filled_constant": N_("{count} missing values are filled in with the constant: {numbers}."),
    "data.one_class": N_(
        "All samples of the data set {dataset} for training are of the class {label}, so the network learns to say "
        "just that. Give it samples of another class."
    ),
    "data.constant": N_(
        "The input {input} is the same in all samples of the data set {dataset} for training and tells nothing. "
        "Leave it out of the inputs."
    ),
    "metric.takes": N_(
        'The metric {metric} takes "{takes}", which a data set of {has} does not give, so it is left out. '
        'Choose another metric; in a plugin of yours, set takes = "{wanted}".'
    ),
    "data.no_training": N_("All samples are for testing and none is left for training; lower the test share."),
}

_running = {
    "training.diverged": N_(
        "Training diverged in epoch {epoch}: the numbers grew beyond all bounds. "
        "Lower the learning rate (now {rate}) and go on; the last good weights are kept."
    ),
    "training.epochs": N_("{epochs} epochs cannot be trained; give a whole number, 0 or more."),
    "train.endless": N_(
        "train() would never end: say for how many epochs, train(100), or give the experiment a stop rule."
    ),
    "step.unit": N_("There is no step `{unit}`; a step is a sample, a batch or an epoch."),
    "weights.layer": N_("There are no weights to set in layer `{layer}`; layers with weights are: {known}."),
    "weights.shape": N_("Weights {weights} and bias {bias} do not fit layer {layer}, whose weights are {wanted}."),
    "weights.numbers": N_("The weights for layer {layer} are no table of numbers; give one row for each input."),
    "weights.finite": N_("The weights for layer {layer} hold NaN or infinity; give finite numbers."),
    "predict.numbers": N_("The rows hold something that is no number; give one row of numbers for each sample."),
    "predict.columns": N_(
        "The rows have {columns} columns, but the data has {wanted}; give one number for each column."
    ),
    "plane.columns": N_(
        "A plane is made of two different columns, numbered from 0; {columns} are none of the {count} of this data."
    ),
    "scores.nothing": N_("No answers were counted for such samples: there are none, or training has not begun."),
    "probe.row": N_("There is no training sample {row}; they are numbered from 0, and there are {rows}."),
    "checkpoint.shape": N_(
        "The checkpoint does not fit this network: `{name}` of layer {layer} has shape {there}, not {shape}. "
        "Open it with its own experiment."
    ),
    "checkpoint.order": N_(
        "The checkpoint does not fit this data: it is about {there} training samples, and there are {rows}. "
        "Open it with its own experiment."
    ),
    "checkpoint.stream": N_(
        "The checkpoint's random stream `{name}` is damaged, so training could not go on as it was. "
        "Open an earlier save of it."
    ),
    "checkpoint.kind": N_("{given} is no checkpoint; give one that run.checkpoint() made."),
    "run.kept": N_(
        "The neurons that are left are given by layer, as in {{'h1': (0, 2, 3)}}, and not as {given}. "
        "nnlab.experiment.edits.kept_units makes them."
    ),
    "run.experiment": N_(
        'Run needs an experiment, but was given {given}; write nnlab.preset("spiral") or nnlab.load("my.nnlab").'
    ),
    "preset.unknown": N_("There is no preset `{id}`; there are: {known}."),
}

# why training ended by itself: notes
_stopped = {
    "stopped.epochs": N_(
        "Training stopped after epoch {epoch}: the stop rule allows {epochs} epochs. Change the rule to train further."
    ),
    "stopped.loss": N_(
        "Training stopped after epoch {epoch}: the training loss {loss} has reached the target {target}."
    ),
    "stopped.change": N_(
        "Training stopped after epoch {epoch}: the training loss changed by {change} in it, less than {least}."
    ),
    "stopped.patience": N_(
        "Training stopped after epoch {epoch}: the test loss has not fallen below {best} for {patience} epochs."
    ),
    "stopped.patience_train": N_(
        "Training stopped after epoch {epoch}: the training loss has not fallen below {best} for {patience} epochs."
    ),
    "stopped.seconds": N_(
        "Training stopped after epoch {epoch}: it took {seconds} s, and the stop rule allows {most} s."
    ),
}

# code: sentence
_reloaded = {
    "reload.state": N_("{owner} keeps another state since its file was changed, so its state begins anew."),
    "reload.weights": N_(
        "Layer {layer}: {owner} has other parameters since its file was changed, so these begin anew: {names}."
    ),
}

sentences: dict[str, str] = {**_reloaded, **_plugin_code, **_network, **_fit, **_running, **_stopped}
