//! Diffs: unified, as version control writes them, and context diffs.

use super::lines;
use std::ops::Range;

/// The diffs of a text.
pub(super) struct Found {
    pub(super) ranges: Vec<Range<usize>>,
    /// What stands before them is the head of a commit.
    pub(super) is_commit: bool,
}

/// Finds the diffs of a text; nothing where it has none.
pub(super) fn find(text: &str) -> Option<Found> {
    const SIGNS: [&str; 3] = ["@@ -", "diff --", "\n***************"];
    if !SIGNS.iter().any(|sign| text.contains(sign)) {
        return None;
    }
    let mut reader = Reader::default();
    let mut is_commit = false;
    for (start, line) in lines(text) {
        is_commit |= reader.ranges.is_empty() && opens_commit(line);
        reader.line(start, line);
    }
    reader.close();
    (reader.is_diff && !reader.ranges.is_empty()).then_some(Found {
        is_commit,
        ranges: reader.ranges,
    })
}

#[derive(Default)]
struct Reader {
    ranges: Vec<Range<usize>>,
    open: Option<Range<usize>>,
    /// A hunk was seen, or the head of a file.
    is_diff: bool,
    /// Lines that the hunk still has: of the old and of the new text.
    left: (usize, usize),
    in_context: bool,
}

impl Reader {
    fn line(&mut self, start: usize, line: &str) {
        let end = start + line.len();
        if self.left != (0, 0) && self.belongs(line) {
            self.extend(start, end);
        } else if let Some(left) = hunk(line) {
            self.left = left;
            self.is_diff = true;
            self.extend(start, end);
        } else if self.in_context && is_context(line) || is_head(line) {
            self.left = (0, 0);
            self.is_diff |= line.starts_with("diff --");
            self.extend(start, end);
            if line.starts_with("***************") {
                self.in_context = true;
                self.is_diff = true;
            }
        } else {
            self.left = (0, 0);
            self.in_context = false;
            self.close();
        }
    }

    /// Says whether a line is one of the hunk, and counts it.
    fn belongs(&mut self, line: &str) -> bool {
        let (old, new) = &mut self.left;
        match line.bytes().next() {
            Some(b'-') => *old = old.saturating_sub(1),
            Some(b'+') => *new = new.saturating_sub(1),
            Some(b'\\') => {}
            // Editors strip the space of an empty line.
            None | Some(b' ' | b'\t') => {
                *old = old.saturating_sub(1);
                *new = new.saturating_sub(1);
            }
            _ => return false,
        }
        true
    }

    fn extend(&mut self, start: usize, end: usize) {
        match &mut self.open {
            Some(range) => range.end = end,
            None => self.open = Some(start..end),
        }
    }

    fn close(&mut self) {
        self.ranges.extend(self.open.take());
    }
}

/// The lines that a hunk has by its head: `@@ -1,3 +1,4 @@`.
fn hunk(line: &str) -> Option<(usize, usize)> {
    let (ranges, _) = line.strip_prefix("@@ -")?.split_once(" @@")?;
    let (old, new) = ranges.split_once(" +")?;
    let length = |range: &str| match range.split_once(',') {
        Some((_, length)) => length.parse().ok(),
        None => Some(1),
    };
    Some((length(old)?, length(new)?))
}

/// True for the lines that stand before the hunks of a file.
fn is_head(line: &str) -> bool {
    const HEADS: [&str; 16] = [
        "diff --",
        "--- ",
        "+++ ",
        "*** ",
        "***************",
        "index ",
        "Index: ",
        "new file mode ",
        "deleted file mode ",
        "old mode ",
        "new mode ",
        "similarity index ",
        "rename from ",
        "rename to ",
        "Binary files ",
        "\\ No newline",
    ];
    HEADS.iter().any(|head| line.starts_with(head))
        || line.len() > 20 && line.bytes().all(|byte| byte == b'=')
}

/// True for a line of a context diff below its head.
fn is_context(line: &str) -> bool {
    ["  ", "! ", "+ ", "- "]
        .iter()
        .any(|mark| line.starts_with(mark))
}

/// True for the first line of a commit, as `git show`, `git log -p` and `git format-patch` write it.
fn opens_commit(line: &str) -> bool {
    let rest = line
        .strip_prefix("commit ")
        .or_else(|| line.strip_prefix("From "));
    rest.and_then(|rest| rest.get(..40))
        .is_some_and(|name| name.bytes().all(|byte| byte.is_ascii_hexdigit()))
        || line.starts_with("Subject: [PATCH")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hunk_ends_after_the_lines_that_its_head_counts() {
        let text = "Do it.\n--- a/x\n+++ b/x\n@@ -1,2 +1 @@\n a\n-b\n- not of the diff\n";
        let found = find(text).expect("a diff");
        assert_eq!(
            &text[found.ranges[0].clone()],
            "--- a/x\n+++ b/x\n@@ -1,2 +1 @@\n a\n-b"
        );
    }

    #[test]
    fn a_list_with_dashes_and_a_rule_are_no_diff() {
        assert!(find("Do it:\n- one\n+ two\n---\n+++ three\n").is_none());
        assert!(find("The mark @@ - is one.\n").is_none());
    }
}
