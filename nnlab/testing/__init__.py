"""The contract that every component keeps, as one line in your own test.

    from nnlab.testing import assert_contract
    from swish import Swish

    def test_swish():
        assert_contract(Swish)

It takes a class or an instance of any kind. A class is tried with its default values and with random ones that its
parameters allow. Where something is wrong, AssertionError says so in sentences:

    Swish breaks the contract of an activation:
    Swish.derivative is wrong between x = -61 and x = -0.03: at x = -1.9 it gives -0.16, but the slope ...

`check(Swish)` returns the same as a `Report`: `report.ok`; `report.findings`, each with `code`, `values`, `severity`
and `sentence("zh_CN")`; and what was measured: `report.measure("derivative").worst` is the greatest relative error and
`.values["worst_x"]` the place of it. Errors break the contract. Warnings (overflow at 1e300, float32 far from float64,
a slope that could not be measured) do so only with `assert_contract(Swish, strict=True)`; notes (kinks) never do.

`grade(Swish)` returns the report card that the app and `nnlab check` show, a `Grade`: `grade.verdict` ("good",
"warning" or "wrong") and `grade.findings`, the worst first; the measures; `grade.how` it runs in training ("recorded",
"called" as it is and `why`, or by the engine's "native" twin); `grade.cost.ratio`, a call's time beside tanh, SGD or
MSE; and `grade.picture`, which `plot(Swish)` gives alone.

What is looked at, by kind:

- all: methods are there and take known arguments; results have the right shape, keep float64 and float32, are the same
  bits for the same arguments; nothing is written to arguments, global random numbers, NumPy's error state, the working
  directory or `sys.path`; no thread goes on; NumPy has nothing to warn of; no NaN.
- activation: `derivative` against central differences at 1,800 places from -64 to 64, `backward` along random
  directions, both to 1e-6; kinks and jumps are named as notes; any batch and image; inputs up to ±1e300; `gives` is
  true.
- loss: `gradient` against differences of `value` for outputs it `takes` and `targets` in its coding, along random
  directions and output by output; a sample's number depends on that sample alone; sure and wild outputs.
- optimizer: `update` is pure; the state keeps its names, shapes and dtypes; 1, 2 and 1000 parameters; no gradient, a
  tiny and a huge one; it reaches the bottom of a bowl and of Rosenbrock's valley with some learning rate.
- schedule: a finite rate, never negative, that does not grow for ever. regularizer: `gradient` against differences of
  `penalty`; 0 for weights of 0. initializer: finite floats from the given stream alone.
- layer: shapes it accepts, one input and several; `shape` agrees with `forward`; `backward` for inputs and parameters
  against differences, with training and without; buffers keep their names and shapes; noise from `rng` alone and only
  in training; without training, samples do not mix.
- metric: one finite number that does not depend on the samples' order. dataset: a valid table, of the kind that it
  `gives`, the same for the same stream.
"""

from nnlab.testing.contract import assert_contract, check
from nnlab.testing.grading import grade
from nnlab.testing.pictures import plot
from nnlab.testing.report import Finding, Measure, Report

__all__ = ["Finding", "Measure", "Report", "assert_contract", "check", "grade", "plot"]
