"""Modules that Python removed since 3.9, as far as programs of one file use them: made when they are imported."""

import builtins
import importlib.abc
import importlib.machinery
import sys

import foreign_modules

__builtins__ = vars(builtins).copy()  # what a candidate replaces is not replaced here

SOURCES = {
    "imp": """
import importlib, types, sys
def new_module(name): return types.ModuleType(name)
def reload(module): return importlib.reload(module)
def acquire_lock(): pass
def release_lock(): pass
def lock_held(): return False
def get_magic(): return importlib.util.MAGIC_NUMBER
def find_module(name, path=None): raise ImportError(f"No module named {name!r}", name=name)
""",
    "pipes": "from shlex import quote",
    "cgi": """
import html
def parse_header(line):
    from email.message import Message
    message = Message()
    message["content-type"] = line
    parameters = message.get_params()
    return line.split(";")[0].strip(), dict(parameters[1:])
""",
    "imghdr": """
def what(file, h=None):
    if h is None:
        if isinstance(file, str):
            with open(file, "rb") as opened: h = opened.read(32)
        else:
            place = file.tell(); h = file.read(32); file.seek(place)
    if h[6:10] in (b"JFIF", b"Exif") or h[:4] == b"\\xff\\xd8\\xff\\xdb": return "jpeg"
    for kind, starts in (
        ("png", (b"\\211PNG\\r\\n\\032\\n",)), ("gif", (b"GIF87a", b"GIF89a")), ("tiff", (b"MM", b"II")),
        ("rgb", (b"\\001\\332",)), ("rast", (b"\\x59\\xA6\\x6A\\x95",)), ("xbm", (b"#define ",)), ("bmp", (b"BM",)),
    ):
        if h.startswith(starts): return kind
    return "webp" if h.startswith(b"RIFF") and h[8:12] == b"WEBP" else None
""",
    "distutils": "__path__ = []\n__version__ = '3.11.7'",
    "distutils.util": """
def strtobool(val):
    val = val.lower()
    if val in ("y", "yes", "t", "true", "on", "1"): return 1
    if val in ("n", "no", "f", "false", "off", "0"): return 0
    raise ValueError("invalid truth value %r" % (val,))
""",
    "distutils.version": """
import re
class Version:
    def __init__(self, vstring=None):
        if vstring: self.parse(vstring)
    def __repr__(self): return "%s ('%s')" % (self.__class__.__name__, str(self))
    def _other(self, other): return type(self)(other) if isinstance(other, str) else other
    def __eq__(self, other): return self._cmp(self._other(other)) == 0
    def __lt__(self, other): return self._cmp(self._other(other)) < 0
    def __le__(self, other): return self._cmp(self._other(other)) <= 0
    def __gt__(self, other): return self._cmp(self._other(other)) > 0
    def __ge__(self, other): return self._cmp(self._other(other)) >= 0
    def _cmp(self, other):
        one, two = self._key(), other._key()
        return (one > two) - (one < two)
class StrictVersion(Version):
    version_re = re.compile(r'^(\\d+) \\. (\\d+) (\\. (\\d+))? ([ab](\\d+))?$', re.VERBOSE | re.ASCII)
    def parse(self, vstring):
        match = self.version_re.match(vstring)
        if not match: raise ValueError("invalid version number '%s'" % vstring)
        major, minor, patch, pre, num = match.group(1, 2, 4, 5, 6)
        self.version = (int(major), int(minor), int(patch or 0))
        self.prerelease = (pre[0], int(num)) if pre else None
    def __str__(self):
        parts = self.version[:2] if self.version[2] == 0 else self.version
        return ".".join(map(str, parts)) + ("%s%d" % self.prerelease if self.prerelease else "")
    def _key(self): return self.version, self.prerelease is None, self.prerelease or ()
class LooseVersion(Version):
    component_re = re.compile(r'(\\d+ | [a-z]+ | \\.)', re.VERBOSE)
    def parse(self, vstring):
        self.vstring = vstring
        parts = [x for x in self.component_re.split(vstring) if x and x != "."]
        self.version = [int(x) if x.isdigit() else x for x in parts]
    def __str__(self): return self.vstring
    def __repr__(self): return "LooseVersion ('%s')" % str(self)
    def _key(self): return self.version
""",
}


class Sources(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Finds modules, and makes them from their sources."""

    def __init__(self, sources):
        self.sources = sources

    def find_spec(self, name, path=None, target=None):
        if name not in self.sources:
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package="__path__" in self.sources[name])

    def get_source(self, name):
        return self.sources[name]

    def is_package(self, name):
        return "__path__" in self.sources[name]


def install():
    sys.meta_path.append(Sources(SOURCES | foreign_modules.SOURCES))
