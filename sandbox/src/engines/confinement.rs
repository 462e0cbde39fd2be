//! What every program in an environment may have and see, whatever carries it.

use crate::environment::{Bounds, Manifest};
use std::collections::BTreeMap;

/// The variables and bounds of a program.
#[derive(Clone, Debug)]
pub(crate) struct Confinement {
    pub(crate) variables: BTreeMap<String, String>,
    pub(crate) bounds: Bounds,
}

impl Default for Confinement {
    fn default() -> Self {
        let usual = [
            ("HOME", "/tmp"),
            ("LANG", "C.UTF-8"),
            ("PATH", "/usr/local/bin:/usr/bin:/bin"),
        ];
        let variables = usual.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Self {
            variables: variables.into(),
            bounds: Bounds::default(),
        }
    }
}

impl Confinement {
    /// What an environment gives its programs.
    pub(crate) fn of(manifest: &Manifest) -> Self {
        let mut confinement = Self::default();
        confinement.variables.extend(manifest.variables.clone());
        confinement.bounds = manifest.limits;
        confinement
    }
}
