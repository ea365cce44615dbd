//! How soon a post is public once Meta is ready, by kind of post and pacing. Prints JSON.
#![expect(clippy::print_stdout, reason = "the figures are its output")]

use std::time::Duration;

use ig_core::publish::PublishPolicy;
use ig_tests::pacing::{Class, Figures, Habit, Memory, Pacer, Reply, drive, least_wait};
use serde_json::{Value, json};

fn main() {
    let rows: Vec<Value> = Class::ALL.into_iter().flat_map(of).collect();
    let learnt: Vec<Value> = Class::ALL.into_iter().flat_map(learnt_of).collect();
    let photo = |reply| drive(Class::Photo, PublishPolicy::default(), Duration::ZERO, reply).calls;
    let figures = json!({
        "rows": rows,
        "learnt": learnt,
        "photo_calls": photo(Reply::Id),
        "photo_calls_with_status": photo(Reply::Finished),
    });
    println!("{figures}");
}

fn of(class: Class) -> Vec<Value> {
    let all = Pacer::ALL.map(|pacer| (pacer, pacer.figures(class)));
    let row = |(pacer, figures): &(Pacer, Figures)| {
        let beaten = all.iter().any(|(_, other)| figures.is_beaten_by(*other));
        let ours = pacer.ours(class);
        let answer = ours.figures(class);
        json!({
            "class": class.name(),
            "pacer": pacer.name(),
            "ours": *pacer == Pacer::Default,
            "figures": json(*figures),
            "bound": (figures.published == 1.0).then(|| least_wait(&class.times(), figures.calls)),
            "on_the_front": !beaten,
            "answer": json(answer),
            "pause": if let Pacer::Every(tenths) = ours { Some(tenths) } else { None },
            "answer_is_ahead": answer.is_ahead_of(*figures),
        })
    };
    all.iter().map(row).collect()
}

fn learnt_of(class: Class) -> Vec<Value> {
    let of = |habit: Habit| {
        let policy = PublishPolicy::default();
        let (before, after) = (
            habit.figures(class, &policy, Memory::Lost),
            habit.figures(class, &policy, Memory::Kept),
        );
        json!({
            "class": class.name(),
            "habit": habit.name(),
            "before": json(before),
            "after": json(after),
            "saved": 1.0 - after.wait / before.wait,
            "bound": (habit == Habit::Any)
                .then(|| least_wait(&class.times(), before.calls)),
        })
    };
    Habit::ALL.map(of).into()
}

fn json(figures: Figures) -> Value {
    json!({ "wait": figures.wait, "calls": figures.calls, "published": figures.published })
}
