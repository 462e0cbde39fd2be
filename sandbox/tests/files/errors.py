import builtins, errno, io, os, pathlib, pickle, shutil, socket, traceback

def attempt(what, *arguments, **named):
    try:
        return what(*arguments, **named)
    except Exception as error:
        return [type(error) is getattr(builtins, type(error).__name__, type(error)), repr(error), str(error), error.args,
                *(getattr(error, name, None) for name in ("errno", "strerror", "filename", "filename2"))]

# the numbers, their names, texts and classes
print(sorted((name, value) for name, value in vars(errno).items() if name[0] == "E" and errno.errorcode[value] != name))
for n in range(-1, 140):
    print(n, errno.errorcode.get(n), os.strerror(n), type(OSError(n, "x")).__name__)
print(repr(OSError(2, "x", "name")), OSError(2, "x", "name"), OSError(2, "x", "a", 0, "b"), OSError("one"), OSError(), repr(OSError(44, "No such file or directory")))
print(repr(OSError(errno.EEXIST, os.strerror(errno.EEXIST), "p")), isinstance(OSError(errno.EACCES, ""), PermissionError), issubclass(IOError, OSError))
# what the system says
os.mkdir("d"); open("d/a", "w").close(); open("f", "w").close(); os.symlink("loop", "loop")
for what, *arguments in [
    (open, "none"), (open, b"none"), (open, pathlib.Path("none")), (open, "none/a", "w"), (open, "d"), (open, "d", "w"), (open, "f/x"), (open, "f", "x"),
    (open, "loop"), (open, "x" * 300), (open, ""), (os.mkdir, "d"), (os.mkdir, "none/x"), (os.rmdir, "d"), (os.rmdir, "f"), (os.rmdir, "none"),
    (os.remove, "none"), (os.remove, "d"), (os.rename, "none", "other"), (os.rename, "d", "d/e"), (os.rename, "f", "d"), (os.replace, "d", "f"),
    (os.link, "none", "b"), (os.link, "f", "d"), (os.symlink, "a", "f"), (os.readlink, "f"), (os.readlink, "none"), (os.listdir, "none"), (os.listdir, "f"),
    (os.scandir, "none"), (os.chdir, "none"), (os.chdir, "f"), (os.stat, "none"), (os.lstat, "none"), (os.stat, "f/"), (os.truncate, "none", 3),
    (os.path.getsize, "none"), (os.path.getmtime, "none"), (os.open, "none", os.O_RDONLY), (os.close, 99), (os.read, 99, 1), (os.write, 99, b""),
    (os.lseek, 99, 0, 0), (os.fstat, 99), (os.fdopen, 99), (os.ftruncate, 99, 0), (os.makedirs, "d"), (os.makedirs, "f/x"), (os.removedirs, "none"),
    (shutil.copy, "none", "b"), (shutil.copy, "f", "none/x"), (shutil.copyfile, "f", "d"), (shutil.rmtree, "none"), (shutil.copytree, "d", "d"),
    (shutil.move, "none", "x"), (pathlib.Path("none").read_text,), (pathlib.Path("none").unlink,), (pathlib.Path("d").rmdir,),
    (pathlib.Path("f").mkdir,), (pathlib.Path("none").stat,), (pathlib.Path("none").rename, "x"),
    (io.FileIO, "none"), (io.FileIO, 99),
    (io.open_code, "none"), (os.access, "none", 0), (os.rename, "f", "none/x"), (os.kill, 99999999, 0),
    (lambda: open("f").fileno() and os.lseek(open("f").fileno(), -5, 0),), (lambda: open("f", "rb").seek(-1),), (lambda: open("f", "rb", 0).seek(-1),),
    (lambda: open("f", "rb").seek(-1, 2),), (lambda: 2.0 ** 10_000,), (lambda: 10.0 ** 400,), (pow, 2.5, 1e9), (lambda: open("f").truncate(),), (lambda: open("f", "w").truncate(-1),),
]:
    print(getattr(what, "__name__", what), attempt(what, *arguments))
# no path
for what in (os.stat, os.listdir, os.mkdir, os.rmdir, os.remove, os.chdir, os.path.exists, os.path.isdir, os.makedirs, open, os.path.getsize, os.scandir):
    print(what.__name__, attempt(what, ""))
print(attempt(os.rename, "", "x"), attempt(os.link, "", "x"), attempt(os.symlink, "x", ""), os.access("", 0), attempt(shutil.copy, "", "x"))
print(attempt(open, "\udcff"), os.path.exists("a\udcff"))
# where it comes from
def inner():
    open("none")
try:
    inner()
except FileNotFoundError as error:
    print([frame.name for frame in traceback.extract_tb(error.__traceback__)], error.__context__, error.__cause__, type(error) is FileNotFoundError)
    print(traceback.format_exc().splitlines()[-1], error.__reduce__(), pickle.loads(pickle.dumps(error)))
try:
    try:
        1 / 0
    except ZeroDivisionError:
        os.stat("none")
except OSError as error:
    print(repr(error.__context__), error.errno == errno.ENOENT, error.errno)
try:
    try:
        os.mkdir("d")
    except OSError as error:
        if error.errno != errno.EEXIST:
            raise
        print("there already")
    os.rmdir("d")
except OSError as error:
    print(error.errno, errno.errorcode[error.errno], os.strerror(error.errno) == error.strerror, type(error) is OSError, error)
try:
    raise OSError(errno.ENOENT, os.strerror(errno.ENOENT), "mine")
except FileNotFoundError as error:
    print(error, error.args)
class Mine(OSError):
    def __init__(self, text): super().__init__(5, text)
print(repr(Mine("x")), Mine("x"), Mine("y").errno, repr(type("Sub", (OSError,), {})(2, "x")))
def generate():
    try: yield 1
    finally: open("none")
it = generate(); next(it)
print(attempt(it.close), attempt(list, (open(name) for name in ["none"])))
error = attempt(open, "none"); print(error == attempt(open, "none"))
print(socket.error is OSError, BlockingIOError(11, "x", 3).characters_written)
