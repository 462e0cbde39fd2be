//! Constants that a check reaches by a name, written out: `x = [3, 1]` and `assert f(x) == 4` are a call whose arguments can be seen.

use super::bind::{self, Binding, destructured};
use crate::extract::syntax::{expression, is_literal, parse, text};

/// Functions that see names as texts.
const LOOKS: [&str; 7] = [
    "eval(", "exec(", "locals(", "globals(", "vars(", "dir(", "compile(",
];

/// Gives the statements that a check needs, and the check, with constants in the place of names where that changes nothing.
pub(super) fn folded(setup: &[&str], check: &str) -> String {
    let texts = setup.iter().chain([&check]);
    let mut texts: Vec<String> = texts.map(|it| (*it).to_owned()).collect();
    let looks = |text: &String| LOOKS.iter().any(|it| text.contains(it));
    if texts.iter().any(looks) {
        return texts.join("\n");
    }
    let mut place = 0;
    while place + 1 < texts.len() {
        let folded = constants(&texts[place]).and_then(|it| {
            let rest = [&texts[..place], &texts[place + 1..]].concat();
            bind::folded(&rest, &it)
        });
        match folded {
            // What comes before the assignment must not know the name, and a constant must not look.
            Some(folded)
                if folded[..place] == texts[..place] && !folded[place..].iter().any(looks) =>
            {
                texts = folded;
            }
            _ => place += 1,
        }
    }
    texts.join("\n")
}

/// The names that a statement gives constants, where it does nothing else.
fn constants(statement: &str) -> Option<Vec<Binding>> {
    let tree = parse(statement)?;
    let assignment = expression(&tree).filter(|it| it.kind() == "assignment")?;
    let target = assignment.child_by_field_name("left")?;
    let value = assignment.child_by_field_name("right")?;
    let source = match value.kind() {
        "expression_list" => format!("({})", text(value, statement)),
        _ => text(value, statement).to_owned(),
    };
    let bindings = destructured(target, statement, &source)?;
    let is_constant = |(_, value): &Binding| {
        let tree = parse(value);
        tree.as_ref().and_then(expression).is_some_and(is_literal)
    };
    bindings.iter().all(is_constant).then_some(bindings)
}
