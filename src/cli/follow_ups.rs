//! The options that say what a model is asked after a vote.

use clap::Args;
use mutagree::engine::Settings;
use mutagree::prompting::{ANSWER_TEMPLATE, REPAIR_TEMPLATE};

/// Where these options stand in the help; those that follow them stand elsewhere.
const HEADING: &str = "What the model is asked after a vote";

/// Options for what is asked after a vote.
#[derive(Args, Default)]
pub(crate) struct FollowUps {
    /// Where the best candidates disagree, ask for the outputs of at most so many inputs that tell them apart, five times
    /// each; what most samples say becomes a test
    #[arg(long, value_name = "N", help_heading = HEADING, default_value_t = 0, requires = "model", hide_default_value = true, value_parser = clap::value_parser!(u16).range(..=100))]
    distinguish: u16,
    /// Where the best candidate fails agreed tests, ask for at most so many corrections, as further candidates
    #[arg(long, value_name = "N", help_heading = HEADING, default_value_t = 0, requires = "model", hide_default_value = true, value_parser = clap::value_parser!(u16).range(..=100))]
    repair: u16,
}

impl FollowUps {
    /// The most inputs of a problem.
    pub(crate) fn distinguish(&self) -> usize {
        usize::from(self.distinguish)
    }

    /// The most corrections of a problem.
    pub(crate) fn repair(&self) -> usize {
        usize::from(self.repair)
    }

    /// Says whether nothing is asked after a vote.
    pub(crate) fn are_none(&self) -> bool {
        self.distinguish == 0 && self.repair == 0
    }

    /// The template that asks for outputs, where any are asked for.
    pub(crate) fn answer_template(&self) -> Option<String> {
        (self.distinguish > 0).then(|| ANSWER_TEMPLATE.to_owned())
    }

    /// The template that asks for corrections, where any are asked for.
    pub(crate) fn repair_template(&self) -> Option<String> {
        (self.repair > 0).then(|| REPAIR_TEMPLATE.to_owned())
    }

    /// An error where a run would not keep what is needed.
    pub(crate) fn check(&self, settings: &Settings) -> anyhow::Result<()> {
        anyhow::ensure!(
            self.distinguish == 0 || settings.outputs.is_some(),
            "`--distinguish` looks at outputs, and `--compat codet` keeps none\nhint: add `--inputs 20`"
        );
        Ok(())
    }
}
