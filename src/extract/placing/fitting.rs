//! Where what a function reaches goes: before it, into it where the file has other things of the same names, or nowhere where the file
//! has it.

use super::bindings::{Bindings, Fit};
use super::insert::within;
use super::replacement::{Found, Replacement};
use crate::extract::compose::compose;
use crate::extract::definition::is_stub;
use crate::extract::statement::Statement;

/// Fits what was found to what the file binds.
pub(super) fn fitted(found: Found, bindings: &Bindings) -> Replacement {
    let mut future = Vec::new();
    let mut kept: Vec<(Statement, Side)> = Vec::new();
    let is_lacking = |it: &Statement| it.names.made.is_disjoint(&bindings.made);
    let forgotten = found.forgotten.into_iter().filter(is_lacking);
    for statement in forgotten.chain(found.helpers) {
        if statement.kind == "future_import_statement" {
            future.extend(bindings.missing_future(&statement));
        } else if let Some(side) = side(&statement, bindings) {
            kept.push((statement, side));
        }
    }
    // What uses something inside goes there too.
    loop {
        let uses = |it: &Statement| {
            kept.iter().any(|(other, side)| {
                *side == Side::Inside && other.names.made.iter().any(|name| it.names.uses(name))
            })
        };
        let next = kept
            .iter()
            .position(|(it, side)| *side == Side::Before && uses(it));
        match next {
            Some(place) => kept[place].1 = Side::Inside,
            None => break,
        }
    }
    let written = |wanted: Side| {
        let kept = kept.iter().filter(|(_, side)| *side == wanted);
        compose(kept.map(|(statement, _)| statement))
    };
    let inside = written(Side::Inside);
    let members = found.members.iter().map(|it| within(it, &inside));
    Replacement {
        definition: within(&found.definition, &inside),
        members: members.collect(),
        before: written(Side::Before),
        future,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Before,
    Inside,
}

/// Where a statement goes; nowhere, where the file has what it makes.
fn side(statement: &Statement, bindings: &Bindings) -> Option<Side> {
    if statement.is_import() {
        return match bindings.fit(statement) {
            Fit::Known => None,
            Fit::Against => Some(Side::Inside),
            Fit::New => Some(Side::Before),
        };
    }
    let names = &statement.names;
    let made = &names.made | &names.changed;
    if made.is_disjoint(&bindings.made) {
        return Some(Side::Before);
    }
    let is_known = is_stub(statement.code()) || bindings.defines_alike(statement);
    (!is_known).then_some(Side::Inside)
}
