//! The line to a zygote, which many channels share.

use super::frame::{self, Event, Order};
use super::opening::Life;
use crate::SandboxError;
use std::collections::HashMap;
use std::io::{BufReader, Read, Write};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// The line to a zygote.
pub(super) struct Link {
    input: Mutex<Box<dyn Write + Send>>,
    listeners: Arc<Mutex<Listeners>>,
    /// What ends the environment when nobody needs it any more.
    _life: Arc<dyn Life>,
}

/// Who hears what is said on which channel.
#[derive(Default)]
struct Listeners {
    each: HashMap<u32, Sender<Event>>,
    last: u32,
    /// The environment has ended: nobody will hear anything.
    ended: bool,
}

/// The channel that the zygote itself speaks on.
const ZYGOTE: u32 = 0;

impl Link {
    /// Begins to listen; also gives what hears the zygote itself.
    pub(super) fn new(
        input: Box<dyn Write + Send>,
        output: Box<dyn Read + Send>,
        life: Arc<dyn Life>,
    ) -> (Self, Receiver<Event>) {
        let (sender, zygote) = channel();
        let listeners = Arc::new(Mutex::new(Listeners {
            each: HashMap::from([(ZYGOTE, sender)]),
            ..Listeners::default()
        }));
        let heard = Arc::clone(&listeners);
        thread::spawn(move || listen(output, &heard));
        let link = Self {
            input: Mutex::new(input),
            listeners,
            _life: life,
        };
        (link, zygote)
    }

    /// Takes a new channel.
    pub(super) fn connect(&self) -> Result<(u32, Receiver<Event>), SandboxError> {
        let (sender, receiver) = channel();
        let mut listeners = lock(&self.listeners);
        if listeners.ended {
            return Err(SandboxError::Lost);
        }
        listeners.last += 1;
        let number = listeners.last;
        listeners.each.insert(number, sender);
        Ok((number, receiver))
    }

    /// Gives a channel back.
    pub(super) fn disconnect(&self, channel: u32) {
        lock(&self.listeners).each.remove(&channel);
    }

    /// Says whether anything can still be heard.
    pub(super) fn is_alive(&self) -> bool {
        !lock(&self.listeners).ended
    }

    /// Lets nobody hear anything any more.
    pub(super) fn stop(&self) {
        let mut listeners = lock(&self.listeners);
        listeners.ended = true;
        listeners.each.clear();
    }

    /// Says something on a channel.
    pub(super) fn say(&self, channel: u32, order: &Order<'_>) -> Result<(), SandboxError> {
        self.write(&order.frame(channel))
    }

    /// Writes bytes as they are.
    pub(super) fn write(&self, bytes: &[u8]) -> Result<(), SandboxError> {
        let mut input = lock(&self.input);
        let written = input.write_all(bytes).and_then(|()| input.flush());
        // That it has ended may be heard later: nobody is to be sent there again until then.
        written.map_err(|_| {
            self.stop();
            SandboxError::Lost
        })
    }
}

/// Hands on what is said, until nothing is said any more.
fn listen(output: Box<dyn Read + Send>, listeners: &Mutex<Listeners>) {
    let mut output = BufReader::with_capacity(1 << 16, output);
    while let Ok((channel, event)) = frame::read(&mut output) {
        if let Some(listener) = lock(listeners).each.get(&channel) {
            let _ = listener.send(event);
        }
    }
    let mut listeners = lock(listeners);
    listeners.ended = true;
    listeners.each.clear();
}

fn lock<T: ?Sized>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
