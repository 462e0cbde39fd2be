//! Measures the operators on public data sets: `yield`, `check`, `sample`, `pairs`, `names`, `dump` and more.
//!
//! The data is read from the folder that `MUTAGREE_DATA` names, or from `../shared/data`.

#![expect(
    clippy::print_stdout,
    reason = "a measuring program prints its figures"
)]

mod corpus;
mod distance;
mod made;
mod names;
mod pairs;
mod sentences;
mod shared;

const USAGE: &str = "\
usage: measure COMMAND
  yield [CORPUS] | speed CORPUS ROUNDS | sizes CORPUS | rejected CORPUS | refused | techniques CORPUS
  dump CORPUS | sample CORPUS COUNT SKIP STRATEGY… | reading CORPUS read|kept COUNT SEED
  read CORPUS [read|kept] | distance CORPUS [read|kept]
  check | verdicts | pairs FILE accepted|rejected COUNT | agreed CORPUS
  names | left CORPUS | asked CORPUS | solutions";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["yield"] => corpus::corpora()
            .iter()
            .for_each(|name| made::report_yield(name)),
        ["yield", corpus] => made::report_yield(corpus),
        ["check"] => pairs::report_check(),
        ["refused"] => made::report_refused(),
        ["verdicts"] => pairs::list_verdicts(),
        ["speed", corpus, rounds] => made::speed(corpus, rounds),
        ["rejected", corpus] => made::show_rejected(corpus),
        ["sample", corpus, count, skip, ref strategies @ ..] => {
            made::sample(corpus, count, skip, strategies);
        }
        ["pairs", file, verdict, count] => pairs::show_pairs(file, verdict == "accepted", count),
        ["dump", corpus] => made::dump(corpus),
        ["names"] => names::report_names(),
        ["agreed", corpus] => pairs::report_agreed(corpus),
        ["asked", corpus] => names::report_asked(corpus),
        ["sizes", corpus] => made::report_sizes(corpus),
        ["left", corpus] => names::show_left(corpus),
        ["reading", corpus, part, count, seed] => made::print_reading(corpus, part, count, seed),
        ["techniques", corpus] => made::report_techniques(corpus),
        ["distance", corpus] => distance::report_distance(corpus, None),
        ["distance", corpus, part] => distance::report_distance(corpus, Some(part)),
        ["read", corpus] => sentences::report_read(corpus, None),
        ["read", corpus, part] => sentences::report_read(corpus, Some(part)),
        ["solutions"] => names::dump_solutions(),
        _ => println!("{USAGE}"),
    }
}
