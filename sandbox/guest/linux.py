"""What `os`, `shutil` and `sys` have on Linux and not in WASI: permissions of files, one process, an empty machine.

Permissions are kept and shown, and nothing is refused for them, as for the user `root`.
"""

import builtins
import errno
import os
import shutil
import signal
import sys
from collections import namedtuple

__builtins__ = vars(builtins).copy()  # what a candidate replaces is not replaced here

PYTHON = "/usr/bin/python3"

NAME = os.uname_result(("Linux", "sandbox", "6.1.0", "#1 SMP", "x86_64"))

BYTES, FILES, BLOCK = 32 << 20, 4096, 4096  # the capacity that an instance's files have by default

USER = 1000

FOLDER, LINK, BITS = 0o040000, 0o120000, 0o7777

statvfs_result = namedtuple(
    "statvfs_result",
    "f_bsize f_frsize f_blocks f_bfree f_bavail f_files f_ffree f_favail f_flag f_namemax",
)

stat_as_is, lstat_as_is, fstat_as_is, open_as_is, mkdir_as_is = os.stat, os.lstat, os.fstat, os.open, os.mkdir

modes = {}  # by the numbers of files
mask = 0o022


def with_mode(status):
    """A status with the permissions that the file was given, or has by default."""
    kind = status.st_mode & ~BITS
    mode = modes.get(status.st_ino)
    if mode is None:
        mode = 0o777 if kind == LINK else (0o777 if kind == FOLDER else 0o666) & ~0o022
    return os.stat_result((kind | mode, *status[1:4], USER, USER, *status[6:]), status.__reduce__()[1][1])


def stat(path, *, dir_fd=None, follow_symlinks=True):
    """Perform a stat system call on the given path."""
    return with_mode(stat_as_is(path, dir_fd=dir_fd, follow_symlinks=follow_symlinks))


def lstat(path, *, dir_fd=None):
    """Perform a stat system call on the given path, without following symbolic links."""
    return with_mode(lstat_as_is(path, dir_fd=dir_fd))


def fstat(fd):
    """Perform a stat system call on the given file descriptor."""
    return with_mode(fstat_as_is(fd))


def chmod(path, mode, *, dir_fd=None, follow_symlinks=True):
    """Change the access permissions of a file."""
    modes[stat_as_is(path, dir_fd=dir_fd, follow_symlinks=follow_symlinks).st_ino] = mode & BITS


def fchmod(fd, mode):
    """Change the access permissions of the file given by file descriptor fd."""
    modes[fstat_as_is(fd).st_ino] = mode & BITS


def lchmod(path, mode):
    chmod(path, mode, follow_symlinks=False)


def open_file(path, flags, mode=0o777, *, dir_fd=None):
    """Open a file for low level IO."""
    fd = open_as_is(path, flags, mode, dir_fd=dir_fd)
    if flags & os.O_CREAT and flags & os.O_EXCL:
        modes[fstat_as_is(fd).st_ino] = mode & ~mask & BITS
    return fd


def mkdir(path, mode=0o777, *, dir_fd=None):
    """Create a directory."""
    mkdir_as_is(path, mode, dir_fd=dir_fd)
    modes[stat_as_is(path, dir_fd=dir_fd).st_ino] = mode & ~mask & 0o1777


def umask(new, /):
    """Set the current numeric umask and return the previous umask."""
    global mask
    mask, before = new & 0o777, mask
    return before


def chown(path, uid, gid, *, dir_fd=None, follow_symlinks=True):
    """Change the owner and group id of path to the numeric uid and gid."""
    stat_as_is(path, dir_fd=dir_fd, follow_symlinks=follow_symlinks)
    if uid not in (-1, USER) or gid not in (-1, USER):
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM), path)


def kill(pid, sig, /):
    """Kill a process with a signal; there is one, and what others are called is not known."""
    if pid != os.getpid():
        raise ProcessLookupError(errno.ESRCH, os.strerror(errno.ESRCH))
    handler = signal.getsignal(sig) if sig else signal.SIG_IGN
    if callable(handler):
        handler(sig, sys._getframe(1))
    elif handler != signal.SIG_IGN:
        os._exit(128 + sig)


def statvfs(path):
    """Perform a statvfs system call on the given path."""
    stat_as_is(path)
    blocks = BYTES // BLOCK
    return statvfs_result(BLOCK, BLOCK, blocks, blocks, blocks, FILES, FILES, FILES, 0, 255)


def disk_usage(path):
    """Return disk usage statistics about the given path."""
    status = statvfs(path)
    total, free = status.f_blocks * status.f_frsize, status.f_bavail * status.f_frsize
    return usage(total, total - free, free)


usage = namedtuple("usage", "total used free")


def get_terminal_size(fd=1):
    """Return the size of the terminal window; there is none."""
    raise OSError(errno.ENOTTY, os.strerror(errno.ENOTTY))


def waitstatus_to_exitcode(status):
    """Convert a wait status to an exit code."""
    return -(status & 0x7F) if status & 0x7F else status >> 8


MEMBERS = {
    "stat": stat, "lstat": lstat, "fstat": fstat, "chmod": chmod, "fchmod": fchmod, "lchmod": lchmod, "open": open_file,
    "mkdir": mkdir, "umask": umask, "chown": chown, "kill": kill, "statvfs": statvfs, "statvfs_result": statvfs_result,
    "get_terminal_size": get_terminal_size, "waitstatus_to_exitcode": waitstatus_to_exitcode,
    "uname": lambda: NAME, "getppid": lambda: 1, "getpgrp": lambda: os.getpid(), "getpgid": lambda pid: os.getpid(),
    "getlogin": lambda: "candidate", "getgroups": lambda: [USER], "nice": lambda increment: 0,
    "getloadavg": lambda: (0.0, 0.0, 0.0), "sched_getaffinity": lambda pid: set(range(os.cpu_count() or 1)),
    "WEXITSTATUS": lambda status: status >> 8, "WIFEXITED": lambda status: not status & 0x7F,
    "sync": lambda: None,
}


def install():
    for name, member in MEMBERS.items():
        if not isinstance(member, type):
            member.__name__, member.__module__ = name, "posix"
        setattr(os, name, member)
    os.supports_follow_symlinks |= {stat, chmod, chown}
    shutil.disk_usage = disk_usage
    sys.executable = PYTHON
