//! A function of Python as a model.

use crate::calling::Told;
use mutagree::client::{Answered, Ask, ClientError, Completion, Content, Respond};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};
use std::sync::mpsc::{self, Sender};

/// A reply: the number of the request, that of the sample, and the text.
type Reply = (usize, usize, String);

/// Requests that a function is to answer, and where the replies go. Where it ends without having answered all, there are no more.
pub(crate) struct Question {
    asks: Vec<Ask>,
    replies: Sender<Reply>,
}

/// Sends requests to the thread that may call the function.
pub(crate) struct Function(pub(crate) Sender<Told>);

impl Respond for Function {
    fn respond(
        &self,
        asks: &[Ask],
        take: &mut dyn FnMut(Answered) -> Result<(), ClientError>,
    ) -> Result<(), ClientError> {
        let mut open: usize = asks.iter().map(|it| it.samples.len()).sum();
        if open == 0 {
            return Ok(());
        }
        let (replies, answers) = mpsc::channel();
        let asks = asks.to_vec();
        let question = Question { asks, replies };
        if self.0.send(Told::Asked(question)).is_err() {
            return Err(ClientError::Interrupted);
        }
        for (ask, sample, text) in answers {
            open = open.saturating_sub(1);
            take(Answered {
                ask,
                sample,
                completion: Completion {
                    text,
                    ..Completion::default()
                },
                fresh: true,
            })?;
        }
        if open == 0 {
            return Ok(());
        }
        Err(ClientError::Function(format!("{open} replies are missing")))
    }
}

/// Has a function answer, reply after reply; after each `told` is called.
///
/// # Errors
/// What the function or `told` raises.
pub(crate) fn answer(
    model: &Bound<'_, PyAny>,
    question: &Question,
    told: &mut dyn FnMut() -> PyResult<()>,
) -> PyResult<()> {
    let py = model.py();
    let wanted = PyList::empty(py);
    let mut places = Vec::new();
    for (place, ask) in question.asks.iter().enumerate() {
        for &sample in &ask.samples {
            wanted.append(request(py, ask, sample)?)?;
            places.push((place, sample));
        }
    }
    for reply in model.call1((wanted,))?.try_iter()? {
        let (number, text): (usize, String) = reply?.extract()?;
        if let Some(&(place, sample)) = places.get(number)
            && question.replies.send((place, sample, text)).is_err()
        {
            return Ok(());
        }
        told()?;
    }
    Ok(())
}

/// A request as the function sees it.
fn request<'py>(py: Python<'py>, ask: &Ask, sample: usize) -> PyResult<Bound<'py, PyDict>> {
    let said = PyDict::new(py);
    let messages = PyList::empty(py);
    match &ask.request.content {
        Content::Messages(all) => {
            for message in all {
                let one = PyDict::new(py);
                one.set_item("role", &message.role)?;
                one.set_item("content", &message.content)?;
                messages.append(one)?;
            }
        }
        Content::Prompt(text) => {
            let one = PyDict::new(py);
            one.set_item("role", "user")?;
            one.set_item("content", text)?;
            messages.append(one)?;
        }
    }
    let parameters = &ask.request.parameters;
    said.set_item("messages", messages)?;
    said.set_item("temperature", parameters.temperature)?;
    said.set_item("top_p", parameters.top_p)?;
    said.set_item("max_tokens", parameters.max_tokens)?;
    said.set_item("task_id", &ask.about.task_id)?;
    said.set_item("variant_id", &ask.about.variant)?;
    said.set_item("purpose", &ask.about.purpose)?;
    said.set_item("sample", sample)?;
    Ok(said)
}
