//! From a problem to its certified variants.

use crate::certificate::{Certificate, CheckName, Facts, Made, Verdict, certify};
use crate::compose::{Composer, Draft};
use crate::edit::{Edit, Splice, apply};
use crate::intake::Refusal;
use crate::naming::NameMap;
use crate::offer::Pick;
use crate::operator::{Card, Operator};
use crate::prompt::Prompt;
use crate::registry::{Technique, UnknownStrategy, resolve, techniques};
use crate::select::farthest_first;
use crate::strength::Strength;
use crate::variant::{Mutated, Rejection, Variant};
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;
use std::sync::Arc;

/// One programming task, as far as mutation needs it.
#[derive(Clone, Copy, Debug)]
pub struct Problem<'a> {
    /// Its key.
    pub task_id: &'a str,
    /// The text.
    pub prompt: &'a str,
    /// The function that it asks for; read from the prose where nothing is said.
    pub entry_point: Option<&'a str>,
    /// The reference solution, tests and whatever else a new name must not occur in.
    pub companions: &'a [&'a str],
}

/// What to make.
#[derive(Clone, Debug)]
pub struct Request {
    operators: Vec<&'static dyn Operator>,
    /// Where one variant of each is wanted.
    techniques: Vec<Technique>,
    /// How many variants, besides the original.
    pub variants: usize,
    /// The run seed.
    pub seed: u64,
    /// How much of the prompt a variant changes.
    pub strength: Strength,
}

impl std::fmt::Debug for dyn Operator {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.card().name)
    }
}

impl Request {
    /// Makes a request from the names of strategies, operators and aliases.
    ///
    /// # Errors
    /// Fails on an unknown name, and says which known name is nearest.
    pub fn new<S: AsRef<str>>(
        strategies: &[S],
        variants: usize,
        seed: u64,
    ) -> Result<Self, UnknownStrategy> {
        Ok(Self::with_operators(resolve(strategies)?, variants, seed))
    }

    /// Makes a request for one variant of each technique: of each operator or alias that is named, and of each operator
    /// of a strategy. Each changes every place that it applies to.
    ///
    /// # Errors
    /// Fails on an unknown name, and says which known name is nearest.
    ///
    /// ```
    /// use mutagree_mutators::{Problem, Request, mutate};
    /// let problem = Problem {
    ///     task_id: "demo",
    ///     prompt: "Return the list. Return the sum.",
    ///     entry_point: None,
    ///     companions: &[],
    /// };
    /// let request = Request::one_per(&["active_to_passive"], 7).expect("a known technique");
    /// let variants = mutate(&problem, &request).variants;
    /// assert_eq!(variants[1].prompt, "The list should be returned. The sum should be returned.");
    /// assert_eq!(variants[1].technique.as_deref(), Some("active_to_passive"));
    /// ```
    pub fn one_per<S: AsRef<str>>(names: &[S], seed: u64) -> Result<Self, UnknownStrategy> {
        let techniques = techniques(names)?;
        Ok(Self {
            operators: resolve(names)?,
            variants: techniques.len(),
            techniques,
            seed,
            strength: Strength::default(),
        })
    }

    /// Makes a request for operators that need not be in the registry.
    #[must_use]
    pub fn with_operators(
        operators: Vec<&'static dyn Operator>,
        variants: usize,
        seed: u64,
    ) -> Self {
        Self {
            operators,
            techniques: Vec::new(),
            variants,
            seed,
            strength: Strength::default(),
        }
    }
}

