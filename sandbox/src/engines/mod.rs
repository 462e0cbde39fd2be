//! What carries environments: Docker and Podman by their API, and bubblewrap.

mod api;
#[cfg(target_os = "linux")]
mod bubblewrap;
mod confinement;
mod engine;
mod kind;
mod places;
mod process;
mod session;

pub(crate) use api::{Api, Origin};
pub(crate) use confinement::Confinement;
pub(crate) use engine::Carrier;
pub use engine::Engine;
pub use kind::EngineKind;
pub use places::{Place, Surroundings, places};
pub use process::{Control, Exit, Process};
pub use session::Session;
