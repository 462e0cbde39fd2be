"""A shell without control flow: commands that are joined by `;`, `&&`, `||` and `|`, redirections, variables and patterns."""

import builtins
import glob
import io
import os
import re
import shlex

from commands import PROGRAMS, SCRIPT, Exit, Streams, find, python, start

__builtins__ = vars(builtins).copy()  # what a candidate replaces is not replaced here

NOT_FOUND = 127


def shell(words, streams):
    if len(words) > 2 and words[1] == "-c":
        return shell_text(words[2], words[3:] or ["sh"], streams)
    if len(words) > 1:
        with open(words[1], encoding="utf-8") as file:
            return shell_text(file.read(), words[1:], streams)
    return shell_text(streams.given.decode(), ["sh"], streams)


def shell_text(text, arguments, streams):
    """Runs lines of commands; gives the last one's exit code."""
    code = 0
    for place, row in enumerate(text.split("\n"), 1):
        before = ";"
        for command, after in commands_of(row):
            if before == "&&" and code or before == "||" and not code:
                before = after
                continue
            code, before = pipeline(command, arguments, streams, code, place), after
    return code


def commands_of(row):
    """The pipelines of a line, each with what stands after it."""
    reader = shlex.shlex(row, posix=False, punctuation_chars=";&|<>")
    reader.whitespace_split = True
    words = []
    for word in reader:
        if word in (";", "&&", "||", "&"):
            yield words, word
            words = []
        else:
            words.append(word)
    if words:
        yield words, ";"


def pipeline(words, arguments, streams, code, place):
    parts = [[]]
    for word in words:
        parts.append([]) if word == "|" else parts[-1].append(word)
    given = streams.given
    for number, part in enumerate(parts):
        out = streams.out if number == len(parts) - 1 else io.BytesIO()
        code = simple(part, arguments, Streams(given, out, streams.err), code, place)
        given = b"" if out is streams.out else out.getvalue()
    return code


def simple(words, arguments, streams, code, place):
    """Runs one command with its redirections."""
    words, opened = redirected([expand(word, arguments, code) for word in words], streams)
    words = [word for them in words for word in them]
    try:
        while words and re.fullmatch(r"\w+=.*", words[0], re.S):
            name, _, value = words.pop(0).partition("=")
            os.environ[name] = value
        if not words:
            return 0
        if words[0] == "exit":
            raise Exit(int(words[1]) & 0xFF if len(words) > 1 else code)
        if words[0] == "cd":
            os.chdir(words[1] if len(words) > 1 else "/home/candidate")
            return 0
        if find(words[0]) is None:
            streams.complain(f"/bin/sh: {place}: {words[0]}: not found")
            return NOT_FOUND
        return start(words, streams)
    finally:
        for file in opened:
            file.close()


def redirected(words, streams):
    """Takes redirections out of the words and opens where they lead."""
    kept, opened, place = [], [], 0
    while place < len(words):
        word = "".join(words[place])
        if word in (">", ">>", "<") and place + 1 < len(words):
            target = "".join(words[place + 1])
            to_error = bool(kept) and kept[-1] == ["2"]
            if to_error:
                kept.pop()
            if word == "<":
                with open(target, "rb") as file:
                    streams.given = file.read()
            else:
                opened.append(open(target, "wb" if word == ">" else "ab"))
                setattr(streams, "err" if to_error else "out", opened[-1])
            place += 2
        elif word == ">&" and place + 1 < len(words):
            if kept and kept[-1] == ["2"]:
                kept.pop()
                streams.err = streams.out
            else:
                streams.out = streams.err
            place += 2
        else:
            kept.append(words[place])
            place += 1
    return kept, opened


def expand(word, arguments, code):
    """The words that a word stands for: variables and patterns outside of quotes, and without the quotes."""

    def value(found):
        name = found[1] or found[2]
        if name == "?":
            return str(code)
        if name in "@*":
            return " ".join(arguments[1:])
        return (arguments[int(name)] if int(name) < len(arguments) else "") if name.isdigit() else os.environ.get(name, "")

    pieces = re.findall(r"'[^']*'|\"(?:\\.|[^\"\\])*\"|\\.|[^'\"\\]+", word, re.S)
    made, is_pattern = "", False
    for piece in pieces:
        if piece[0] == "'":
            made += piece[1:-1]
        elif piece[0] == "\\":
            made += piece[1:]
        else:
            is_quoted = piece[0] == '"'
            text = re.sub(r"\$(?:\{(\w+)\}|(\w+|[?@*]))", value, piece[1:-1] if is_quoted else piece)
            made += re.sub(r"\\([\"\\$`])", r"\1", text) if is_quoted else text
            is_pattern |= not is_quoted and any(sign in piece for sign in "*?[")
    return (sorted(glob.glob(made)) if is_pattern else None) or [made]


def script(words, streams):
    """Runs a file by its first line."""
    with open(words[0], encoding="utf-8") as file:
        text = file.read()
    if text.startswith("#!") and "python" in text.split("\n", 1)[0]:
        return python(["python3", *words], streams)
    return shell_text(text, words, streams)


def install():
    PROGRAMS.update({"sh": shell, "bash": shell, SCRIPT: script})
