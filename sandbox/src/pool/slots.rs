//! Turns: so many questions at the same time, and the others in the order in which they came.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// A number of slots.
pub(super) struct Slots {
    state: Mutex<State>,
    turned: Condvar,
}

struct State {
    free: usize,
    /// The number of the next who comes, and of the one whose turn is next.
    next: u64,
    turn: u64,
}

/// A slot that is taken until this is dropped.
pub(super) struct Slot<'a>(&'a Slots);

impl Slots {
    pub(super) fn new(count: usize) -> Self {
        Self {
            state: Mutex::new(State {
                free: count.max(1),
                next: 0,
                turn: 0,
            }),
            turned: Condvar::new(),
        }
    }

    /// Takes a slot, once it is the caller's turn.
    pub(super) fn take(&self) -> Slot<'_> {
        let mut state = self.state();
        let own = state.next;
        state.next += 1;
        while state.free == 0 || state.turn != own {
            state = self
                .turned
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
        state.free -= 1;
        state.turn += 1;
        drop(state);
        // Another slot may be free for who comes next.
        self.turned.notify_all();
        Slot(self)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        self.0.state().free += 1;
        self.0.turned.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    #[test]
    fn no_more_than_so_many_have_a_slot_and_all_get_one() {
        let slots = Slots::new(3);
        let (busy, most, done) = (
            AtomicUsize::new(0),
            AtomicUsize::new(0),
            AtomicUsize::new(0),
        );
        thread::scope(|scope| {
            for _ in 0..20 {
                scope.spawn(|| {
                    for _ in 0..50 {
                        let _slot = slots.take();
                        let now = busy.fetch_add(1, Ordering::SeqCst) + 1;
                        most.fetch_max(now, Ordering::SeqCst);
                        thread::yield_now();
                        busy.fetch_sub(1, Ordering::SeqCst);
                        done.fetch_add(1, Ordering::SeqCst);
                    }
                });
            }
        });
        assert_eq!(done.load(Ordering::SeqCst), 1000);
        assert!(most.load(Ordering::SeqCst) <= 3);
    }
}
