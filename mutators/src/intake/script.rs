//! The scripts of letters that are not Latin, and the languages that are written in them.

/// A script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Script {
    /// Latin letters, with or without marks.
    Latin,
    /// Letters that make words between spaces.
    Spaced(&'static str),
    /// Signs that make words without spaces.
    Dense(&'static str),
}

/// The script of a letter.
pub(super) fn script(letter: char) -> Script {
    match letter {
        '\u{0370}'..='\u{03ff}' | '\u{1f00}'..='\u{1fff}' => Script::Spaced("Greek"),
        '\u{0400}'..='\u{052f}' => Script::Spaced("Cyrillic"),
        '\u{0530}'..='\u{058f}' => Script::Spaced("Armenian"),
        '\u{0590}'..='\u{05ff}' => Script::Spaced("Hebrew"),
        '\u{0600}'..='\u{077f}' | '\u{08a0}'..='\u{08ff}' => Script::Spaced("Arabic"),
        '\u{0900}'..='\u{0dff}' => Script::Spaced("an Indian script"),
        '\u{0e00}'..='\u{0e7f}' => Script::Dense("Thai"),
        '\u{10a0}'..='\u{10ff}' => Script::Spaced("Georgian"),
        '\u{1200}'..='\u{139f}' => Script::Spaced("Ethiopic"),
        '\u{0e80}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' => {
            Script::Dense("a script without spaces")
        }
        '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' => Script::Dense("Japanese"),
        '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{ac00}'..='\u{d7af}' => {
            Script::Dense("Korean")
        }
        '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{2ffff}' => {
            Script::Dense("Chinese characters")
        }
        _ => Script::Latin,
    }
}
