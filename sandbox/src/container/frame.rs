//! Frames between host and zygote, as `sandbox/zygote/frames.py` has them.

use super::end::Why;
use std::io::{self, Read};

/// Bytes of a frame before its content: the length of what follows, the channel, the kind.
const HEAD: usize = 9;

const OPEN: u8 = 0;
const SEND: u8 = 1;
const CLOSE: u8 = 2;
const READY: u8 = 3;
const SAID: u8 = 4;
const OUTPUT: u8 = 5;
const ENDED: u8 = 6;

/// What the host says.
pub(super) enum Order<'a> {
    /// Make a child within these limits, marshalled.
    Open(&'a [u8]),
    /// Ask the child, which may use so much CPU time, and take so long, in nanoseconds.
    Send {
        cpu: u64,
        wall: u64,
        question: &'a [u8],
    },
    /// End the child.
    Close,
}

impl Order<'_> {
    /// The whole frame.
    pub(super) fn frame(&self, channel: u32) -> Vec<u8> {
        let (kind, budget, content) = match self {
            Self::Open(limits) => (OPEN, None, *limits),
            Self::Send {
                cpu,
                wall,
                question,
            } => (SEND, Some((cpu, wall)), *question),
            Self::Close => (CLOSE, None, &[][..]),
        };
        let mut frame = vec![0; HEAD];
        if let Some((cpu, wall)) = budget {
            frame.extend(cpu.to_le_bytes());
            frame.extend(wall.to_le_bytes());
        }
        frame.extend(content);
        let length = u32::try_from(frame.len() - 4).unwrap_or(u32::MAX);
        frame[..4].copy_from_slice(&length.to_le_bytes());
        frame[4..8].copy_from_slice(&channel.to_le_bytes());
        frame[8] = kind;
        frame
    }
}

/// What the zygote says.
pub(super) enum Event {
    /// It has started; what it says of itself, marshalled.
    Ready(Vec<u8>),
    /// A child has answered, and used so much CPU time for it, in nanoseconds.
    Said(u64, Vec<u8>),
    /// A child has written this.
    Output(Vec<u8>),
    /// A child has ended, after so much CPU time since it was asked.
    Ended(u64, Why),
}

/// Reads a frame: its channel, and what it says.
pub(super) fn read(stream: &mut impl Read) -> io::Result<(u32, Event)> {
    let mut head = [0; HEAD];
    stream.read_exact(&mut head)?;
    let length = u32::from_le_bytes([head[0], head[1], head[2], head[3]]) as usize;
    let channel = u32::from_le_bytes([head[4], head[5], head[6], head[7]]);
    let length = length.checked_sub(HEAD - 4).ok_or_else(broken)?;
    let mut content = Vec::new();
    if stream.take(length as u64).read_to_end(&mut content)? != length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let event = match head[8] {
        READY => Event::Ready(content),
        SAID if length >= 8 => Event::Said(number(&content), content.split_off(8)),
        OUTPUT => Event::Output(content),
        ENDED if length == 13 => {
            let detail = u32::from_le_bytes([content[1], content[2], content[3], content[4]]);
            let why = Why::numbered(content[0], detail).ok_or_else(broken)?;
            Event::Ended(number(&content[5..]), why)
        }
        _ => return Err(broken()),
    };
    Ok((channel, event))
}

fn number(bytes: &[u8]) -> u64 {
    let bytes = bytes.first_chunk().copied();
    bytes.map_or(0, u64::from_le_bytes)
}

fn broken() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "a frame that is none")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_says_its_length_its_channel_and_its_kind() {
        let order = Order::Send {
            cpu: 1,
            wall: 2,
            question: b"ask",
        };
        let frame = order.frame(7);
        assert_eq!(frame[..9], [24, 0, 0, 0, 7, 0, 0, 0, SEND]);
        assert_eq!(frame.len(), 28);
        assert!(frame.ends_with(b"ask"));
    }

    #[test]
    fn what_a_zygote_says_is_read_and_nothing_else_is() {
        let said = [
            &[15, 0, 0, 0, 3, 0, 0, 0, SAID, 9, 0, 0, 0, 0, 0, 0, 0][..],
            b"hi",
        ]
        .concat();
        let (channel, event) = read(&mut &said[..]).unwrap();
        assert!(matches!(event, Event::Said(9, content) if channel == 3 && content == b"hi"));
        assert!(read(&mut &said[..18]).is_err());
        assert!(read(&mut &[5, 0, 0, 0, 0, 0, 0, 0, 99][..]).is_err());
        assert!(read(&mut &[4, 0, 0, 0, 0, 0, 0, 0, SAID][..]).is_err());
    }
}
