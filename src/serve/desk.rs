//! What all requests share.

use super::access::Access;
use super::chat::Chat;
use super::crew::Crew;
use super::executor::Executor;
use super::metrics::Metrics;
use super::room::Rooms;
use std::sync::Arc;

/// What all requests share.
pub(super) struct Desk {
    pub(super) access: Access,
    pub(super) metrics: Arc<Metrics>,
    /// What bodies of requests may take together.
    pub(super) room: Rooms,
    /// Solves tasks; most of their time they wait for the model.
    pub(super) solves: Crew,
    /// Nothing where no model is served.
    pub(super) chat: Option<Chat>,
    pub(super) executor: Executor,
}
