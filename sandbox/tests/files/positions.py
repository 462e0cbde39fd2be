import os

def fresh(content=b"0123456789"):
    with open("f", "wb") as f:
        f.write(content)

def attempt(what, *arguments, **named):
    try:
        return what(*arguments, **named)
    except Exception as error:
        return repr(error)

# every mode, text and bytes, with every kind of buffer
for mode in ("r+", "w+", "a+", "x+", "r", "w", "a", "x"):
    for kind in ("", "b"):
        for buffering in (-1, 0, 1, 3):
            if buffering == 0 and not kind:
                continue
            fresh()
            if "x" in mode:
                os.remove("f")
            as_kind = (lambda text: text.encode()) if kind else str
            with open("f", mode + kind, buffering=buffering) as f:
                said = [f.tell()]
                for step in (
                    lambda: f.write(as_kind("abc")), f.tell, f.flush, lambda: f.seek(0), lambda: f.read(2), f.tell,
                    lambda: f.write(as_kind("XY")), f.tell, lambda: f.seek(1), f.read, f.tell,
                    lambda: f.seek(0, 2), lambda: f.write(as_kind("end\n")), f.tell, lambda: f.seek(2), f.readline, f.tell,
                    lambda: f.truncate(5), f.tell, lambda: f.seek(0), f.read, lambda: f.write(as_kind("!")), f.tell,
                    lambda: f.seek(0, 1), lambda: f.seek(3), f.truncate, f.read, lambda: f.seek(0), f.read,
                ):
                    said.append(attempt(step))
            print(mode + kind, buffering, said, open("f", "rb").read())

# descriptors
for flags in (os.O_RDWR, os.O_RDWR | os.O_APPEND, os.O_WRONLY | os.O_APPEND, os.O_RDONLY):
    fresh()
    fd = os.open("f", flags)
    steps = [
        lambda: os.lseek(fd, 0, 1), lambda: os.read(fd, 3), lambda: os.lseek(fd, 0, 1), lambda: os.write(fd, b"ab"), lambda: os.lseek(fd, 0, 1),
        lambda: os.read(fd, 3), lambda: os.lseek(fd, 2, 0), lambda: os.lseek(fd, 0, 1), lambda: os.lseek(fd, 3, 1), lambda: os.read(fd, 2),
        lambda: os.write(fd, b"cd"), lambda: os.read(fd, 9), lambda: os.lseek(fd, -4, 2), lambda: os.read(fd, 2), lambda: os.lseek(fd, -2, 1),
        lambda: os.read(fd, 9), lambda: os.lseek(fd, 0, 2), lambda: os.pread(fd, 4, 2), lambda: os.lseek(fd, 0, 1), lambda: os.ftruncate(fd, 6),
        lambda: os.lseek(fd, 0, 1), lambda: os.write(fd, b"e"), lambda: os.fstat(fd).st_size, lambda: os.lseek(fd, 0, 1), lambda: os.lseek(fd, 0, 0),
        lambda: os.read(fd, 99), lambda: os.lseek(fd, -1, 0), lambda: os.lseek(fd, 0, 9), lambda: os.ftruncate(fd, 9), lambda: os.read(fd, 99),
        lambda: os.lseek(fd, 4, 0), lambda: os.write(fd, b"gh"), lambda: os.fstat(fd).st_size, lambda: os.read(fd, 99),
    ]
    print(flags == os.O_RDONLY, [attempt(step) for step in steps], open("f", "rb").read())
    if not flags & os.O_APPEND:
        print(attempt(os.pwrite, fd, b"PP", 1), attempt(os.lseek, fd, 0, 1), attempt(os.pread, fd, 99, 0))
    os.close(fd)

# two handles of one file
fresh(b"")
a, b = open("f", "a+b", 0), open("f", "a+b", 0)
print(a.write(b"a1"), b.write(b"b1"), a.write(b"a2"), a.tell(), b.tell(), a.seek(0), a.read(), b.read(), b.seek(3), b.read(2), a.tell())
w, r = open("f", "w"), open("f")
print(repr(r.read()), w.write("one"), repr(r.read()), w.flush(), repr(r.read()), w.write("two"), w.close(), repr(r.read()), r.tell())
a = open("f", "a")
with open("f", "r+") as g:
    g.truncate(2)
print(a.write("Z"), a.tell(), a.close(), open("f").read())
with open("f", "a+") as f:
    for n in range(3):
        f.write(f"line {n}\n")
        f.seek(0)
        print(f.readlines())
with open("f", "r+") as f:
    print(f.readline(), f.tell(), f.write("new"), f.seek(0), f.read())
# logs and counters as programs keep them
for n in range(3):
    with open("count", "a+") as f:
        f.seek(0)
        found = f.read().split()
        f.write(f"{len(found)} ")
print(open("count").read())
fd = os.open("g", os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
with os.fdopen(fd, "a+") as f:
    print(f.write("via fd"), f.seek(4), f.read(), f.tell())
# long writes are whole
fd = os.open("long", os.O_RDWR | os.O_CREAT)
print(os.write(fd, bytes(1 << 20)), os.lseek(fd, 0, 1), open("long", "wb", 0).write(b"x" * 300_000), open("/dev/null", "wb", 0).write(bytes(99_999)))
os.makedirs("d")
print(attempt(os.read, os.open("d", os.O_RDONLY), 9))
