//! The environment's variables. Their values are never shown: one may be in another's place.

use std::env;

use crate::failure::Failure;

/// The value of a variable that is set. One that is empty or blank is refused: it is what a script
/// leaves behind whose own variable was not set, and what it stands for is not ours to guess.
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

/// What is given as an option, or else as a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Setting {
    pub(crate) value: String,
    /// The option or the variable.
    pub(crate) name: &'static str,
}

impl Setting {
    /// The option wins: the variable is not looked at where it is given.
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
                .because("nothing is assumed in place of an empty value")
                .fix(format!("give {option_name} a value, or leave it out"))),
            value => Ok(Some(Self { value: value.to_owned(), name: option_name })),
        }
    }

    /// How the setting is taken back.
    pub(crate) fn undo(&self) -> String {
        match self.name.starts_with("--") {
            true => format!("leave out {}", self.name),
            false => format!("unset {}", self.name),
        }
    }

    /// How it is set to another value.
    pub(crate) fn set_to(&self, value: &str) -> String {
        match self.name.starts_with("--") {
            true => format!("give {} {value}", self.name),
            false => format!("set {}={value}", self.name),
        }
    }
}

fn empty(name: &str) -> Failure {
    let fix = match name {
        "IG_API_BASE" => {
            "unset it to reach Instagram, or set it to another API, such as a sandbox: \
             http://127.0.0.1:8025"
                .to_owned()
        }
        _ => format!("unset it (unset {name}), or set it to a value"),
    };
    Failure::usage(format!("{name} is empty"))
        .because("it is set, to nothing or to blanks, and nothing is assumed in its place")
        .fix(fix)
}
