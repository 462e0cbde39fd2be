//! Docker and Podman: one API, and what differs between the two.

mod answer;
mod confined;
mod connection;
mod images;
mod labels;
mod leftovers;
mod program;
mod streams;

pub(crate) use images::Origin;

use super::EngineKind;
use super::session::Session;
use bollard::Docker;
use std::sync::Arc;
use tokio::runtime::Runtime;

/// An engine behind a socket, which answered.
#[derive(Clone, Debug)]
pub(crate) struct Api {
    kind: EngineKind,
    docker: Docker,
    runtime: Arc<Runtime>,
    session: Arc<Session>,
    /// The processor's architecture, in the words of images.
    architecture: String,
    has_apparmor: bool,
}

impl Api {
    pub(crate) fn kind(&self) -> EngineKind {
        self.kind
    }
}
