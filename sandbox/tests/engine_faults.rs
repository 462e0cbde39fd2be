//! Engines that refuse, stop in the middle, or give what is no longer right: what a user is told, and what stays behind.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a broken test panics")]

#[path = "common/fake_engine.rs"]
mod fake_engine;

use fake_engine::{Answer, FakeEngine};
use mutagree_sandbox::{
    Built, Definition, Engine, EngineKind, EnvironmentError, Environments, Fleet, MemoryBudget,
    Order, Place,
};
use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tempfile::TempDir;

/// What Python says of an environment in which nothing is amiss.
const CONTENTS: &str = r#"{"python": "3.11.2", "implementation": "CPython", "machine": "x86_64", "modules": {"sample": "1"},
    "failures": {}, "distributions": [], "packages": []}"#;

/// An environment that engines here never really build.
fn definition(folder: &TempDir) -> Definition {
    let manifest =
        "name = 'sample'\nabout = ''\npython = '3.11'\nmodules = ['sample']\nsize_mib = 1";
    let path = folder.path().join("sample");
    fs::create_dir(&path).unwrap();
    fs::write(path.join("environment.toml"), manifest).unwrap();
    fs::write(path.join("Containerfile"), "FROM scratch").unwrap();
    Definition::from_folder(&path).unwrap()
}

