"""A problem of EvalPlus: says for each of its inputs what the reference solution answers, and how closely a right
program agrees with that: what is equal is right, and so are floats within a tolerance."""

import copy
import json


class Problem:
    """A reference solution, and what it is called with."""

    def __init__(self, name, reference, inputs, tolerance):
        self.tolerance = tolerance
        self.inputs = [arguments for text in inputs for arguments in json.loads(text, object_hook=number)]
        names = {}
        exec(reference, names)
        self.solution = names[name]

    def expected(self, place):
        """Gives the arguments, the answer, and the tolerance where there is one."""
        arguments = self.inputs[place]
        answer = self.solution(*copy.deepcopy(arguments))
        tolerance = self.tolerance or (1e-6 if is_floats(answer) else 0)
        return tuple(arguments), answer, float(tolerance) if tolerance and isinstance(answer, (float, list, tuple)) else None


def number(pairs):
    return float("nan") if "__nan__" in pairs else pairs


def is_floats(value):
    """Says whether a value is a float, or some floats."""
    floats = value if isinstance(value, (list, tuple)) else [value]
    return bool(floats) and all(isinstance(it, float) for it in floats)
