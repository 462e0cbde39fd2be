//! What a request says of how its task is to be solved: in the field `mutagree` of its body, or in headers.

use crate::consensus::Ranking;
use crate::serve::fault::Fault;
use axum::http::HeaderMap;
use mutagree_mutators::Request;
use serde_json::{Map, Value};
use std::time::Duration;

/// Whether a request is to be solved by agreement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Mode {
    /// Where it is a task.
    #[default]
    Auto,
    /// It is an error where it is none.
    On,
    /// It passes through.
    Off,
}

/// What a request says; nothing where the server's own setting stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Wish {
    pub(super) mode: Mode,
    pub(super) candidates: Option<usize>,
    pub(super) tests: Option<usize>,
    pub(super) variants: Option<usize>,
    pub(super) strategy: Option<Vec<String>>,
    pub(super) scorer: Option<Ranking>,
    pub(super) budget_usd: Option<f64>,
    pub(super) max_tokens_total: Option<u64>,
    pub(super) deadline: Option<Duration>,
}

/// The fields, each also a header `x-mutagree-…` with `-` in the place of `_`.
const FIELDS: [&str; 9] = [
    "mode",
    "candidates",
    "tests",
    "variants",
    "strategy",
    "scorer",
    "budget_usd",
    "max_tokens_total",
    "deadline",
];

/// The most candidates, tests and variants that a request may ask for.
const MOST: u64 = 1000;

/// The longest deadline in seconds.
const LONGEST: f64 = 3600.0;

impl Wish {
    /// Reads the field and the headers of a request; headers come first.
    pub(super) fn read(headers: &HeaderMap, body: &Map<String, Value>) -> Result<Self, Fault> {
        let mut wish = Self::default();
        match body.get("mutagree") {
            None | Some(Value::Null) => {}
            Some(Value::Bool(on)) => wish.mode = if *on { Mode::On } else { Mode::Off },
            Some(Value::Object(fields)) => {
                for (name, value) in fields {
                    let text = match value {
                        Value::String(text) => text.clone(),
                        Value::Array(names) => {
                            let names: Option<Vec<&str>> =
                                names.iter().map(Value::as_str).collect();
                            names.map(|it| it.join(",")).unwrap_or_default()
                        }
                        other => other.to_string(),
                    };
                    wish.take(name, &text, &format!("field `mutagree.{name}`"))?;
                }
            }
            Some(_) => return Err(Fault::unfit("field `mutagree` is no object")),
        }
        for name in FIELDS {
            let header = format!("x-mutagree-{}", name.replace('_', "-"));
            if let Some(value) = headers.get(&header) {
                let text = value.to_str().unwrap_or_default();
                wish.take(name, text, &format!("header `{header}`"))?;
            }
        }
        Ok(wish)
    }

    fn take(&mut self, name: &str, text: &str, place: &str) -> Result<(), Fault> {
        let wrong = |what: &str| Fault::unfit(format!("{place}: {what}"));
        let count = |least: u64| {
            let number = text.trim().parse::<u64>().ok();
            let number = number.filter(|it| (least..=MOST).contains(it));
            let number =
                number.ok_or_else(|| wrong(&format!("no whole number from {least} to {MOST}")))?;
            Ok::<_, Fault>(usize::try_from(number).unwrap_or(usize::MAX))
        };
        let amount = |most: f64| {
            let number = text.trim().parse::<f64>().ok();
            let number = number.filter(|it| *it > 0.0 && *it <= most);
            number.ok_or_else(|| wrong(&format!("no number above 0, up to {most}")))
        };
        match name {
            "mode" => {
                self.mode = match text {
                    "auto" => Mode::Auto,
                    "on" => Mode::On,
                    "off" => Mode::Off,
                    _ => return Err(wrong("none of `auto`, `on` and `off`")),
                }
            }
            "candidates" => self.candidates = Some(count(1)?),
            "tests" => self.tests = Some(count(0)?),
            "variants" => self.variants = Some(count(0)?),
            "strategy" => {
                let names: Vec<String> = text.split(',').map(|it| it.trim().to_owned()).collect();
                Request::new(&names, 0, 0).map_err(|error| wrong(&error.to_string()))?;
                self.strategy = Some(names);
            }
            "scorer" => {
                self.scorer = Some(text.parse().map_err(|error: String| wrong(&error))?);
            }
            "budget_usd" => self.budget_usd = Some(amount(1e6)?),
            "max_tokens_total" => {
                let number = text.trim().parse().ok();
                self.max_tokens_total = Some(number.ok_or_else(|| wrong("no whole number"))?);
            }
            "deadline" => self.deadline = Some(Duration::from_secs_f64(amount(LONGEST)?)),
            _ => {
                return Err(wrong(&format!(
                    "is not known\nhint: one of {}",
                    FIELDS.join(", ")
                )));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a broken test panics")]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(body: &Value, headers: &[(&'static str, &str)]) -> Result<Wish, String> {
        let headers = headers
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        let wish = Wish::read(&headers.collect(), body.as_object().unwrap());
        wish.map_err(|fault| {
            fault.body()["error"]["message"]
                .as_str()
                .unwrap()
                .to_owned()
        })
    }

    #[test]
    fn a_wish_is_read_from_the_body_and_headers_come_first() {
        let body = json!({"mutagree": {"candidates": 5, "strategy": ["lexical"], "deadline": 2.5, "scorer": "codet"}});
        let wish = read(
            &body,
            &[("x-mutagree-candidates", "7"), ("x-mutagree-tests", "0")],
        )
        .unwrap();
        assert_eq!((wish.candidates, wish.tests), (Some(7), Some(0)));
        assert_eq!(wish.deadline, Some(Duration::from_millis(2500)));
        assert_eq!(wish.strategy, Some(vec!["lexical".to_owned()]));
        assert_eq!(
            read(&json!({"mutagree": false}), &[]).unwrap().mode,
            Mode::Off
        );
        assert_eq!(
            read(&json!({}), &[("x-mutagree-mode", "on")]).unwrap().mode,
            Mode::On
        );
        assert_eq!(read(&json!({}), &[]).unwrap(), Wish::default());
    }

    #[test]
    fn what_is_wrong_with_a_wish_is_said_with_its_place() {
        for (body, said) in [
            (
                json!({"mutagree": {"candidates": 0}}),
                "field `mutagree.candidates`: no whole number from 1 to 1000",
            ),
            (
                json!({"mutagree": {"deadline": -1}}),
                "field `mutagree.deadline`: no number above 0, up to 3600",
            ),
            (
                json!({"mutagree": {"strategy": "lexcal"}}),
                "field `mutagree.strategy`: ",
            ),
            (
                json!({"mutagree": {"wishes": 3}}),
                "field `mutagree.wishes`: is not known",
            ),
            (json!({"mutagree": "yes"}), "field `mutagree` is no object"),
        ] {
            let error = read(&body, &[]).unwrap_err();
            assert!(error.starts_with(said), "{error}");
        }
    }
}
