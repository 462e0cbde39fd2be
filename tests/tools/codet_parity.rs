//! Compares a run with the matrix that CodeT's own program made:
//! `cargo run --release --example codet-parity -- RUN peer_matrix.jsonl.gz`.

#[path = "../common/parity.rs"]
mod parity;

#[expect(clippy::print_stdout, reason = "this program's output")]
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, run, peer] = &arguments[..] else {
        println!("usage: codet-parity RUN PEER_MATRIX.jsonl.gz");
        std::process::exit(1);
    };
    let parity = parity::compare(run.as_ref(), peer.as_ref());
    let share = 100.0 * parity.same as f64 / parity.cells as f64;
    println!(
        "{} of {} cells are the same: {share:.3} %",
        parity.same, parity.cells
    );
    for (kind, count) in &parity.different {
        println!("{count:5} cells {kind}");
    }
    for (kind, count) in &parity.dropped {
        println!("{count:5} candidates dropped by {kind}");
    }
    println!(
        "{:5} candidates with another verdict of the reference tests",
        parity.reference
    );
}
