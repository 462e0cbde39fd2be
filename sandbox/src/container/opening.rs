//! The first words with a zygote.

use super::bundle::bundle;
use super::frame::Event;
use super::link::Link;
use crate::SandboxError;
use crate::value::Value;
use std::io::{Read, Write};
use std::sync::Arc;

/// The two ends of a zygote's standard input and output.
pub struct Streams {
    /// The zygote's standard input, as raw bytes; where it ends, the zygote ends with all its children.
    pub input: Box<dyn Write + Send>,
    /// The zygote's standard output, as raw bytes.
    pub output: Box<dyn Read + Send>,
    /// What must live as long as the zygote.
    pub life: Arc<dyn Life>,
}

/// What runs an environment, and ends it when it is dropped.
pub trait Life: Send + Sync {
    /// Ends it at once, with all that runs in it.
    fn kill(&self);

    /// The end of what it wrote on standard error, where that is kept.
    fn log(&self) -> String {
        String::new()
    }
}

/// What an environment is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// Python's version.
    pub python: String,
    /// The modules that were imported, with their versions.
    pub modules: Vec<(String, String)>,
    /// The modules that could not be imported, with the traceback.
    pub missing: Vec<(String, String)>,
}

/// Sends a zygote its modules, and waits until it is ready.
pub(super) fn open(streams: Streams, modules: &[String]) -> Result<(Link, About), SandboxError> {
    let (link, zygote) = Link::new(streams.input, streams.output, streams.life);
    link.write(&bundle(modules))?;
    match zygote.recv().map_err(|_| SandboxError::Lost)? {
        Event::Ready(about) => {
            let about = read(&about).ok_or(SandboxError::Lost)?;
            Ok((link, about))
        }
        Event::Said(..) | Event::Output(_) | Event::Ended(..) => Err(SandboxError::Lost),
    }
}

fn read(bytes: &[u8]) -> Option<About> {
    let Value::Tuple(parts) = Value::read(bytes)? else {
        return None;
    };
    let [
        Value::Text(python),
        Value::Dict(modules),
        Value::Dict(missing),
    ] = &parts[..]
    else {
        return None;
    };
    Some(About {
        python: String::from_utf8_lossy(python).into_owned(),
        modules: texts(modules),
        missing: texts(missing),
    })
}

fn texts(pairs: &[(Value, Value)]) -> Vec<(String, String)> {
    let text = |value: &Value| match value {
        Value::Text(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        _ => String::new(),
    };
    let pairs = pairs.iter();
    pairs
        .map(|(name, value)| (text(name), text(value)))
        .collect()
}
