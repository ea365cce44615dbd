//! What a caption may have beside it: a poll, or the wish for comments (reference §17.2, D-CAP
//! 2026-09-28).

use serde::{Deserialize, Serialize};

use super::{Describe, InvalidOption};
use crate::wire::Draft;

/// What a caption has beside it: one of these, since a post takes only one (reference
/// §17.2).
///
/// The caption is the question, so that a post with an add-on must have one; the request
/// is refused before it is sent where it has none. Only with Facebook Login. It cannot be
/// added, changed or removed after the post is published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum AddOn {
    /// People choose one of the options.
    Poll(Poll),
    /// People are asked to answer in the comments.
    CommentPrompt,
}

/// The add-on in a word: `poll`.
impl std::fmt::Display for AddOn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(match self {
            Self::Poll(_) => "poll",
            Self::CommentPrompt => "comment prompt",
        })
    }
}

/// A poll: [2](Self::MIN) to [4](Self::MAX) options, open for three days or without an end.
///
/// ```
/// use ig_core::post::{Poll, PollDuration};
///
/// let poll = Poll::new(["yes", "no"])?.with_duration(PollDuration::Unlimited);
/// assert!(Poll::new(["yes"]).is_err());
/// # Ok::<(), ig_core::post::InvalidOption>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Poll {
    options: PollOptions,
    #[serde(default, skip_serializing_if = "PollDuration::is_default")]
    duration: PollDuration,
}

impl Poll {
    /// The fewest options.
    pub const MIN: usize = 2;

    /// The most options.
    pub const MAX: usize = 4;

    /// The most characters of an option on Threads, which has the same parameter; what
    /// holds on Instagram is not documented (reference §17.2), so that a longer one is
    /// sent: see [`long_options`](Self::long_options).
    pub const USUAL_CHARS: usize = 25;

    /// A poll of these options, open for three days.
    ///
    /// # Errors
    ///
    /// When there are fewer than two options or more than four, or when one has no letter
    /// or sign in it.
    pub fn new(
        options: impl IntoIterator<Item = impl Into<String>>,
    ) -> Result<Self, InvalidOption> {
        let options = options.into_iter().map(Into::into).collect::<Vec<String>>().try_into()?;
        Ok(Self { options, duration: PollDuration::default() })
    }

    /// Sets for how long it is open.
    #[must_use]
    pub fn with_duration(mut self, duration: PollDuration) -> Self {
        self.duration = duration;
        self
    }

    /// What people choose from, in order.
    pub fn options(&self) -> &[String] {
        &self.options.0
    }

    /// The options of more than [25 characters](Self::USUAL_CHARS), which Instagram may
    /// refuse.
    pub fn long_options(&self) -> impl Iterator<Item = &str> {
        let long = |option: &&String| Self::USUAL_CHARS < option.chars().count();
        self.options.0.iter().filter(long).map(String::as_str)
    }
}

/// Two to four texts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<String>")]
struct PollOptions(Vec<String>);

impl TryFrom<Vec<String>> for PollOptions {
    type Error = InvalidOption;

    fn try_from(options: Vec<String>) -> Result<Self, InvalidOption> {
        if !(Poll::MIN..=Poll::MAX).contains(&options.len()) {
            return Err(InvalidOption::PollOptions(options.len()));
        }
        match options.iter().position(|option| option.trim().is_empty()) {
            Some(at) => Err(InvalidOption::EmptyPollOption(at + 1)),
            None => Ok(Self(options)),
        }
    }
}

/// For how long a poll is open (reference §17.2, D-CHG2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PollDuration {
    /// For three days.
    #[default]
    ThreeDays,
    /// Without an end.
    Unlimited,
}

impl PollDuration {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// The names of the options on the wire: those of the read edge (D-POLL), and of the
/// parameter of the same name on Threads.
const OPTIONS: [&str; Poll::MAX] = ["option_a", "option_b", "option_c", "option_d"];

impl Describe for AddOn {
    fn describe(&self, draft: Draft) -> Draft {
        let draft = draft.for_facebook_only().asking_in_caption();
        let poll = match self {
            Self::CommentPrompt => return draft.with_field("is_comment_prompt_used", "true"),
            Self::Poll(poll) => poll,
        };
        let texts = poll.options.0.iter().map(|option| serde_json::Value::from(&**option));
        let names = OPTIONS.iter().map(|name| (*name).to_owned());
        let object: serde_json::Map<_, _> = names.zip(texts).collect();
        let draft =
            draft.with_field("poll_attachment", serde_json::Value::Object(object).to_string());
        match poll.duration {
            PollDuration::ThreeDays => draft,
            PollDuration::Unlimited => draft.with_field("is_poll_duration_extended", "true"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(add_on: &AddOn) -> Vec<(String, String)> {
        let draft = add_on.describe(Draft::post("1/media"));
        draft.form().map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
    }

    #[test]
    fn a_poll_has_two_to_four_options_with_something_in_them() {
        for (options, expect) in [
            (&["a"][..], Some(InvalidOption::PollOptions(1))),
            (&["a", "b"], None),
            (&["a", "b", "c", "d"], None),
            (&["a", "b", "c", "d", "e"], Some(InvalidOption::PollOptions(5))),
            (&["a", " \u{a0}"], Some(InvalidOption::EmptyPollOption(2))),
        ] {
            let poll = Poll::new(options.iter().copied());
            assert_eq!(poll.err(), expect, "{options:?}");
            let json = serde_json::json!({ "options": options });
            assert_eq!(serde_json::from_value::<Poll>(json).is_err(), expect.is_some());
        }
        let long = "x".repeat(26);
        let poll = Poll::new(["é".repeat(25), long.clone()]).unwrap();
        assert_eq!(poll.long_options().collect::<Vec<_>>(), [&long]);
    }

    #[test]
    fn each_add_on_has_its_parameters() {
        let poll = Poll::new(["yes \"é\"", "no", "maybe"]).unwrap();
        let json = r#"{"option_a":"yes \"é\"","option_b":"no","option_c":"maybe"}"#;
        let attachment = ("poll_attachment".to_owned(), json.to_owned());
        assert_eq!(sent(&AddOn::Poll(poll.clone())), std::slice::from_ref(&attachment));
        let extended = ("is_poll_duration_extended".to_owned(), "true".to_owned());
        let unlimited = poll.with_duration(PollDuration::Unlimited);
        assert_eq!(sent(&AddOn::Poll(unlimited)), [attachment, extended]);
        let prompt = ("is_comment_prompt_used".to_owned(), "true".to_owned());
        assert_eq!(sent(&AddOn::CommentPrompt), [prompt]);
    }

    #[test]
    fn what_is_kept_reads_as_it_was() {
        let unlimited = Poll::new(["a", "b"]).unwrap().with_duration(PollDuration::Unlimited);
        for (add_on, json) in [
            (AddOn::CommentPrompt, r#""comment_prompt""#),
            (AddOn::Poll(Poll::new(["a", "b"]).unwrap()), r#"{"poll":{"options":["a","b"]}}"#),
            (AddOn::Poll(unlimited), r#"{"poll":{"options":["a","b"],"duration":"unlimited"}}"#),
        ] {
            assert_eq!(serde_json::to_string(&add_on).unwrap(), json);
            assert_eq!(serde_json::from_str::<AddOn>(json).unwrap(), add_on);
        }
    }
}
