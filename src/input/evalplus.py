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

    def number(pairs):
        return float("nan") if "__nan__" in pairs else pairs

    names = {}
    exec(reference, names)
    for arguments in [it for text in inputs for it in json.loads(text, object_hook=number)]:
        expected = names[name](*copy.deepcopy(arguments))
        actual = candidate(*copy.deepcopy(arguments))
        assert _close(actual, expected, tolerance), f"{name}{tuple(arguments)!r:.80}"
