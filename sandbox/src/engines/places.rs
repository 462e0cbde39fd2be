//! Where engines are looked for: the usual variables, then the usual sockets and commands.

use super::EngineKind;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// What decides where engines are looked for; whoever calls this crate reads it from the process's environment.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// `DOCKER_HOST`.
    pub docker_host: Option<String>,
    /// `CONTAINER_HOST`, Podman's own variable.
    pub container_host: Option<String>,
    /// `XDG_RUNTIME_DIR`, where services of a user have their sockets.
    pub runtime_folder: Option<PathBuf>,
    /// The home folder, where Docker Desktop has its socket.
    pub home: Option<PathBuf>,
    /// `PATH`.
    pub path: Option<OsString>,
}

/// A place where an engine may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The engine.
    pub kind: EngineKind,
    /// An address as `unix:///run/docker.sock`, or a command.
    pub address: String,
    /// What named it: a variable, or that it is usual.
    pub origin: &'static str,
}

/// The places to look at, in their order. Where a variable names an engine's address, that is the only one.
#[must_use]
pub fn places(surroundings: &Surroundings) -> Vec<Place> {
    let place = |kind, address, origin| Place {
        kind,
        address,
        origin,
    };
    let socket = |folder: &Path, path: &str| format!("unix://{}", folder.join(path).display());
    let set = |it: &Option<String>| it.clone().filter(|it| !it.is_empty());
    let mut places = Vec::new();
    if let Some(address) = set(&surroundings.docker_host) {
        places.push(place(EngineKind::Docker, address, "DOCKER_HOST"));
    } else {
        let mut add = |address, origin| places.push(place(EngineKind::Docker, address, origin));
        if let Some(folder) = &surroundings.runtime_folder {
            add(socket(folder, "docker.sock"), "XDG_RUNTIME_DIR");
        }
        if let Some(home) = &surroundings.home {
            add(socket(home, ".docker/run/docker.sock"), "HOME");
        }
        add("unix:///var/run/docker.sock".to_owned(), "usual");
    }
    if let Some(address) = set(&surroundings.container_host) {
        places.push(place(EngineKind::Podman, address, "CONTAINER_HOST"));
    } else {
        let mut add = |address, origin| places.push(place(EngineKind::Podman, address, origin));
        if let Some(folder) = &surroundings.runtime_folder {
            add(socket(folder, "podman/podman.sock"), "XDG_RUNTIME_DIR");
        }
        add("unix:///run/podman/podman.sock".to_owned(), "usual");
    }
    let folders = surroundings.path.iter().flat_map(std::env::split_paths);
    let mut commands = folders
        .filter(|it| it.is_absolute())
        .map(|it| it.join("bwrap"));
    let found = commands.find(|it| it.is_file());
    let command = found.map(|it| it.display().to_string());
    places.extend(command.map(|it| place(EngineKind::Bubblewrap, it, "PATH")));
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(surroundings: &Surroundings) -> Vec<String> {
        let places = places(surroundings);
        places
            .iter()
            .map(|it| format!("{} {} {}", it.kind, it.address, it.origin))
            .collect()
    }

    #[test]
    fn without_any_variable_the_sockets_of_the_system_are_tried() {
        let usual = [
            "docker unix:///var/run/docker.sock usual",
            "podman unix:///run/podman/podman.sock usual",
        ];
        assert_eq!(addresses(&Surroundings::default()), usual);
    }

    #[test]
    fn the_sockets_of_the_user_are_tried_before_those_of_the_system() {
        let surroundings = Surroundings {
            container_host: Some(String::new()),
            runtime_folder: Some("/run/user/7".into()),
            home: Some("/home/me".into()),
            ..Surroundings::default()
        };
        let expected = [
            "docker unix:///run/user/7/docker.sock XDG_RUNTIME_DIR",
            "docker unix:///home/me/.docker/run/docker.sock HOME",
            "docker unix:///var/run/docker.sock usual",
            "podman unix:///run/user/7/podman/podman.sock XDG_RUNTIME_DIR",
            "podman unix:///run/podman/podman.sock usual",
        ];
        assert_eq!(addresses(&surroundings), expected);
    }

    #[test]
    fn an_address_in_a_variable_is_the_only_one_of_its_engine() {
        let surroundings = Surroundings {
            docker_host: Some("tcp://127.0.0.1:2375".to_owned()),
            container_host: Some("unix:///mine".to_owned()),
            runtime_folder: Some("/run/user/7".into()),
            ..Surroundings::default()
        };
        let expected = [
            "docker tcp://127.0.0.1:2375 DOCKER_HOST",
            "podman unix:///mine CONTAINER_HOST",
        ];
        assert_eq!(addresses(&surroundings), expected);
    }
}