/// What an engine says on the way to a finished image, where everything goes well.
fn usual(request: &str, contents: &str) -> Option<Answer> {
    let json = |status, text: &str| Some(Answer::Json(status, text.to_owned()));
    match request {
        "POST /build" => json(200, "{\"stream\": \"Step 1/1 : FROM scratch\\n\"}\n"),
        "POST /containers/create" => json(201, r#"{"Id": "c1", "Warnings": []}"#),
        "POST /containers/c1/attach" => Some(Answer::Attached(contents.as_bytes().to_vec())),
        "POST /containers/c1/start" | "DELETE /containers/c1" => json(204, ""),
        "POST /containers/c1/wait" => json(200, r#"{"StatusCode": 0}"#),
        _ if request.starts_with("GET /images/") => {
            json(200, r#"{"Id": "i1", "Size": 7, "Architecture": "amd64"}"#)
        }
        _ if request.starts_with("DELETE /images/") => json(200, "[]"),
        _ if request.starts_with("POST /images/") => json(201, ""),
        _ => json(404, r#"{"message": "no such thing"}"#),
    }
}

fn build(
    folder: &TempDir,
    script: impl Fn(&str) -> Option<Answer> + Send + Sync + 'static,
) -> (
    Result<Built, EnvironmentError>,
    FakeEngine,
    Definition,
    Environments,
    Engine,
) {
    let fake = FakeEngine::start(folder.path(), script);
    let environments = Environments::new(&folder.path().join("cache"), "python3".to_owned());
    let engine = Engine::open(&fake.place, &environments.session().unwrap()).unwrap();
    let definition = definition(folder);
    let order = Order {
        definition: &definition,
        engine: &engine,
        from_debian: false,
        again: false,
    };
    let built = environments.build(&order, &|_| {}, &|| false);
    (built, fake, definition, environments, engine)
}

/// What a user is told of a build.
fn told(script: impl Fn(&str) -> Option<Answer> + Send + Sync + 'static) -> String {
    let folder = tempfile::tempdir().unwrap();
    build(&folder, script).0.unwrap_err().to_string()
}

#[test]
fn an_image_is_named_only_after_its_modules_were_imported() {
    let folder = tempfile::tempdir().unwrap();
    let (built, fake, definition, environments, _) = build(&folder, |it| usual(it, CONTENTS));
    let built = built.unwrap();
    assert_eq!((built.python.as_str(), built.bytes), ("3.11.2", 7));
    assert_eq!(
        environments.built(&definition, EngineKind::Docker),
        Some(built)
    );
    let requests = fake.requests.lock().unwrap();
    let place = |part: &str| requests.iter().position(|it| it.contains(part)).unwrap();
    assert!(place("/containers/c1/start") < place("/tag"));
}

#[test]
fn a_full_disk_of_the_engine_is_told_as_such_with_the_end_of_the_log() {
    let full = "{\"stream\": \"Step 1/1 : FROM scratch\\n\"}\n{\"errorDetail\": {\"message\": \"write /layer: no space left on device\"}}\n";
    let told = told(move |it| match it {
        "POST /build" => Some(Answer::Json(200, full.to_owned())),
        it => usual(it, CONTENTS),
    });
    assert!(
        told.contains(
            "Step 1/1 : FROM scratch\nwrite /layer: no space left on device\nhint: the disk is full"
        ),
        "{told}"
    );
}

#[test]
fn a_registry_that_does_not_answer_is_told_with_the_way_around_it() {
    let absent = "{\"errorDetail\": {\"message\": \"Get https://registry.example/v2/: connection refused\"}}\n";
    let told = told(move |it| match it {
        "POST /build" => Some(Answer::Json(200, absent.to_owned())),
        it => usual(it, CONTENTS),
    });
    assert!(
        told.contains("connection refused\nhint: ") && told.contains("check the network"),
        "{told}"
    );
}

#[test]
fn a_module_that_cannot_be_imported_is_told_once_with_its_log_and_the_image_does_not_stay() {
    let contents = CONTENTS.replace(
        r#""failures": {}"#,
        r#""failures": {"sample": "Traceback\nImportError: libsample.so"}"#,
    );
    let folder = tempfile::tempdir().unwrap();
    let (built, fake, definition, environments, _) = build(&folder, move |it| usual(it, &contents));
    let told = built.unwrap_err().to_string();
    assert!(
        told.starts_with("the environment `sample` cannot import `sample`\nTraceback\n"),
        "{told}"
    );
    assert_eq!(told.matches("libsample.so").count(), 1);
    let requests = fake.requests.lock().unwrap();
    assert!(requests.iter().any(|it| it.starts_with("DELETE /images/")));
    assert_eq!(environments.built(&definition, EngineKind::Docker), None);
}

#[test]
fn an_engine_that_stops_in_the_middle_of_a_build_is_named() {
    let told = told(|it| match it {
        "POST /containers/create" => None,
        it if it.starts_with("DELETE /images/") => usual(it, CONTENTS),
        it => usual(it, CONTENTS),
    });
    assert!(
        told.starts_with("`docker` could not start a program: "),
        "{told}"
    );
    assert!(told.contains("the engine stopped"), "{told}");
}

#[test]
fn an_image_that_is_gone_or_of_another_architecture_is_not_started() {
    for (answer, state) in [
        (
            Answer::Json(404, r#"{"message": "No such image"}"#.to_owned()),
            "is gone",
        ),
        (
            Answer::Json(200, r#"{"Id": "i1", "Architecture": "arm64"}"#.to_owned()),
            "is of the architecture `arm64`, but the engine runs `amd64`",
        ),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let is_later = Arc::new(AtomicBool::new(false));
        let later = Arc::clone(&is_later);
        let Answer::Json(status, text) = answer else {
            unreachable!()
        };
        let script = move |it: &str| {
            let is_image = it.starts_with("GET /images/") && later.load(Ordering::SeqCst);
            if is_image {
                Some(Answer::Json(status, text.clone()))
            } else {
                usual(it, CONTENTS)
            }
        };
        let (built, _fake, definition, environments, engine) = build(&folder, script);
        built.unwrap();
        is_later.store(true, Ordering::SeqCst);
        let error = environments
            .start(&definition, &engine, &["-c", ""])
            .err()
            .unwrap();
        assert!(error.to_string().contains(state), "{error}");
        assert!(
            error
                .to_string()
                .contains("mutagree environment build sample --again --engine docker")
        );
    }
}

#[test]
fn an_environment_runs_on_the_engine_that_it_was_built_for() {
    let folder = tempfile::tempdir().unwrap();
    let (docker, podman) = [EngineKind::Docker, EngineKind::Podman]
        .map(|kind| FakeEngine::start_as(kind, folder.path(), |it| usual(it, CONTENTS)))
        .into();
    let environments = Environments::new(&folder.path().join("cache"), "python3".to_owned());
    let engine = Engine::open(&podman.place, &environments.session().unwrap()).unwrap();
    let definition = definition(&folder);
    let fleet = |wanted| {
        let places = vec![docker.place.clone(), podman.place.clone()];
        Fleet::new(
            environments.clone(),
            places,
            wanted,
            MemoryBudget::new(1000),
        )
    };
    assert!(!fleet(None).has(&definition));
    let order = Order {
        definition: &definition,
        engine: &engine,
        from_debian: false,
        again: false,
    };
    environments.build(&order, &|_| {}, &|| false).unwrap();
    assert!(fleet(None).has(&definition));
    assert!(fleet(None).open(&definition).is_ok());
    let told = fleet(Some(EngineKind::Docker))
        .open(&definition)
        .err()
        .unwrap();
    assert!(
        told.to_string().contains("not built for `docker`"),
        "{told}"
    );
}

#[test]
fn a_socket_without_an_engine_is_told_with_its_address() {
    let folder = tempfile::tempdir().unwrap();
    let environments = Environments::new(folder.path(), "python3".to_owned());
    let session = environments.session().unwrap();
    let place = |address: &str| Place {
        kind: EngineKind::Docker,
        address: address.to_owned(),
        origin: "test",
    };
    let places = [place("unix:///nowhere/docker.sock"), place("ssh://host")];
    let told = Engine::find(&places, Some(EngineKind::Docker), &session)
        .unwrap_err()
        .to_string();
    assert!(
        told.contains("`unix:///nowhere/docker.sock`: there is no such socket; `ssh://host`: only"),
        "{told}"
    );
    let told = Engine::find(&places, None, &session)
        .unwrap_err()
        .to_string();
    assert!(told.starts_with("no engine answers: "), "{told}");
}
