//! Why a child ended, and what that says of the test that it happened in.

use crate::{Fault, Limit, Outcome};

const KILL: u32 = 9;

/// Why a child ended, as `sandbox/zygote/frames.py` counts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// By itself, with an exit code.
    Exited(u32),
    /// By a signal that the zygote did not send.
    Signalled(u32),
    CpuTime,
    WallTime,
    WroteTooMuch,
    SaidTooMuch,
    /// It spoke where it was not asked.
    OutOfTurn,
    /// There was no process to be had.
    NotStarted,
}

impl Why {
    pub(super) fn numbered(number: u8, detail: u32) -> Option<Self> {
        Some(match number {
            0 => Self::Exited(detail),
            1 => Self::Signalled(detail),
            2 => Self::CpuTime,
            3 => Self::WallTime,
            4 => Self::WroteTooMuch,
            5 => Self::SaidTooMuch,
            6 => Self::OutOfTurn,
            7 => Self::NotStarted,
            _ => return None,
        })
    }

    /// What this means for the test, the call or the loading that it happened in.
    pub(super) fn outcome(self) -> Outcome {
        match self {
            Self::CpuTime | Self::WallTime => Outcome::LimitReached(Limit::Time),
            Self::WroteTooMuch | Self::SaidTooMuch => Outcome::LimitReached(Limit::Output),
            Self::Exited(_) => Outcome::Raised(Fault {
                kind: "SystemExit".to_owned(),
                message: "the process was ended".to_owned(),
            }),
            // The first process of its namespace cannot be killed from inside: the system did, for want of memory.
            Self::Signalled(KILL) => Outcome::LimitReached(Limit::Memory),
            Self::Signalled(signal) => Outcome::Crashed(format!("ended by {}", name(signal))),
            Self::OutOfTurn => Outcome::Crashed("a word out of order".to_owned()),
            Self::NotStarted => Outcome::Crashed("no process".to_owned()),
        }
    }
}

fn name(signal: u32) -> String {
    let known = match signal {
        4 => "SIGILL",
        5 => "SIGTRAP",
        6 => "SIGABRT",
        7 => "SIGBUS",
        8 => "SIGFPE",
        11 => "SIGSEGV",
        31 => "SIGSYS",
        _ => return format!("signal {signal}"),
    };
    known.to_owned()
}
