//! Whose turn it is, where a server answers few requests at once.

use std::io;
use std::sync::Mutex;

/// Those who are served and those who wait, in the order in which they came.
pub(super) struct Queue {
    most: usize,
    line: Mutex<Line>,
}

#[derive(Default)]
struct Line {
    came: usize,
    there: Vec<usize>,
}

impl Queue {
    /// A queue before so many places, or before any number.
    pub(super) fn new(places: Option<usize>) -> Self {
        Self {
            most: places.unwrap_or(usize::MAX),
            line: Mutex::default(),
        }
    }

    /// Waits for a turn, which lasts as long as what is given; whoever leaves while waiting leaves the queue.
    pub(super) fn turn(&self, mut wait: impl FnMut() -> io::Result<()>) -> io::Result<Turn<'_>> {
        let ticket = {
            let mut line = self.line.lock().unwrap();
            line.came += 1;
            let ticket = line.came;
            line.there.push(ticket);
            ticket
        };
        let turn = Turn {
            queue: self,
            ticket,
        };
        while !self.is_served(ticket) {
            wait()?;
        }
        Ok(turn)
    }

    fn is_served(&self, ticket: usize) -> bool {
        let line = self.line.lock().unwrap();
        let before = line.there.iter().take_while(|it| **it != ticket);
        before.count() < self.most
    }
}

/// A place in the queue, until it is left.
pub(super) struct Turn<'a> {
    queue: &'a Queue,
    ticket: usize,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut line = self.queue.line.lock().unwrap();
        line.there.retain(|it| *it != self.ticket);
    }
}
