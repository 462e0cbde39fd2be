//! The engines that are known, and the word for each.

use std::fmt;
use std::str::FromStr;

/// What carries environments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EngineKind {
    /// Docker, through its API.
    Docker,
    /// Podman, through the API that it shares with Docker.
    Podman,
    /// The command `bwrap`: namespaces, without any service.
    Bubblewrap,
}

impl EngineKind {
    /// All of them, in the order in which they are tried.
    pub const ALL: [Self; 3] = [Self::Docker, Self::Podman, Self::Bubblewrap];

    /// Its word on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Docker => "docker",
            Self::Podman => "podman",
            Self::Bubblewrap => "bubblewrap",
        }
    }

    /// What to do where it does not answer.
    pub(super) fn remedy(self) -> &'static str {
        match self {
            Self::Docker => "start Docker, or set `DOCKER_HOST` to its socket",
            Self::Podman => {
                "start its service with `systemctl --user start podman.socket`, or `podman system service --time 0 \
                 unix://SOCKET`, and set `CONTAINER_HOST` to its socket"
            }
            Self::Bubblewrap => {
                "install it (Debian: `apt install bubblewrap`), and allow namespaces of users"
            }
        }
    }
}

impl fmt::Display for EngineKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl FromStr for EngineKind {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|it| it.name() == word);
        found.ok_or_else(|| "an engine is `docker`, `podman` or `bubblewrap`".to_owned())
    }
}
