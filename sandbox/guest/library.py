"""The standard library, kept in memory, since a running guest has none of its files.

`embed` is called once, while the snapshot is made. Modules that candidates often use are imported
there; every other module is kept as marshalled code until a candidate imports it.
"""

import importlib
import importlib.abc
import importlib.machinery
import marshal
import os
import sys

ROOT = "/python"

# Where programs begin. The folder must be there while the snapshot is made, so it is one of the builder's.
WORKING_FOLDER = "/world"

# No candidate needs these: they drive a terminal, a display, a package index or Python's own tests.
LEFT_OUT = {
    "__phello__", "ensurepip", "idlelib", "lib2to3", "pydoc_data", "site-packages", "test",
    "tkinter", "turtledemo", "venv", "_pyrepl",
}

OFTEN_USED = """
    abc array ast base64 binascii bisect builtins calendar cmath collections collections.abc
    contextlib copy csv dataclasses datetime decimal difflib enum errno fractions functools
    hashlib heapq io itertools json keyword locale logging math numbers operator os pathlib
    pprint queue random re secrets statistics string struct sys tempfile textwrap threading time
    timeit traceback types typing unicodedata unittest unittest.mock urllib.parse uuid warnings
    weakref zlib doctest
""".split()


class Library(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Finds and loads the modules of the standard library from their marshalled code."""

    def __init__(self):
        self.code = {}

    def find_spec(self, name, path=None, target=None):
        if name not in self.code:
            return None
        is_package, _ = self.code[name]
        return importlib.machinery.ModuleSpec(name, self, is_package=is_package)

    def get_code(self, name):
        return marshal.loads(self.code[name][1])

    def get_source(self, name):
        return None

    def is_package(self, name):
        return self.code[name][0]

    def read(self, folder, package=""):
        """Compiles every module below a folder."""
        for entry in sorted(os.listdir(folder)):
            path = f"{folder}/{entry}"
            if entry in LEFT_OUT:
                continue
            if entry.endswith(".py"):
                self.read_module(path, entry, package)
            elif os.path.exists(f"{path}/__init__.py"):
                self.read(path, f"{package}{entry}.")

    def read_module(self, path, entry, package):
        is_package = entry == "__init__.py"
        name = package.rstrip(".") if is_package else package + entry.removesuffix(".py")
        with open(path, "rb") as file:
            source = file.read()
        code = compile(source, f"<{name}>", "exec", dont_inherit=True)
        self.code[name] = (is_package, marshal.dumps(code))


def embed():
    """Reads the standard library into memory and cuts the interpreter off from its files."""
    library = Library()
    library.read(ROOT)
    for name in OFTEN_USED:
        importlib.import_module(name)
    sys.meta_path.append(library)
    sys.path.clear()
    sys.path_importer_cache.clear()
    os.chdir(WORKING_FOLDER)
