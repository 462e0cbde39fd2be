//! Why an operation on files was refused, in the words of POSIX.

/// The reasons. Each stands for one `errno`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{self:?}")]
pub(crate) enum FileError {
    /// `EACCES`: the folder is the system's.
    Access,
    /// `EBADF`: not opened for this.
    BadDescriptor,
    /// `EBUSY`: `.`, `..` and `/` cannot be moved.
    Busy,
    /// `EEXIST`
    Exists,
    /// `EFBIG`: beyond the largest offset.
    TooLarge,
    /// `EILSEQ`: a name that is not Unicode.
    IllegalBytes,
    /// `EINVAL`
    Invalid,
    /// `EISDIR`
    IsFolder,
    /// `ELOOP`: symbolic links without end.
    Loop,
    /// `ENAMETOOLONG`
    NameTooLong,
    /// `ENOENT`
    NoEntry,
    /// `ENOMEM`: too many files are open.
    NoMemory,
    /// `ENOSPC`: the tree has as many bytes or files as it may.
    NoSpace,
    /// `ENOTDIR`
    NotFolder,
    /// `ENOTEMPTY`
    NotEmpty,
    /// `EPERM`: a folder cannot be linked.
    NotPermitted,
}

impl FileError {
    /// Every reason, in the order of its number.
    const ALL: [Self; 16] = [
        Self::Access,
        Self::BadDescriptor,
        Self::Busy,
        Self::Exists,
        Self::TooLarge,
        Self::IllegalBytes,
        Self::Invalid,
        Self::IsFolder,
        Self::Loop,
        Self::NameTooLong,
        Self::NoEntry,
        Self::NoMemory,
        Self::NoSpace,
        Self::NotFolder,
        Self::NotEmpty,
        Self::NotPermitted,
    ];

    /// The reason with a number, which `self as u32` gives.
    pub(crate) fn numbered(number: u32) -> Option<Self> {
        Self::ALL.get(number as usize).copied()
    }
}
