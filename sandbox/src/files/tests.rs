//! Single promises of the tree, and random operations against a model that knows only whole paths.

use super::{Capacity, FileError, Kind, Opening, ROOT, Spot, Tree};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::time::Duration;

const CAPACITY: Capacity = Capacity {
    bytes: 1000,
    files: 20,
};

const CREATE: Opening = Opening {
    follow: true,
    create: true,
    exclusive: false,
    folder: false,
    truncate: false,
    write: true,
};

fn tree() -> Tree {
    Tree::new(CAPACITY, Duration::from_secs(1))
}

fn at(path: &str) -> Spot<'_> {
    Spot { from: ROOT, path }
}

fn names(tree: &mut Tree, folder: u64) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    while let Ok(Some((name, _))) = tree.entry_after(folder, names.last().map(String::as_str)) {
        names.push(name);
    }
    names
}

#[test]
fn a_hole_counts_as_the_zeros_that_it_reads_as() {
    let mut tree = tree();
    let file = tree.open(at("/tmp/a"), CREATE).unwrap();
    assert_eq!(tree.write(file, 900, b"x"), Ok(1));
    assert_eq!(tree.read(file, 899, 9), Ok(vec![0, b'x']));
    assert_eq!(tree.holds().0, 901);
    assert_eq!(tree.write(file, 999, b"xy"), Ok(1));
    for offset in [1000, 1 << 40, i64::MAX as u64 - 1] {
        assert_eq!(tree.write(file, offset, b"x"), Err(FileError::NoSpace));
    }
    for offset in [i64::MAX as u64, u64::MAX] {
        assert_eq!(tree.write(file, offset, b"x"), Err(FileError::TooLarge));
    }
    assert_eq!(tree.set_size(file, 1 << 40), Err(FileError::NoSpace));
    assert_eq!(tree.set_size(file, u64::MAX), Err(FileError::TooLarge));
    assert_eq!(tree.read(file, u64::MAX, u64::MAX), Ok(vec![]));
    assert_eq!(tree.set_size(file, 0), Ok(()));
    assert_eq!(tree.holds().0, 0);
}

#[test]
fn a_file_without_a_name_lives_and_counts_while_it_is_open() {
    let mut tree = tree();
    let before = tree.holds();
    let file = tree.open(at("/tmp/a"), CREATE).unwrap();
    tree.retain(file).unwrap();
    tree.write(file, 0, &[1; 600]).unwrap();
    tree.remove_file(ROOT, "/tmp/a").unwrap();
    assert_eq!(tree.look_up(ROOT, "/tmp/a", true), Err(FileError::NoEntry));
    assert_eq!(tree.status(file).unwrap().links, 0);
    let other = tree.open(at("/tmp/a"), CREATE).unwrap();
    assert_ne!(other, file);
    assert_eq!(tree.write(other, 0, &[2; 600]), Ok(400));
    tree.release(file);
    assert_eq!(tree.write(other, 400, &[2; 600]), Ok(600));
    tree.remove_file(ROOT, "/tmp/a").unwrap();
    assert_eq!(tree.holds(), before);
}

#[test]
fn a_folder_that_was_removed_takes_no_names() {
    let mut tree = tree();
    tree.make_folder(ROOT, "/tmp/a").unwrap();
    tree.make_folder(ROOT, "/tmp/a/b").unwrap();
    let folder = tree.look_up(ROOT, "/tmp/a/b", true).unwrap();
    tree.retain(folder).unwrap();
    tree.remove_folder(ROOT, "/tmp/a/b").unwrap();
    tree.remove_folder(ROOT, "/tmp/a").unwrap();
    assert_eq!(tree.look_up(folder, "..", true), Err(FileError::NoEntry));
    let inside = Spot {
        from: folder,
        path: "b",
    };
    assert_eq!(tree.open(inside, CREATE), Err(FileError::NoEntry));
}

