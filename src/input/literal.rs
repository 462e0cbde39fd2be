//! JSON as Python writes it.

use super::rows::outside_of_texts;
use serde::de::IgnoredAny;
use serde_json::Value;
use serde_json::value::RawValue;

/// A Python literal for a JSON value, with numbers as they are written; nothing where it is no JSON.
pub(crate) fn literal(json: &str) -> Option<String> {
    let json = json.trim();
    serde_json::from_str::<IgnoredAny>(json).ok()?;
    let mut python = String::with_capacity(json.len() + 16);
    for (place, part) in outside_of_texts(json).enumerate() {
        if place % 2 == 0 {
            let words = part.replace("true", "True").replace("false", "False");
            python += &words.replace("null", "None");
        } else {
            let text: String = serde_json::from_str(&format!("\"{part}")).ok()?;
            python += Value::String(text).to_string().get(1..)?;
        }
    }
    Some(python)
}

/// The elements of a JSON list, as they are written; nothing where it is none.
pub(crate) fn elements(json: &str) -> Option<Vec<String>> {
    let elements: Vec<Box<RawValue>> = serde_json::from_str(json.trim()).ok()?;
    Some(elements.iter().map(|it| it.get().to_owned()).collect())
}

#[cfg(test)]
mod tests {
    use super::literal;

    #[test]
    fn json_becomes_python() {
        for (json, python) in [
            ("[true, null, -1.5e3]", Some("[True, None, -1.5e3]")),
            (r#"{"a": "true\/\n"}"#, Some(r#"{"a": "true/\n"}"#)),
            (r#""\ud83d\ude00 \" null""#, Some("\"\u{1f600} \\\" null\"")),
            ("100000000000000000000001", Some("100000000000000000000001")),
            ("[1,", None),
            ("__import__('os')", None),
        ] {
            assert_eq!(literal(json).as_deref(), python);
        }
    }
}
