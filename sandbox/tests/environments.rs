//! Environments on the engines of this machine, each of them: what a program may do there, and what stays of it.
//!
//! Each test runs on every engine that answers, and says which ones did not. The environment has Python alone; it is built
//! once into the folder for temporary files of the target, from Debian's packages.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a broken test panics, and says what it skips"
)]

use mutagree_sandbox::{
    Definition, Engine, EngineKind, EnvironmentError, Environments, Order, Process, Session,
    Surroundings, places,
};
use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

const MANIFEST: &str = "\
name = 'bare'
about = 'Python alone'
python = '3.11'
modules = ['sqlite3']
size_mib = 100
variables = { COLOUR = 'blue' }
limits = { memory_mib = 256, processes = 64, temporary_mib = 8 }
debian = { suite = 'bookworm', packages = ['libpython3-stdlib', 'python3', 'python3-minimal'] }
";

/// An engine with the environment built for it.
struct Place {
    engine: Engine,
    environments: Environments,
    definition: Definition,
}

impl Place {
    fn start(&self, program: &str) -> Process {
        self.environments
            .start(&self.definition, &self.engine, &["-c", program])
            .unwrap()
    }

    /// What a program prints.
    fn run(&self, program: &str) -> String {
        let mut process = self.start(program);
        let mut text = String::new();
        process.output.read_to_string(&mut text).unwrap();
        let log = process.control.log();
        assert!(!text.is_empty(), "{}: {log}", self.engine.kind());
        text
    }
}

/// A folder of this target that every user can reach.
fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

fn definition(name: &str, manifest: &str) -> Definition {
    let folder = folder(name);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("environment.toml"), manifest).unwrap();
    fs::write(folder.join("Containerfile"), "FROM scratch\n").unwrap();
    Definition::from_folder(&folder).unwrap()
}

fn find(kind: EngineKind, session: &Arc<Session>) -> Result<Engine, EnvironmentError> {
    let surroundings = Surroundings {
        docker_host: env::var("DOCKER_HOST").ok(),
        container_host: env::var("CONTAINER_HOST").ok(),
        runtime_folder: env::var_os("XDG_RUNTIME_DIR").map(Into::into),
        home: env::home_dir(),
        path: env::var_os("PATH"),
    };
    Engine::find(&places(&surroundings), Some(kind), session)
}

/// The engines that answer here, each with the environment; what does not is said once.
fn everywhere() -> &'static [Place] {
    static PLACES: OnceLock<Vec<Place>> = OnceLock::new();
    PLACES.get_or_init(|| {
        let environments = Environments::new(&folder("cache"), "python3".to_owned());
        let session = environments.session().unwrap();
        let definition = definition("bare", MANIFEST);
        let mut found = Vec::new();
        for kind in EngineKind::ALL {
            let built = find(kind, &session).and_then(|engine| {
                let order = Order {
                    definition: &definition,
                    engine: &engine,
                    from_debian: true,
                    again: false,
                };
                environments
                    .build(&order, &|step| eprintln!("{kind}: {step}"), &|| false)
                    .map(|_| engine)
            });
            match built {
                Ok(engine) => {
                    let (environments, definition) = (environments.clone(), definition.clone());
                    found.push(Place {
                        engine,
                        environments,
                        definition,
                    });
                }
                Err(EnvironmentError::Silent { detail, .. }) => {
                    eprintln!("skipped on {kind}: {detail}");
                }
                Err(error @ EnvironmentError::Build { .. })
                    if error.to_string().contains("no command `mmdebstrap`") =>
                {
                    eprintln!("skipped on {kind}: {error}");
                }
                Err(error) => panic!("{kind}: {error}"),
            }
        }
        found
    })
}

#[test]
fn an_environment_has_the_same_digest_on_every_engine() {
    let digests: BTreeSet<String> = everywhere()
        .iter()
        .map(|it| {
            it.environments
                .built(&it.definition, it.engine.kind())
                .unwrap()
                .digest
        })
        .collect();
    assert!(digests.len() <= 1, "{digests:?}");
}

