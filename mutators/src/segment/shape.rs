//! Tests on the shape of a single trimmed line.

const SECTIONS: &[&str] = &[
    "a",
    "args",
    "arguments",
    "attributes",
    "constraints",
    "constraint",
    "edit",
    "examples of input",
    "hint",
    "hints",
    "input",
    "input parameters",
    "note",
    "notes",
    "output",
    "outputs",
    "parameters",
    "params",
    "problem",
    "raise",
    "raises",
    "references",
    "requirements",
    "requirement",
    "return",
    "returns",
    "see also",
    "solution",
    "yields",
    "inputs",
    "warning",
    "functionality",
];

/// True for `Example:`, `For example:`, `Example 2:` and the like, with or without data behind.
pub(super) fn is_example_header(line: &str) -> bool {
    let opens = line.trim_start_matches(['#', '*', ' ']).as_bytes().first();
    if !opens.is_some_and(|first| b"efhstu".contains(&first.to_ascii_lowercase())) {
        return false;
    }
    let lower = line
        .trim_start_matches(['#', '*', ' '])
        .to_ascii_lowercase();
    let lower = lower.trim_end_matches(['*', ' ']);
    let rest = [
        "for example",
        "for instance",
        "examples",
        "example",
        "e.g.",
        "test cases",
        "test case",
        "sample input",
        "sample output",
        "sample",
        "usage",
        "example usage",
        "some examples",
        "here are some examples",
        "explanation",
    ]
    .iter()
    .filter_map(|head| lower.strip_prefix(head))
    .min_by_key(|rest| rest.len());
    let Some(rest) = rest else {
        return false;
    };
    let rest = rest.trim_start_matches(|mark: char| mark.is_ascii_digit() || mark == ' ');
    match rest.strip_prefix([':', '-', '.', ',']) {
        None => rest.is_empty(),
        Some(tail) => {
            let tail = tail.trim();
            tail.is_empty()
                || tail
                    .bytes()
                    .any(|byte| byte.is_ascii_digit() || b"[({\"'=>".contains(&byte))
        }
    }
}

/// True for `Returns:`, `Args:`, `## Notes` and the like on a line of their own.
pub(super) fn is_section_header(line: &str) -> bool {
    let bare = line.trim_matches(|mark: char| matches!(mark, '#' | '*' | ':' | ' ' | '-' | '='));
    if bare.is_empty() {
        return true;
    }
    line.starts_with('#') && !line.starts_with("#include")
        || bare.len() <= 20 && SECTIONS.iter().any(|name| name.eq_ignore_ascii_case(bare))
}

/// True for a line that shows a call, an input, an output or a check.
pub(super) fn is_example_line(line: &str, names: &dyn Fn(&str) -> bool) -> bool {
    const ARROWS: &[&str] = &["==>", "=>", "->", "➞", "→", "⟹", "==", "➜"];
    if line.starts_with("assert ") {
        return true;
    }
    let head_len = line
        .find(|mark: char| !(mark.is_alphanumeric() || mark == '_' || mark == '.'))
        .unwrap_or(line.len());
    let call = head_len > 0 && line[head_len..].starts_with('(');
    if call && (names(&line[..head_len]) || line.ends_with(')')) {
        return true;
    }
    let starts = |head: &str| {
        line.get(..head.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(head))
    };
    if ["input:", "output:", "input :", "output :", "in:", "out:"]
        .iter()
        .any(|head| {
            starts(head)
                && line
                    .bytes()
                    .any(|byte| b"[({\"'=0123456789".contains(&byte))
        })
    {
        return true;
    }
    let first = line.as_bytes().first().copied().unwrap_or(b' ');
    let pointed = line
        .bytes()
        .any(|byte| byte == b'=' || byte == b'>' || !byte.is_ascii());
    pointed
        && ARROWS.iter().any(|arrow| line.contains(arrow))
        && (call || b"[({\"'0123456789-".contains(&first) || calls_known(line, names))
}

fn calls_known(line: &str, names: &dyn Fn(&str) -> bool) -> bool {
    line.match_indices('(').any(|(at, _)| {
        let head = line[..at]
            .rfind(|mark: char| !(mark.is_alphanumeric() || mark == '_'))
            .map_or(0, |index| {
                index + line[index..].chars().next().map_or(1, char::len_utf8)
            });
        head < at && names(&line[head..at])
    })
}