#[test]
fn links_lead_on_and_end_where_they_lead_in_a_circle() {
    let mut tree = tree();
    tree.make_folder(ROOT, "/tmp/a").unwrap();
    tree.make_link("/tmp/a", at("/world/l")).unwrap();
    tree.make_link("l/../b", at("/world/m")).unwrap();
    let file = tree.open(at("/world/m"), CREATE).unwrap();
    assert_eq!(tree.look_up(ROOT, "tmp/b", true), Ok(file));
    assert_eq!(tree.read_link(ROOT, "/world/m").as_deref(), Ok("l/../b"));
    assert_eq!(
        tree.look_up(ROOT, "/world/m/", true),
        Err(FileError::NotFolder)
    );
    tree.make_link("y", at("/tmp/x")).unwrap();
    tree.make_link("x", at("/tmp/y")).unwrap();
    assert_eq!(tree.look_up(ROOT, "/tmp/x", true), Err(FileError::Loop));
    assert_eq!(tree.open(at("/tmp/x"), CREATE), Err(FileError::Loop));
    let number = tree.look_up(ROOT, "/tmp/x", false).unwrap();
    assert_eq!(tree.status(number).unwrap().kind, Kind::Link);
}

#[test]
fn no_path_leads_out_and_none_is_too_long() {
    let mut tree = tree();
    let tmp = tree.look_up(ROOT, "/tmp", true).unwrap();
    assert_eq!(tree.look_up(tmp, "../../../../tmp/.", true), Ok(tmp));
    assert_eq!(tree.look_up(tmp, "/..//../", true), Ok(ROOT));
    assert_eq!(tree.look_up(ROOT, "", true), Err(FileError::NoEntry));
    assert_eq!(tree.look_up(ROOT, "a\0b", true), Err(FileError::Invalid));
    for path in ["x".repeat(256), "x/".repeat(2048)] {
        assert_eq!(tree.look_up(ROOT, &path, true), Err(FileError::NameTooLong));
    }
    assert_eq!(tree.look_up(ROOT, &"./".repeat(2047), true), Ok(ROOT));
}

#[test]
fn folders_of_the_system_keep_the_names_that_they_have() {
    let mut tree = tree();
    assert_eq!(tree.open(at("/a"), CREATE), Err(FileError::Access));
    assert_eq!(tree.make_folder(ROOT, "/home/b"), Err(FileError::Access));
    assert_eq!(tree.make_folder(ROOT, "/tmp"), Err(FileError::Exists));
    assert_eq!(tree.remove_folder(ROOT, "/tmp"), Err(FileError::Access));
    assert_eq!(
        tree.rename(at("/tmp"), at("/world/a")),
        Err(FileError::Access)
    );
    assert_eq!(tree.remove_file(ROOT, "/dev/null"), Err(FileError::Access));
    assert_eq!(tree.remove_folder(ROOT, "/"), Err(FileError::Busy));
    let null = tree.open(at("/dev/null"), CREATE).unwrap();
    assert_eq!(tree.write(null, u64::MAX, b"x"), Ok(1));
    assert_eq!(tree.read(null, 0, 9), Ok(vec![]));
}

#[test]
fn times_are_those_of_the_clock_that_was_told() {
    let mut tree = tree();
    let file = tree.open(at("/tmp/a"), CREATE).unwrap();
    tree.set_clock(Duration::from_secs(7));
    tree.write(file, 0, b"x").unwrap();
    let status = tree.status(file).unwrap();
    assert_eq!(
        (status.accessed.as_secs(), status.modified.as_secs()),
        (1, 7)
    );
    tree.set_times(file, Some(Duration::MAX), None).unwrap();
    assert_eq!(tree.status(file).unwrap().accessed, Duration::MAX);
}

#[derive(Clone, Debug)]
enum Operation {
    MakeFolder(String),
    Write(String, u16, u16),
    SetSize(String, u16),
    RemoveFile(String),
    RemoveFolder(String),
    Rename(String, String),
    List(String),
}

fn path() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(vec!["a", "b", "c"]), 1..4)
        .prop_map(|names| names.join("/"))
}

