//! `N:` before the value of an option: the number of the item that it applies to.
//!
//! It is read the same way in every post: a single photo is item 1. A text that itself begins with
//! a number and a colon needs the number of its item before that: `1:10:30 at the station`.

use std::collections::BTreeMap;

use ig_core::error::Actor;

use crate::failure::Failure;

/// The values of an option, by the number of the item.
pub(super) struct ByItem {
    option: &'static str,
    values: BTreeMap<usize, Vec<String>>,
}

impl ByItem {
    /// The values for a post with `count` items, each of which has to be named.
    pub(super) fn of(
        option: &'static str,
        texts: &[String],
        count: usize,
    ) -> Result<Self, Failure> {
        let mut values = BTreeMap::<usize, Vec<String>>::new();
        for text in texts {
            let Some((number, value)) = number(text) else {
                return Err(Failure::usage(format!("{option} does not name its item"))
                    .because("in a carousel it begins with a number and a colon")
                    .fix(write(option, count))
                    .who(Actor::Author));
            };
            known(option, number, count)?;
            values.entry(number).or_default().push(value.to_owned());
        }
        Ok(Self { option, values })
    }

    pub(super) fn of_item(&self, number: usize) -> &[String] {
        self.values.get(&number).map_or(&[], Vec::as_slice)
    }

    pub(super) fn is_not_of(&self, number: usize, what: &str) -> Result<(), Failure> {
        let Self { option, values } = self;
        if !values.contains_key(&number) {
            return Ok(());
        }
        Err(Failure::usage(format!("item {number} does not accept {option}"))
            .because(format!("it is {what}"))
            .fix(format!("leave out {option} {number}:…"))
            .who(Actor::Author))
    }
}

/// The values of an option of a post that is one photo or video.
pub(super) fn of_the_only_one(
    option: &'static str,
    texts: &[String],
) -> Result<Vec<String>, Failure> {
    let values = texts.iter().map(|text| match number(text) {
        Some((number, value)) => known(option, number, 1).map(|()| value.to_owned()),
        None => Ok(text.clone()),
    });
    values.collect()
}

fn known(option: &'static str, number: usize, count: usize) -> Result<(), Failure> {
    if (1..=count).contains(&number) {
        return Ok(());
    }
    let (has, fix) = match count {
        1 => (
            "this post has only one",
            format!(
                "write {option} without a number, or 1: before a text \
                                            that begins with one, as in '1:{number}:…'"
            ),
        ),
        _ => ("", write(option, count)),
    };
    let why = format!("there is no item {number}");
    Err(Failure::usage(format!("{option} does not name its item"))
        .because(if has.is_empty() { why } else { format!("{why}: {has}") })
        .fix(fix)
        .who(Actor::Author))
}

fn write(option: &str, count: usize) -> String {
    format!("write {option} N:… with the item's number, from 1 to {count}")
}

pub(super) fn number(text: &str) -> Option<(usize, &str)> {
    let (number, value) = text.split_once(':')?;
    let digits = (1..=3).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    Some((number.parse().ok().filter(|_| digits)?, value))
}
