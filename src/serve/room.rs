//! The memory that bodies of requests take together: who finds none free waits.

use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Bytes of one permit.
const UNIT: usize = 1 << 10;

/// All the memory for bodies.
pub(super) struct Rooms(Arc<Semaphore>);

/// Memory that is taken until this is dropped.
pub(super) struct Room {
    _permit: Option<OwnedSemaphorePermit>,
}

impl Rooms {
    pub(super) fn new(bytes: usize) -> Self {
        Self(Arc::new(Semaphore::new(bytes / UNIT)))
    }

    /// Takes room for so many bytes, in the order in which requests came.
    pub(super) async fn take(&self, bytes: usize) -> Room {
        let units = u32::try_from(bytes.div_ceil(UNIT)).unwrap_or(u32::MAX);
        // A semaphore that is never closed gives what is asked for.
        let permit = Arc::clone(&self.0).acquire_many_owned(units).await;
        Room {
            _permit: permit.ok(),
        }
    }
}
