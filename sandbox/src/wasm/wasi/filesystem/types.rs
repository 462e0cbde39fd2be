//! The types of `wasi:filesystem/types`, and what the tree's values are in them.

use super::super::clocks::Datetime;
use crate::files::{FileError, Kind, Status};
use std::time::Duration;
use wasmtime::component::{ComponentType, Lift, Lower};

#[derive(ComponentType, Lower, Clone, Copy)]
#[component(enum)]
#[repr(u8)]
#[expect(
    dead_code,
    reason = "the component model checks a type by all its cases"
)]
pub(super) enum DescriptorType {
    #[component(name = "unknown")]
    Unknown,
    #[component(name = "block-device")]
    BlockDevice,
    #[component(name = "character-device")]
    CharacterDevice,
    #[component(name = "directory")]
    Directory,
    #[component(name = "fifo")]
    Fifo,
    #[component(name = "symbolic-link")]
    SymbolicLink,
    #[component(name = "regular-file")]
    RegularFile,
    #[component(name = "socket")]
    Socket,
}

impl From<Kind> for DescriptorType {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::File => Self::RegularFile,
            Kind::Folder => Self::Directory,
            Kind::Link => Self::SymbolicLink,
            Kind::Device => Self::CharacterDevice,
        }
    }
}

#[derive(ComponentType, Lower, Clone, Copy)]
#[component(record)]
pub(super) struct DescriptorStat {
    #[component(name = "type")]
    kind: DescriptorType,
    #[component(name = "link-count")]
    links: u64,
    size: u64,
    #[component(name = "data-access-timestamp")]
    accessed: Option<Datetime>,
    #[component(name = "data-modification-timestamp")]
    modified: Option<Datetime>,
    #[component(name = "status-change-timestamp")]
    changed: Option<Datetime>,
}

impl From<Status> for DescriptorStat {
    fn from(status: Status) -> Self {
        Self {
            kind: status.kind.into(),
            links: status.links,
            size: status.size,
            accessed: Some(status.accessed.into()),
            modified: Some(status.modified.into()),
            changed: Some(status.changed.into()),
        }
    }
}

/// What the guest takes a file's number from.
#[derive(ComponentType, Lower, Clone, Copy)]
#[component(record)]
pub(super) struct MetadataHash {
    lower: u64,
    upper: u64,
}

impl From<Status> for MetadataHash {
    fn from(status: Status) -> Self {
        Self {
            lower: status.number,
            upper: 0,
        }
    }
}

#[derive(ComponentType, Lower)]
#[component(record)]
pub(super) struct DirectoryEntry {
    #[component(name = "type")]
    pub(super) kind: DescriptorType,
    pub(super) name: String,
}

#[derive(ComponentType, Lift, Clone, Copy)]
#[component(variant)]
pub(super) enum NewTimestamp {
    #[component(name = "no-change")]
    NoChange,
    #[component(name = "now")]
    Now,
    #[component(name = "timestamp")]
    Timestamp(Datetime),
}

impl NewTimestamp {
    /// The time that is to be set, if any.
    pub(super) fn time(self, now: Duration) -> Option<Duration> {
        match self {
            Self::NoChange => None,
            Self::Now => Some(now),
            Self::Timestamp(time) => Some(time.into()),
        }
    }
}

#[derive(ComponentType, Lift, Clone, Copy)]
#[component(enum)]
#[repr(u8)]
#[expect(
    dead_code,
    reason = "the component model checks a type by all its cases"
)]
pub(super) enum Advice {
    #[component(name = "normal")]
    Normal,
    #[component(name = "sequential")]
    Sequential,
    #[component(name = "random")]
    Random,
    #[component(name = "will-need")]
    WillNeed,
    #[component(name = "dont-need")]
    DontNeed,
    #[component(name = "no-reuse")]
    NoReuse,
}

