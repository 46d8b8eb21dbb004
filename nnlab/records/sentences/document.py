"""What can be wrong with an experiment as a document (experiment's edits and checks)."""

from __future__ import annotations

from nnlab.records.sentences._mark import N_

sentences: dict[str, str] = {
    # edits
    "edit.path": N_("There is no setting {path}. There are: {known}."),
    "edit.path_under": N_("There is no setting {path}. Under {parent} there are: {known}."),
    "edit.path_near": N_("There is no setting {path}; did you mean {near}? Under {parent} there are: {known}."),
    "edit.slot": N_("Nothing can be chosen at {path}. Something can be chosen at: {known}."),
    "edit.component": N_("{path}: there is no {id}. There are: {known}. If it is a plugin, load its file."),
    "edit.component_near": N_("{path}: there is no {id}; did you mean {near}? There are: {known}."),
    "edit.param": N_("{path}: {id} has no parameter {name}. It has: {known}."),
    "edit.empty": N_("{path}: nothing is chosen there, so it has no parameters. Choose a component first."),
    "edit.not_empty": N_("{path} cannot be empty. Choose a component."),
    "edit.layer": N_("There is no layer {layer}. There are: {known}."),
    "edit.after_output": N_(
        "No layer can stand behind the output layer {layer}. Add the layer before it, behind a hidden layer "
        "or the inputs."
    ),
    "edit.remove_output": N_("The output layer {layer} cannot be removed: it gives the answer. Remove a hidden layer."),
    "edit.no_neurons": N_("Layer {layer} needs at least 1 neuron. To be rid of it, remove the layer."),
    "edit.no_units": N_("Layer {layer} is of the kind {kind}, which has no neurons of its own to add or remove."),
    "edit.no_activation": N_(
        "Layer {layer} is of the kind {kind}, which has no activation. Choose one at another layer."
    ),
    "edit.batch_size": N_("A batch of {value} samples is not possible. Choose 1 or more."),
    "edit.positive": N_("{path}: {value} is not possible. Give a number above 0, or none to switch it off."),
    "edit.no_inputs": N_("The network needs at least one input. Choose a column of the data, such as x1."),
    "edit.empty_input": N_(
        "Input {place} is empty. Write a column or a formula between its commas, or take one comma away."
    ),
    "edit.same_input": N_("The input {input} is there twice. Choose each input once."),
    "edit.text": N_("{path}: this text holds half a character and cannot be stored. Type it again."),
    "edit.unit": N_("Layer {layer} has no neuron {unit}: its {count} neurons are counted from 0."),
    "edit.name_long": N_("A name takes {longest} characters at most, and this one has {length}. Type a shorter one."),
    "edit.name_sign": N_("A name is one line of visible characters. Type it again without the invisible ones."),
    "edit.move_output": N_("The output layer {layer} stays last: it gives the answer. Move a hidden layer."),
    "edit.move_join": N_(
        "Layer {layer} cannot stand there: a skip connection would close a circle, {cycle}. "
        "Take that connection away first, or move the layer elsewhere."
    ),
    "edit.add_shapes": N_(
        "{source} has the shape {shape} and cannot be added to {layer}, which has {other}. "
        "Make them equal, or concatenate them."
    ),
    "edit.concatenate_shapes": N_(
        "{source} has the shape {shape} and cannot stand beside {layer}, which has {other}. "
        "Put a flatten layer behind each first."
    ),
    # layers on the clipboard
    "fragment.empty": N_("No layer is selected to be copied. Select one first."),
    "fragment.none": N_("There are no layers on the clipboard. Copy some first."),
    "fragment.newer": N_("The layers on the clipboard come from a newer nnlab. Copy them with this one."),
    "fragment.large": N_("What is on the clipboard is too large to be layers of a network."),
    "fragment.damaged": N_("The layers on the clipboard cannot be read: {detail}. Copy them again."),
    # masks
    "number.empty": N_("Type a number, such as 0.5, 1/3 or -sqrt(2)."),
    "number.long": N_("A number takes {longest} characters at most. Type a shorter one."),
    "number.place": N_(
        "At character {place}, “{rest}” cannot be read as part of a number. Use digits, + - * / ^, brackets, pi, e, "
        "sqrt, exp, log, sin, cos, tan, tanh or abs."
    ),
    "number.end": N_("The number is not finished: something is missing at its end."),
    "number.undefined": N_("{text} is no finite number. Type one that is, such as 0.5."),
    "table.empty": N_("There is no table on the clipboard. Copy one from a spreadsheet first."),
    "table.large": N_("The table on the clipboard is too large to be weights of one layer."),
    "table.ragged": N_("Row {row} of the table has {cells} cells, but the first has {wanted}. Copy a full rectangle."),
    "table.cell": N_("Row {row}, column {column} of the table: “{text}” is no number."),
    "table.shape": N_(
        "The table has {rows} × {columns} numbers. {layer} takes {wanted}, or one row more for its biases."
    ),
    "mask.layer": N_("Weights of layer {layer} are to be frozen or cut, but there is no such layer: {known}."),
    "mask.name": N_("Layer {layer} has no parameters {name} to freeze or cut. It has: {known}."),
    "mask.place": N_("Layer {layer} has no {place}: {name} is {shape} and is counted from 0."),
    "mask.index": N_("{place} of layer {layer}: rows and columns are counted from 0. Give no negative number."),
    "mask.every": N_("Layer {layer}: all stands for all parameters at once and takes no row or column."),
    "mask.part": N_(
        "{place} of layer {layer} cannot be taken out of {whole} before the layer's shape is known. "
        "Take out {whole}, or try again in a moment."
    ),
    "mask.text": N_(
        "“{text}” names no parameters. Write all, none, or names with row and column, such as weights[0,1] bias[2]."
    ),
    # the network's structure
    "network.no_inputs": N_("The network has no inputs. Choose a column of the data, such as x1."),
    "network.no_layers": N_("The network has no layers. It needs at least an output layer."),
    "network.same_id": N_(
        "Two layers have the id {layer}, or it is empty or reserved. Give each layer an id of its own."
    ),
    "network.unconnected": N_('Nothing feeds layer {layer}. Connect it to another layer or to "input".'),
    "network.connection": N_(
        "Layer {layer} is fed by {source}, but there is no layer of that id. It can be fed by: {known}."
    ),
    "network.fed_twice": N_("Layer {layer} is fed twice by {source}. Connect each one once."),
    "network.cycle": N_(
        "The layers feed each other in a circle: {cycle}. Remove one of these connections, "
        "so that the numbers get from the inputs to the output."
    ),
    "network.after_output": N_(
        "Layer {reader} is fed by {layer}, which is the output because it is the last layer. "
        "Connect {reader} to a layer before it."
    ),
    "network.unread": N_(
        "Layer {layer} feeds no other layer, so it changes nothing. Connect it to a layer behind it, or remove it."
    ),
    "network.nowhere": N_(
        "Layer {layer} leads only to {end}, which feeds no other layer, so it changes nothing. "
        "Connect {end} to a layer behind it, or remove both."
    ),
    "edit.cycle": N_(
        "{source} cannot feed {layer}: the layers would feed each other in a circle, {cycle}. "
        "Remove one of the other connections first."
    ),
    "edit.connected": N_("{source} feeds {layer} already."),
    "edit.not_connected": N_("{source} does not feed {layer}, which is fed by: {known}."),
    "edit.last_input": N_("{source} alone feeds {layer}. Connect another one to it first, or remove the layer."),
    "edit.feed_output": N_(
        "The output layer {source} cannot feed {layer}: it gives the answer. Choose a layer before it."
    ),
    # checks
    "check.missing": N_(
        "{path}: {id} is not there. Load the plugin that brings it, or choose another: {known}. "
        "Until then it stays in the experiment as it is."
    ),
    "check.param": N_("{path}: {id} has no parameter {name}; it has: {known}. Remove the value."),
    "check.text": N_(
        "{path}: {id} is another version than this experiment was made with ({then}; now {now}). "
        "Results may differ from those it gave then."
    ),
    "check.batch": N_(
        "A batch of {batch} is larger than the {rows} samples for training. Choose {rows} or less, or more data."
    ),
    "output.values": N_(
        "The data set has values to predict, but the loss {loss} works with classes only. "
        "Choose the loss mse and the activation identity at layer {layer}."
    ),
    "output.count": N_(
        "The number of outputs of layer {layer} is {units}, but this data set with the loss {loss} asks for {wanted}. "
        "Change its number of neurons."
    ),
    "output.probability": N_(
        "The loss {loss} needs outputs between 0 and 1, which {activation} at layer {layer} does not give. "
        "Choose sigmoid there, or another loss."
    ),
    "output.distribution": N_(
        "The loss {loss} needs outputs that sum to 1, which {activation} at layer {layer} does not give. "
        "Choose softmax there, or another loss."
    ),
    "output.alone": N_(
        "{activation} at layer {layer} shares 1 among its outputs, so a single one is always 1 and learns nothing. "
        "Choose sigmoid or identity there, or more outputs."
    ),
    "output.score": N_(
        "The loss {loss} needs outputs without bounds, but {activation} at layer {layer} gives probabilities. "
        "Choose identity there, or another loss."
    ),
}
