//! `POST /_sandbox/usage`.

use serde::Deserialize;

use super::Wrong;

/// What the usage headers are to say.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    pub(super) call_count: u32,
    #[serde(default)]
    pub(super) minutes: u32,
}

pub(super) fn read(body: &[u8]) -> Result<Wanted, Wrong> {
    let example = r#"send {"call_count": 95, "minutes": 12}"#;
    let wanted: Wanted = serde_json::from_slice(body)
        .map_err(|error| Wrong::new(400, format!("this is no usage: {error}; {example}")))?;
    // Captured values go beyond a hundred, and no block lasts longer than a day.
    if wanted.call_count > 1000 || wanted.minutes > 24 * 60 {
        let why =
            "`call_count` is a percentage up to 1000, and `minutes` are at most those of a day";
        return Err(Wrong::new(400, why));
    }
    Ok(wanted)
}
