//! `GET /{ig-media-id}/prompt_response`
//!
//! Reads the answers to a comment prompt. The shape of the reply could not be read anywhere,
//! so that it is given as it is. ([changelog], §17.2, D-CHG2 2026-10-05)
//!
//! [changelog]: https://developers.facebook.com/documentation/instagram-platform/changelog

use crate::{
    endpoint::{Effect, Endpoint},
    value::{
        MediaId,
        permission::{READING, Requirement},
    },
    wire::{DecodeError, Draft, json},
};

/// Reads the answers to the comment prompt of a media object. Stories have none, and are
/// refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadPromptResponses {
    media: MediaId,
}

impl ReadPromptResponses {
    /// The answers to `media`.
    pub fn new(media: MediaId) -> Self {
        Self { media }
    }
}

/// The answers, in a shape that is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PromptResponses {
    /// The JSON of the reply, on one line.
    pub json: String,
}

impl Endpoint for ReadPromptResponses {
    /// `None` where the media object has no comment prompt: the reply is `null`.
    type Response = Option<PromptResponses>;

    const NAME: &'static str = "GET /{media}/prompt_response";
    const EFFECT: Effect = Effect::Read;
    const REQUIRES: Requirement = READING;

    fn draft(&self) -> Draft {
        Draft::get(format!("{}/prompt_response", self.media)).for_facebook_only()
    }

    fn decode(body: &[u8]) -> Result<Option<PromptResponses>, DecodeError> {
        let value: serde_json::Value = json("no JSON", body)?;
        // Any shape will do that says something, but those of an error and of a write.
        let says_something = match &value {
            serde_json::Value::Object(fields) => !fields.is_empty(),
            serde_json::Value::Array(items) => !items.is_empty(),
            other => other.is_null(),
        };
        let is_other = value.get("error").is_some() || value.get("success").is_some();
        if !says_something || is_other {
            return Err(DecodeError::new("no answers"));
        }
        Ok((!value.is_null()).then(|| PromptResponses { json: value.to_string() }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoint::testing::*;

    #[test]
    fn it_is_a_call_of_its_own_and_of_facebook_login() {
        let read = ReadPromptResponses::new("17895695668004550".parse().unwrap());
        let url = "GET https://graph.facebook.com/v26.0/17895695668004550/prompt_response";
        assert_eq!(sent(&read), url);
        assert!(is_for_facebook_only(&read));
    }

    #[test]
    fn any_shape_is_kept_and_null_is_none() {
        let read = |body| got::<ReadPromptResponses>(200, body);
        let responses = read(data!("prompt_response_invented__200")).unwrap().unwrap();
        assert!(responses.json.starts_with(r#"{"data":[{"#), "{responses:?}");
        assert_eq!(read("null").unwrap(), None);
        for body in ["", "<html>", r#"{"error":{"message":"no","code":1}}"#] {
            assert!(read(body).is_err(), "{body}");
        }
    }
}
