//! What an engine's errors mean, and what to do about each.

use crate::engines::EngineKind;
use crate::environment::EnvironmentError;
use bollard::errors::Error;

/// An engine's error as one of ours.
pub(super) fn failed(kind: EngineKind, action: &'static str, error: &Error) -> EnvironmentError {
    let detail = said(error);
    EnvironmentError::Engine {
        engine: kind.name(),
        action,
        hint: hint(&detail),
        detail,
    }
}

/// Says whether the engine has no such thing.
pub(super) fn is_absent(error: &Error) -> bool {
    matches!(
        error,
        Error::DockerResponseServerError {
            status_code: 404,
            ..
        }
    )
}

/// An error in the engine's own words, without ours around them.
pub(super) fn said(error: &Error) -> String {
    match error {
        Error::DockerResponseServerError { message, .. } => message.trim().to_owned(),
        Error::DockerStreamError { error } => error.trim().to_owned(),
        Error::RequestTimeoutError => "it did not answer in time".to_owned(),
        error => with_causes(error),
    }
}

/// An error with all its causes, each once: the outermost of a connection says only that there was one.
fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let more = inner.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        cause = inner.source();
    }
    text
}

/// What to do about an answer.
pub(super) fn hint(detail: &str) -> &'static str {
    let has = |signs: &[&str]| {
        signs
            .iter()
            .any(|sign| detail.to_lowercase().contains(sign))
    };
    if has(&["no space left on device", "disk quota exceeded"]) {
        "the disk of the engine is full: remove environments with `mutagree environment remove`, or other images"
    } else if has(&["permission denied"]) {
        "let this user reach the engine's socket, or use an engine of the user's own"
    } else if has(&[
        "connection refused",
        "error in the hyper legacy client",
        "connection closed",
        "broken pipe",
        "no such file",
    ]) {
        "the engine stopped: start it, and give the same command again"
    } else if has(&["executable file"]) {
        "the image has no `python3`: build the environment again, or mend its `Containerfile`"
    } else if has(&["exec format error"]) {
        "the image is of another architecture: build it again on this engine"
    } else {
        "`mutagree environment doctor` says whether the engine works"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_and_a_forbidden_socket_are_told_apart() {
        assert!(hint("write /layer: no space left on device").contains("disk"));
        assert!(hint("Permission denied (os error 13)").contains("socket"));
        let absent = "exec: \"python3\": executable file not found in $PATH";
        assert!(hint(absent).contains("no `python3`"));
        assert!(hint("something else").contains("doctor"));
    }

    #[test]
    fn an_answer_is_told_in_the_engines_own_words() {
        let error = Error::DockerResponseServerError {
            status_code: 500,
            message: "out of luck\n".to_owned(),
        };
        let told = failed(EngineKind::Docker, "start a program", &error).to_string();
        assert!(
            told.starts_with("`docker` could not start a program: out of luck\nhint: "),
            "{told}"
        );
        assert!(!is_absent(&error));
    }
}