/// True for lines of tables and matrices: bars, aligned columns, mostly numbers.
pub(super) fn is_table_row(line: &str) -> bool {
    if line.starts_with('|')
        || line.bytes().filter(|byte| *byte == b'|').count() >= 2
        || line.len() < 200 && line.bytes().any(|byte| byte == b'\t')
    {
        return true;
    }
    let (mut words, mut all) = (0usize, 0usize);
    for cell in line[bullet_len(line)..].split_ascii_whitespace() {
        all += 1;
        words += usize::from(is_cell_of_letters(cell.as_bytes()));
    }
    let spaced = line.as_bytes().windows(2).any(|pair| pair == b"  ");
    let cells = || line.trim().split("  ").filter(|cell| !cell.is_empty());
    let gaps = if spaced {
        cells().count().saturating_sub(1)
    } else {
        0
    };
    words * 2 < all || gaps >= 2 && !line.contains(". ") && gaps * 3 >= words
}

/// True for a cell that is a word, with or without marks around it.
fn is_cell_of_letters(cell: &[u8]) -> bool {
    let letter = |byte: &u8| !byte.is_ascii_punctuation();
    let first = cell.iter().position(letter).unwrap_or(cell.len());
    let end = cell.iter().rposition(letter).map_or(first, |at| at + 1);
    let letters = &cell[first..end];
    let joined = |byte: &u8| byte.is_ascii_alphabetic() || matches!(byte, b'-' | b'\'');
    letters.len() >= 2 && letters.iter().all(joined)
}

/// True for program text in a document that nothing fences.
pub(super) fn is_code_line(line: &str) -> bool {
    const HEADS: &[&str] = &[
        "import ", "def ", "class ", "print(", "print ", "@", "return(", ">>", "$ ", "In [", "Out[",
    ];
    if HEADS.iter().any(|head| line.starts_with(head)) {
        return true;
    }
    if line.starts_with("from ") && line.contains(" import ") {
        return true;
    }
    if line.ends_with([';', '{', '}', '\\', ','])
        && line.contains(['=', '(', '[', '{'])
        && !line.contains(". ")
    {
        return true;
    }
    if line.ends_with(':')
        && ["for ", "while ", "if ", "with ", "elif "]
            .iter()
            .any(|head| line.starts_with(head))
    {
        return line.contains(['(', '=', '<', '[', '_', '.']) || line.contains(" in ");
    }
    let Some(at) = line.find('=') else {
        return line.starts_with('<')
            || line.ends_with(')') && line.contains('(') && !line.contains(' ');
    };
    let left = line[..at].trim_end_matches([' ', '+', '-', '*']);
    !left.is_empty()
        && !left.contains(' ')
        && left
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_.[]'\",:()".contains(&byte))
}

/// The words that open a compound statement of Python.
const COMPOUND: [&str; 10] = [
    "if", "elif", "else", "for", "while", "with", "try", "except", "def", "class",
];

/// The words that open any other statement that opens with one.
const SIMPLE: [&str; 12] = [
    "raise", "return", "yield", "pass", "break", "continue", "assert", "del", "import", "from",
    "global", "nonlocal",
];

/// True for a word that opens statements of Python.
pub(crate) fn is_keyword_of_statements(word: &str) -> bool {
    COMPOUND.contains(&word) || SIMPLE.contains(&word)
}

/// True for the header of a compound statement of Python: `if total is None:`.
pub(super) fn opens_suite(line: &str) -> bool {
    let word = || line.split(|mark: char| !mark.is_ascii_lowercase()).next();
    line.ends_with(':') && word().is_some_and(|word| COMPOUND.contains(&word))
}

/// True for a line that can only be a statement of Python where it stands below the header of one.
pub(super) fn is_statement(line: &str) -> bool {
    let word = line.split(|mark: char| !mark.is_ascii_lowercase()).next();
    let ends = !line.ends_with(['.', '?', '!']) || line.ends_with("...");
    ends && (word.is_some_and(|word| SIMPLE.contains(&word))
        || is_code_line(line)
        || opens_suite(line)
        || line.starts_with('#')
        || line.starts_with("\"\"\"")
        || line.ends_with(')') && line.contains('('))
}

/// The variable that a line of program text assigns to, or the name that it imports.
pub(super) fn bound_name(line: &str) -> Option<String> {
    let line = line.trim();
    let imported = line.strip_prefix("import ").or_else(|| {
        line.starts_with("from ")
            .then(|| line.split_once(" import "))?
            .map(|(_, names)| names)
    });
    let name = match imported {
        Some(names) => names.rsplit(' ').next()?,
        None => line.split_once('=')?.0.split(['[', '.']).next()?.trim(),
    };
    let head = name.bytes().next()?;
    let fits = (head.is_ascii_alphabetic() || head == b'_')
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    fits.then(|| name.to_owned())
}

/// True for the last line of a traceback: `TypeError: …`.
pub(super) fn is_error_line(line: &str) -> bool {
    line.split_once(':').is_some_and(|(head, _)| {
        head.len() > 5
            && head.ends_with("Error")
            && head
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'_')
    })
}

