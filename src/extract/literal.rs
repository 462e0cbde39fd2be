//! A value that is written out in Python, read strictly: what calls, computes or names anything is none.

use mutagree_sandbox::Value;

/// How deep values may stand in each other.
const DEEPEST: usize = 40;

/// The most digits of an integer.
const DIGITS: usize = 1000;

/// The value that a text is, with nothing around it. Members of sets and entries of dictionaries are sorted, so that equal
/// values are written in the same way.
///
/// ```
/// use mutagree::extract::literal;
/// assert_eq!(literal("[1, 'a',]").unwrap().to_string(), "[1, \"a\"]");
/// assert_eq!(literal("{2: None, 1: (.5,)}").unwrap().to_string(), "{1: (0.5,), 2: None}");
/// assert_eq!(literal("__import__('os')"), None);
/// ```
#[must_use]
pub fn literal(text: &str) -> Option<Value> {
    let mut reader = Reader {
        rest: text.trim(),
        depth: 0,
    };
    let value = reader.value()?;
    reader.rest.is_empty().then_some(value)
}

struct Reader<'a> {
    rest: &'a str,
    depth: usize,
}

impl Reader<'_> {
    fn value(&mut self) -> Option<Value> {
        match self.rest.chars().next()? {
            '[' => Some(Value::List(self.items(']')?.0)),
            '(' => {
                let (mut items, has_comma) = self.items(')')?;
                Some(match items.len() {
                    1 if !has_comma => items.pop()?,
                    _ => Value::Tuple(items),
                })
            }
            '{' => self.braces(),
            '+' | '-' | '.' | '0'..='9' => self.number(),
            _ => self.quoted().or_else(|| self.word()),
        }
    }

    /// Takes a text where it comes next, and the white space after it.
    fn take(&mut self, text: &str) -> bool {
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.map_or(self.rest, str::trim_start);
        rest.is_some()
    }

    /// The items of brackets, and whether a comma stands among or after them.
    fn items(&mut self, close: char) -> Option<(Vec<Value>, bool)> {
        self.within(close, Self::value)
    }

    /// What stands between brackets, each read by `read`.
    fn within<T>(
        &mut self,
        close: char,
        read: impl Fn(&mut Self) -> Option<T>,
    ) -> Option<(Vec<T>, bool)> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        self.rest = self.rest.get(1..)?.trim_start();
        let (mut items, mut has_comma) = (Vec::new(), false);
        while !self.rest.starts_with(close) {
            items.push(read(self)?);
            self.rest = self.rest.trim_start();
            let more = self.take(",");
            has_comma |= more;
            if !more && !self.rest.starts_with(close) {
                return None;
            }
        }
        self.depth -= 1;
        self.rest = &self.rest[1..];
        Some((items, has_comma))
    }

    /// A dictionary or a set.
    fn braces(&mut self) -> Option<Value> {
        let (entries, _) = self.within('}', |reader| {
            let key = reader.value()?;
            reader.rest = reader.rest.trim_start();
            let value = if reader.take(":") {
                Some(reader.value()?)
            } else {
                None
            };
            Some((key, value))
        })?;
        if !entries.is_empty() && entries.iter().all(|(_, value)| value.is_none()) {
            let mut items: Vec<Value> = entries.into_iter().map(|(item, _)| item).collect();
            items.sort_by_cached_key(ToString::to_string);
            items.dedup();
            return Some(Value::Set(items));
        }
        let pairs = entries.into_iter().map(|(key, value)| Some((key, value?)));
        let mut pairs = pairs.collect::<Option<Vec<_>>>()?;
        pairs.sort_by_cached_key(|(key, _)| key.to_string());
        Some(Value::Dict(pairs))
    }

    fn number(&mut self) -> Option<Value> {
        let signs = self.rest.len() - self.rest.trim_start_matches(['+', '-']).len();
        let (sign, rest) = self.rest.split_at(signs);
        let sign = match sign {
            "-" => "-",
            "" | "+" => "",
            _ => return None,
        };
        let mut before = '0';
        let end = rest.find(|mark: char| {
            let is_exponent = matches!(before, 'e' | 'E') && matches!(mark, '+' | '-');
            before = mark;
            !(mark.is_ascii_alphanumeric() || matches!(mark, '.' | '_') || is_exponent)
        });
        let (digits, rest) = rest.split_at(end.unwrap_or(rest.len()));
        self.rest = rest;
        number(sign, digits)
    }

    fn word(&mut self) -> Option<Value> {
        let words = [
            ("None", Value::None),
            ("True", Value::Bool(true)),
            ("False", Value::Bool(false)),
            ("set()", Value::Set(Vec::new())),
        ];
        let (word, value) = words
            .into_iter()
            .find(|(word, _)| self.rest.starts_with(word))?;
        self.rest = &self.rest[word.len()..];
        let goes_on = |mark: char| mark.is_alphanumeric() || mark == '_';
        (!self.rest.starts_with(goes_on)).then_some(value)
    }

    /// A string, or bytes.
    fn quoted(&mut self) -> Option<Value> {
        let begin = self.rest.find(['"', '\''])?;
        let prefix = self.rest[..begin].to_ascii_lowercase();
        let (is_raw, is_bytes) = match prefix.as_str() {
            "" | "u" => (false, false),
            "r" => (true, false),
            "b" => (false, true),
            "rb" | "br" => (true, true),
            _ => return None,
        };
        let text = &self.rest[begin..];
        let one = &text[..1];
        let triple = one.repeat(3);
        let quote = if text.starts_with(&triple) {
            triple.as_str()
        } else {
            one
        };
        let (content, rest) = content(&text[quote.len()..], quote)?;
        let bytes = if is_raw {
            content.as_bytes().to_vec()
        } else {
            unescaped(content, is_bytes)?
        };
        self.rest = rest;
        if is_bytes {
            return content.is_ascii().then_some(Value::Bytes(bytes));
        }
        Some(Value::Text(bytes))
    }
}

