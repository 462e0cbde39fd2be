//! The types of `wasi:filesystem/types`, and what the tree's values are in them.

use super::super::clocks::Datetime;
use crate::files::{FileError, Kind, Status};
use std::time::Duration;
use wasmtime::component::{ComponentType, Lift, Lower};

/// An `enum` of WASI: the direction that it crosses in, its name, and its cases with their names there.
macro_rules! cases {
    ($crosses:ident $name:ident $($case:ident = $text:tt,)*) => {
        #[derive(ComponentType, $crosses, Clone, Copy)]
        #[component(enum)]
        #[repr(u8)]
        #[expect(dead_code, reason = "the component model checks a type by all its cases")]
        pub(super) enum $name {
            $(#[component(name = $text)] $case,)*
        }
    };
}

cases! {
    Lower DescriptorType
    Unknown = "unknown",
    BlockDevice = "block-device",
    CharacterDevice = "character-device",
    Directory = "directory",
    Fifo = "fifo",
    SymbolicLink = "symbolic-link",
    RegularFile = "regular-file",
    Socket = "socket",
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

cases! {
    Lift Advice
    Normal = "normal",
    Sequential = "sequential",
    Random = "random",
    WillNeed = "will-need",
    DontNeed = "dont-need",
    NoReuse = "no-reuse",
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

cases! {
    Lower ErrorCode
    Access = "access",
    WouldBlock = "would-block",
    Already = "already",
    BadDescriptor = "bad-descriptor",
    Busy = "busy",
    Deadlock = "deadlock",
    Quota = "quota",
    Exist = "exist",
    FileTooLarge = "file-too-large",
    IllegalByteSequence = "illegal-byte-sequence",
    InProgress = "in-progress",
    Interrupted = "interrupted",
    Invalid = "invalid",
    Io = "io",
    IsDirectory = "is-directory",
    Loop = "loop",
    TooManyLinks = "too-many-links",
    MessageSize = "message-size",
    NameTooLong = "name-too-long",
    NoDevice = "no-device",
    NoEntry = "no-entry",
    NoLock = "no-lock",
    InsufficientMemory = "insufficient-memory",
    InsufficientSpace = "insufficient-space",
    NotDirectory = "not-directory",
    NotEmpty = "not-empty",
    NotRecoverable = "not-recoverable",
    Unsupported = "unsupported",
    NoTty = "no-tty",
    NoSuchDevice = "no-such-device",
    Overflow = "overflow",
    NotPermitted = "not-permitted",
    Pipe = "pipe",
    ReadOnly = "read-only",
    InvalidSeek = "invalid-seek",
    TextFileBusy = "text-file-busy",
    CrossDevice = "cross-device",
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
