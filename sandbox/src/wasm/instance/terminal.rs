//! What a program reads and prints.

/// The standard streams of one run.
#[derive(Default)]
pub(crate) struct Terminal {
    input: Vec<u8>,
    /// How much of the input was read.
    read: usize,
    /// All that was printed.
    pub(crate) printed: Vec<u8>,
    /// All that was written to standard error.
    pub(crate) errors: Vec<u8>,
    /// The process was ended by the program, with success.
    pub(crate) ended: bool,
}

impl Terminal {
    pub(crate) fn new(input: &[u8]) -> Self {
        Self {
            input: input.to_owned(),
            ..Self::default()
        }
    }

    /// Reads at most so many bytes; nothing where the input has ended.
    pub(crate) fn read(&mut self, length: u64) -> Option<Vec<u8>> {
        let left = self.input.get(self.read..).unwrap_or_default();
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let bytes = left[..left.len().min(length)].to_vec();
        self.read += bytes.len();
        (!left.is_empty()).then_some(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_input_is_read_once_and_to_its_end() {
        let mut terminal = Terminal::new(b"abcde");
        assert_eq!(terminal.read(2), Some(b"ab".to_vec()));
        assert_eq!(terminal.read(0), Some(Vec::new()));
        assert_eq!(terminal.read(u64::MAX), Some(b"cde".to_vec()));
        assert_eq!(terminal.read(1), None);
        assert_eq!(Terminal::new(b"").read(1), None);
    }
}
