//! Measures the queue. The first argument says what; it prints one line of JSON.
#![expect(clippy::print_stdout, reason = "the figures are its output")]

mod clients;
mod due;
#[cfg(feature = "postgres")]
mod kills;
mod memory;
mod server;
mod standby;
mod steady;

use std::env;

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let figures = match words[..] {
        ["due", folder, waiting, rounds] => {
            due::sqlite(folder.as_ref(), count(waiting), count(rounds))
        }
        #[cfg(feature = "postgres")]
        ["postgres", full, empty, waiting, rounds] => {
            due::postgres(full, empty, count(waiting), count(rounds))
        }
        #[cfg(feature = "postgres")]
        ["kill", ours, engine, program] => kills::measure(ours, engine, program),
        #[cfg(feature = "postgres")]
        ["postgres-work", database, name, url] => kills::work(database, name, url),
        ["memory", folder] => memory::worker(folder.as_ref()),
        ["flows", flows] => memory::flows(count(flows)),
        ["standby", folder, rounds] => standby::measure(folder.as_ref(), count(rounds)),
        ["steady", folder, seconds] => steady::measure(folder.as_ref(), seconds),
        ["steady-work", folder, seconds, url] => steady::work(folder.as_ref(), count(seconds), url),
        ["work", folder, name, url] => standby::work(folder.as_ref(), name, url),
        _ => panic!("what is to be measured? {words:?}"),
    };
    println!("{figures}");
}

fn count(word: &str) -> usize {
    word.parse().expect("a number")
}
