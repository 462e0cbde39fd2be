//! What a run's folder holds, compared byte for byte with that of another.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "each test file uses a part of it, and a broken test panics"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// What each of two machines writes in its own way: when something happened, and who works there.
const OWN: [&str; 2] = ["events.jsonl", "run.lock"];

/// The files of a run, by their names.
pub(crate) fn files(run: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(run).unwrap().map(Result::unwrap);
    let files = entries.filter(|entry| entry.file_type().unwrap().is_file());
    let named = files.map(|entry| {
        let name = entry.file_name().into_string().unwrap();
        (name, fs::read(entry.path()).unwrap())
    });
    named
        .filter(|(name, _)| !OWN.contains(&name.as_str()))
        .collect()
}

/// Fails where two runs differ in any file.
pub(crate) fn assert_same(one: &Path, other: &Path) {
    let (own, others) = (files(one), files(other));
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(
        names(&own),
        names(&others),
        "{} and {}",
        one.display(),
        other.display()
    );
    for (name, bytes) in own {
        let [one, other] = [&bytes, &others[&name]].map(|it| String::from_utf8_lossy(it));
        assert_eq!(one, other, "{name}");
    }
}
