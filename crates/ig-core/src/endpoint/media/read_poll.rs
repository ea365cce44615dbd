//! `GET /{ig-media-id}/poll_attachment`
//!
//! Reads the poll of a published media object. It cannot be asked for among the fields of
//! the media. ([reference], §17.2, D-POLL 2026-09-28)
//!
//! [reference]: https://developers.facebook.com/documentation/instagram-platform/reference/ig-media/poll_attachment

use serde::{Deserialize, Deserializer};

use crate::{
    endpoint::{Effect, Endpoint},
    value::{
        MediaId, Timestamp,
        permission::{READING, Requirement},
    },
    wire::{DecodeError, Draft, json},
};

/// Reads the poll of a media object. Stories have none, and are refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadPoll {
    media: MediaId,
}

impl ReadPoll {
    /// The poll of `media`.
    pub fn new(media: MediaId) -> Self {
        Self { media }
    }
}

/// A poll as it stands.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct PublishedPoll {
    /// The first option.
    pub option_a: String,
    /// The second.
    pub option_b: String,
    /// The third, where there is one.
    #[serde(default)]
    pub option_c: Option<String>,
    /// The fourth, where there is one.
    #[serde(default)]
    pub option_d: Option<String>,
    /// The share of the votes for the first, from 0 to 1: a fraction, in spite of the name.
    #[serde(default)]
    pub option_a_votes_percentage: Option<f64>,
    /// The share of the second.
    #[serde(default)]
    pub option_b_votes_percentage: Option<f64>,
    /// The share of the third.
    #[serde(default)]
    pub option_c_votes_percentage: Option<f64>,
    /// The share of the fourth.
    #[serde(default)]
    pub option_d_votes_percentage: Option<f64>,
    /// When it closes, where it does.
    #[serde(default, rename = "expiration_timestamp", deserialize_with = "instant")]
    pub closes_at: Option<Timestamp>,
}

/// ISO 8601, or Unix seconds, which old apps can ask for (reference §17.3). What cannot be
/// read is not there.
fn instant<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
    let value = Option::<serde_json::Value>::deserialize(deserializer)?;
    Ok(value.and_then(|value| match value {
        serde_json::Value::String(text) => Timestamp::from_graph(&text),
        value => Some(Timestamp::from_unix_millis(value.as_u64()?.saturating_mul(1000))),
    }))
}

impl Endpoint for ReadPoll {
    /// `None` where the media object has no poll: the reply is `null`.
    type Response = Option<PublishedPoll>;

    const NAME: &'static str = "GET /{media}/poll_attachment";
    const EFFECT: Effect = Effect::Read;
    const REQUIRES: Requirement = READING;

    fn draft(&self) -> Draft {
        Draft::get(format!("{}/poll_attachment", self.media)).for_facebook_only()
    }

    fn decode(body: &[u8]) -> Result<Option<PublishedPoll>, DecodeError> {
        json("not a poll", body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoint::testing::*;

    #[test]
    fn it_is_a_call_of_its_own_and_of_facebook_login() {
        let read = ReadPoll::new("17895695668004550".parse().unwrap());
        let url = "GET https://graph.facebook.com/v26.0/17895695668004550/poll_attachment";
        assert_eq!(sent(&read), url);
        assert!(is_for_facebook_only(&read));
    }

    #[test]
    fn a_poll_is_read_and_null_is_none() {
        let poll = got::<ReadPoll>(200, data!("read_poll_sample__200")).unwrap().unwrap();
        assert_eq!((&*poll.option_a, &*poll.option_b, poll.option_c), ("yes", "no", None));
        assert_eq!(poll.option_a_votes_percentage, Some(0.25));
        let closes = Timestamp::from_graph("2026-11-30T12:00:00+0000");
        assert!(closes.is_some() && poll.closes_at == closes);
        for (at, expect) in [("1796040000", closes), ("null", None), (r#""soon""#, None)] {
            let body = format!(
                r#"{{"option_a":"a","option_b":"b","expiration_timestamp":{at},"later":1}}"#
            );
            assert_eq!(got::<ReadPoll>(200, &body).unwrap().unwrap().closes_at, expect, "{at}");
        }
        assert_eq!(got::<ReadPoll>(200, "null").unwrap(), None);
        for body in ["{}", "[]", r#"{"option_a":"a"}"#, ""] {
            assert!(got::<ReadPoll>(200, body).is_err(), "{body}");
        }
    }
}