#[test]
fn a_program_has_no_rights_no_network_and_a_root_that_it_cannot_write_to() {
    let program = r"
import os
def fails(path):
    try:
        open(path, 'w').close()
    except OSError:
        return True
status = dict(line.split(':\t', 1) for line in open('/proc/self/status') if ':\t' in line)
print(os.getuid(), os.getgid(), os.getgroups() in ([], [65534]), status['NoNewPrivs'].strip())
print(*{status[name].strip() for name in ('CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb')})
print(*sorted(line.split(':')[0].strip() for line in open('/proc/net/dev') if ':' in line and 'lo' in line))
print(len([line for line in open('/proc/net/dev') if ':' in line and 'lo:' not in line and 'tunl' not in line and 'sit' not in line]))
print([path for path in ('/x', '/usr/x', '/etc/passwd', '/dev/x', '/proc/sys/kernel/hostname', '/proc/sysrq-trigger') if not fails(path)])
print([path for path in ('/tmp/x', '/dev/shm/x') if fails(path)])
print(os.environ['COLOUR'], os.environ['HOME'], os.getcwd(), os.uname().nodename)
print([name for name in os.environ if name.startswith(('CARGO', 'RUST'))])
";
    for place in everywhere() {
        let expected =
            "65534 65534 True 1\n0000000000000000\nlo\n0\n[]\n[]\nblue /tmp / sandbox\n[]\n";
        assert_eq!(place.run(program), expected, "{}", place.engine.kind());
    }
}

#[test]
fn a_program_can_make_namespaces_and_mounts_of_its_own_to_keep_jobs_apart() {
    let program = r"
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
NEWUSER, NEWNS, NEWPID, NEWNET, NEWIPC = 0x10000000, 0x00020000, 0x20000000, 0x40000000, 0x08000000
said = libc.unshare(NEWUSER | NEWNS | NEWPID | NEWNET | NEWIPC)
if os.fork() == 0:
    mounts = [(b'proc', b'/proc'), (b'tmpfs', b'/tmp'), (b'tmpfs', b'/dev/shm')]
    done = [libc.mount(kind, place, kind, 0, None) for kind, place in mounts]
    print(said, done, os.getpid(), [it for it in os.listdir('/proc') if it.isdigit()], flush=True)
    os._exit(0)
os.wait()
";
    for place in everywhere() {
        assert_eq!(
            place.run(program),
            "0 [0, 0, 0] 1 ['1']\n",
            "{}",
            place.engine.kind()
        );
    }
}

#[test]
fn bytes_cross_as_they_are_in_both_directions() {
    let program = r"
import os
left = int.from_bytes(os.read(0, 1), 'big') << 16
while left:
    piece = os.read(0, left)
    left -= len(piece)
    while piece:
        piece = piece[os.write(1, piece):]
";
    for place in everywhere() {
        let mut process = place.start(program);
        let sent: Vec<u8> = (0..16 << 16)
            .map(|it| u8::try_from(it * 7 % 251).unwrap())
            .collect();
        let mut received = vec![0; sent.len()];
        let control = process.control.clone();
        thread::spawn(move || {
            // What was lost on the way would be waited for without end.
            thread::sleep(Duration::from_mins(1));
            control.kill();
        });
        let mut input = process.input;
        let copy = sent.clone();
        let writer = thread::spawn(move || {
            input
                .write_all(&[16])
                .and_then(|()| input.write_all(&copy))
                .and_then(|()| input.flush())
                .unwrap();
            input
        });
        let read = process.output.read_exact(&mut received);
        assert!(read.is_ok(), "{}: {read:?}", place.engine.kind());
        assert!(received == sent, "{}", place.engine.kind());
        drop(writer.join().unwrap());
        assert_eq!(process.output.read(&mut [0]).unwrap(), 0);
    }
}

#[test]
fn processes_and_files_are_bounded_together() {
    let program = r"
import os, time
count = 0
try:
    while count < 1000:
        if os.fork() == 0:
            time.sleep(60)
            os._exit(0)
        count += 1
except OSError:
    pass
written = 0
try:
    with open('/tmp/full', 'wb', buffering=0) as full:
        while written < 100 << 20:
            written += full.write(bytes(1 << 20))
except OSError:
    pass
print(50 < count < 64, written == 8 << 20, flush=True)
os._exit(0)
";
    for place in everywhere() {
        assert_eq!(place.run(program), "True True\n", "{}", place.engine.kind());
    }
}

