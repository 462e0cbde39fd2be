"""`subprocess` and `os.system` where there is one process: what is started runs at once, to its end, in this interpreter.

There is Python, a shell, and the few programs of `small_programs`; others are not found, as on an empty machine. Who is to be given
its input through a pipe runs when that has been written.
"""

import builtins
import io
import os
import subprocess
import time

import commands
import shell

__builtins__ = vars(builtins).copy()  # what a candidate replaces is not replaced here

PIPE, STDOUT, DEVNULL = subprocess.PIPE, subprocess.STDOUT, subprocess.DEVNULL

started = 0


class Popen:
    """A program that has run, or will when its input is there."""

    def __init__(self, args, bufsize=-1, executable=None, stdin=None, stdout=None, stderr=None, preexec_fn=None,
                 close_fds=True, shell=False, cwd=None, env=None, universal_newlines=None, startupinfo=None,
                 creationflags=0, restore_signals=True, start_new_session=False, pass_fds=(), *, user=None, group=None,
                 extra_groups=None, encoding=None, errors=None, text=None, umask=-1, pipesize=-1, process_group=None):
        global started
        if text is not None and universal_newlines is not None and bool(universal_newlines) != bool(text):
            raise subprocess.SubprocessError("Cannot disambiguate when both text and universal_newlines are supplied but "
                                             "different. Pass one or the other.")
        self.args, self.returncode = args, None
        self.text_mode = self.universal_newlines = bool(encoding or errors or text or universal_newlines)
        self.encoding, self.errors = encoding or "utf-8", errors or "strict"
        self._line = commands.line(args, shell, executable)
        self._folder, self._environ = cwd, env
        self._ways = (stdout, stderr)
        self._took, self._early = 0.0, None
        self.stdin = self.stdout = self.stderr = None
        commands.check(self._line, shell, cwd)
        started += 1
        self.pid = os.getpid() + 1000 + started
        if stdin == PIPE:
            self._input = io.BytesIO()
            self.stdin = Input(self)
            if self.text_mode:
                self.stdin = io.TextIOWrapper(self.stdin, self.encoding, self.errors, write_through=True)
            self.stdout, self.stderr = (Late(self, name) if way == PIPE else None for name, way in
                                        (("stdout", stdout), ("stderr", stderr)))
        else:
            self._run(read(stdin))

    def _run(self, given):
        out, err = io.BytesIO(), io.BytesIO()
        both = self._ways[1] == STDOUT
        begin = time.monotonic()
        code = commands.run(self._line, given, out, out if both else err, self._folder, self._environ)
        self._took, self._early = time.monotonic() - begin, code
        self.stdout = self._deliver(self._ways[0], out, 1)
        self.stderr = None if both else self._deliver(self._ways[1], err, 2)

    def _deliver(self, way, made, own):
        """Gives the reader's end of a pipe; writes to where else what was made is to go."""
        if way == PIPE:
            made.seek(0)
            return io.TextIOWrapper(made, self.encoding, self.errors) if self.text_mode else made
        if way != DEVNULL:
            target = own if way is None else way if isinstance(way, int) else way.fileno()
            rest = made.getvalue()
            while rest:
                rest = rest[os.write(target, rest):]
        return None

    def _settle(self):
        if self._early is None:
            self._run(self._input.getvalue())
        self.returncode = self._early

    def poll(self):
        self._settle()
        return self.returncode

    def wait(self, timeout=None):
        self._settle()
        if timeout is not None and self._took > timeout:
            self._took = 0.0
            raise subprocess.TimeoutExpired(self.args, timeout)
        return self.returncode

    def communicate(self, input=None, timeout=None):
        if input is not None and self._early is None:
            self.stdin.write(input)
        self.wait(timeout)
        return tuple(end.read() if end is not None else None for end in (self.stdout, self.stderr))

    def send_signal(self, sig):
        self.poll()

    def terminate(self):
        self.poll()

    kill = terminate

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        for end in (self.stdout, self.stderr, self.stdin):
            if end is not None:
                end.close()
        self.wait()

    def __repr__(self):
        return f"<{type(self).__name__}: returncode: {self.returncode} args: {self.args!r}>"


class Input(io.RawIOBase):
    """The writer's end of a pipe to a program, which runs when it is closed."""

    def __init__(self, process):
        self.process = process

    def writable(self):
        return True

    def write(self, data):
        return self.process._input.write(data)

    def close(self):
        if not self.closed:
            super().close()
            if self.process._early is None:
                self.process._run(self.process._input.getvalue())


class Late:
    """The reader's end of a pipe from a program that has not run."""

    def __init__(self, process, name):
        self._process, self._name = process, name

    def __getattr__(self, name):
        self._process._settle()
        return getattr(getattr(self._process, self._name), name)

    def __iter__(self):
        return iter(self.__getattr__("readlines")())

    def close(self):
        pass


def read(way):
    """What a program finds on its standard input."""
    if way is None or way == DEVNULL:
        return b""
    if isinstance(way, int):
        return b"".join(iter(lambda: os.read(way, 1 << 16), b""))
    rest = way.read()
    return rest.encode() if isinstance(rest, str) else rest


def system(command):
    """Execute the command in a subshell."""
    code = Popen(os.fsdecode(command), shell=True).wait()
    return code << 8 if code >= 0 else -code


def install():
    shell.install()
    subprocess.Popen = Popen
    Popen.__module__ = "subprocess"
    os.system = system
