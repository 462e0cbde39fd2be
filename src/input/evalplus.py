def _close(actual, expected, tolerance):
    """Says whether two results agree: exactly, or, where a float is expected, within a tolerance."""
    if isinstance(expected, float) and isinstance(actual, (int, float)):
        return actual == expected or abs(actual - expected) <= tolerance + 1e-7 * abs(expected) or (
            actual != actual and expected != expected
        )
    if isinstance(expected, (list, tuple)) and isinstance(actual, (list, tuple)):
        return len(actual) == len(expected) and all(
            _close(a, e, tolerance) for a, e in zip(actual, expected)
        )
    return actual == expected


def _compare(candidate, name, reference, inputs, tolerance):
    import copy
    import json

    names = {}
    exec(reference, names)
    for arguments in json.loads(inputs):
        expected = names[name](*copy.deepcopy(arguments))
        actual = candidate(*copy.deepcopy(arguments))
        assert _close(actual, expected, tolerance), f"{name}{tuple(arguments)!r:.80}"