fn operation() -> impl Strategy<Value = Operation> {
    prop_oneof![
        path().prop_map(Operation::MakeFolder),
        (path(), 0..400_u16, 0..400_u16)
            .prop_map(|(path, from, size)| Operation::Write(path, from, size)),
        (path(), 0..1200_u16).prop_map(|(path, size)| Operation::SetSize(path, size)),
        path().prop_map(Operation::RemoveFile),
        path().prop_map(Operation::RemoveFolder),
        (path(), path()).prop_map(|(old, new)| Operation::Rename(old, new)),
        path().prop_map(Operation::List),
    ]
}

/// What a path leads to: a folder, or a file's bytes.
type Entry = Option<Vec<u8>>;

/// Whole paths, without numbers, capacity of names or open files.
#[derive(Default)]
struct Model(BTreeMap<String, Entry>);

impl Model {
    fn parent(&self, path: &str) -> Result<(), FileError> {
        let mut so_far = String::new();
        let parts: Vec<&str> = path.split('/').collect();
        for part in &parts[..parts.len() - 1] {
            so_far.push_str(part);
            match self.0.get(&so_far) {
                Some(None) => so_far.push('/'),
                Some(Some(_)) => return Err(FileError::NotFolder),
                None => return Err(FileError::NoEntry),
            }
        }
        Ok(())
    }

    fn below<'a>(&'a self, path: &str) -> impl Iterator<Item = &'a String> + use<'a> {
        let start = format!("{path}/");
        self.0.keys().filter(move |key| key.starts_with(&start))
    }

    fn room(&self) -> usize {
        CAPACITY.bytes - self.0.values().flatten().map(Vec::len).sum::<usize>()
    }

    fn is_full(&self) -> bool {
        self.0.len() + 7 >= CAPACITY.files
    }

    fn file(&mut self, path: &str) -> Result<&mut Vec<u8>, FileError> {
        self.parent(path)?;
        if !self.0.contains_key(path) && self.is_full() {
            return Err(FileError::NoSpace);
        }
        let entry = self.0.entry(path.to_owned()).or_insert(Some(Vec::new()));
        entry.as_mut().ok_or(FileError::IsFolder)
    }

    fn apply(&mut self, operation: &Operation) -> Result<Vec<String>, FileError> {
        let room = self.room();
        match operation {
            Operation::MakeFolder(path) => {
                self.parent(path)?;
                if self.0.contains_key(path) {
                    return Err(FileError::Exists);
                }
                if self.is_full() {
                    return Err(FileError::NoSpace);
                }
                self.0.insert(path.clone(), None);
            }
            Operation::Write(path, from, size) => {
                let file = self.file(path)?;
                let (from, size) = (usize::from(*from), usize::from(*size));
                let most = (file.len() + room).saturating_sub(from);
                if size > 0 && most == 0 {
                    return Err(FileError::NoSpace);
                }
                let end = from + size.min(most);
                if size > 0 {
                    file.resize(file.len().max(end), 0);
                    file[from..end].fill(1);
                }
            }
            Operation::SetSize(path, size) => {
                let file = self.file(path)?;
                if usize::from(*size) > file.len() + room {
                    return Err(FileError::NoSpace);
                }
                file.resize((*size).into(), 0);
            }
            Operation::RemoveFile(path) => {
                self.parent(path)?;
                match self.0.get(path) {
                    None => return Err(FileError::NoEntry),
                    Some(None) => return Err(FileError::IsFolder),
                    Some(Some(_)) => self.0.remove(path),
                };
            }
            Operation::RemoveFolder(path) => {
                self.parent(path)?;
                match self.0.get(path) {
                    None => return Err(FileError::NoEntry),
                    Some(Some(_)) => return Err(FileError::NotFolder),
                    Some(None) if self.below(path).next().is_some() => {
                        return Err(FileError::NotEmpty);
                    }
                    Some(None) => self.0.remove(path),
                };
            }
            Operation::Rename(old, new) => {
                self.parent(old)?;
                self.parent(new)?;
                let entry = self.0.get(old).ok_or(FileError::NoEntry)?.clone();
                if entry.is_none() && new.starts_with(&format!("{old}/")) {
                    return Err(FileError::Invalid);
                }
                if old == new {
                    return Ok(Vec::new());
                }
                match (&entry, self.0.get(new)) {
                    (None, Some(Some(_))) => return Err(FileError::NotFolder),
                    (Some(_), Some(None)) => return Err(FileError::IsFolder),
                    (None, Some(None)) if self.below(new).next().is_some() => {
                        return Err(FileError::NotEmpty);
                    }
                    _ => {}
                }
                let mut moved: Vec<String> = self.below(old).cloned().collect();
                moved.push(old.clone());
                for key in moved {
                    let entry = self.0.remove(&key).unwrap();
                    self.0.insert(format!("{new}{}", &key[old.len()..]), entry);
                }
            }
            Operation::List(path) => {
                self.parent(path)?;
                match self.0.get(path) {
                    None => return Err(FileError::NoEntry),
                    Some(Some(_)) => return Err(FileError::NotFolder),
                    Some(None) => {}
                }
                let names = self.below(path).map(|key| key[path.len() + 1..].to_owned());
                return Ok(names.filter(|name| !name.contains('/')).collect());
            }
        }
        Ok(Vec::new())
    }
}

