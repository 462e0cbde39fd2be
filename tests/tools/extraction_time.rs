//! Measures how long all that reads what others wrote takes on texts that are cheap to write and dear to read.
//!
//! `cargo run --release --example extraction-time -- [--bytes 10000000] [--slow 0.5] [--only WORD]` reads each shape with each reader,
//! ten times as much each time from 10 kB on, and prints what took longer than `--slow` seconds; of what did, no more is read.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a tool for developers"
)]

#[path = "../extraction/readers.rs"]
mod readers;
#[path = "../extraction/shapes.rs"]
mod shapes;

use readers::READERS;
use shapes::SHAPES;
use std::time::Instant;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let value = |name: &str| {
        let place = arguments.iter().position(|it| it == name)?;
        arguments.get(place + 1).cloned()
    };
    let bytes = value("--bytes").map_or(10_000_000, |it| it.parse().unwrap());
    let slow = value("--slow").map_or(0.5, |it| it.parse().unwrap());
    let only = value("--only").unwrap_or_default();
    let mut longest = (0.0, String::new());
    for (shape, text) in SHAPES {
        for (reader, read) in READERS {
            let name = format!("{reader}: {shape}");
            let sizes = std::iter::successors(Some(10_000), |size| Some(size * 10));
            for size in sizes.take_while(|it| *it <= bytes && name.contains(&only)) {
                let text = text(size);
                let start = Instant::now();
                read(&text);
                let time = start.elapsed().as_secs_f64();
                if time > longest.0 {
                    longest = (time, format!("{name}, {size} bytes"));
                }
                if time > slow {
                    println!("{time:9.2} s  {size:9} bytes  {name}");
                    break;
                }
            }
        }
    }
    println!("longest: {:.2} s, {}", longest.0, longest.1);
}