/// Makes the variants of one problem: the original first, then at most as many as were asked for.
///
/// The result depends on the problem, the request and nothing else.
///
/// ```
/// use mutagree_mutators::{Problem, Request, mutate};
/// let problem = Problem {
///     task_id: "demo",
///     prompt: "Write a function to find all elements that are at least 3.",
///     entry_point: None,
///     companions: &[],
/// };
/// let request = Request::new(&["lexical"], 3, 7).expect("known strategies");
/// let mutated = mutate(&problem, &request);
/// assert_eq!(mutated.variants[0].prompt, problem.prompt);
/// assert!(mutated.variants[1..].iter().all(|variant| variant.prompt != problem.prompt));
/// ```
#[must_use]
pub fn mutate(problem: &Problem<'_>, request: &Request) -> Mutated {
    let prompt = Prompt::new(problem.prompt, problem.entry_point);
    let problem = &Problem {
        entry_point: prompt.entry_point(),
        ..*problem
    };
    if let Some(refusal) = prompt.refusal() {
        return refused(problem, request, refusal);
    }
    let mut workshop = Workshop {
        problem,
        request,
        facts: Facts::of(&prompt),
        composer: Composer::new(
            &prompt,
            &request.operators,
            request.strength,
            (request.seed, problem.task_id),
        ),
        seen: [normal_form(problem.prompt)].into_iter().collect(),
        judged: FxHashMap::default(),
        judgements: JUDGED_BYTES / problem.prompt.len().max(1),
        out: Mutated {
            variants: vec![original(problem, request.seed)],
            refused: None,
            rejected: Vec::new(),
            no_site: Vec::new(),
        },
        prompt: &prompt,
    };
    workshop.report_no_site();
    if request.techniques.is_empty() {
        workshop.fill();
    } else {
        workshop.fill_one_per_technique();
    }
    workshop.out
}

/// The original alone, and why.
fn refused(problem: &Problem<'_>, request: &Request, refusal: Refusal) -> Mutated {
    let operators = request.operators.iter();
    Mutated {
        variants: vec![original(problem, request.seed)],
        refused: Some(refusal),
        rejected: Vec::new(),
        no_site: operators.map(|operator| operator.card().name).collect(),
    }
}

fn original(problem: &Problem<'_>, seed: u64) -> Variant {
    Variant {
        task_id: problem.task_id.to_owned(),
        variant_id: 0,
        prompt: problem.prompt.to_owned(),
        entry_point: problem.entry_point.map(str::to_owned),
        strategy: "original".to_owned(),
        operators: Vec::new(),
        technique: None,
        edits: Vec::new(),
        renames: None,
        certificate: Certificate::identity(),
        seed,
    }
}

/// How many drafts are made for each variant, to choose from: fewer for a long prompt.
const DRAFTS: std::ops::RangeInclusive<usize> = 3..=16;

/// How many bytes the drafts of one variant look at, within these bounds.
const DRAFTED_BYTES: usize = 96 << 10;

/// How many bytes of prompts are certified to find the picks that get no certificate.
const JUDGED_BYTES: usize = 1 << 20;

struct Workshop<'a> {
    problem: &'a Problem<'a>,
    request: &'a Request,
    prompt: &'a Prompt,
    facts: Facts<'a>,
    composer: Composer<'a>,
    seen: FxHashSet<String>,
    /// Whether a pick gets its certificate, for those that were in a draft that got none.
    judged: FxHashMap<Pick, bool>,
    /// How many more may be judged: fewer for a long prompt, so that time grows with its length and no faster.
    judgements: usize,
    out: Mutated,
}

