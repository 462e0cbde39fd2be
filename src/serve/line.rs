//! The line of work that waits: bounded in number and bytes, and fair among clients.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Who asks: clients of one name share a place in the turn.
pub(super) type Client = String;

/// What may wait.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    /// Pieces of work of all clients.
    pub(super) pieces: usize,
    /// Their bytes.
    pub(super) bytes: usize,
}

/// Why a piece of work may not wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Full {
    /// The line is full.
    All,
    /// The client has its share of the line.
    Client,
    /// The server is about to end.
    Closed,
}

/// Work that waits. Clients take turns, whatever the number of their pieces; those of one client are done in their order. A
/// client that is alone may fill three quarters of the line, so that there is always room for another.
pub(super) struct Line<T> {
    bounds: Bounds,
    state: Mutex<State<T>>,
    more: Condvar,
}

struct State<T> {
    /// The clients that have work waiting, the one whose turn it is first.
    clients: VecDeque<Own<T>>,
    pieces: usize,
    bytes: usize,
    is_closed: bool,
}

struct Own<T> {
    client: Client,
    pieces: VecDeque<(usize, T)>,
    bytes: usize,
}

impl<T> Line<T> {
    pub(super) fn new(bounds: Bounds) -> Self {
        Self {
            bounds,
            state: Mutex::new(State {
                clients: VecDeque::new(),
                pieces: 0,
                bytes: 0,
                is_closed: false,
            }),
            more: Condvar::new(),
        }
    }

    /// Lets a piece of work of so many bytes wait.
    pub(super) fn push(&self, client: &str, bytes: usize, piece: T) -> Result<(), Full> {
        let mut state = self.state();
        if state.is_closed {
            return Err(Full::Closed);
        }
        let Bounds {
            pieces: most,
            bytes: most_bytes,
        } = self.bounds;
        if state.pieces >= most || state.bytes.saturating_add(bytes) > most_bytes {
            return Err(Full::All);
        }
        let place = state.clients.iter().position(|own| own.client == client);
        let share = |all: usize| (all / 4 * 3).max(1);
        if let Some(own) = place.and_then(|place| state.clients.get(place))
            && (own.pieces.len() >= share(most)
                || own.bytes.saturating_add(bytes) > share(most_bytes))
        {
            return Err(Full::Client);
        }
        state.pieces += 1;
        state.bytes += bytes;
        let place = place.unwrap_or(state.clients.len());
        if place == state.clients.len() {
            state.clients.push_back(Own {
                client: client.to_owned(),
                pieces: VecDeque::new(),
                bytes: 0,
            });
        }
        let own = state.clients.get_mut(place);
        if let Some(own) = own {
            own.bytes += bytes;
            own.pieces.push_back((bytes, piece));
        }
        drop(state);
        self.more.notify_one();
        Ok(())
    }

    /// The next piece of work, once there is one; nothing where the line is closed and empty.
    pub(super) fn pop(&self) -> Option<T> {
        let mut state = self.state();
        loop {
            if let Some(piece) = state.take() {
                return Some(piece);
            }
            if state.is_closed {
                return None;
            }
            state = self
                .more
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Takes no more work; what waits is done.
    pub(super) fn close(&self) {
        self.state().is_closed = true;
        self.more.notify_all();
    }

    /// How many pieces wait.
    pub(super) fn len(&self) -> usize {
        self.state().pieces
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> State<T> {
    fn take(&mut self) -> Option<T> {
        let mut own = self.clients.pop_front()?;
        let (bytes, piece) = own.pieces.pop_front()?;
        own.bytes -= bytes;
        self.pieces -= 1;
        self.bytes -= bytes;
        if !own.pieces.is_empty() {
            self.clients.push_back(own);
        }
        Some(piece)
    }
}

/// The seconds after which it is worth to ask again where so many pieces wait for so many workers, each for a time.
pub(super) fn retry_after(waiting: usize, workers: usize, each: Duration) -> u64 {
    let rounds = waiting.div_ceil(workers.max(1)).max(1);
    let rounds = u32::try_from(rounds).unwrap_or(u32::MAX);
    let seconds = each.saturating_mul(rounds).as_millis().div_ceil(1000);
    u64::try_from(seconds).unwrap_or(u64::MAX).clamp(1, 600)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a broken test panics")]
mod tests {
    use super::*;

    fn line(pieces: usize, bytes: usize) -> Line<u32> {
        Line::new(Bounds { pieces, bytes })
    }

    #[test]
    fn clients_take_turns_whatever_the_number_of_their_pieces() {
        let line = line(100, 100);
        for piece in 0..5 {
            line.push("many", 1, piece).unwrap();
        }
        line.push("one", 1, 100).unwrap();
        line.push("two", 1, 200).unwrap();
        line.push("two", 1, 201).unwrap();
        line.close();
        let order: Vec<u32> = std::iter::from_fn(|| line.pop()).collect();
        assert_eq!(order, [0, 100, 200, 1, 201, 2, 3, 4]);
        assert_eq!(line.push("one", 1, 0), Err(Full::Closed));
    }

    #[test]
    fn a_client_leaves_room_for_others_and_all_together_fill_the_line() {
        let line = line(8, 1000);
        for piece in 0..6 {
            line.push("greedy", 1, piece).unwrap();
        }
        assert_eq!(line.push("greedy", 1, 6), Err(Full::Client));
        line.push("other", 1, 7).unwrap();
        line.push("third", 1, 8).unwrap();
        assert_eq!(line.push("fourth", 1, 9), Err(Full::All));
        line.pop().unwrap();
        line.push("fourth", 1, 9).unwrap();
        assert_eq!(line.len(), 8);
    }

    #[test]
    fn bytes_are_bounded_too_and_come_back() {
        let line = line(100, 40);
        line.push("a", 30, 0).unwrap();
        assert_eq!(line.push("a", 5, 1), Err(Full::Client));
        assert_eq!(line.push("b", 11, 1), Err(Full::All));
        line.push("b", 10, 1).unwrap();
        line.pop().unwrap();
        line.push("c", 30, 2).unwrap();
    }

    #[test]
    fn a_wait_is_as_long_as_those_before_take() {
        let each = Duration::from_secs(3);
        assert_eq!(retry_after(0, 4, each), 3);
        assert_eq!(retry_after(9, 4, each), 9);
        assert_eq!(retry_after(1, 1, Duration::from_millis(2900)), 3);
        assert_eq!(retry_after(4, 4, Duration::from_millis(20)), 1);
        assert_eq!(retry_after(usize::MAX, 0, each), 600);
    }
}