#[test]
fn memory_is_bounded_where_an_engine_can_bound_it() {
    let program = "import os\nos.write(1, b'begun')\nkept = [bytearray(os.urandom(1 << 20)) for _ in range(1024)]\nos.write(1, b'ended')";
    for place in everywhere()
        .iter()
        .filter(|it| it.engine.kind() != EngineKind::Bubblewrap)
    {
        let mut process = place.start(program);
        let mut text = String::new();
        process.output.read_to_string(&mut text).unwrap();
        assert_eq!(text, "begun", "{}", place.engine.kind());
        assert_eq!(exit(&process), Some(137), "{}", place.engine.kind());
    }
}

/// The code of a process, which is known a moment after its output ends.
fn exit(process: &Process) -> Option<i64> {
    let begun = Instant::now();
    while process.control.exit().is_none() && begun.elapsed() < Duration::from_secs(20) {
        thread::sleep(Duration::from_millis(20));
    }
    process.control.exit().unwrap().code
}

/// Says whether a process of this machine has a word on its command line.
fn is_running(word: &str) -> bool {
    let processes = fs::read_dir("/proc").unwrap().flatten();
    let lines = processes.filter_map(|it| fs::read(it.path().join("cmdline")).ok());
    lines
        .map(|it| String::from_utf8_lossy(&it).into_owned())
        .any(|it| it.contains(word))
}

#[test]
fn a_program_that_is_killed_takes_all_that_it_started_with_it() {
    for place in everywhere() {
        let word = format!("sleeper-{}-{}", std::process::id(), place.engine.kind());
        let program = format!(
            "
import os, subprocess, sys, time
sleeper = [sys.executable, '-c', 'import time; time.sleep(600)', '{word}']
subprocess.Popen(sleeper, start_new_session=True)
if os.fork() == 0:
    os.setsid()
    time.sleep(600)
print('begun', flush=True)
time.sleep(600)"
        );
        let mut process = place.start(&program);
        process.output.read_exact(&mut [0; 6]).unwrap();
        assert!(is_running(&word));
        process.control.kill();
        let mut rest = Vec::new();
        process.output.read_to_end(&mut rest).unwrap();
        assert_eq!(exit(&process), Some(137), "{}", place.engine.kind());
        assert!(!is_running(&word), "{}", place.engine.kind());
    }
}

#[test]
fn a_program_that_nobody_holds_any_more_is_killed() {
    for place in everywhere() {
        let word = format!("forgotten-{}-{}", std::process::id(), place.engine.kind());
        let mut process = place.start(&format!(
            "import time; print('{word}', flush=True); time.sleep(600)"
        ));
        process.output.read_exact(&mut [0; 5]).unwrap();
        let control = process.control.clone();
        drop(process);
        let begun = Instant::now();
        while control.exit().is_none() && begun.elapsed() < Duration::from_secs(20) {
            thread::sleep(Duration::from_millis(20));
        }
        assert!(!is_running(&word), "{}", place.engine.kind());
    }
}

#[test]
fn how_a_program_ends_and_what_it_says_on_the_way_is_known() {
    for place in everywhere() {
        let mut process =
            place.start("import sys; sys.stderr.write('x' * 100_000 + 'the end'); sys.exit(7)");
        process.output.read_to_end(&mut Vec::new()).unwrap();
        assert_eq!(exit(&process), Some(7), "{}", place.engine.kind());
        let begun = Instant::now();
        while !process.control.log().ends_with("the end")
            && begun.elapsed() < Duration::from_secs(5)
        {
            thread::sleep(Duration::from_millis(20));
        }
        assert_eq!(
            process.control.log().len(),
            64 << 10,
            "{}",
            place.engine.kind()
        );
        assert!(
            process.control.log().ends_with("the end"),
            "{}",
            place.engine.kind()
        );
    }
}

#[test]
fn several_environments_run_at_the_same_time() {
    for place in everywhere() {
        thread::scope(|scope| {
            let running: Vec<_> = (0..4)
                .map(|number| {
                    scope.spawn(move || {
                        place.run(&format!("print({number} * 2, input() if False else '')"))
                    })
                })
                .collect();
            for (number, it) in running.into_iter().enumerate() {
                assert_eq!(it.join().unwrap(), format!("{} \n", number * 2));
            }
        });
    }
}

