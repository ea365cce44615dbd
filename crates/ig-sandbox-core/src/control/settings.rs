//! `GET` and `PATCH /_sandbox/settings`.

use super::{Ask, Wrong};
use crate::config::Settings;

pub(super) const EXAMPLE: &str = r#"{"rules": "strict", "add_ons": "dropped"}"#;

pub(super) fn read(ask: &mut Ask<'_>) -> Result<Settings, Wrong> {
    Ok(Settings::of(&ask.sandbox.config))
}

/// Changes all that is given, or nothing.
pub(super) fn set(ask: &mut Ask<'_>, wanted: Settings) -> Result<Settings, Wrong> {
    if let Some(why) = wanted.wrong() {
        return Err(Wrong::new(400, why));
    }
    ask.sandbox.set(&wanted);
    read(ask)
}