/// True for `name : type`, as docstrings in the style of `NumPy` have it.
pub(super) fn is_typed_name(line: &str) -> bool {
    let mut colons = line.match_indices(':').map(|(at, _)| at);
    let between = |at: &usize| line[..*at].ends_with(' ') && line[at + 1..].starts_with(' ');
    colons.find(between).is_some_and(|at| {
        line[..at - 1]
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    })
}

/// The length of a bullet, number, or `name (type):` before the prose of an item; 0 without one.
///
/// Inside a running paragraph only bullets count.
pub(super) fn item_prefix(line: &str, running: bool) -> usize {
    let bullet = bullet_len(line);
    let rest = &line[bullet..];
    if bullet == 0
        && running
        && !rest.starts_with(':')
        && !rest.starts_with(|first: char| first.is_ascii_uppercase() || rest.contains("):"))
    {
        return 0;
    }
    bullet + label_len(rest)
}

fn bullet_len(line: &str) -> usize {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let mark = if digits > 0 && digits <= 3 && line[digits..].starts_with(['.', ')']) {
        digits + 1
    } else {
        let first = line.chars().next().unwrap_or(' ');
        if matches!(first, '-' | '*' | '•' | '+' | '–') {
            first.len_utf8()
        } else {
            return 0;
        }
    };
    let spaces = line[mark..].len() - line[mark..].trim_start_matches(' ').len();
    if spaces == 0 { 0 } else { mark + spaces }
}

/// The length of `name (type, default):` or `Word word:` with the space behind.
fn label_len(line: &str) -> usize {
    let mut colons = line.match_indices(':').map(|(at, _)| at);
    let Some(colon) = colons.find(|at| line[at + 1..].starts_with(' ')) else {
        return 0;
    };
    let label = &line[..colon];
    let bare: String = strip_brackets(label);
    let field = [":param", ":type", ":returns", ":rtype", ":raises"]
        .iter()
        .any(|field| label.starts_with(field));
    let words = if field {
        1
    } else {
        bare.split_whitespace().count()
    };
    let marks = bare.contains(['.', '?', '!', ';', '"', '>']) && words > 1;
    if words == 0 || words > 2 || marks || bare.ends_with("following") || label.len() > 120 {
        return 0;
    }
    let spaces = line[colon + 1..].len() - line[colon + 1..].trim_start_matches(' ').len();
    colon + 1 + spaces
}

fn strip_brackets(label: &str) -> String {
    let mut depth = 0usize;
    label
        .chars()
        .filter(|mark| {
            match mark {
                '(' | '[' => depth += 1,
                ')' | ']' => {
                    depth = depth.saturating_sub(1);
                    return false;
                }
                _ => {}
            }
            depth == 0
        })
        .collect()
}

/// True when the line reads as English: three words or more, or a short sentence that ends.
pub(super) fn is_prose(line: &str) -> bool {
    let words = line
        .split_whitespace()
        .filter(|word| {
            let word = word.trim_matches(|mark: char| mark.is_ascii_punctuation());
            word.bytes().any(|byte| byte.is_ascii_lowercase())
                && word
                    .bytes()
                    .all(|byte| byte.is_ascii_alphabetic() || byte == b'\'' || byte == b'-')
        })
        .take(3)
        .count();
    words >= 3 || words >= 2 && line.ends_with(['.', ',', '?', ':'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_in_prose_are_seen() {
        let names = |name: &str| name == "f";
        for line in [
            "f(1) -> 2",
            "f([1]) == 3",
            "assert f(2) == 3",
            "[1, 2] => 3",
            "Input: x = 3",
        ] {
            assert!(is_example_line(line, &names), "{line}");
        }
        assert!(!is_example_line("Return the sum of all numbers.", &names));
        assert!(is_example_header("Example: for x = 3 return 6"));
        assert!(is_example_header("For example:"));
        assert!(!is_example_header("Examples are never empty lists."));
    }

    #[test]
    fn items_keep_their_bullet_name_and_type_apart_from_their_prose() {
        let line = "- numbers (list of int): The numbers to sum.";
        assert_eq!(&line[item_prefix(line, false)..], "The numbers to sum.");
        assert_eq!(item_prefix("the sum of these", true), 0);
    }

    #[test]
    fn program_text_binds_names() {
        for (line, name) in [
            ("dist = lognorm(s)", Some("dist")),
            ("df['a'] = 1", Some("df")),
            ("import numpy as np", Some("np")),
            ("from scipy.stats import lognorm", Some("lognorm")),
            ("print(x)", None),
        ] {
            assert_eq!(bound_name(line).as_deref(), name, "{line}");
        }
    }

    #[test]
    fn tables_and_code_are_not_prose() {
        assert!(is_table_row("0 1 2 3 0 5"));
        assert!(is_table_row("   A  B  C"));
        assert!(is_code_line("df = load_data()"));
        assert!(!is_code_line("The sum = total of all numbers in it."));
    }
}