fn apply(tree: &mut Tree, base: u64, operation: &Operation) -> Result<Vec<String>, FileError> {
    let spot = |path| Spot { from: base, path };
    match operation {
        Operation::MakeFolder(path) => tree.make_folder(base, path)?,
        Operation::Write(path, from, size) => {
            let file = tree.open(spot(path), CREATE)?;
            tree.write(file, (*from).into(), &vec![1; (*size).into()])?;
        }
        Operation::SetSize(path, size) => {
            let file = tree.open(spot(path), CREATE)?;
            tree.set_size(file, (*size).into())?;
        }
        Operation::RemoveFile(path) => tree.remove_file(base, path)?,
        Operation::RemoveFolder(path) => tree.remove_folder(base, path)?,
        Operation::Rename(old, new) => tree.rename(spot(old), spot(new))?,
        Operation::List(path) => {
            let folder = tree.look_up(base, path, true)?;
            tree.entry_after(folder, None)?;
            return Ok(names(tree, folder));
        }
    }
    Ok(Vec::new())
}

proptest! {
    #[test]
    fn the_tree_does_what_a_map_of_paths_does(operations in prop::collection::vec(operation(), 0..60)) {
        let mut tree = tree();
        let base = tree.look_up(ROOT, "/world", true).unwrap();
        let mut model = Model::default();
        for operation in &operations {
            prop_assert_eq!(apply(&mut tree, base, operation), model.apply(operation), "{:?}", operation);
            prop_assert_eq!(CAPACITY.bytes - tree.holds().0, model.room());
            prop_assert_eq!(tree.holds().1, model.0.len() + 7);
            prop_assert_eq!(tree.holds().2, model.0.len() + 6);
        }
        for (path, entry) in &model.0 {
            let number = tree.look_up(base, path, true).unwrap();
            if let Some(bytes) = entry {
                prop_assert_eq!(&tree.read(number, 0, u64::MAX).unwrap(), bytes);
            }
        }
    }

    #[test]
    fn no_path_makes_it_panic_or_grow(paths in prop::collection::vec("[a./]{0,8}", 1..40), ways in prop::collection::vec(0..6_u8, 40)) {
        let mut tree = tree();
        let base = tree.look_up(ROOT, "/world", true).unwrap();
        for (pair, way) in paths.windows(2).zip(ways) {
            let spot = |path| Spot { from: base, path };
            let (old, new) = (spot(&pair[0]), spot(&pair[1]));
            match way {
                0 => drop(tree.make_link(old.path, new)),
                1 => drop(tree.rename(old, new)),
                2 => drop(tree.make_folder(base, old.path)),
                3 => drop(tree.link(old, true, new)),
                4 => drop(tree.open(old, CREATE).map(|file| tree.write(file, 0, &[1; 99]))),
                _ => drop(tree.remove_file(base, old.path).or_else(|_| tree.remove_folder(base, old.path))),
            }
            let (bytes, files, names) = tree.holds();
            prop_assert!(bytes <= CAPACITY.bytes && files <= CAPACITY.files && names <= CAPACITY.files);
        }
    }
}
