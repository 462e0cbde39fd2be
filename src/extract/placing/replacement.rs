//! The function or method of a reply that goes into a file, with what it reaches of the reply.

use super::target::{Place, definitions};
use super::{Placing, Refusal};
use crate::extract::Asked;
use crate::extract::clean::clean;
use crate::extract::continuation::continued;
use crate::extract::definition::{defines, is_stub};
use crate::extract::forgotten::forgotten;
use crate::extract::lines::dedent;
use crate::extract::names::Set;
use crate::extract::reach::Sequence;
use crate::extract::search::{Search, belongs};
use crate::extract::statement::{Part, Statement, parts_of};
use crate::extract::syntax::{Edits, all, children, field, parse, root_name, text, undecorated};
use crate::extract::task::Task;
use tree_sitter::Node;

/// What a reply holds for a file.
pub(super) struct Found {
    /// The function at the left margin, with its decorators.
    pub(super) definition: String,
    /// What else of the class it needs and the file's class has not.
    pub(super) members: Vec<String>,
    /// What it reaches, in order.
    pub(super) helpers: Vec<Statement>,
    /// Imports that the reply forgot.
    pub(super) forgotten: Vec<Statement>,
}

/// What goes into the file.
pub(super) struct Replacement {
    pub(super) definition: String,
    pub(super) members: Vec<String>,
    /// What goes before it.
    pub(super) before: String,
    /// Features of future imports.
    pub(super) future: Vec<String>,
}

/// A definition in a reply: its text, the unit that it stands in, and the class that it was a method of.
struct Definition {
    text: String,
    place: usize,
    class: Option<Statement>,
    /// The statements around it.
    own: Vec<Statement>,
}

pub(super) fn found(
    reply: &str,
    asked: &Asked<'_>,
    placing: &Placing<'_>,
    place: &Place<'_>,
) -> Result<Found, Refusal> {
    let reply = clean(reply);
    let function = placing.target.function;
    let search = |entry_point| {
        let prompt = asked.prompt;
        Search::new(
            &reply,
            Task::new(&Asked {
                prompt,
                entry_point,
            }),
        )
    };
    let own = search(function);
    if let Some(definition) = definition(&own, function, placing.target.class) {
        return Ok(with_needs(&own, definition, function, placing, place));
    }
    let name = asked.entry_point.trim();
    if name != function && !name.is_empty() {
        let other = search(name);
        if let Some(definition) = definition(&other, name, placing.target.class) {
            let mut found = with_needs(&other, definition, name, placing, place);
            found.definition = renamed(&found.definition, name, function);
            return Ok(found);
        }
    }
    Err(Refusal::Reply {
        name: function.to_owned(),
        reason: own.reason(),
    })
}

/// Finds the definition: of a method in its class, in another one, or alone; of a function alone; or as what follows the prompt.
fn definition(search: &Search, name: &str, class: Option<&str>) -> Option<Definition> {
    let class = class.map(|it| it.rsplit('.').next().unwrap_or(it));
    let methods = |wanted: Option<&str>| {
        search.places().find_map(|place| {
            let statements = &search.units[place].statements;
            let of_class = |it: &Statement| {
                let is_it = wanted.is_none_or(|wanted| it.name.as_deref() == Some(wanted));
                let text = method(it, name).filter(|_| is_it)?;
                Some((text, it.clone()))
            };
            let (text, class) = statements.iter().rev().find_map(of_class)?;
            Some(Definition {
                text,
                place,
                class: Some(class),
                own: statements.clone(),
            })
        })
    };
    let function = |place: usize, statements: &[Statement]| {
        let is_it = |it: &&Statement| it.kind == "function_definition" && defines(it, name);
        let it = statements.iter().rev().find(is_it)?;
        Some(Definition {
            text: it.code().to_owned(),
            place,
            class: None,
            own: statements.to_vec(),
        })
    };
    let alone = || {
        search
            .places()
            .find_map(|place| function(place, &search.units[place].statements))
    };
    let continued = || {
        search.places().find_map(|place| {
            let statements = continued(&search.task, &search.units[place].text)?;
            function(place, &statements)
        })
    };
    let of_class = class.and_then(|class| methods(Some(class)).or_else(|| methods(None)));
    of_class.or_else(alone).or_else(continued)
}

/// The source of a method at the left margin, where the class has it with a body.
fn method(class: &Statement, name: &str) -> Option<String> {
    let code = class.code();
    let tree = parse(code).filter(|_| class.kind == "class_definition")?;
    let root = children(tree.root_node()).into_iter().next()?;
    let body = undecorated(root).child_by_field_name("body")?;
    let found = definitions(body, name, "function_definition", code);
    let texts = found.iter().rev().map(|node| at_margin(*node, code));
    texts.into_iter().find(|text| !is_stub(text))
}

/// The source of a node, without the indentation that it has in its block.
pub(super) fn at_margin(node: Node<'_>, code: &str) -> String {
    let line = code[..node.start_byte()]
        .rfind('\n')
        .map_or(0, |place| place + 1);
    let is_first = code[line..node.start_byte()].trim().is_empty();
    let start = if is_first { line } else { node.start_byte() };
    dedent(&code[start..node.end_byte()])
}

