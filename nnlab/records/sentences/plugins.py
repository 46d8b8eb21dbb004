"""What can be wrong with a plugin (api, catalog and the trial kernel)."""

from __future__ import annotations

from nnlab.records.sentences._mark import N_

_params = {
    "param.keyword": N_("{owner}.{name}: param() knows no `{keyword}`; did you mean {near}?"),
    "param.default": N_("{owner}.{name} has no default; write `{name}: float = param(1.0)`."),
    "param.declared": N_("{owner}.{name}: param() was given something it cannot use: {reason}."),
    "param.range": N_("{owner}.{name}: low ({low}) is above high ({high}); swap them."),
    "param.step": N_("{owner}.{name}: the step {step} is not above 0; give a positive one."),
    "param.log": N_("{owner}.{name}: a logarithmic slider needs `low` and `high`, both above 0."),
    "param.kind": N_(
        "{owner}.{name}: a parameter cannot be a {annotation}; it is a float, int, bool, str or tuple of numbers, "
        "or has `choices`."
    ),
    "param.name": N_("{owner}.{name}: this name is taken by nnlab; choose another one for the parameter."),
    "param.type": N_("{owner}.{name}: {value} is not {wanted}; give one."),
    "param.finite": N_("{owner}.{name}: {value} is not a finite number; give one that is."),
    "param.bounds": N_("{owner}.{name}: {value} is outside {allowed}."),
    "param.choice": N_("{owner}.{name}: {value} is not one of {allowed}."),
    "param.unknown": N_("{owner} has no parameter `{name}`; it has: {known}."),
}

_components = {
    "component.id": N_(
        "{owner}: the id `{id}` cannot be used; an id is small letters, digits and underscores, such as leaky_relu."
    ),
    "component.text": N_('{owner}.{name} must be a text, or {{"en": ..., "zh_CN": ...}}.'),
    "component.text_long": N_("{owner}.{name} has {count} letters; {most} are enough."),
    "component.text_control": N_("{owner}.{name} holds control characters such as {shown}; use plain text."),
    "component.trait": N_("{owner}.{name} is {value}; it must be one of {allowed}."),
    "component.init": N_("{owner} has its own __init__; remove it and declare its settings with param()."),
    "component.frozen": N_(
        "{owner}: self.{name} was written to, but a component keeps nothing between calls; use a local variable."
    ),
    "component.frozen_optimizer": N_(
        "{owner}: self.{name} was written to, but a component keeps nothing between calls; use a local variable, "
        "or keep it in the state that `update` returns."
    ),
    "component.frozen_layer": N_(
        "{owner}: self.{name} was written to, but a component keeps nothing between calls; use a local variable, "
        "or hand it on to `backward` in what `forward` returns as `saved`."
    ),
    "component.make": N_("{owner} cannot be made with its default values: {error}."),
    "component.check": N_("{owner} could not be checked: {error}."),
    "component.info": N_("A component of {plugin} does not describe itself properly: {error}."),
    "component.class": N_("{owner} is no component class; subclass Activation, Loss or another kind."),
    "component.duplicate": N_(
        "{plugin}: the {kind} `{id}` is already there, from {first} ({first_file}), which stays; "
        "give this one another id."
    ),
}

_methods = {
    "method.missing": N_("{owner} has no method `{method}`; write `def {method}({takes})`."),
    "method.misspelt": N_("{owner} has no method `{method}`; is `{near}` misspelt?"),
    "method.callable": N_("{owner} is not a method; write it with `def`."),
    "method.argument": N_("{owner} asks for `{name}`, which nobody can give it; it may ask for: {known}."),
    "method.default": N_(
        "{owner}: the argument `{name}` is always given, so its default never counts; remove the default."
    ),
    "method.star": N_("{owner} takes `*{name}`; name the arguments it wants instead: {known}."),
    "method.keyword": N_("{owner}: the argument `{name}` stands behind `*` and cannot be given; remove the `*`."),
}

_hooks = {
    "hook.unknown": N_("{plugin}: there is no hook `{hook}`; did you mean {known}?"),
    "hook.invalid": N_(
        "{plugin}: the hook {hook} cannot be used: {error}; write it as a plain function that returns a list."
    ),
    "hook.arguments": N_("{plugin}: the hook {hook} takes no arguments; write `def {hook}():`."),
    "hook.raised": N_("{plugin}: its hook {hook} failed: {error}."),
    "hook.list": N_("{plugin}: the hook {hook} returned {shown}; it must return a list of classes."),
    "hook.class": N_("{plugin}: the list of {hook} holds a value of type {owner}; list component classes only."),
    "hook.instance": N_("{plugin}: the list of {hook} holds a made {owner}(); list the class without the brackets."),
    "hook.kind": N_(
        "{plugin}: {hook} returned {owner}, which is of kind {other}, not {base}; return it from the hook of its kind."
    ),
    "hook.base": N_("{plugin}: {hook} returned {owner} itself; subclass it and return the subclass."),
    "hook.unmarked": N_("{plugin}: {hook} is not marked; put `@hookimpl` above it."),
    "hook.none": N_(
        "{plugin}: {owner} is not offered to nnlab; end the file with `@hookimpl`, `def {hook}():`, `return [{owner}]`."
    ),
    "hook.nothing": N_("{plugin} brings no components; it has no hook such as nnlab_activations."),
}

_loading = {
    "plugin.missing": N_("There is no plugin at {path}; check the path."),
    "plugin.syntax": N_("{plugin}: line {line} is not valid Python: {error}."),
    "plugin.import": N_("{plugin} could not be imported: {error} (line {line})."),
    "plugin.exit": N_("{plugin} tried to end the program (line {line}); remove the call of exit."),
    "plugin.memory_import": N_(
        "{plugin} asked for more memory than there is while it was loaded (line {line}); work with smaller arrays."
    ),
    "plugin.many": N_("{plugin}: {hook} returned {count} components; 500 at most can be chosen from."),
    "plugin.warning": N_("{plugin}, line {line}: {error}."),
    "plugin.gone": N_(
        "The {kind} `{id}` went with {file}: bring the file back, enable it again or choose another one."
    ),
    "plugin.unknown": N_("There is no {kind} `{id}`; load the plugin that brings it, or choose one of: {known}."),
}

_data = {
    "data.positional": N_(
        "Table takes nothing by position, but was given {count} so; name the arguments: Table(x=..., y=...)."
    ),
    "data.rows": N_("The data has {x} inputs and {y} answers; give one answer for each input, and at least one."),
    "data.shape": N_("The data's x has shape {x} and y {y}; x is (N, columns), y is (N,) labels or (N, k) values."),
    "data.numbers": N_("The data's {name} holds something that is not a finite number; remove or replace it."),
    "data.labels": N_("Labels must be whole numbers from 0; for values, give y the shape (N, 1)."),
    "data.classes": N_("The data has the label {label} but only {classes} class names; name every class."),
    "data.names": N_("The data has {columns} columns but {names} names; name every column."),
    "data.no_table": N_("No table that comes with nnlab is called “{name}”. There are {known}."),
    "data.split": N_("The data's split must hold one True or False for each of its {rows} rows."),
}

# code: sentence
sentences: dict[str, str] = {**_params, **_components, **_methods, **_hooks, **_loading, **_data}
