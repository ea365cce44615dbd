//! The environment's variables. Their values are never shown: one may be in another's place.

use std::env;

use crate::failure::Failure;

/// The value of a variable; one that is empty is not there.
pub(crate) fn text(name: &str) -> Result<Option<String>, Failure> {
    match env::var(name) {
        Ok(value) => Ok(Some(value.trim().to_owned()).filter(|value| !value.is_empty())),
        Err(env::VarError::NotPresent) => Ok(None),
        Err(env::VarError::NotUnicode(_)) => Err(Failure::usage(format!("{name} cannot be used"))
            .because("its value is not UTF-8")
            .fix(format!("set {name} anew"))),
    }
}
