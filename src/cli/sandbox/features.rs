//! What Python has in the sandbox: asked of the sandbox itself.

use mutagree_sandbox::{Job, Judge, Outcome, Sandbox, Tests};
use serde::Serialize;

/// Programs that run to their end where something is there.
const ASKED: [(&str, &str); 12] = [
    (
        "files",
        "open('/tmp/file', 'w').close()\nassert open('/tmp/file').read() == ''",
    ),
    (
        "threads",
        "import threading\nthread = threading.Thread(target=print)\nthread.start()\nthread.join()",
    ),
    (
        "executors",
        "from concurrent.futures import ThreadPoolExecutor\nassert ThreadPoolExecutor().submit(int).result() == 0",
    ),
    (
        "asyncio.run",
        "import asyncio\nasyncio.run(asyncio.sleep(0))",
    ),
    (
        "subprocess.run",
        "import subprocess\nsubprocess.run(['true'])",
    ),
    (
        "socket",
        "import socket\nsocket.create_server(('127.0.0.1', 0)).close()",
    ),
    (
        "zoneinfo's data",
        "import zoneinfo\nzoneinfo.ZoneInfo('Europe/Berlin')",
    ),
    (
        "hashlib.pbkdf2_hmac",
        "import hashlib\nhashlib.pbkdf2_hmac('sha256', b'', b'', 1)",
    ),
    (
        "hashlib.scrypt",
        "import hashlib\nhashlib.scrypt(b'', salt=b'', n=2, r=1, p=1)",
    ),
    (
        "zlib",
        "import zlib\nassert zlib.decompress(zlib.compress(b'text')) == b'text'",
    ),
    (
        "sqlite3",
        "import sqlite3\nsqlite3.connect(':memory:').execute('select 1')",
    ),
    ("ctypes", "import ctypes\nctypes.c_int(1)"),
];

/// Prints the public modules of the standard library that cannot be imported, but those that no system has all of.
const MODULES: &str = "\
import importlib, sys
for name in sorted(sys.stdlib_module_names):
    if not name.startswith('_') and name not in {'antigravity', 'this', 'msvcrt', 'nt', 'winreg', 'winsound'}:
        try:
            importlib.import_module(name)
        except BaseException:
            print(name)
";

/// What was found.
#[derive(Serialize)]
pub(crate) struct Features {
    pub(crate) there: Vec<&'static str>,
    pub(crate) missing: Vec<&'static str>,
    pub(crate) missing_modules: Vec<String>,
}

/// Asks a sandbox what its Python has.
pub(crate) fn features(sandbox: &Sandbox) -> anyhow::Result<Features> {
    let suite = sandbox.compile(&Tests::new(&ASKED.map(|(_, program)| program)))?;
    let mut job = Job::new("", &suite);
    job.judge = Judge::Shared;
    let outcomes = sandbox.run(&job)?.outcomes;
    let answers = || ASKED.iter().map(|(name, _)| *name).zip(&outcomes);
    let of = |passed: bool| {
        let fitting = answers().filter(|(_, outcome)| outcome.passed() == passed);
        fitting.map(|(name, _): (_, &Outcome)| name).collect()
    };
    let none = sandbox.compile(&Tests::new(&[]))?;
    let printed = sandbox.run(&Job::new(MODULES, &none))?.output;
    let printed = String::from_utf8_lossy(&printed);
    Ok(Features {
        there: of(true),
        missing: of(false),
        missing_modules: printed.lines().map(str::to_owned).collect(),
    })
}
