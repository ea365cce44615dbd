//! A way out for what this version does not know.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Describe;
use crate::wire::Draft;

/// Parameters of `POST /{ig-user-id}/media` that are newer than this version.
///
/// They are sent as they are, after the others; Meta ignores what it does not
/// know (reference §12.1). What this version does know has a place of its own,
/// where it is checked, and is refused here.
///
/// ```
/// use ig_core::post::ExtraParameters;
///
/// let extra = ExtraParameters::default().with("is_remix_allowed", "false")?;
/// assert!(extra.with("image_url", "https://www.example.com/a.jpg").is_err());
/// # Ok::<(), ig_core::post::InvalidParameter>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "BTreeMap<String, String>")]
pub struct ExtraParameters(BTreeMap<String, String>);

/// The parameter cannot be sent as an extra one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidParameter {
    /// Not the name of a parameter.
    #[error("a parameter's name is 1 to 64 lower-case letters, digits and underscores")]
    Name,
    /// A parameter that has its own setting.
    #[error("`{0}` has its own setting: use that one, because it is checked")]
    Known(&'static str),
    /// The same twice.
    #[error("a parameter is given twice: which one counts is not documented")]
    Twice,
}

/// Every parameter that this version has a place for, and those that decide what
/// a request is (reference §1.3, §2.2, §12.1).
const KNOWN: [&str; 36] = [
    "access_token",
    "alt_text",
    "appsecret_proof",
    "appsecret_time",
    "audio_configuration",
    "audio_name",
    "batch",
    "branded_content_sponsor_ids",
    "callback",
    "caption",
    "children",
    "collaborators",
    "cover_url",
    "date_format",
    "debug",
    "fields",
    "format",
    "ids",
    "image_url",
    "is_ai_generated",
    "is_carousel_item",
    "is_comment_prompt_used",
    "is_paid_partnership",
    "is_poll_duration_extended",
    "location_id",
    "media_type",
    "method",
    "poll_attachment",
    "product_tags",
    "share_to_feed",
    "suppress_http_code",
    "thumb_offset",
    "trial_params",
    "upload_type",
    "user_tags",
    "video_url",
];

impl ExtraParameters {
    /// Adds a parameter.
    ///
    /// # Errors
    ///
    /// When the name is none, is known, or is there already.
    pub fn with(
        mut self,
        name: impl Into<String>,
        value: impl Into<String>,
    ) -> Result<Self, InvalidParameter> {
        let name = name.into();
        check(&name)?;
        match self.0.insert(name, value.into()) {
            Some(_) => Err(InvalidParameter::Twice),
            None => Ok(self),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn check(name: &str) -> Result<(), InvalidParameter> {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    if !(1..=64).contains(&name.len()) || !name.bytes().all(plain) {
        return Err(InvalidParameter::Name);
    }
    match KNOWN.iter().find(|known| **known == name) {
        Some(known) => Err(InvalidParameter::Known(known)),
        None => Ok(()),
    }
}

impl TryFrom<BTreeMap<String, String>> for ExtraParameters {
    type Error = InvalidParameter;

    fn try_from(map: BTreeMap<String, String>) -> Result<Self, InvalidParameter> {
        map.keys().try_for_each(|name| check(name))?;
        Ok(Self(map))
    }
}

impl Describe for ExtraParameters {
    fn describe(&self, draft: Draft) -> Draft {
        self.0
            .iter()
            .fold(draft, |draft, (name, value)| draft.with_field(name.clone(), value.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_a_place_of_its_own_is_refused() {
        for name in KNOWN {
            let error = ExtraParameters::default().with(name, "x").unwrap_err();
            assert_eq!(error, InvalidParameter::Known(name));
        }
        for name in ["", "Upper", "a b", "a=b", &"x".repeat(65)] {
            let error = ExtraParameters::default().with(name, "x").unwrap_err();
            assert_eq!(error, InvalidParameter::Name, "{name}");
        }
        let extra = ExtraParameters::default().with("new_one", "1").unwrap();
        assert_eq!(extra.with("new_one", "2"), Err(InvalidParameter::Twice));
        assert!(serde_json::from_str::<ExtraParameters>(r#"{"caption":"x"}"#).is_err());
    }
}