#[test]
fn what_a_crashed_process_left_is_removed_by_the_next_and_nothing_else() {
    for place in everywhere()
        .iter()
        .filter(|it| it.engine.kind() != EngineKind::Bubblewrap)
    {
        let kind = place.engine.kind();
        let sessions = || {
            let names = fs::read_dir(folder("cache").join("environments"))
                .unwrap()
                .flatten();
            let paths = names.map(|it| it.path());
            paths
                .filter(|it| it.display().to_string().contains("session-"))
                .collect::<BTreeSet<_>>()
        };
        let before = sessions();
        let crashed = place.environments.session().unwrap();
        let file = sessions().difference(&before).next().unwrap().clone();
        let engine = find(kind, &crashed).unwrap();
        let start = |engine| {
            place.environments.start(
                &place.definition,
                engine,
                &["-c", "import time; time.sleep(600)"],
            )
        };
        let orphan = start(&engine).unwrap();
        let kept = start(&place.engine).unwrap();
        // What a crash does: the lock goes, and the container stays.
        fs::remove_file(file).unwrap();
        assert!(place.engine.reap() >= 1, "{kind}");
        exit(&orphan);
        assert_eq!(kept.control.exit(), None, "{kind}");
    }
}

#[test]
fn a_module_that_an_environment_has_not_fails_its_build_and_nothing_of_it_stays() {
    let manifest = MANIFEST
        .replace("'bare'", "'wanting'")
        .replace("'sqlite3'", "'sqlite3', 'nowhere'");
    let definition = definition("wanting", &manifest);
    let Some(place) = everywhere().last() else {
        return;
    };
    let (engine, environments) = (&place.engine, &place.environments);
    let order = Order {
        definition: &definition,
        engine,
        from_debian: true,
        again: false,
    };
    let told = environments
        .build(&order, &|_| {}, &|| false)
        .unwrap_err()
        .to_string();
    assert!(
        told.starts_with("the environment `wanting` cannot import `nowhere`\n"),
        "{told}"
    );
    assert!(told.contains("No module named 'nowhere'"), "{told}");
    assert_eq!(environments.built(&definition, engine.kind()), None);
    let is_left = || {
        let entries = fs::read_dir(folder("cache").join("environments")).unwrap();
        let names = entries
            .flatten()
            .map(|it| it.file_name().into_string().unwrap());
        let mut names = names.filter(|it| it.starts_with("build-") || it.starts_with("wanting"));
        names.next().is_some()
    };
    // Other tests build there too: it must be seen once without anything of a build.
    let begun = Instant::now();
    while is_left() {
        assert!(begun.elapsed() < Duration::from_mins(1));
        thread::sleep(Duration::from_millis(50));
    }
    let error = environments
        .start(&definition, engine, &["-c", ""])
        .err()
        .unwrap();
    assert!(error.to_string().contains("is not built for"), "{error}");
}

#[test]
fn a_containerfile_is_followed_with_the_files_that_stand_beside_it() {
    for place in everywhere() {
        let kind = place.engine.kind();
        let manifest = MANIFEST.replace("'bare'", "'followed'");
        let folder = folder(&format!("followed-{kind}"));
        fs::create_dir_all(folder.join("data")).unwrap();
        let base = place.environments.built(&place.definition, kind).unwrap();
        let containerfile = format!("FROM {}\nCOPY data/words /words\n", base.image);
        fs::write(folder.join("Containerfile"), containerfile).unwrap();
        fs::write(folder.join("environment.toml"), manifest).unwrap();
        fs::write(folder.join("data/words"), "said").unwrap();
        let definition = Definition::from_folder(&folder).unwrap();
        let order = Order {
            definition: &definition,
            engine: &place.engine,
            from_debian: false,
            again: true,
        };
        let built = place.environments.build(&order, &|_| {}, &|| false);
        if kind == EngineKind::Bubblewrap {
            assert!(matches!(built, Err(EnvironmentError::Way { .. })));
            continue;
        }
        assert_eq!(built.unwrap().digest, base.digest, "{kind}");
        let followed = Place {
            engine: place.engine.clone(),
            environments: place.environments.clone(),
            definition,
        };
        let printed = followed.run("print(open('/words').read())");
        assert_eq!(printed, "said\n", "{kind}");
        let removed = followed.environments.remove("followed", &followed.engine);
        assert_eq!(removed.unwrap(), 1, "{kind}");
        let again = followed.environments.remove("followed", &followed.engine);
        assert_eq!(again.unwrap(), 0, "{kind}");
    }
}
