//! Replies that were recorded with their requests, which answer the same requests again.

use super::rows::read_rows;
use super::{InputError, Source};
use crate::client::Completion;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Recorded replies by request and sample.
pub struct Recording {
    path: PathBuf,
    completions: HashMap<(String, usize), Completion>,
}

impl Recording {
    /// Reads the `replies.jsonl` of a folder: of a recording, or of a run.
    ///
    /// # Errors
    /// Where the file cannot be read, or a row says not which request it answers.
    pub fn read(folder: &Path) -> Result<Self, InputError> {
        let source = Source::read(&folder.join("replies.jsonl"))
            .map_err(|error| error.hint("make a recording with `--record`, or name a run"))?;
        let mut completions = HashMap::new();
        for row in read_rows(&source)? {
            if !row.has("request") {
                return Err(row
                    .wrong("request", "is missing")
                    .hint("without `--model` such replies are used as they are"));
            }
            let completion = Completion {
                text: row.text("text")?,
                finish: row.read("finish")?,
                prompt_tokens: row.read("prompt_tokens")?,
                completion_tokens: row.read("completion_tokens")?,
            };
            completions.insert((row.text("request")?, row.read("sample")?), completion);
        }
        Ok(Self {
            path: source.path().to_owned(),
            completions,
        })
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The reply to a sample of a request.
    #[must_use]
    pub fn get(&self, request: &str, sample: usize) -> Option<&Completion> {
        self.completions.get(&(request.to_owned(), sample))
    }
}
