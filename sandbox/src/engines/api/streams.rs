//! The streams of an attached container, as threads read and write them.

use crate::engines::process::State;
use bollard::container::LogOutput;
use bollard::errors::Error;
use futures_util::{Stream, StreamExt};
use std::io::{self, Read, Write};
use std::pin::Pin;
use std::sync::Arc;
use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot};

/// Pieces of output that wait for the reader; beyond them the program waits.
const PIECES: usize = 64;

type Sink = Pin<Box<dyn AsyncWrite + Send>>;

/// The container's standard input. It ends where this is dropped.
pub(super) struct Input {
    sink: Option<Sink>,
    handle: Handle,
}

impl Input {
    pub(super) fn new(sink: Sink, handle: Handle) -> Self {
        Self {
            sink: Some(sink),
            handle,
        }
    }

    fn sink(&mut self) -> io::Result<&mut Sink> {
        self.sink
            .as_mut()
            .ok_or_else(|| io::ErrorKind::BrokenPipe.into())
    }
}

impl Write for Input {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let handle = self.handle.clone();
        handle.block_on(self.sink()?.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        let handle = self.handle.clone();
        handle.block_on(self.sink()?.flush())
    }
}

impl Drop for Input {
    fn drop(&mut self) {
        if let Some(mut sink) = self.sink.take() {
            self.handle.spawn(async move { sink.shutdown().await });
        }
    }
}

/// The container's standard output.
pub(super) struct Output {
    pieces: mpsc::Receiver<Vec<u8>>,
    piece: io::Cursor<Vec<u8>>,
}

impl Read for Output {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let length = self.piece.read(buffer)?;
            if length > 0 || buffer.is_empty() {
                return Ok(length);
            }
            match self.pieces.blocking_recv() {
                Some(piece) => self.piece = io::Cursor::new(piece),
                None => return Ok(0),
            }
        }
    }
}

/// Takes apart what a container writes: its standard output for the reader, the rest for the log. A reader that is gone
/// does not keep the program from writing on, so that it ends as it would. Also gives what hears when all is written.
pub(super) fn output(
    mut attached: impl Stream<Item = Result<LogOutput, Error>> + Send + Unpin + 'static,
    state: Arc<State>,
    handle: &Handle,
) -> (Output, oneshot::Receiver<()>) {
    let (sender, pieces) = mpsc::channel(PIECES);
    let (end, silence) = oneshot::channel();
    handle.spawn(async move {
        while let Some(Ok(piece)) = attached.next().await {
            match piece {
                LogOutput::StdOut { message } if !message.is_empty() => {
                    let _ = sender.send(message.to_vec()).await;
                }
                LogOutput::StdErr { message } => state.wrote(&message),
                _ => {}
            }
        }
        let _ = end.send(());
    });
    let output = Output {
        pieces,
        piece: io::Cursor::default(),
    };
    (output, silence)
}
