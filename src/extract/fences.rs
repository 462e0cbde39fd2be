//! The fenced blocks of a reply in Markdown.

use super::lines::indent;

/// A fenced block, or the text outside of all.
#[derive(Clone, Debug, Default)]
pub(super) struct Block {
    /// The first word after the opening fence, in small letters.
    pub(super) tag: String,
    pub(super) text: String,
    /// What is said between the block before it and it.
    pub(super) said: String,
}

/// Tags of blocks that hold no Python.
const FOREIGN: [&str; 22] = [
    "bash",
    "sh",
    "shell",
    "zsh",
    "console",
    "terminal",
    "powershell",
    "cmd",
    "json",
    "yaml",
    "yml",
    "toml",
    "xml",
    "html",
    "css",
    "csv",
    "diff",
    "sql",
    "ini",
    "output",
    "mermaid",
    "latex",
];

impl Block {
    /// Says whether the tag allows for Python.
    pub(super) fn may_be_python(&self) -> bool {
        !FOREIGN.contains(&self.tag.as_str())
    }
}

/// A fence: its sign, its length, its indentation and what follows it.
struct Fence<'a> {
    sign: char,
    length: usize,
    indent: &'a str,
    info: &'a str,
}

fn fence(line: &str) -> Option<Fence<'_>> {
    let indent = indent(line);
    let rest = line[indent.len()..].trim_end();
    let sign = rest.chars().next().filter(|it| matches!(it, '`' | '~'))?;
    let info = rest.trim_start_matches(sign);
    let length = rest.len() - info.len();
    let may_be_tag = info.trim().starts_with("py") && indent.len() < 4;
    let is_operator = sign == '~' && !info.is_empty() && !may_be_tag;
    (length >= 3 && !info.contains('`') && !is_operator).then_some(Fence {
        sign,
        length,
        indent,
        info: info.trim(),
    })
}

/// The open block of a reply.
struct Open<'a> {
    fence: Fence<'a>,
    block: Block,
    /// The quotes of the docstring that is open in it.
    quote: Option<&'static str>,
}

/// Splits a reply into its fenced blocks and the text outside of them. An unclosed fence reaches to the end.
pub(super) fn blocks(reply: &str) -> (Vec<Block>, String) {
    let last = ["\"\"\"", "'''"].map(|quote| reply.rfind(quote).unwrap_or(0));
    let (mut blocks, mut outside) = (Vec::new(), String::new());
    let mut open: Option<Open<'_>> = None;
    let mut quote = None;
    let mut place = 0;
    let mut said = 0;
    for line in reply.split_inclusive('\n') {
        place += line.len();
        let is_quoted =
            |quote: Option<&str>| quote.is_some_and(|it| last[usize::from(it == "'''")] >= place);
        let Some(mut current) = open.take() else {
            open = opened(line).filter(|_| !is_quoted(quote));
            if open.is_none() {
                let begins = line
                    .trim_start()
                    .trim_start_matches(['r', 'R'])
                    .starts_with(['"', '\'']);
                quote = if quote.is_some() || begins {
                    quoted(line, quote)
                } else {
                    None
                };
                outside += line;
            } else {
                if let Some(open) = &mut open {
                    outside[said..].clone_into(&mut open.block.said);
                }
                quote = None;
                outside += "\n";
                said = outside.len();
            }
            continue;
        };
        let is_quoted = is_quoted(current.quote);
        let found = fence(line).filter(|it| !is_quoted && it.sign == current.fence.sign);
        match found.filter(|it| it.length >= current.fence.length) {
            Some(found) => {
                blocks.push(current.block);
                open = if found.info.is_empty() {
                    None
                } else {
                    opened(line)
                };
            }
            None => {
                if let Some(code) = glued(line, &current) {
                    current.block.text += code;
                    current.block.text.push('\n');
                    blocks.push(current.block);
                } else {
                    current.add(line);
                    open = Some(current);
                }
            }
        }
    }
    blocks.extend(open.map(|it| it.block));
    (blocks, outside)
}

fn opened(line: &str) -> Option<Open<'_>> {
    let fence = fence(line)?;
    let tag = fence.info.trim_start_matches(['{', '.', ' ']);
    let tag = tag
        .split([' ', '}', ',', ':'])
        .next()
        .unwrap_or_default()
        .to_lowercase();
    if matches!(tag.as_str(), "markdown" | "md") {
        return None;
    }
    let block = Block {
        tag,
        ..Block::default()
    };
    Some(Open {
        fence,
        block,
        quote: None,
    })
}

/// The code on a line that ends with the closing fence.
fn glued<'a>(line: &'a str, open: &Open<'_>) -> Option<&'a str> {
    let fence = open.fence.sign.to_string().repeat(open.fence.length);
    let code = line.trim_end().strip_suffix(fence.as_str())?;
    let is_code = open.quote.is_none() && !code.contains(['`', '#']) && !code.trim().is_empty();
    is_code.then_some(code)
}

impl Open<'_> {
    /// Adds a line without the indentation of the fence.
    fn add(&mut self, line: &str) {
        let margin = indent(line).len().min(self.fence.indent.len());
        self.block.text += &line[margin..];
        self.quote = quoted(line, self.quote);
    }
}

/// The quotes of the docstring that is open after a line.
fn quoted(line: &str, open: Option<&'static str>) -> Option<&'static str> {
    if open.is_none() && line.trim_start().starts_with('#') {
        return None;
    }
    let (mut open, mut rest) = (open, line);
    loop {
        let quotes = ["\"\"\"", "'''"]
            .into_iter()
            .filter(|quote| open.is_none_or(|open| open == *quote));
        let Some((place, quote)) = quotes
            .filter_map(|quote| Some((rest.find(quote)?, quote)))
            .min()
        else {
            return open;
        };
        open = if open.is_some() { None } else { Some(quote) };
        rest = &rest[place + quote.len()..];
    }
}
