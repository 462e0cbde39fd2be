"""A process of its own world: one `clone()` into new user, process, mount, message and network namespaces.

The child is the first process of its process namespace, so the kernel ends whatever it started when it ends. It has
no rights over anything: those that it got with the user namespace are given up once the mounts are made.
"""

import ctypes
import errno
import fcntl
import os
import platform
import resource
import signal
import socket
import struct

NEW_MOUNTS, NEW_IPC, NEW_USER, NEW_PROCESSES, NEW_NETWORK = 0x20000, 0x8000000, 0x10000000, 0x20000000, 0x40000000
NEW_WORLD = NEW_MOUNTS | NEW_IPC | NEW_USER | NEW_PROCESSES | NEW_NETWORK
SET_CHILD_ID, CLEAR_CHILD_ID = 0x1000000, 0x200000

NO_SUID, NO_DEVICES, NO_PROGRAMS = 2, 4, 8  # of a mount

DROP_FROM_BOUNDING_SET, SET_DUMPABLE, GET_ID_ADDRESS, SET_NO_NEW_PRIVILEGES = 24, 4, 40, 38  # of prctl
LAST_CAPABILITY = 63

CAPABILITIES_VERSION_3 = 0x20080522

# Of `mount_setattr`, which has one number everywhere: all below a folder, and what is set.
SET_ATTRIBUTES, RECURSIVE, CURRENT_FOLDER = 442, 0x8000, -100
READ_ONLY, NOT_SET_USER = 1, 2

# The request that sets the flags of a network's interface, the flag of one that is up, and what an interface is told by.
SET_INTERFACE_FLAGS, UP, INTERFACE = 0x8914, 1, "16sH22x"

# Numbers of `clone` and `capset`, and whether `clone` takes the address of the child's id before that of its storage.
CALLS = {"x86_64": (56, 126, True), "aarch64": (220, 91, False)}

# Without letting go of the interpreter's lock, as a fork does.
library = ctypes.PyDLL(None, use_errno=True)
python = ctypes.pythonapi

USER = 1000  # the child's own name for its user and group, whoever that is outside


def clone():
    """Makes a child in namespaces of its own; gives its id in the parent, and 0 in the child."""
    number, _, is_id_first = CALLS[platform.machine()]
    own_id = ctypes.c_void_p()  # where the C library keeps the thread's id: the child has another
    library.prctl(GET_ID_ADDRESS, ctypes.byref(own_id), 0, 0, 0)
    flags = NEW_WORLD | signal.SIGCHLD
    if own_id.value:
        flags |= SET_CHILD_ID | CLEAR_CHILD_ID
    last = (own_id, None) if is_id_first else (None, own_id)
    python.PyOS_BeforeFork()
    child = library.syscall(
        ctypes.c_long(number), ctypes.c_ulong(flags), ctypes.c_void_p(), ctypes.c_void_p(), *map(pointer, last)
    )
    error = ctypes.get_errno()
    if child == 0:
        python.PyOS_AfterFork_Child()
    else:
        python.PyOS_AfterFork_Parent()
    if child < 0:
        raise OSError(error, os.strerror(error), "clone")
    return child


def pointer(value):
    return ctypes.c_void_p() if value is None else value


def settle(outer_user, outer_group, file_bytes, files, folder, writable):
    """Makes the child's world: who it is, its own empty folders, its own processes, and no rights. Where a folder is
    named, what is in some folders of it can be replaced there."""
    os.setsid()  # a signal to all of its group reaches across namespaces, where the user outside is the same
    write("/proc/self/uid_map", f"{USER} {outer_user} 1")
    write("/proc/self/setgroups", "deny")
    write("/proc/self/gid_map", f"{USER} {outer_group} 1")
    make_read_only()
    options = f"size={file_bytes},nr_inodes={files},mode=0700"
    if folder:
        mount("tmpfs", "/tmp", "tmpfs", NO_SUID | NO_DEVICES, options)
        lay_over(folder, writable)
    for place in ("/tmp", "/dev/shm"):
        mount("tmpfs", place, "tmpfs", NO_SUID | NO_DEVICES, options)
    mount("proc", "/proc", "proc", NO_SUID | NO_DEVICES | NO_PROGRAMS)
    reach_itself()
    give_up_rights()


def make_read_only():
    """Makes all that is mounted read-only, whatever the container is. Before Linux 5.12 it is as the container has it."""
    attributes = (ctypes.c_uint64 * 4)(READ_ONLY | NOT_SET_USER, 0, 0, 0)
    done = library.syscall(
        ctypes.c_long(SET_ATTRIBUTES), CURRENT_FOLDER, b"/", RECURSIVE, attributes, ctypes.c_size_t(32)
    )
    if done != 0 and ctypes.get_errno() != errno.ENOSYS:
        check(done, "mount_setattr")


def lay_over(folder, writable):
    """Lays a layer in memory over folders, which takes what is changed in them. It is kept in `/tmp`, over which another
    one is laid later. The child does not own what is below, so it gets folders of its own in their places."""
    for number, name in enumerate(writable):
        lower = os.path.normpath(os.path.join(folder, name))
        upper, work = f"/tmp/{number}", f"/tmp/work{number}"
        os.mkdir(work)
        for inner, _, _ in os.walk(lower):
            os.mkdir(upper + inner[len(lower):])
        mount("overlay", lower, "overlay", NO_SUID | NO_DEVICES, f"lowerdir={lower},upperdir={upper},workdir={work},userxattr")


def reach_itself():
    """Lets the child's processes speak with one another by `localhost`; nothing else is in its network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, SET_INTERFACE_FLAGS, struct.pack(INTERFACE, b"lo", UP))


def give_up_rights():
    for capability in range(LAST_CAPABILITY + 1):
        if library.prctl(DROP_FROM_BOUNDING_SET, capability, 0, 0, 0) != 0:
            break
    check(library.prctl(SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0), "prctl")
    header = (ctypes.c_uint32 * 2)(CAPABILITIES_VERSION_3, 0)
    _, number, _ = CALLS[platform.machine()]
    check(library.syscall(ctypes.c_long(number), header, (ctypes.c_uint32 * 6)()), "capset")


def limit(memory, processes):
    """Bounds what each process may have: bytes beside what it has now, and processes in all."""
    now = data_size()
    for kind, value in (
        (resource.RLIMIT_DATA, now + memory),
        (resource.RLIMIT_NPROC, processes),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
    ):
        resource.setrlimit(kind, (value, value))


def data_size():
    """The bytes of data that this process has."""
    with open("/proc/self/statm", "rb") as file:
        return int(file.read().split()[5]) * resource.getpagesize()


def mount(source, target, kind, flags, options=""):
    done = library.mount(
        source.encode(), target.encode(), kind.encode(), ctypes.c_ulong(flags), options.encode()
    )
    check(done, f"mount {target}")


def check(result, what):
    if result != 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error), what)


def write(path, text):
    with open(path, "w") as file:
        file.write(text)
