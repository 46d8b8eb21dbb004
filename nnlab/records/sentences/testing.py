"""What the contract suite finds out about a component (nnlab.testing)."""

from __future__ import annotations

from nnlab.records.sentences._mark import N_

_any_kind = {
    "testing.dtype": N_(
        "{owner}.{method} makes {came} of {given} ({part}); keep the dtype: write `np.zeros_like(x)` "
        "or `.astype(x.dtype)`."
    ),
    "testing.impure": N_(
        "{owner}.{method} gave two different results for the same arguments; let it depend on nothing else."
    ),
    "testing.wrote_input": N_(
        "{owner}.{method} changed its argument `{argument}`; make a new array instead of writing into it."
    ),
    "testing.surroundings": N_(
        "{owner}.{method} uses or changes {what}, which the whole program shares; leave it alone, "
        "and draw random numbers from `rng` where there is one."
    ),
    "testing.threads": N_(
        "{owner}.{method} leaves a thread running after it has returned; do all of the work before it returns."
    ),
    "testing.warned": N_(
        "{owner}.{method} caused a warning for {input}: {warning}. Rewrite the formula so it stays calm."
    ),
    "testing.nan": N_("{owner}.{method} gave NaN for {input}; rewrite the formula so that it stays a number."),
    "testing.infinite": N_(
        "{owner}.{method} gave infinity for {input}; rewrite the formula if its true value is finite."
    ),
    "testing.unchecked": N_("{owner} gave something so odd that the check could not go on: {error}."),
    "testing.mixes_samples": N_(
        "{owner}.{method} mixes the samples of a batch: the result for one row changes with the other rows. "
        "Sum or average over `axis=-1`, never over the first axis."
    ),
}

_gradients = {
    "testing.derivative": N_(
        "{owner}.derivative is wrong between x = {first_x} and x = {last_x}: at x = {worst_x} it gives {given}, "
        "but the slope of forward is {measured} (relative error {relative_error}). Check the formula there."
    ),
    "testing.not_elementwise": N_(
        "{owner}.forward mixes the units of a layer, so `derivative` cannot be right; write `backward(z, a, grad)`."
    ),
    "testing.backward": N_(
        "{owner}.backward is wrong at z = {worst_z}: along a random direction it gives {given}, "
        "but the slope of forward is {measured} (relative error {relative_error})."
    ),
    "testing.kink": N_(
        "{owner} has a kink at x = {x}: its slope changes from {left} to {right}, and derivative gives {given} there."
    ),
    "testing.jump": N_(
        "{owner} jumps at x = {x} from {left} to {right}: gradient descent cannot see a jump; derivative gives {given}."
    ),
    "testing.kink_there": N_("{owner} has a kink at x = {x}: its slope changes from {left} to {right}."),
    "testing.jump_there": N_("{owner} jumps at x = {x} from {left} to {right}: gradient descent cannot see a jump."),
    "testing.slope_at_kink": N_(
        "{owner}.derivative gives {given} at the kink x = {x}, between {left} and {right} would be right."
    ),
    "testing.gives": N_(
        "{owner} says that it gives a {gives}, but {came} came out; each number has to be in [0, 1], "
        "and the rows of a distribution sum to 1."
    ),
    "testing.loss_gradient": N_(
        "{owner}.gradient is wrong for y = {worst_y} and target = {target}: along a random direction it gives {given}, "
        "but the slope of value is {measured} (relative error {relative_error})."
    ),
    "testing.penalty_gradient": N_(
        "{owner}.gradient is wrong: along a random direction it gives {given}, "
        "but the slope of penalty is {measured} (relative error {relative_error})."
    ),
    "testing.layer_gradient": N_(
        "{owner}.backward is wrong for {part}, behind inputs of shape {shape}: along a random direction it gives "
        "{given}, but the slope of forward is {measured} (relative error {relative_error})."
    ),
}

_measuring = {
    "testing.rough": N_(
        "{owner}.{method} could be checked at {share} of the places only: elsewhere the function whose slope it is "
        "jumps or trembles too much to be measured."
    ),
    "testing.float32": N_(
        "{owner}.{method} gives {came} in float32, but {right} in float64; "
        "use no number that float32 cannot tell from 0, or from 1."
    ),
}

