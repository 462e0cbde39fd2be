"""What mutagree raises. Ctrl-C raises `KeyboardInterrupt`, and what a model's function raises passes as it is."""


class MutagreeError(Exception):
    """Any failure of mutagree. What a candidate does is an outcome, and raises nothing."""


class InputError(MutagreeError, ValueError):
    """An argument, an input file or a run directory cannot be used; the message names it and says what to do."""


class ModelError(MutagreeError, RuntimeError):
    """The model's side failed. What was answered is kept in the run: the same call goes on from there."""


class SandboxError(MutagreeError, RuntimeError):
    """The sandbox is not available, or failed; never what a candidate does."""
