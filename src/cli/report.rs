//! `mutagree report`.

use super::global::{Global, interrupted};
use super::shard::tell_part;
use super::spending::tell_missing;
use crate::terminal::say;
use clap::{Args, ValueEnum};
use mutagree::consensus::Ranking;
use mutagree::engine::EngineError;
use mutagree::input::InputError;
use mutagree::reason::Rules;
use mutagree::report::{Form, Wanted, gather, html, stryker, tables};
use mutagree::store::{Run, write_whole};
use std::fs;
use std::path::PathBuf;
use std::time::SystemTime;

/// Write the report of a run: a page for a reader, tables for a paper, or JSON for viewers of mutation tests. Nothing is executed
#[derive(Args)]
#[command(after_help = "\
Examples:
  mutagree report runs/first
  mutagree report runs/first --compare runs/second -o both.html
  mutagree report runs/first --format latex --by stage,library")]
pub(crate) struct Report {
    /// Directory of a run that `mutagree agree` has ranked
    run: PathBuf,
    /// Another run with the same problems, to which this one is compared
    #[arg(long, value_name = "RUN")]
    compare: Option<PathBuf>,
    /// What is written
    #[arg(long, value_enum, value_name = "FORM", default_value_t = Format::Html)]
    format: Format,
    /// File that is written [default: `report.html` in the run; other forms go to standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Labels of the problems by whose values figures are broken down [default: all that they have]
    #[arg(long, value_name = "LABEL,…", value_delimiter = ',')]
    by: Vec<String>,
    /// Rules that say why candidates are wrong, instead of mutagree's own
    #[arg(long, value_name = "FILE")]
    rules: Option<PathBuf>,
    /// Rankings beside the run's own
    #[arg(
        long,
        value_name = "NAME,…",
        value_delimiter = ',',
        default_value = "fusion,codet,max-pass"
    )]
    scorers: Vec<Ranking>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// One self-contained page
    Html,
    /// Tables for a text
    Markdown,
    /// Tables for a spreadsheet; each row begins with the name of its table
    Csv,
    /// Tables for a paper
    Latex,
    /// The schema of mutation-testing reports: candidates are mutants, tests kill them
    Stryker,
}

impl Report {
    pub(crate) fn run(&self, global: &Global) -> anyhow::Result<()> {
        let chooses = self.compare.is_some() || self.rules.is_some() || !self.by.is_empty();
        anyhow::ensure!(
            self.format != Format::Stryker || !chooses,
            "the schema of mutation-testing reports has no place for `--compare`, `--by` or `--rules`\nhint: leave them out, or take another `--format`"
        );
        let run = Run::open(&self.run).map_err(EngineError::from)?;
        tell_missing(global, &run)?;
        tell_part(global, &run);
        let other = match &self.compare {
            Some(folder) => Some(Run::open(folder).map_err(EngineError::from)?),
            None => None,
        };
        let text = match self.format {
            Format::Stryker => serde_json::to_string(&stryker(&run)?)?,
            format => self.written(global, &run, other.as_ref(), format)?,
        };
        let default = (self.format == Format::Html).then(|| run.path("report.html"));
        let Some(path) = self.output.clone().or(default) else {
            return say(text.trim_end());
        };
        write_whole(&path, |file| file.write_all(text.as_bytes())).map_err(EngineError::from)?;
        if global.json {
            return say(&serde_json::json!({ "report": path, "bytes": text.len() }).to_string());
        }
        say(&format!("report: {}", path.display()))
    }

    fn rules(&self) -> anyhow::Result<Rules> {
        let Some(path) = &self.rules else {
            return Ok(Rules::default());
        };
        let text = fs::read_to_string(path).map_err(|error| {
            EngineError::from(InputError::new(path, format!("cannot be read: {error}")))
        })?;
        text.parse().map_err(|fault: mutagree::reason::RulesFault| {
            EngineError::from(InputError::new(path, fault.to_string())).into()
        })
    }

    fn written(
        &self,
        global: &Global,
        run: &Run,
        other: Option<&Run>,
        format: Format,
    ) -> anyhow::Result<String> {
        let date = httpdate::fmt_http_date(SystemTime::now());
        let rules = self.rules()?;
        let wanted = Wanted {
            rules: &rules,
            by: &self.by,
            rankings: &self.scorers,
            seed: global.seed,
            made: date.get(5..16).unwrap_or(&date).to_owned(),
            interrupted: interrupted(),
            against: other,
        };
        let report = gather(run, &wanted)?;
        Ok(match format {
            Format::Markdown => tables(&report, Form::Markdown),
            Format::Csv => tables(&report, Form::Csv),
            Format::Latex => tables(&report, Form::Latex),
            Format::Html | Format::Stryker => html(&report)?,
        })
    }
}
