//! The code of a completion by `SandboxFusion`'s rules: a fenced block of Python before one without a language, whole fences before
//! one that never ends, and those before bare code.

use crate::extract::definitions;

/// The names of Python in fences.
const PYTHON: [&str; 5] = ["python", "py", "python3", "Python", "Python3"];

/// The code of a completion; nothing where there is none.
pub(super) fn code_of(completion: &str) -> String {
    let (mut whole, mut unfinished) = (Vec::new(), Vec::new());
    let mut open: Option<(String, Vec<&str>)> = None;
    for line in completion.lines() {
        let mark = line.trim();
        match (&mut open, mark.strip_prefix("```")) {
            (None, Some(language)) => open = Some((language.trim().to_owned(), Vec::new())),
            (Some(_), Some("")) => whole.extend(open.take()),
            (Some((_, lines)), _) => lines.push(line),
            (None, None) => {}
        }
    }
    unfinished.extend(open);
    for blocks in [whole, unfinished] {
        let own = blocks
            .iter()
            .find(|(language, _)| PYTHON.contains(&language.as_str()));
        if let Some((_, lines)) = own.or(blocks.first()) {
            return lines.join("\n");
        }
    }
    bare(completion)
}

/// Code without a fence, from the first line that begins some; nothing where no function or class is defined.
fn bare(text: &str) -> String {
    let starts = ["def ", "async def ", "class ", "import ", "from ", "@"];
    let begins = |line: &str| starts.iter().any(|start| line.starts_with(start));
    let lines: Vec<&str> = text.lines().collect();
    let Some(first) = lines.iter().position(|line| begins(line)) else {
        return String::new();
    };
    let is_code = |line: &&&str| {
        line.is_empty() || line.starts_with([' ', '\t', ')', ']', '}', '#']) || begins(line)
    };
    let code: Vec<&str> = lines[first..].iter().take_while(is_code).copied().collect();
    let code = code.join("\n").trim_end().to_owned();
    if definitions(&code).is_empty() {
        return String::new();
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_of_a_completion_is_its_first_block_of_python() {
        for (completion, code) in [
            (
                "Here:\n```python\nprint(1)\n```\nand\n```python\nprint(2)\n```",
                "print(1)",
            ),
            ("```\na\n```\n```py\nb\n```", "b"),
            ("```\na\n```\n", "a"),
            ("```python\nprint(1)", "print(1)"),
            ("```bash\nls\n```\n```python\nx = 1", "ls"),
            (
                "import math\n\ndef f():\n    return 1\nThat is it.",
                "import math\n\ndef f():\n    return 1",
            ),
            ("I do not know.", ""),
        ] {
            assert_eq!(code_of(completion), code, "{completion}");
        }
    }
}
