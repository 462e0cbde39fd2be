//! The labels and names of all that is created on an engine, by which it is found again.

use crate::engines::session::Session;
use std::collections::HashMap;

/// Whose a container is.
pub(super) const OWNER: &str = "mutagree.owner";
/// The folder whose sessions share it.
pub(super) const HOME: &str = "mutagree.home";
/// The environment that it is of.
pub(super) const ENVIRONMENT: &str = "mutagree.environment";

/// The name that images have until they are whole; the tag is the owner.
pub(super) const BUILDING: &str = "localhost/mutagree-building";

/// The labels of a container.
pub(super) fn of_container(session: &Session, environment: &str) -> HashMap<String, String> {
    let pairs = [
        (OWNER, session.owner()),
        (HOME, session.home().to_owned()),
        (ENVIRONMENT, environment.to_owned()),
    ];
    pairs.map(|(name, value)| (name.to_owned(), value)).into()
}

/// The name of a finished image.
pub(super) fn image(environment: &str, key: &str) -> String {
    format!("localhost/mutagree-{environment}:{key}")
}

/// The name of an image that is not finished.
pub(super) fn unfinished(session: &Session) -> String {
    format!("{BUILDING}:{}", session.owner())
}
