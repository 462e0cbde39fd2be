import configparser, csv, fileinput, filecmp, glob, gzip, io, json, linecache, logging, os, pathlib, pickle
import shutil, sqlite3, tarfile, tempfile, zipfile

def attempt(what, *arguments, **named):
    try:
        return what(*arguments, **named)
    except Exception as error:
        return type(error).__name__

# text and bytes
with open("a.txt", "w") as f:
    print(f.write("one\ntwo\nthree\n"), f.tell(), f.writable(), f.readable(), f.seekable(), f.name, f.mode)
with open("a.txt") as f:
    print(f.readline(), f.readlines(), f.read())
with open("a.txt", "a+") as f:
    print(f.tell(), f.write("four\n"))
with open("a.txt", "r+") as f:
    f.readline(); f.seek(0); f.write("ONE"); f.seek(0, 2); f.write("end"); f.truncate(20)
print(open("a.txt").read(), os.path.getsize("a.txt"))
with open("b.bin", "wb") as f:
    f.seek(5); f.write(b"x" * 3); f.seek(-1, 1); f.write(b"y")
print(open("b.bin", "rb").read())
with open("b.bin", "rb+", buffering=0) as f:
    buffer = bytearray(4); print(f.readinto(buffer), buffer, f.seek(-2, 2), f.read(), f.read())
with open("u.txt", "w", encoding="utf-16", newline="\r\n") as f: f.write("äö\n€\n")
print(open("u.txt", "rb").read(), open("u.txt", encoding="utf-16").read())
print([line.rstrip() for line in open("a.txt")], sum(1 for _ in open("a.txt", "rb")))
# names
os.makedirs("d/e/f"); os.makedirs("d/e/f", exist_ok=True); print(attempt(os.makedirs, "d/e/f"), attempt(os.mkdir, "q/r"))
pathlib.Path("d/x.py").write_text("x = 1\n"); pathlib.Path("d/e/y.py").touch(); pathlib.Path("d/e/f/z.txt").write_bytes(b"z")
print([(r, sorted(s), sorted(n)) for r, s, n in sorted(os.walk("d"))])
print([(r, sorted(s), sorted(n)) for r, s, n in os.walk("d", topdown=False)])
print(sorted(glob.glob("d/**/*.py", recursive=True)), sorted(map(str, pathlib.Path("d").rglob("*"))))
print(sorted((e.name, e.is_dir(), e.is_file(), e.is_symlink(), e.stat().st_size if e.is_file() else 0) for e in os.scandir("d")))
os.rename("d/x.py", "d/w.py"); os.replace("d/w.py", "d/e/y.py"); print(os.listdir("d"), open("d/e/y.py").read())
print(attempt(os.rename, "d", "d/e/g"), attempt(os.rename, "a.txt", "d"), attempt(os.rename, "d", "a.txt"), attempt(os.rmdir, "d"))
os.symlink("e/y.py", "d/l"); print(os.readlink("d/l"), open("d/l").read(), os.path.islink("d/l"), os.path.realpath("d/l") == os.path.abspath("d/e/y.py"))
os.symlink("nowhere", "d/m"); print(os.path.exists("d/m"), os.path.lexists("d/m"), attempt(open, "d/m")); open("d/m", "w").close(); print(os.listdir("d/")[:0], os.path.exists("d/nowhere"))
os.link("a.txt", "h"); print(os.stat("h").st_nlink, os.path.samefile("a.txt", "h"), filecmp.cmp("a.txt", "h")); os.unlink("h")
os.chdir("d"); print(os.path.basename(os.getcwd()), sorted(os.listdir())); os.chdir("..")
print(os.path.isdir("d/../d/./e//"), attempt(os.stat, "a.txt/"), attempt(os.listdir, "a.txt"), attempt(os.chdir, "a.txt"))
os.utime("a.txt", (1_000_000_000, 1_100_000_000)); print(os.path.getmtime("a.txt"), os.path.getatime("a.txt"))
f = open("gone", "w+"); os.remove("gone"); f.write("still"); f.seek(0); print(f.read(), os.path.exists("gone")); f.close()
# shutil and tempfile
print(shutil.copy("a.txt", "c.txt"), shutil.copyfile("a.txt", "c2.txt"), shutil.move("c2.txt", "d"), sorted(os.listdir("d")))
shutil.copytree("d", "t"); print(sorted(os.listdir("t"))); shutil.rmtree("t"); print(os.path.exists("t"), attempt(shutil.rmtree, "t"))
with tempfile.TemporaryDirectory() as folder:
    open(os.path.join(folder, "x"), "w").close(); print(os.listdir(folder))
print(os.path.exists(folder))
with tempfile.NamedTemporaryFile("w+", suffix=".q", delete=False) as f: f.write("t")
print(open(f.name).read(), f.name.endswith(".q")); os.unlink(f.name)
with tempfile.TemporaryFile() as f: f.write(b"abc"); f.seek(1); print(f.read())
with tempfile.SpooledTemporaryFile(max_size=2) as f: f.write(b"abcdef"); f.seek(0); print(f.read())
# formats
with open("t.csv", "w", newline="") as f: csv.writer(f).writerows([["a", "b"], [1, "x,y"]])
print(list(csv.DictReader(open("t.csv", newline=""))))
json.dump({"k": [1, None]}, open("t.json", "w")); print(json.load(open("t.json")))
pickle.dump({1, 2}, open("t.pkl", "wb")); print(pickle.load(open("t.pkl", "rb")))
c = configparser.ConfigParser(); c["s"] = {"k": "v"}
with open("t.ini", "w") as f: c.write(f)
c = configparser.ConfigParser(); print(c.read(["t.ini", "none.ini"]), c["s"]["k"])
with zipfile.ZipFile("t.zip", "w", zipfile.ZIP_DEFLATED) as z: z.write("a.txt"); z.writestr("n/m", "hi")
with zipfile.ZipFile("t.zip") as z: print(z.namelist(), z.read("n/m"), z.testzip()); z.extractall("out")
print(sorted(os.listdir("out")))
with tarfile.open("t.tar.gz", "w:gz") as t: t.add("d")
with tarfile.open("t.tar.gz") as t: print(sorted(t.getnames()));
print(os.path.basename(shutil.make_archive("arch", "zip", "d")))
with gzip.open("t.gz", "wt") as f: f.write("packed")
print(gzip.open("t.gz", "rt").read())
handler = logging.FileHandler("t.log"); log = logging.getLogger("q"); log.addHandler(handler); log.warning("careful"); handler.close(); print(open("t.log").read())
db = sqlite3.connect("t.db"); db.execute("create table t (a)"); db.executemany("insert into t values (?)", [(1,), (2,)]); db.commit(); db.close()
db = sqlite3.connect("t.db"); print(db.execute("select sum(a) from t").fetchall()); db.close()
print(linecache.getline("a.txt", 2), list(fileinput.input(["a.txt"]))[:1])
print(sorted(os.listdir()))
