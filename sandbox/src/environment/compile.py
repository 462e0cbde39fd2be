"""Compiles all modules that Python would find, and writes an archive of the bytecode on the standard output.

The bytecode is used without a look at the source: the root is never written to, and an engine may change the times of its files."""

import os
import py_compile
import sys
import tarfile

archive = tarfile.open(fileobj=sys.stdout.buffer, mode="w|")


def keep(source):
    target = py_compile.PycInvalidationMode.UNCHECKED_HASH
    try:
        py_compile.compile(source, cfile="/tmp/compiled", doraise=True, invalidation_mode=target, quiet=2)
    except (py_compile.PyCompileError, OSError, ValueError):
        return  # some packages carry files for other versions of Python
    folder, name = os.path.split(source)
    name = f"{name.removesuffix('.py')}.{sys.implementation.cache_tag}.pyc"
    entry = tarfile.TarInfo(f"{folder}/__pycache__/{name}".lstrip("/"))
    entry.size, entry.mode = os.path.getsize("/tmp/compiled"), 0o644
    with open("/tmp/compiled", "rb") as compiled:
        archive.addfile(entry, compiled)


for top in dict.fromkeys(path for path in sys.path if os.path.isdir(path) and path.startswith("/usr")):
    for folder, folders, names in os.walk(top):
        # Tests of packages are half of their files, and programs do not import them.
        folders[:] = [it for it in folders if it not in ("__pycache__", "test", "tests") and os.path.join(folder, it) not in sys.path]
        for name in sorted(names):
            if name.endswith(".py"):
                keep(os.path.join(folder, name))
archive.close()
