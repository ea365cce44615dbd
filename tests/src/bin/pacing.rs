//! How soon a post is public once Meta is ready, by kind of post and pacing. Prints JSON.
#![expect(clippy::print_stdout, reason = "the figures are its output")]

use std::time::Duration;

use ig_core::publish::PublishPolicy;
use ig_tests::pacing::{Class, Pacer, Reply, drive};
use serde_json::{Value, json};

fn main() {
    let rows: Vec<Value> = Class::ALL.into_iter().flat_map(of).collect();
    let photo = |reply| drive(Class::Photo, PublishPolicy::default(), Duration::ZERO, reply).calls;
    let figures = json!({
        "rows": rows,
        "photo_calls": photo(Reply::Id),
        "photo_calls_with_status": photo(Reply::Finished),
    });
    println!("{figures}");
}

fn of(class: Class) -> Vec<Value> {
    let all = Pacer::ALL.map(|pacer| (pacer, pacer.figures(class)));
    let row = |(pacer, figures): &(Pacer, ig_tests::pacing::Figures)| {
        let beaten = all.iter().any(|(_, other)| figures.is_beaten_by(*other));
        json!({
            "class": class.name(),
            "pacer": pacer.name(),
            "ours": *pacer == Pacer::Default,
            "wait": figures.wait,
            "calls": figures.calls,
            "published": figures.published,
            "on_the_front": !beaten,
        })
    };
    all.iter().map(row).collect()
}