/// The content of a string up to its closing quotes, and what follows them.
fn content<'a>(text: &'a str, quote: &str) -> Option<(&'a str, &'a str)> {
    let mut place = 0;
    loop {
        let rest = &text[place..];
        if let Some(after) = rest.strip_prefix(quote) {
            return Some((&text[..place], after));
        }
        let mark = rest.chars().next()?;
        if mark == '\n' && quote.len() == 1 {
            return None;
        }
        place += mark.len_utf8();
        if mark == '\\' {
            place += text[place..].chars().next()?.len_utf8();
        }
    }
}

/// The bytes of a string's content, in UTF-8 or as they are.
fn unescaped(content: &str, is_bytes: bool) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(content.len());
    let mut rest = content;
    while let Some(mark) = rest.chars().next() {
        rest = &rest[mark.len_utf8()..];
        if mark != '\\' {
            push(&mut bytes, mark, false);
            continue;
        }
        let escape = rest.chars().next()?;
        rest = &rest[escape.len_utf8()..];
        let digits = match escape {
            'x' => 2,
            'u' if !is_bytes => 4,
            'U' if !is_bytes => 8,
            _ => 0,
        };
        if digits > 0 {
            let code = u32::from_str_radix(rest.get(..digits)?, 16).ok()?;
            rest = &rest[digits..];
            push(&mut bytes, char::from_u32(code)?, is_bytes);
            continue;
        }
        let plain = match escape {
            '\n' => continue,
            '\\' | '\'' | '"' => escape,
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'a' => '\u{7}',
            'b' => '\u{8}',
            'f' => '\u{c}',
            'v' => '\u{b}',
            '0' if !rest.starts_with(|it: char| it.is_digit(8)) => '\0',
            _ => return None,
        };
        push(&mut bytes, plain, false);
    }
    Some(bytes)
}

