"""The account that programs run under. WASI knows of none; without one there is no home folder and no user name."""

import os
import sys
import types
from collections import namedtuple

USER = 1000

struct_passwd = namedtuple("struct_passwd", "pw_name pw_passwd pw_uid pw_gid pw_gecos pw_dir pw_shell")

ENTRIES = [
    struct_passwd("root", "x", 0, 0, "root", "/root", "/bin/sh"),
    struct_passwd("candidate", "x", USER, USER, "", "/home/candidate", "/bin/sh"),
]


def getpwall():
    return list(ENTRIES)


def getpwuid(uid):
    for entry in ENTRIES:
        if entry.pw_uid == uid:
            return entry
    raise KeyError(f"getpwuid(): uid not found: {uid}")


def getpwnam(name):
    for entry in ENTRIES:
        if entry.pw_name == name:
            return entry
    raise KeyError(f"getpwnam(): name not found: {name!r}")


def embed():
    """Adds the module `pwd`, and what `os` lacks."""
    pwd = types.ModuleType("pwd")
    for member in (struct_passwd, getpwall, getpwuid, getpwnam):
        setattr(pwd, member.__name__, member)
    sys.modules["pwd"] = pwd
    for name in ("getuid", "geteuid", "getgid", "getegid"):
        setattr(os, name, lambda: USER)