/// Flags, in a module since the macro makes them public.
mod flags {
    #![allow(
        unreachable_pub,
        missing_docs,
        reason = "the macro writes `pub` and no docs"
    )]
    use wasmtime::component::flags;

    flags! {
        DescriptorFlags {
            #[component(name = "read")]
            const READ;
            #[component(name = "write")]
            const WRITE;
            #[component(name = "file-integrity-sync")]
            const FILE_INTEGRITY_SYNC;
            #[component(name = "data-integrity-sync")]
            const DATA_INTEGRITY_SYNC;
            #[component(name = "requested-write-sync")]
            const REQUESTED_WRITE_SYNC;
            #[component(name = "mutate-directory")]
            const MUTATE_DIRECTORY;
        }
    }

    flags! {
        PathFlags {
            #[component(name = "symlink-follow")]
            const SYMLINK_FOLLOW;
        }
    }

    flags! {
        OpenFlags {
            #[component(name = "create")]
            const CREATE;
            #[component(name = "directory")]
            const DIRECTORY;
            #[component(name = "exclusive")]
            const EXCLUSIVE;
            #[component(name = "truncate")]
            const TRUNCATE;
        }
    }
}

pub(super) use flags::{DescriptorFlags, OpenFlags, PathFlags};

#[derive(ComponentType, Lower, Clone, Copy)]
#[component(enum)]
#[repr(u8)]
#[expect(
    dead_code,
    reason = "the component model checks a type by all its cases"
)]
pub(super) enum ErrorCode {
    #[component(name = "access")]
    Access,
    #[component(name = "would-block")]
    WouldBlock,
    #[component(name = "already")]
    Already,
    #[component(name = "bad-descriptor")]
    BadDescriptor,
    #[component(name = "busy")]
    Busy,
    #[component(name = "deadlock")]
    Deadlock,
    #[component(name = "quota")]
    Quota,
    #[component(name = "exist")]
    Exist,
    #[component(name = "file-too-large")]
    FileTooLarge,
    #[component(name = "illegal-byte-sequence")]
    IllegalByteSequence,
    #[component(name = "in-progress")]
    InProgress,
    #[component(name = "interrupted")]
    Interrupted,
    #[component(name = "invalid")]
    Invalid,
    #[component(name = "io")]
    Io,
    #[component(name = "is-directory")]
    IsDirectory,
    #[component(name = "loop")]
    Loop,
    #[component(name = "too-many-links")]
    TooManyLinks,
    #[component(name = "message-size")]
    MessageSize,
    #[component(name = "name-too-long")]
    NameTooLong,
    #[component(name = "no-device")]
    NoDevice,
    #[component(name = "no-entry")]
    NoEntry,
    #[component(name = "no-lock")]
    NoLock,
    #[component(name = "insufficient-memory")]
    InsufficientMemory,
    #[component(name = "insufficient-space")]
    InsufficientSpace,
    #[component(name = "not-directory")]
    NotDirectory,
    #[component(name = "not-empty")]
    NotEmpty,
    #[component(name = "not-recoverable")]
    NotRecoverable,
    #[component(name = "unsupported")]
    Unsupported,
    #[component(name = "no-tty")]
    NoTty,
    #[component(name = "no-such-device")]
    NoSuchDevice,
    #[component(name = "overflow")]
    Overflow,
    #[component(name = "not-permitted")]
    NotPermitted,
    #[component(name = "pipe")]
    Pipe,
    #[component(name = "read-only")]
    ReadOnly,
    #[component(name = "invalid-seek")]
    InvalidSeek,
    #[component(name = "text-file-busy")]
    TextFileBusy,
    #[component(name = "cross-device")]
    CrossDevice,
}

impl From<FileError> for ErrorCode {
    fn from(error: FileError) -> Self {
        match error {
            FileError::Access => Self::Access,
            FileError::BadDescriptor => Self::BadDescriptor,
            FileError::Busy => Self::Busy,
            FileError::Exists => Self::Exist,
            FileError::TooLarge => Self::FileTooLarge,
            FileError::IllegalBytes => Self::IllegalByteSequence,
            FileError::Invalid => Self::Invalid,
            FileError::IsFolder => Self::IsDirectory,
            FileError::Loop => Self::Loop,
            FileError::NameTooLong => Self::NameTooLong,
            FileError::NoEntry => Self::NoEntry,
            FileError::NoMemory => Self::InsufficientMemory,
            FileError::NoSpace => Self::InsufficientSpace,
            FileError::NotFolder => Self::NotDirectory,
            FileError::NotEmpty => Self::NotEmpty,
            FileError::NotPermitted => Self::NotPermitted,
        }
    }
}
