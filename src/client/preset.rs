//! The servers that mutagree knows by name.

use serde::Deserialize;
use std::collections::BTreeMap;

/// What is known of a server.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preset {
    /// The address under which `chat/completions` is.
    pub base_url: String,
    /// The environment variable that holds the key.
    pub key: Option<String>,
    /// Whether the server answers without a key.
    #[serde(default)]
    pub key_is_optional: bool,
    /// The most choices that one request may ask for.
    pub choices: usize,
    /// The beginnings of the names of models that reason: they take `max_completion_tokens` and no temperature.
    #[serde(default)]
    pub reasoning: Vec<String>,
    /// Whether tokens cost nothing.
    #[serde(default)]
    pub free: bool,
}

impl Preset {
    /// Says whether a model is one of those that reason.
    #[must_use]
    pub fn reasons(&self, model: &str) -> bool {
        self.reasoning.iter().any(|name| model.starts_with(name))
    }
}

/// The presets by name, in their order; none where the list that comes with mutagree is broken, which a test denies.
#[must_use]
pub fn presets() -> BTreeMap<String, Preset> {
    toml::from_str(include_str!("presets.toml")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::presets;
    use crate::client::Prices;

    #[test]
    fn every_preset_and_price_that_is_shipped_can_be_read() {
        let presets = presets();
        let names: Vec<&str> = presets.keys().map(String::as_str).collect();
        assert_eq!(
            names,
            [
                "deepseek",
                "gemini",
                "ollama",
                "openai",
                "openrouter",
                "vllm"
            ]
        );
        assert!(
            presets
                .values()
                .all(|it| it.choices > 0 && it.key.is_some())
        );
        assert!(presets["openai"].reasons("gpt-5-mini"));
        let prices = Prices::shipped();
        let dated = ["gpt-4o-mini-2024-07-18", "openai/gpt-4o-mini"];
        assert!(
            dated
                .iter()
                .all(|name| prices.of(name) == prices.of("gpt-4o-mini"))
        );
        assert_eq!(prices.of("gpt-4o-mini").map(|it| it.output), Some(0.6));
        for (dated, name) in [
            ("gpt-5-2025-08-07", "gpt-5"),
            ("gpt-4.1-2025-04-14", "gpt-4.1"),
            ("o3-2025-04-16", "o3"),
        ] {
            assert!(prices.of(dated).is_some() && prices.of(dated) == prices.of(name));
        }
        assert_eq!(prices.of("no-such-model"), None);
    }
}
