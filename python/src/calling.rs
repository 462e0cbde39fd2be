//! Long jobs: the work is done on threads of its own, while the thread that Python calls on hears of progress, asks the model's function,
//! and notices Ctrl-C.

use crate::error::Failure;
use crate::function::{Question, answer};
use mutagree::event::Event;
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

/// How long Ctrl-C may go unnoticed.
const PULSE: Duration = Duration::from_millis(50);

/// How often progress is told, at most.
const BEAT: Duration = Duration::from_millis(100);

/// What the work says to the thread that waits for it.
pub(crate) enum Told {
    /// Something happened.
    Event(Event),
    /// The model's function is wanted.
    Asked(Question),
}

/// Functions of Python that a job calls.
#[derive(Default)]
pub(crate) struct Callbacks<'py> {
    /// Is told of progress.
    pub(crate) progress: Option<Bound<'py, PyAny>>,
    /// Answers as a model: takes a list of requests and gives pairs of a place in it and a text.
    pub(crate) model: Option<Bound<'py, PyAny>>,
}

/// Does some work without holding the interpreter. An exception of a callback, as after Ctrl-C, sets `interrupted` and calls `stop`; it is
/// raised when the work has ended.
///
/// # Errors
/// What a callback raises, or what the work fails with.
pub(crate) fn work<T: Send>(
    py: Python<'_>,
    callbacks: Callbacks<'_>,
    interrupted: &AtomicBool,
    stop: &dyn Fn(),
    job: impl FnOnce(&Sender<Told>) -> Result<T, Failure> + Send,
) -> PyResult<T> {
    let (tell, mut told) = mpsc::channel();
    thread::scope(|scope| {
        let worker = scope.spawn(move || job(&tell));
        let mut desk = Desk::new(py, callbacks);
        let mut failed = None;
        loop {
            let heard = hear(py, &mut told);
            if let Err(RecvTimeoutError::Disconnected) = heard {
                break;
            }
            if failed.is_some() {
                continue;
            }
            let mut done = py.check_signals();
            if let (Ok(()), Ok(said)) = (&done, heard) {
                done = desk.serve(said, &mut told);
            }
            if let Err(error) = done {
                interrupted.store(true, Ordering::Relaxed);
                stop();
                failed = Some(error);
            }
        }
        let done = py.detach(|| worker.join());
        match (failed, done) {
            (Some(error), _) => Err(error),
            (None, Ok(done)) => Ok(done?),
            (None, Err(_)) => Err(PyRuntimeError::new_err(
                "this is a bug of mutagree; what was done so far is kept, please report the text above",
            )),
        }
    })
}

fn hear(py: Python<'_>, told: &mut Receiver<Told>) -> Result<Told, RecvTimeoutError> {
    py.detach(move || told.recv_timeout(PULSE))
}

/// Serves what the work wants, on the thread that Python called on.
struct Desk<'py> {
    py: Python<'py>,
    callbacks: Callbacks<'py>,
    stage: &'static str,
    done: usize,
    total: usize,
    last: Instant,
}

impl<'py> Desk<'py> {
    fn new(py: Python<'py>, callbacks: Callbacks<'py>) -> Self {
        Self {
            py,
            callbacks,
            stage: "",
            done: 0,
            total: 0,
            last: Instant::now(),
        }
    }

    fn serve(&mut self, said: Told, told: &mut Receiver<Told>) -> PyResult<()> {
        match said {
            Told::Event(event) => self.tell(event),
            Told::Asked(question) => {
                let Some(model) = self.callbacks.model.clone() else {
                    return Err(PyRuntimeError::new_err("nothing answers as a model"));
                };
                // The work goes on while the function answers, and what it says meanwhile is of progress alone.
                answer(&model, &question, &mut || {
                    let mut waiting = std::iter::from_fn(|| told.try_recv().ok());
                    waiting.try_for_each(|said| match said {
                        Told::Event(event) => self.tell(event),
                        Told::Asked(_) => Ok(()),
                    })
                })
            }
        }
    }

    fn tell(&mut self, event: Event) -> PyResult<()> {
        let (text, is_rare) = match event {
            Event::Began { stage, total, done } => {
                (self.stage, self.total, self.done) = (stage.name(), total, done);
                (String::new(), true)
            }
            Event::Advanced => {
                self.done += 1;
                (String::new(), self.done == self.total)
            }
            Event::Installing(step) => {
                self.stage = "install";
                (step.to_string(), true)
            }
            Event::Note(text) => (text, true),
            Event::Ended(_) | Event::Building { .. } | Event::Detail { .. } => return Ok(()),
        };
        let Some(progress) = &self.callbacks.progress else {
            return Ok(());
        };
        if !is_rare && self.last.elapsed() < BEAT {
            return Ok(());
        }
        self.last = Instant::now();
        let said = PyDict::new(self.py);
        said.set_item("stage", self.stage)?;
        said.set_item("done", self.done)?;
        said.set_item("total", self.total)?;
        said.set_item("text", text)?;
        progress.call1((said,)).map(drop)
    }
}