impl Workshop<'_> {
    fn report_no_site(&mut self) {
        let idle = self
            .composer
            .found
            .iter()
            .filter(|found| found.sites.is_empty());
        self.out.no_site = idle.map(|found| found.operator.card().name).collect();
    }

    fn fill(&mut self) {
        let wanted = self.request.variants;
        let each = DRAFTED_BYTES / self.problem.prompt.len().max(1);
        let each = each.clamp(*DRAFTS.start(), *DRAFTS.end());
        let pool = u32::try_from(wanted.saturating_mul(each)).unwrap_or(u32::MAX);
        for draft in farthest_first(self.composer.drafts(pool), wanted) {
            self.realise(&draft);
        }
        if self.out.count() < wanted {
            for draft in self.composer.singles(pool) {
                self.realise(&draft);
            }
        }
    }

    /// Makes a variant of each technique: everywhere, or where its certificate refuses that, in one place.
    fn fill_one_per_technique(&mut self) {
        for technique in &self.request.techniques {
            let key = (self.request.seed, self.problem.task_id);
            self.composer = Composer::new(
                self.prompt,
                &technique.operators,
                self.request.strength,
                key,
            );
            self.judged.clear();
            let everywhere = Some(self.composer.everywhere()).filter(|it| !it.picks.is_empty());
            let before = self.out.count();
            for draft in everywhere.into_iter().chain(self.composer.singles(1)) {
                self.realise(&draft);
                if self.out.count() > before {
                    break;
                }
            }
            if let Some(variant) = self.out.variants[before + 1..].first_mut() {
                variant.technique = Some(technique.name.clone());
            }
        }
    }

    /// Makes a variant of a draft; where its certificate refuses it, of those of its picks that get one alone.
    fn realise(&mut self, draft: &Draft) {
        if self.out.count() >= self.request.variants {
            return;
        }
        let known = |pick: &&Pick| self.judged.get(pick) != Some(&false);
        let picks: Vec<Pick> = draft.picks.iter().filter(known).copied().collect();
        if picks.is_empty() {
            return;
        }
        let draft = Draft::new(picks, draft.index);
        if self.attempt(&draft) || draft.picks.len() == 1 {
            return;
        }
        let parted = self
            .facts
            .take_parted()
            .map(|sentence| self.prompt.sentence_bytes(sentence));
        let suspects = draft.picks.iter().filter(|pick| {
            parted
                .as_ref()
                .is_none_or(|range| self.touches(**pick, range))
        });
        let suspects: Vec<Pick> = suspects
            .filter(|pick| !self.judged.contains_key(pick))
            .copied()
            .collect();
        if !self.judge(&suspects, draft.index) {
            return;
        }
        let good: Vec<Pick> = draft
            .picks
            .iter()
            .filter(|pick| self.judged.get(*pick) != Some(&false))
            .copied()
            .collect();
        if !good.is_empty() && good.len() < draft.picks.len() {
            self.attempt(&Draft::new(good, draft.index));
        }
    }

    /// Finds which of some picks get no certificate, of many by halves, and says whether there was time to find all: those that
    /// get one together are good.
    fn judge(&mut self, picks: &[Pick], index: u32) -> bool {
        const FEW: usize = 4;
        let size = if picks.len() > FEW {
            picks.len().div_ceil(2)
        } else {
            1
        };
        picks.chunks(size).all(|part| {
            let Some(left) = self.judgements.checked_sub(1) else {
                return false;
            };
            self.judgements = left;
            let good = self.make(&Draft::new(part.to_vec(), index)).is_ok();
            if !good && part.len() > 1 {
                return self.judge(part, index);
            }
            self.judged.extend(part.iter().map(|pick| (*pick, good)));
            true
        })
    }

    /// Says whether a pick changes anything in a stretch.
    fn touches(&self, pick: Pick, stretch: &Range<usize>) -> bool {
        let proposal = self.composer.proposal(pick);
        let mut ranges = proposal
            .splices
            .iter()
            .map(|splice| &splice.range)
            .chain(&proposal.claim);
        ranges.any(|range| range.start <= stretch.end && stretch.start <= range.end)
    }

    /// Makes a variant of a draft, or notes why there is none.
    fn attempt(&mut self, draft: &Draft) -> bool {
        match self.make(draft) {
            Ok(variant) => {
                if self.seen.insert(normal_form(&variant.prompt)) {
                    self.out.variants.push(variant);
                    return true;
                }
                self.reject(
                    self.operators(draft),
                    None,
                    "the text was already there".to_owned(),
                );
            }
            Err((check, detail)) => self.reject(self.operators(draft), check, detail),
        }
        false
    }

    /// A certified variant, or the check that refuses it and why.
    fn make(&self, draft: &Draft) -> Result<Variant, (Option<CheckName>, String)> {
        let operators = self.operators(draft);
        let renames = self.renames(draft);
        if let Some(name) = self.captured(renames.as_deref()) {
            return Err((
                Some(CheckName::Code),
                format!("`{name}` occurs in the solution or the tests"),
            ));
        }
        let edits = self.edits(draft);
        let text = apply(
            self.problem.prompt,
            edits
                .iter()
                .map(|edit| (edit.start..edit.end, &*edit.after)),
        );
        let noise = operators.iter().any(|name| name.starts_with("noise/"));
        let made = Made {
            text: &text,
            edits: &edits,
            renames: renames.as_deref(),
            noise,
        };
        let certificate = certify(self.prompt, &self.facts, &made);
        if matches!(certificate.verdict, Verdict::Different | Verdict::Unknown) {
            let failed = certificate.failure();
            return Err(failed.map_or((None, String::new()), |failed| {
                (Some(failed.check), failed.detail.clone())
            }));
        }
        let entry = self.problem.entry_point.map(|name| {
            renames
                .as_ref()
                .map_or(name, |map| map.forward_name(name))
                .to_owned()
        });
        Ok(Variant {
            task_id: self.problem.task_id.to_owned(),
            variant_id: self.out.variants.len(),
            strategy: strategies(&operators),
            prompt: text,
            entry_point: entry,
            operators,
            technique: None,
            edits,
            renames,
            certificate,
            seed: self.request.seed,
        })
    }

    fn reject(&mut self, operators: Vec<&'static str>, check: Option<CheckName>, detail: String) {
        self.out.rejected.push(Rejection {
            operators,
            check,
            detail,
        });
    }

    fn operators(&self, draft: &Draft) -> Vec<&'static str> {
        let mut names: Vec<_> = draft
            .picks
            .iter()
            .map(|pick| self.composer.card(*pick).name)
            .collect();
        names.dedup();
        names
    }

    fn renames(&self, draft: &Draft) -> Option<Arc<NameMap>> {
        let maps = draft.picks.iter();
        let maps = maps.filter_map(|pick| self.composer.proposal(*pick).renames.clone());
        maps.reduce(|one, other| Arc::new(one.joined(&other)))
    }

    /// A new name that the solution or the tests already use.
    fn captured(&self, renames: Option<&NameMap>) -> Option<String> {
        let map = renames?;
        let taken = self
            .problem
            .companions
            .iter()
            .any(|text| !map.is_free_in(text));
        taken.then(|| {
            map.renames()
                .iter()
                .map(|rename| rename.to.clone())
                .collect::<Vec<_>>()
                .join(", ")
        })
    }

    fn edits(&self, draft: &Draft) -> Vec<Edit> {
        let mut drawn: Vec<(&'static Card, &Splice)> = Vec::new();
        for pick in &draft.picks {
            let card = self.composer.card(*pick);
            drawn.extend(
                self.composer
                    .proposal(*pick)
                    .splices
                    .iter()
                    .map(|splice| (card, splice)),
            );
        }
        drawn.sort_by_key(|(_, splice)| (splice.range.start, splice.range.end));
        let movers: Vec<&Splice> = drawn
            .iter()
            .map(|(_, splice)| *splice)
            .filter(|splice| !splice.kept.is_empty())
            .collect();
        let outer = drawn
            .iter()
            .filter(|(_, splice)| !movers.iter().any(|other| other.holds(&splice.range)));
        let edits = outer.map(|(card, splice)| {
            if splice.kept.is_empty() {
                return self.edit(card, splice, draft.index, splice.after.clone());
            }
            let within: Vec<&(&Card, &Splice)> = drawn
                .iter()
                .filter(|(_, inner)| splice.holds(&inner.range))
                .collect();
            let texts: Vec<_> = within
                .iter()
                .map(|(_, inner)| (inner.range.clone(), &*inner.after))
                .collect();
            let inner = within
                .iter()
                .map(|(card, inner)| self.edit(card, inner, draft.index, inner.after.clone()));
            Edit {
                within: inner.collect(),
                ..self.edit(card, splice, draft.index, splice.with(&texts))
            }
        });
        edits.collect()
    }

    fn edit(&self, card: &Card, splice: &Splice, draft: u32, after: String) -> Edit {
        Edit {
            operator: card.name,
            version: card.version,
            draft,
            start: splice.range.start,
            end: splice.range.end,
            before: self.problem.prompt[splice.range.clone()].to_owned(),
            after,
            within: Vec::new(),
        }
    }
}

fn strategies(operators: &[&str]) -> String {
    let mut families: Vec<&str> = operators
        .iter()
        .filter_map(|name| name.split('/').next())
        .collect();
    families.dedup();
    families.join("+")
}

/// A text without trailing white space and with plain line breaks: equal forms are one variant.
fn normal_form(text: &str) -> String {
    let mut form = String::with_capacity(text.len());
    for line in text.lines() {
        form.push_str(line.trim_end());
        form.push('\n');
    }
    form.truncate(form.trim_end().len());
    form
}