fn push(bytes: &mut Vec<u8>, mark: char, as_byte: bool) {
    match u8::try_from(mark) {
        Ok(byte) if as_byte => bytes.push(byte),
        _ => bytes.extend_from_slice(mark.encode_utf8(&mut [0; 4]).as_bytes()),
    }
}

fn number(sign: &str, digits: &str) -> Option<Value> {
    let is_sound = !digits.starts_with('_') && !digits.ends_with('_') && !digits.contains("__");
    let plain = digits.replace('_', "");
    if !is_sound || plain.is_empty() {
        return None;
    }
    if plain.bytes().all(|it| it.is_ascii_digit()) {
        let has_zero = plain.starts_with('0') && plain.bytes().any(|it| it != b'0');
        let is_short = plain.len() <= DIGITS && !has_zero;
        return is_short.then(|| integer(sign, &plain));
    }
    let radix = match plain.get(..2)?.to_ascii_lowercase().as_str() {
        "0x" => Some(16),
        "0o" => Some(8),
        "0b" => Some(2),
        _ => None,
    };
    if let Some(radix) = radix {
        let text = format!("{sign}{}", &plain[2..]);
        return i64::from_str_radix(&text, radix).ok().map(Value::Int);
    }
    let float: f64 = format!("{sign}{plain}").parse().ok()?;
    float.is_finite().then_some(Value::Float(float))
}

/// An integer of any size.
fn integer(sign: &str, digits: &str) -> Value {
    if let Ok(number) = format!("{sign}{digits}").parse() {
        return Value::Int(number);
    }
    let mut long: Vec<u16> = Vec::new();
    for digit in digits.bytes() {
        let mut carry = u32::from(digit - b'0');
        for place in &mut long {
            carry += u32::from(*place) * 10;
            *place = low(carry);
            carry >>= 15;
        }
        if carry > 0 {
            long.push(low(carry));
        }
    }
    Value::Long(sign == "-", long)
}

/// The lowest 15 bits.
fn low(number: u32) -> u16 {
    u16::try_from(number & 0x7fff).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::literal;

    #[test]
    fn what_is_written_out_is_a_value() {
        for (text, value) in [
            (" -3 ", "-3"),
            ("1_000", "1000"),
            ("0x1F", "31"),
            ("-0.5e-3", "-0.0005"),
            ("9223372036854775808", "0x8000000000000000"),
            ("-9223372036854775808", "-9223372036854775808"),
            ("'it\\'s \\u00e9\\x41'", "\"it's éA\""),
            ("r'\\d'", "\"\\\\d\""),
            ("'''a\nb'''", "\"a\\nb\""),
            ("b'\\xff'", "b\"\\xff\""),
            ("(1)", "1"),
            ("(1,)", "(1,)"),
            ("()", "()"),
            ("[\n  [1, 2],\n  [],\n]", "[[1, 2], []]"),
            ("{}", "{}"),
            ("{'b': [1], 'a': {2, 1, 2}}", "{\"a\": {1, 2}, \"b\": [1]}"),
            ("[None, True, False, set()]", "[None, True, False, set()]"),
        ] {
            let read = literal(text).map(|it| it.to_string());
            assert_eq!(read.as_deref(), Some(value), "{text}");
        }
    }

    #[test]
    fn what_is_more_or_less_than_a_value_is_none() {
        for text in [
            "",
            "1, 2",
            "1 + 1",
            "f(2)",
            "x = 1",
            "[1 2]",
            "[1,,2]",
            "[,]",
            "[1",
            "'a",
            "'a' 'b'",
            "f'{x}'",
            "'\\ud800'",
            "Trueish",
            "--1",
            "1__0",
            "007",
            "nan",
            "1e999",
            "{1: 2, 3}",
            "{**{}}",
            "[*[]]",
            "1 # one",
            "'a\nb'",
            "0x",
            "é",
            "b'é'",
        ] {
            assert_eq!(literal(text), None, "{text}");
        }
        assert_eq!(literal(&"[".repeat(10_000)), None);
        assert_eq!(literal(&"{".repeat(10_000)), None);
    }
}
