//! The files of DL-Bench as they are published: a text for each task, with its fields one below the other; in a folder or in an archive.

use super::repository::Written;
use super::{InputError, Source};
use crate::problem::Problem;
use flate2::read::MultiGzDecoder;
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};
use std::path::Path;
use tar::Archive;

/// The fields, as they are written before a colon.
const FIELDS: [&str; 10] = [
    "stage",
    "task",
    "data",
    "prompt",
    "ground truth",
    "repo",
    "function",
    "f_name",
    "class",
    "test_cases",
];

/// Bytes that a file may have: tasks have some thousands.
const LARGEST: u64 = 1 << 20;

/// Reads the tasks of an archive; nothing where the bytes are no archive.
pub(crate) fn archived(source: &Source) -> Result<Option<Vec<Problem>>, InputError> {
    let bytes = source.bytes();
    let mut plain = Vec::new();
    let bytes = match bytes {
        [0x1f, 0x8b, ..] => {
            // A gzip that is torn is said by who reads its rows.
            let mut head = [0; 512];
            let mut decoder = MultiGzDecoder::new(bytes);
            if decoder.read_exact(&mut head).is_err() || !is_archive(&head) {
                return Ok(None);
            }
            MultiGzDecoder::new(bytes)
                .read_to_end(&mut plain)
                .map_err(|error| unreadable(source.path(), &error))?;
            &plain
        }
        _ if is_archive(bytes) => bytes,
        _ => return Ok(None),
    };
    let texts = texts(bytes).map_err(|error| unreadable(source.path(), &error))?;
    problems(source.path(), &texts).map(Some)
}

/// Packs the files of a folder as an archive, in the order of their names.
pub(crate) fn pack(folder: &Path) -> io::Result<Vec<u8>> {
    let mut names: Vec<_> = fs::read_dir(folder)?.collect::<Result<_, _>>()?;
    names.sort_by_key(fs::DirEntry::file_name);
    let mut archive = tar::Builder::new(Vec::new());
    let is_task = |entry: &fs::DirEntry| is_text(&entry.file_name().to_string_lossy());
    if !names.iter().any(is_task) {
        return Err(io::Error::other(
            "it is a folder without texts of tasks (`.txt`)",
        ));
    }
    for entry in names {
        let name = entry.file_name();
        if !entry.file_type()?.is_file() || !is_text(&name.to_string_lossy()) {
            continue;
        }
        let content = fs::read(entry.path())?;
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        archive.append_data(&mut header, &name, &content[..])?;
    }
    archive.into_inner()
}

fn is_text(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|it| it == "txt")
}

/// Says whether bytes begin as a tape archive.
fn is_archive(bytes: &[u8]) -> bool {
    bytes.get(257..262) == Some(b"ustar")
}

fn unreadable(path: &Path, error: &io::Error) -> InputError {
    InputError::new(path, format!("cannot be read: {error}"))
}

/// The texts of an archive by the names of their files, without folders and endings.
fn texts(bytes: &[u8]) -> io::Result<BTreeMap<String, String>> {
    let mut texts = BTreeMap::new();
    for entry in Archive::new(bytes).entries()? {
        let entry = entry?;
        let path = entry.path()?.into_owned();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if !entry.header().entry_type().is_file() || !is_text(&name) {
            continue;
        }
        let mut content = Vec::new();
        entry.take(LARGEST).read_to_end(&mut content)?;
        let name = name.trim_end_matches(".txt").to_owned();
        texts.insert(name, String::from_utf8_lossy(&content).into_owned());
    }
    Ok(texts)
}

fn problems(path: &Path, texts: &BTreeMap<String, String>) -> Result<Vec<Problem>, InputError> {
    if texts.is_empty() {
        return Err(InputError::new(path, "holds no task")
            .hint("tasks of DL-Bench are texts whose names end with `.txt`"));
    }
    Ok(texts
        .iter()
        .map(|(name, text)| problem(name, text))
        .collect())
}

/// The problem of a text.
fn problem(name: &str, text: &str) -> Problem {
    let mut fields: BTreeMap<&str, String> = BTreeMap::new();
    let mut current = None;
    for line in text.lines() {
        let begun = begun(line, current);
        if let Some((field, rest)) = begun {
            current = Some(field);
            fields.insert(field, rest.trim().to_owned());
        } else if let Some(field) = current {
            let text = fields.entry(field).or_default();
            text.push('\n');
            *text += line;
        }
    }
    let mut take = |field: &str| fields.remove(field).unwrap_or_default().trim().to_owned();
    let function = [take("function"), take("f_name")]
        .into_iter()
        .find(|it| !it.is_empty());
    let first = |text: String| text.lines().next().unwrap_or_default().trim().to_owned();
    let prompt = take("prompt");
    let written = Written {
        repository: first(take("repo")),
        file: first(take("ground truth")),
        function: first(function.unwrap_or_default()),
        class: first(take("class")),
        tests: vec![take("test_cases")]
            .into_iter()
            .filter(|it| !it.is_empty())
            .collect(),
        stage: first(take("stage")),
        task: first(take("task")),
        input: first(take("data")),
    };
    written.into_problem(name.to_owned(), prompt)
}

/// The field that a line begins, and the rest of the line. Lines of a prompt look like fields too, so it ends where one of those begins
/// that come right after prompts.
fn begun<'l>(line: &'l str, current: Option<&str>) -> Option<(&'static str, &'l str)> {
    let (word, rest) = line.split_once(':')?;
    let word = word.trim().to_lowercase();
    let field = FIELDS.into_iter().find(|field| *field == word)?;
    let ends_prompt = matches!(field, "ground truth" | "repo" | "f_name" | "test_cases");
    (current != Some("prompt") || ends_prompt).then_some((field, rest))
}
