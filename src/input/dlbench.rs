//! The files of DL-Bench as they are published: a text for each task, with its fields one below the other; alone, in a folder or in an archive.

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

/// A published task.
pub(crate) struct Published {
    pub(crate) name: String,
    pub(crate) prompt: String,
    pub(crate) written: Written,
}

impl Published {
    pub(crate) fn into_problem(self) -> Problem {
        self.written.into_problem(self.name, self.prompt)
    }
}

/// Reads the tasks of an archive, or the one of a text; nothing where the bytes are neither.
pub(crate) fn published(source: &Source) -> Result<Option<Vec<Published>>, InputError> {
    if let Ok(text) = std::str::from_utf8(source.bytes())
        && is_task(text)
    {
        return Ok(Some(vec![task(&source.stem(), text)]));
    }
    archived(source)
}

/// Says whether a text begins with the label of a stage, and has a prompt below.
fn is_task(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}');
    let mut fields = text.lines().filter_map(|line| begun(line, None));
    let begins = text.lines().find(|line| !line.trim().is_empty());
    begins.is_some_and(|line| begun(line, None).is_some_and(|(field, _)| field == "stage"))
        && fields.any(|(field, _)| field == "prompt")
}

fn archived(source: &Source) -> Result<Option<Vec<Published>>, InputError> {
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
    tasks(source.path(), &texts(source.path(), bytes)?).map(Some)
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

/// True for the name of a text; what macOS puts beside files begins with a dot.
fn is_text(name: &str) -> bool {
    !name.starts_with('.') && Path::new(name).extension().is_some_and(|it| it == "txt")
}

/// Says whether bytes begin as a tape archive.
fn is_archive(bytes: &[u8]) -> bool {
    bytes.get(257..262) == Some(b"ustar")
}

fn unreadable(path: &Path, error: &io::Error) -> InputError {
    InputError::new(path, format!("cannot be read: {error}"))
}

/// The texts of an archive by the names of their files, without folders and endings.
fn texts(archive: &Path, bytes: &[u8]) -> Result<BTreeMap<String, String>, InputError> {
    let broken = |error: io::Error| unreadable(archive, &error);
    let mut texts = BTreeMap::new();
    for entry in Archive::new(bytes).entries().map_err(broken)? {
        let entry = entry.map_err(broken)?;
        let path = entry.path().map_err(broken)?.into_owned();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if !entry.header().entry_type().is_file() || !is_text(&name) {
            continue;
        }
        let wrong = |said: &str, hint: &str| {
            let said = format!("`{}` {said}", path.display());
            Err(InputError::new(archive, said).hint(hint))
        };
        let mut content = Vec::new();
        let mut entry = entry.take(LARGEST + 1);
        entry.read_to_end(&mut content).map_err(broken)?;
        if content.len() as u64 > LARGEST {
            return wrong("is larger than 1 MiB", "it is no task; take it out");
        }
        let content = match String::from_utf8(content) {
            Ok(content) => content,
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                return wrong(
                    &format!("is not UTF-8 at byte {at}"),
                    "save the file as UTF-8",
                );
            }
        };
        let name = name.trim_end_matches(".txt").to_owned();
        if texts.insert(name, content).is_some() {
            return wrong(
                "has the name of another text",
                "every task needs a name of its own, in whichever folder",
            );
        }
    }
    Ok(texts)
}

fn tasks(path: &Path, texts: &BTreeMap<String, String>) -> Result<Vec<Published>, InputError> {
    if texts.is_empty() {
        return Err(InputError::new(path, "holds no task")
            .hint("tasks of DL-Bench are texts whose names end with `.txt`"));
    }
    Ok(texts.iter().map(|(name, text)| task(name, text)).collect())
}

/// The task of a text.
fn task(name: &str, text: &str) -> Published {
    let text = text.trim_start_matches('\u{feff}');
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
    Published {
        name: name.to_owned(),
        prompt,
        written,
    }
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
