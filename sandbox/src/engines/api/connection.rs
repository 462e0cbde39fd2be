//! Reaching an engine by its address, and asking it who it is.

use super::{Api, answer};
use crate::engines::EngineKind;
use crate::engines::session::Session;
use bollard::{API_DEFAULT_VERSION, Docker};
use std::sync::Arc;
use tokio::runtime::Builder;

/// Seconds to wait for the first answer: Podman gives none while it copies an image for another container.
const PATIENCE: u64 = 30;
/// Seconds to wait for any later answer: an engine that unpacks a large image is silent for long.
const LONG_PATIENCE: u64 = 3600;

impl Api {
    /// Connects to an engine, and gives its version too. An error is what came of it.
    pub(in crate::engines) fn open(
        address: &str,
        session: &Arc<Session>,
    ) -> Result<(Self, String), String> {
        let connected = connect(address)?;
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build();
        let runtime = Arc::new(runtime.map_err(|error| error.to_string())?);
        let asked = runtime.block_on(async {
            let docker = connected.negotiate_version().await?;
            let version = docker.version().await?;
            Ok((version, docker.info().await?, docker))
        });
        let (version, information, mut docker) = asked.map_err(|error| answer::said(&error))?;
        docker.set_timeout(std::time::Duration::from_secs(LONG_PATIENCE));
        let components = version.components.unwrap_or_default();
        let is_podman = components.iter().any(|it| it.name.contains("Podman"));
        let options = information.security_options.unwrap_or_default();
        let api = Self {
            kind: if is_podman {
                EngineKind::Podman
            } else {
                EngineKind::Docker
            },
            docker,
            runtime,
            session: Arc::clone(session),
            architecture: version.arch.unwrap_or_default(),
            has_apparmor: options.iter().any(|it| it.contains("apparmor")),
        };
        Ok((api, version.version.unwrap_or_default()))
    }
}

fn connect(address: &str) -> Result<Docker, String> {
    let said = |error| answer::said(&error);
    if let Some(path) = address.strip_prefix("unix://") {
        if !std::path::Path::new(path).exists() {
            return Err("there is no such socket".to_owned());
        }
        return Docker::connect_with_unix(path, PATIENCE, API_DEFAULT_VERSION).map_err(said);
    }
    if address.starts_with("tcp://") || address.starts_with("http://") {
        return Docker::connect_with_http(address, PATIENCE, API_DEFAULT_VERSION).map_err(said);
    }
    Err("only `unix://`, `tcp://` and `http://` are understood here".to_owned())
}
