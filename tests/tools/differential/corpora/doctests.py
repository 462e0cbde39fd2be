"""Packages from PyPI, pinned by version and hash (packages.txt): each module is a program, with the modules that it
imports from its package beside it, and the examples of each docstring are a test."""

import ast
import doctest
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from zipfile import ZipFile

from ..case import Absent, Case

CPU = 10.0
ALONE = True

# Lets the program be imported under its own name, and what it imports of its package be found.
BUNDLE = """\
import sys as _sys, types as _types

def _names(name):
    beside = _sys.modules.get({package!r} + '.' + name)
    if name.startswith('__') or beside is None and name not in _candidate:
        raise AttributeError(name)
    return beside or _candidate[name]

_candidate = globals()
for _name, _source in {modules!r}.items():
    _module = _sys.modules[_name] = _types.ModuleType(_name)
    if _source is None:
        _module.__path__, _module.__getattr__ = [], _names
    else:
        _module.__package__ = {package!r}
        exec(compile(_source, '<' + _name + '>', 'exec'), _module.__dict__)
"""


def cases(_options):
    with tempfile.TemporaryDirectory() as folder:
        download(folder)
        sources = {}
        for wheel in sorted(Path(folder).glob("*.whl")):
            with ZipFile(wheel) as files:
                for name in files.namelist():
                    if name.endswith(".py") and "/tests/" not in name:
                        sources[name[:-3].replace("/", ".")] = files.read(name).decode()
    names = sorted({name.removesuffix(".__init__") for name in sources if ">>>" in sources[name]})
    found = [case(name, sources) for name in names]
    return [it for it in found if it.tests]


def download(folder):
    packages = Path(__file__).with_name("packages.txt")
    line = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--require-hashes"]
    if subprocess.run([*line, "--dest", folder, "-r", str(packages)], cwd=folder).returncode:
        raise Absent("the packages cannot be downloaded")


def case(name, sources):
    source = sources.get(name) or sources[f"{name}.__init__"]
    package = name.partition(".")[0]
    beside = {it: absolute(sources[it], package) for it in imported(name, sources)}
    modules = {package: None, **beside, name: None}
    future, rest = futures(absolute(source, package))
    program = future + BUNDLE.format(package=package, modules=modules) + rest
    tree = ast.parse(source)
    entry = next((node.name for node in tree.body if isinstance(node, ast.FunctionDef)), "f")
    documented = (ast.FunctionDef, ast.ClassDef, ast.Module)
    docs = [ast.get_docstring(node, clean=False) for node in ast.walk(tree) if isinstance(node, documented)]
    return Case(f"doctests/{name}", entry, [program], [it for doc in docs if doc and (it := test(doc))])


def absolute(source, package):
    source = re.sub(r"^(\s*)from \.(\w+)", rf"\1from {package}.\2", source, flags=re.M)
    return re.sub(r"^(\s*)from \. import", rf"\1from {package} import", source, flags=re.M)


def futures(source):
    """Takes the imports from `__future__` to the front."""
    found = re.findall(r"^from __future__ import .*\n", source, flags=re.M)
    return "".join(found), re.sub(r"^from __future__ import .*\n", "", source, flags=re.M)


def imported(name, sources, known=None):
    """The modules of its package that a module imports, those first that others import."""
    known = {} if known is None else known
    package = name.partition(".")[0]
    text = sources.get(name) or sources.get(f"{name}.__init__", "")
    for form in (r"^\s*from \.(\w+) import", r"^\s*from \. import (\w+)", rf"^\s*from {package}\.(\w+) import"):
        names = [f"{package}.{it}" for it in re.findall(form, text, flags=re.M)]
        for other in names:
            if other in sources and other not in known and other != name:
                known[other] = None
                imported(other, sources, known)
                known[other] = known.pop(other)  # behind those that it imports
    return known


def test(doc):
    """The examples of a docstring as statements and assertions."""
    try:
        examples = doctest.DocTestParser().get_examples(doc)
    except ValueError:
        return ""
    return "".join(map(statement, examples))


def statement(example):
    source, want = example.source, example.want.strip()
    if example.exc_msg:
        kind = example.exc_msg.partition(":")[0].strip().rpartition(".")[2]
        block = source.rstrip().replace("\n", "\n    ")
        return f"try:\n    {block}\n    raise SystemError\nexcept Exception as error:\n    assert type(error).__name__ == {kind!r}\n"
    try:
        expression = ast.unparse(ast.parse(source, mode="eval"))
    except SyntaxError:
        return source
    if not want or "..." in want or expression.startswith("print("):
        return f"{expression}\n"
    try:
        ast.literal_eval(want)
    except (ValueError, SyntaxError):
        return f"assert repr({expression}) == {want!r}\n"
    return f"assert ({expression}) == {want}\n"