_optimizers = {
    "testing.state": N_(
        "{owner}.{method} changed the state's `{part}` from {before} to {came}; keep its names, shapes and dtypes."
    ),
    "testing.drifts": N_(
        "{owner}.update moves a parameter that is 0 and has no gradient (to {came}); without a slope it should stay."
    ),
    "testing.bowl": N_(
        "{owner} does not reach the bottom of a bowl: in {steps} steps, {left} of the loss was left at its best "
        "learning rate ({rate}). Check the sign and the size of its steps."
    ),
    "testing.valley": N_(
        "{owner} does not reach the bottom of Rosenbrock's valley: in {steps} steps, {left} of the loss was left "
        "at its best learning rate ({rate}). Check how it follows a curved path."
    ),
}

_small_kinds = {
    "testing.rate": N_(
        "{owner}.rate gives {came} at step {t}, epoch {epoch}; a learning rate is a finite number, never below 0. "
        "Let it hold its last value past its end."
    ),
    "testing.rate_grows": N_(
        "{owner}.rate grows without end (to {came} at step {t}, epoch {epoch}); let it hold its last value."
    ),
    "testing.penalty_zero": N_("{owner}.penalty is {came} for weights of 0; a penalty begins at 0."),
    "testing.large_weights": N_(
        "{owner}.weights draws numbers as large as {largest} (fan_in = {fan_in}, fan_out = {fan_out}); "
        "a network hardly learns from such a start."
    ),
    "testing.order": N_(
        "{owner}.value changes from {came} to {moved} when the samples come in another order; a score should not."
    ),
    "testing.data_gives": N_(
        '{owner} says that it gives {gives}, but its table holds {here}; write `gives = "{here}"`, or change y.'
    ),
    "testing.data_class": N_("{owner} drew no sample of the class {name}; name only classes that are there."),
}

_layers = {
    "testing.no_shape": N_(
        "{owner}.shape accepts none of the inputs that were tried ({tried}), so nothing could be checked."
    ),
    "testing.no_weights": N_("{owner} names `{part}` as weights, but its parameters are: {known}."),
    "testing.draws": N_(
        "{owner}.forward draws random numbers with training=False; maps and losses would tremble. "
        "Draw only where `training` is true."
    ),
    "testing.buffers_without_training": N_(
        "{owner}.forward changes its buffers with training=False, where nobody keeps them; "
        "change them in training only."
    ),
}

_grading = {
    "testing.undrawn": N_("{owner} gave something so odd that it cannot be drawn: {error}."),
}

_why = {
    "testing.why_kind": N_("{owner} is called as it is: nnlab records no methods of this kind."),
    "testing.why_backward": N_("{owner} is called as it is: it has a `backward` of its own, so it is not elementwise."),
    "testing.why_draws": N_("{owner} is called as it is: it draws random numbers ({detail})."),
    "testing.why_branches": N_(
        "{owner} is called as it is: it branches on data ({detail}). With np.where instead of `if` it can be recorded."
    ),
    "testing.why_numbers": N_(
        "{owner} is called as it is: {detail}, or a function of the module math, wants a plain number. NumPy's own "
        "functions, such as np.cos, can be recorded."
    ),
    "testing.why_reduces": N_(
        "{owner} is called as it is: it takes sums over what has to stay elementwise ({detail})."
    ),
    "testing.why_unknown": N_("{owner} is called as it is: it uses something without a rule ({detail})."),
    "testing.why_state": N_("{owner} is called as it is: it keeps something between calls ({detail})."),
    "testing.why_differs": N_("{owner} is called as it is: its recording came out otherwise than its code ({detail})."),
    "testing.why_raises": N_("{owner} is called as it is: it fails on the symbols of a recording ({detail})."),
    "testing.why_shape": N_("{owner} is called as it is: its numbers depend on the size of the batch ({detail})."),
}

# code: sentence
sentences: dict[str, str] = {
    **_any_kind,
    **_gradients,
    **_measuring,
    **_optimizers,
    **_small_kinds,
    **_layers,
    **_grading,
    **_why,
}
