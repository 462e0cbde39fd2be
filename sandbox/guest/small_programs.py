"""Programs that work on words and files, with the options that scripts use most. Each gets its words and its streams, and gives
its exit code, if it is not 0."""

import builtins
import gzip
import os
import shutil
import tarfile
import time

__builtins__ = vars(builtins).copy()  # what a candidate replaces is not replaced here


def echo(words, streams):
    rest, end = words[1:], "\n"
    if rest[:1] == ["-n"]:
        rest, end = rest[1:], ""
    streams.say(" ".join(rest) + end)


def cat(words, streams):
    code = 0
    for name in words[1:] or ["-"]:
        if name == "-":
            streams.out.write(streams.given)
        elif not os.path.isfile(name):
            why = "Is a directory" if os.path.isdir(name) else "No such file or directory"
            streams.complain(f"cat: {name}: {why}")
            code = 1
        else:
            with open(name, "rb") as file:
                streams.out.write(file.read())
    return code


def ls(words, streams):
    code = 0
    for name in [word for word in words[1:] if not word.startswith("-")] or ["."]:
        if os.path.isdir(name):
            streams.say("".join(it + "\n" for it in sorted(os.listdir(name)) if not it.startswith(".")))
        elif os.path.exists(name):
            streams.say(name + "\n")
        else:
            streams.complain(f"ls: cannot access '{name}': No such file or directory")
            code = 2
    return code


def sleep(words, streams):
    time.sleep(float(words[1]))


def mkdir(words, streams):
    for name in words[1:]:
        if name != "-p":
            os.makedirs(name, exist_ok=True) if "-p" in words else os.mkdir(name)


def touch(words, streams):
    for name in words[1:]:
        open(name, "ab").close()
        os.utime(name)


def rm(words, streams):
    options = "".join(word[1:] for word in words[1:] if word.startswith("-"))
    for name in words[1:]:
        if name.startswith("-") or "f" in options and not os.path.lexists(name):
            continue
        shutil.rmtree(name) if "r" in options.lower() and os.path.isdir(name) else os.remove(name)


def copy(words, streams):
    *sources, target = [word for word in words[1:] if not word.startswith("-")]
    for source in sources:
        if words[0].endswith("mv"):
            shutil.move(source, target)
        elif os.path.isdir(source):
            shutil.copytree(source, os.path.join(target, os.path.basename(source)) if os.path.isdir(target) else target)
        else:
            shutil.copy(source, target)


def compress(words, streams):
    for name in words[1:]:
        if name.startswith("-"):
            continue
        with open(name, "rb") as file, gzip.open(name + ".gz", "wb") as packed:
            packed.write(file.read())
        if "-k" not in words:
            os.remove(name)


def tar(words, streams):
    """Makes, lists and takes out archives; of the options `c`, `x`, `t`, `z`, `v`, `f`, `C`."""
    options, rest = words[1].lstrip("-"), words[2:]
    name = rest.pop(0) if "f" in options else "-"
    folder = "."
    if rest[:1] == ["-C"]:
        folder, rest = rest[1], rest[2:]
    if "c" in options:
        with tarfile.open(name, "w:gz" if "z" in options else "w") as archive:
            for member in rest:
                archive.add(os.path.join(folder, member), member)
                if "v" in options:
                    streams.say(member + "\n")
        return
    with tarfile.open(name) as archive:
        if "t" in options:
            streams.say("".join(member + "\n" for member in archive.getnames()))
        else:
            archive.extractall(folder, filter="tar")


def pip(words, streams):
    if "--version" not in words and "-V" not in words:
        streams.complain("ERROR: there is no network")
        return 1
    streams.say("pip 24.0 from /usr/lib/python3/dist-packages/pip (python 3.14)\n")


PROGRAMS = {
    "echo": echo, "cat": cat, "ls": ls, "sleep": sleep, "mkdir": mkdir, "touch": touch, "rm": rm, "cp": copy, "mv": copy,
    "gzip": compress, "tar": tar, "pip": pip, "true": lambda words, streams: 0, "false": lambda words, streams: 1,
    "pwd": lambda words, streams: streams.say(os.getcwd() + "\n"),
    "whoami": lambda words, streams: streams.say("candidate\n"),
}