fn with_needs(
    search: &Search,
    definition: Definition,
    name: &str,
    placing: &Placing<'_>,
    place: &Place<'_>,
) -> Found {
    let class = definition.class.as_ref();
    let members = class.map_or_else(Vec::new, |class| {
        members(&definition.text, class, placing.file, place)
    });
    let mut sequence = Sequence::default();
    let others = (0..search.units.len()).filter(|it| *it != definition.place);
    let others = others.flat_map(|it| &search.units[it].statements);
    let is_class = |it: &Statement| {
        it.kind == "class_definition"
            && (it.name == class.and_then(|class| class.name.clone())
                || it.name.is_some() && it.name.as_deref() == placing.target.class)
    };
    let mut seen = Set::new();
    for statement in others.chain(&definition.own) {
        let is_wild = statement.names.made.is_empty() && statement.is_import();
        let is_new = !is_wild || seen.insert(statement.code().to_owned());
        let is_other = !statement.makes(name) && !is_class(statement);
        if is_new && is_other && belongs(statement, name) {
            sequence.push(statement.clone());
        }
    }
    let texts = members.iter().chain([&definition.text]);
    let roots: Vec<Statement> = texts
        .flat_map(|text| parts_of(text, name))
        .filter_map(|part| match part {
            Part::Sound(statement) => Some(statement),
            Part::Broken(_) => None,
        })
        .collect();
    let names = roots.iter().map(|it| &it.names);
    let names: Set = names
        .flat_map(|it| it.now.iter().chain(&it.later).cloned())
        .collect();
    let kept = sequence.reach(&names, &sequence.settings(), false);
    let helpers: Vec<Statement> = kept
        .iter()
        .map(|&it| sequence.statements[it].clone())
        .collect();
    let all: Vec<&Statement> = helpers.iter().chain(&roots).collect();
    Found {
        forgotten: forgotten(&all, name),
        definition: definition.text,
        members,
        helpers,
    }
}

/// What a method uses of its class in the reply, and the class in the file has not.
fn members(method: &str, class: &Statement, file: &str, place: &Place<'_>) -> Vec<String> {
    let code = class.code();
    let Some(tree) = parse(code) else {
        return Vec::new();
    };
    let body = children(tree.root_node())
        .first()
        .and_then(|node| undecorated(*node).child_by_field_name("body"));
    let own: Vec<(String, String)> = body.map_or_else(Vec::new, |body| {
        let nodes = children(body).into_iter();
        nodes
            .filter_map(|node| Some((member(node, code)?, at_margin(node, code))))
            .collect()
    });
    let body = place.class.and_then(|it| it.child_by_field_name("body"));
    let there: Set = body.map_or_else(Set::new, |body| {
        let nodes = children(body).into_iter();
        nodes.filter_map(|node| member(node, file)).collect()
    });
    let name = class.name.as_deref().unwrap_or_default();
    let (mut found, mut taken) = (Vec::new(), Set::new());
    let mut todo = vec![method.to_owned()];
    while let Some(text) = todo.pop() {
        for used in attributes(&text, name) {
            if there.contains(&used) || !taken.insert(used.clone()) {
                continue;
            }
            let texts = own.iter().filter(|(member, _)| *member == used);
            for (_, text) in texts {
                found.push(text.clone());
                todo.push(text.clone());
            }
        }
    }
    found
}

/// The name that a statement of a class makes: that of a method or of a value.
fn member(node: Node<'_>, code: &str) -> Option<String> {
    let inner = undecorated(node);
    if inner.kind() == "function_definition" {
        return Some(field(inner, "name", code).to_owned());
    }
    let assignment = children(node).into_iter().next()?;
    let is_value = node.kind() == "expression_statement" && assignment.kind() == "assignment";
    is_value.then(|| field(assignment, "left", code).to_owned())
}

/// The attributes that a method uses of its object or class.
fn attributes(method: &str, class: &str) -> Vec<String> {
    let Some(tree) = parse(method) else {
        return Vec::new();
    };
    let nodes = all(tree.root_node()).into_iter();
    nodes
        .filter(|node| node.kind() == "attribute")
        .filter(|node| {
            let object = node.child_by_field_name("object");
            let name = object.and_then(|it| root_name(it, method));
            name.is_some_and(|name| name == "self" || name == "cls" || name == class)
        })
        .map(|node| field(node, "attribute", method).to_owned())
        .collect()
}

/// A definition under another name, which may still call itself by the first.
fn renamed(definition: &str, from: &str, to: &str) -> String {
    let Some(tree) = parse(definition) else {
        return definition.to_owned();
    };
    let mut edits = Edits::default();
    for node in all(tree.root_node()) {
        let is_attribute = node.parent().is_some_and(|parent| {
            parent.kind() == "attribute"
                && parent.child_by_field_name("attribute") == Some(node)
                && parent
                    .child_by_field_name("object")
                    .is_none_or(|object| !matches!(text(object, definition), "self" | "cls"))
        });
        if node.kind() == "identifier" && text(node, definition) == from && !is_attribute {
            edits.replace(node.byte_range(), to);
        }
    }
    edits.apply(definition)
}
