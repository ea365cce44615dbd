//! Environment variables. Their values are never shown, because a token may be in the wrong
//! variable.

use std::env;

use crate::failure::Failure;

/// The value of a variable that is set. An empty or blank value is refused: a script produces one
/// when its own variable is not set, and its meaning would be a guess.
pub(crate) fn text(name: &str) -> Result<Option<String>, Failure> {
    match env::var(name) {
        Ok(value) if value.trim().is_empty() => Err(empty(name)),
        Ok(value) => Ok(Some(value.trim().to_owned())),
        Err(env::VarError::NotPresent) => Ok(None),
        Err(env::VarError::NotUnicode(_)) => Err(Failure::usage(format!("{name} cannot be used"))
            .because("its value is not UTF-8")
            .fix(format!("set {name} again"))),
    }
}

/// A setting from an option, or else from a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Setting {
    pub(crate) value: String,
    /// The name of the option or the variable, or words for the account of the configuration.
    pub(crate) name: &'static str,
}

impl Setting {
    /// The option wins: if it is given, the variable is not read.
    pub(crate) fn of(
        option: Option<&str>,
        option_name: &'static str,
        variable: &'static str,
    ) -> Result<Option<Self>, Failure> {
        let Some(value) = option else {
            return Ok(text(variable)?.map(|value| Self { value, name: variable }));
        };
        match value.trim() {
            "" => Err(Failure::usage(format!("{option_name} is empty"))
                .because("an empty value has no meaning here")
                .fix(format!("give {option_name} a value, or leave it out"))),
            value => Ok(Some(Self { value: value.to_owned(), name: option_name })),
        }
    }

    /// How to remove the setting.
    pub(crate) fn undo(&self) -> String {
        match self.name {
            name if name.starts_with("--") => format!("leave out {name}"),
            name if name.starts_with("IG_") => format!("unset {name}"),
            _ => "choose another account with --account".to_owned(),
        }
    }

    /// How to set it to another value.
    pub(crate) fn set_to(&self, value: &str) -> String {
        match self.name {
            name if name.starts_with("--") => format!("give {name} {value}"),
            name if name.starts_with("IG_") => format!("set {name}={value}"),
            _ => format!("change it there to {value}"),
        }
    }
}

fn empty(name: &str) -> Failure {
    let fix = match name {
        "IG_API_BASE" => "unset it to use Instagram, or set it to another API, such as a sandbox: \
             http://127.0.0.1:8025"
            .to_owned(),
        _ => format!("unset it (unset {name}), or set it to a value"),
    };
    Failure::usage(format!("{name} is empty"))
        .because("it is set to an empty or blank value, which has no meaning here")
        .fix(fix)
}
