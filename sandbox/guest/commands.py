"""What a process is started with, and how it runs: Python here, the shell and other programs in `shell` and `small_programs`."""

import builtins
import errno
import io
import os
import sys
import traceback
import types

import small_programs

__builtins__ = vars(builtins).copy()  # what a candidate replaces is not replaced here

SCRIPT = "#!"  # stands among the programs for what runs a file by its first line


class Streams:
    """What a program reads from and writes to, in bytes."""

    def __init__(self, given, out, err):
        self.given, self.out, self.err = given, out, err

    def say(self, text):
        """Writes to standard output."""
        self.out.write(text.encode())

    def complain(self, text):
        """Writes a line to standard error."""
        self.err.write(text.encode() + b"\n")


def line(args, shell, executable):
    """The words of a command."""
    if isinstance(args, (str, bytes, os.PathLike)):
        return ["/bin/sh", "-c", os.fsdecode(args)] if shell else [os.fsdecode(args)]
    words = [os.fsdecode(word) for word in args]
    if shell:
        return ["/bin/sh", "-c", *words]
    return [os.fsdecode(executable), *words[1:]] if executable else words


def check(words, shell, folder):
    """Fails as a process that cannot be started does."""
    if folder is not None and not os.path.isdir(folder):
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), folder)
    if not words:
        raise IndexError("list index out of range")
    if find(words[0]) is None:
        kind, number = FileNotFoundError, errno.ENOENT
        if "/" in words[0] and os.path.exists(words[0]):
            kind, number = PermissionError, errno.EACCES
        raise kind(number, os.strerror(number), words[0])


def find(name):
    """What runs for a name; a path leads to a script that may be executed, or to a program of the system."""
    folder, _, base = name.rpartition("/")
    if not folder or folder in ("/bin", "/usr/bin", "/usr/local/bin"):
        return PROGRAMS.get(base)
    if os.path.isfile(name) and os.access(name, os.R_OK) and os.stat(name).st_mode & 0o111:
        return PROGRAMS[SCRIPT]
    return None


def run(words, given, out, err, folder, environ):
    """Runs a command in a folder and with an environment of its own; gives its exit code."""
    before, kept = os.getcwd(), dict(os.environ)
    try:
        if folder is not None:
            os.chdir(folder)
        if environ is not None:
            os.environ.clear()
            os.environ.update(environ)
        return start(words, Streams(given, out, err))
    finally:
        os.chdir(before)
        os.environ.clear()
        os.environ.update(kept)


def start(words, streams):
    try:
        return find(words[0])(words, streams) or 0
    except Exit as end:
        return end.args[0]
    except OSError as error:
        streams.complain(f"{words[0]}: {error.filename}: {error.strerror}")
        return 1


class Exit(Exception):
    """The end of a shell."""


def python(words, streams):
    rest = words[1:]
    while rest and rest[0].startswith("-") and rest[0] not in ("-c", "-m", "-"):
        if rest[0] in ("-V", "--version"):
            return streams.say(f"Python {sys.version.split()[0]}\n")
        rest = rest[2 if rest[0] in ("-W", "-X") else 1:]
    if rest and rest[0] == "-c":
        source, name, rest = rest[1], "<string>", ["-c", *rest[2:]]
    elif rest and rest[0] == "-m":
        streams.complain(f"{words[0]}: No module named {rest[1]}")
        return 1
    elif rest and rest[0] != "-":
        name = rest[0]
        try:
            with open(name, "rb") as file:
                source = file.read()
        except OSError as error:
            streams.complain(f"{words[0]}: can't open file '{os.path.abspath(name)}': [Errno 2] {error.strerror}")
            return 2
    else:
        source, name, rest = streams.given, "<stdin>", rest or [""]
    return interpret(source, name, rest, streams)


def interpret(source, name, arguments, streams):
    """Runs a program of Python as the main module, with streams of its own."""
    module = types.ModuleType("__main__")
    module.__dict__.update(__file__=name, __builtins__=builtins)
    kept = sys.modules.get("__main__"), sys.argv, sys.path, sys.stdin, sys.stdout, sys.stderr
    out = io.TextIOWrapper(streams.out, "utf-8", write_through=True)
    err = out if streams.err is streams.out else io.TextIOWrapper(streams.err, "utf-8", write_through=True)
    sys.modules["__main__"], sys.argv = module, list(arguments)
    sys.path = [os.path.dirname(os.path.abspath(name)), *sys.path]
    sys.stdin, sys.stdout, sys.stderr = io.TextIOWrapper(io.BytesIO(streams.given), "utf-8"), out, err
    try:
        exec(compile(source, name, "exec", dont_inherit=True), module.__dict__)
        return 0
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            return (end.code or 0) & 0xFF
        print(end.code, file=err)
        return 1
    except BaseException as error:
        error.__traceback__ = error.__traceback__ and error.__traceback__.tb_next
        traceback.print_exception(error, file=err)
        return 1
    finally:
        out.flush()
        for stream in {out, err}:
            stream.detach()
        main, sys.argv, sys.path, sys.stdin, sys.stdout, sys.stderr = kept
        if main is None:
            sys.modules.pop("__main__", None)
        else:
            sys.modules["__main__"] = main


PROGRAMS = small_programs.PROGRAMS | {"python": python, "python3": python}
