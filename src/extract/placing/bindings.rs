//! The names of a file's module, and what each import of it is bound to.

use super::Placing;
use super::target::is_branch;
use crate::extract::names::{Set, names};
use crate::extract::statement::Statement;
use crate::extract::syntax::{children, field, parse, text, undecorated};
use std::collections::HashMap;
use tree_sitter::{Node, Tree};

/// What a file binds, but for the target.
pub(super) struct Bindings {
    /// The names that the module makes.
    pub(super) made: Set,
    /// What imported names stand for: a module, or a module and a name of it after a colon.
    origins: HashMap<String, String>,
    /// The future imports.
    future: Set,
    /// The definitions of functions and classes, as they are written.
    definitions: HashMap<String, String>,
    /// The file's own module, and the package that it is in.
    module: String,
    package: String,
}

/// How an import of a reply and the names of the file go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fit {
    /// The file has all that it binds.
    Known,
    /// It binds a name to something else than the file.
    Against,
    /// It binds new names alone.
    New,
}

impl Bindings {
    pub(super) fn of_file(tree: &Tree, placing: &Placing<'_>) -> Self {
        let file = placing.file;
        let mut bindings = Self {
            made: Set::new(),
            origins: HashMap::new(),
            future: Set::new(),
            definitions: HashMap::new(),
            module: module(placing.path),
            package: package(placing.path),
        };
        let mut todo = vec![tree.root_node()];
        while let Some(block) = todo.pop() {
            for node in children(block) {
                bindings.add(node, file);
                if is_branch(node.kind()) {
                    todo.push(node);
                }
            }
        }
        if placing.target.class.is_none() {
            bindings.made.remove(placing.target.function);
        }
        bindings
    }

    fn add(&mut self, node: Node<'_>, file: &str) {
        match node.kind() {
            "future_import_statement" => self.future.extend(imported(node, file)),
            "import_statement" | "import_from_statement" => {
                for (name, origin) in origins(node, file, &self.package) {
                    self.made.insert(name.clone());
                    self.origins.insert(name, origin);
                }
            }
            kind if is_branch(kind) => {}
            _ => {
                let inner = undecorated(node);
                if inner.kind().ends_with("_definition") {
                    let name = field(inner, "name", file).to_owned();
                    let written = text(node, file).trim_end().replace("\r\n", "\n");
                    self.definitions.insert(name, written);
                }
                self.made.extend(names(node, file, "").made);
            }
        }
    }

    /// Says how an import goes together with the file.
    pub(super) fn fit(&self, import: &Statement) -> Fit {
        let Some(tree) = parse(import.code()) else {
            return Fit::New;
        };
        let nodes = children(tree.root_node());
        let pairs = nodes
            .iter()
            .flat_map(|node| origins(*node, import.code(), &self.package));
        let (mut known, mut all) = (0, 0);
        for (name, origin) in pairs {
            all += 1;
            let is_own = origin == format!("{}:{name}", self.module);
            match self.origins.get(&name) {
                Some(other) if *other == origin => known += 1,
                _ if is_own && self.made.contains(&name) => known += 1,
                _ if self.made.contains(&name) && same_name(self.origins.get(&name), &origin) => {
                    known += 1;
                }
                _ if self.made.contains(&name) => return Fit::Against,
                _ => {}
            }
        }
        if all > 0 && all == known {
            Fit::Known
        } else {
            Fit::New
        }
    }

    /// Says whether the file defines a name just as a statement does.
    pub(super) fn defines_alike(&self, statement: &Statement) -> bool {
        let name = statement.name.as_ref();
        let own = name.and_then(|name| self.definitions.get(name));
        own.is_some_and(|own| own == statement.code().trim_end())
    }

    /// The features of a future import that the file has not.
    pub(super) fn missing_future(&self, statement: &Statement) -> Vec<String> {
        let tree = parse(statement.code());
        let nodes = tree.as_ref().map(|tree| children(tree.root_node()));
        let wanted = nodes.into_iter().flatten();
        let wanted = wanted.flat_map(|node| imported(node, statement.code()));
        wanted.filter(|it| !self.future.contains(it)).collect()
    }
}

/// Says whether two imports take the same name out of modules of one package, which hands it on.
fn same_name(one: Option<&String>, other: &str) -> bool {
    let top = |origin: &str| origin.split(['.', ':']).next().map(str::to_owned);
    let last = |origin: &str| origin.rsplit(':').next().map(str::to_owned);
    let has_name = other.contains(':');
    one.is_some_and(|one| {
        has_name && one.contains(':') && top(one) == top(other) && last(one) == last(other)
    })
}

/// The module of a file, by its path.
fn module(path: &str) -> String {
    let path = path.strip_suffix(".py").unwrap_or(path);
    let path = path.strip_suffix("/__init__").unwrap_or(path);
    path.replace('/', ".")
}

/// The package that a file is in.
fn package(path: &str) -> String {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    folder.replace('/', ".")
}

/// The names that an import binds, each with what it stands for.
fn origins(import: Node<'_>, code: &str, package: &str) -> Vec<(String, String)> {
    let mut cursor = import.walk();
    let from = import.child_by_field_name("module_name");
    let from = from.map(|it| absolute(text(it, code), package));
    import
        .children_by_field_name("name", &mut cursor)
        .map(|name| {
            let is_aliased = name.kind() == "aliased_import";
            let plain = if is_aliased {
                field(name, "name", code)
            } else {
                text(name, code)
            };
            let bound = if is_aliased {
                field(name, "alias", code)
            } else if from.is_none() {
                plain.split('.').next().unwrap_or_default()
            } else {
                plain
            };
            let origin = match &from {
                Some(from) => format!("{from}:{plain}"),
                None if is_aliased => plain.to_owned(),
                None => bound.to_owned(),
            };
            (bound.to_owned(), origin)
        })
        .collect()
}

/// A module's full name, where it is relative to a package.
fn absolute(name: &str, package: &str) -> String {
    let dots = name.len() - name.trim_start_matches('.').len();
    if dots == 0 {
        return name.to_owned();
    }
    let parts: Vec<&str> = package.split('.').collect();
    let kept = (parts.len() + 1).saturating_sub(dots).min(parts.len());
    let rest = name[dots..].trim();
    let parts = parts[..kept].iter().copied();
    let parts = parts.chain((!rest.is_empty()).then_some(rest));
    parts.collect::<Vec<_>>().join(".")
}

/// The names after `import`.
fn imported(import: Node<'_>, code: &str) -> Vec<String> {
    let mut cursor = import.walk();
    import
        .children_by_field_name("name", &mut cursor)
        .map(|name| text(name, code).to_owned())
        .collect()
}
