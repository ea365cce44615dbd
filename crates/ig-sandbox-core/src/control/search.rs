//! The filter of the log: by text, by account and by status.

use crate::{journal::Logged, world::World};

use super::operation::{Ask, Param, Wrong, json_text};

pub(super) const TEXT: Param = Param {
    name: "text",
    about: "Only requests with each of these words in the method, the path, the parameters, the \
            faults or the error message, in any case.",
    is_number: false,
};
pub(super) const STATUS: Param = Param {
    name: "status",
    about: "Only requests with this status: a number, `2xx`, `3xx`, `4xx`, `5xx`, `error` for \
            400 and above and for no reply, or `none` for no reply.",
    is_number: false,
};
pub(super) const OF_ACCOUNT: Param = Param {
    name: "account",
    about: "Only requests to this account, or to a container or media of it.",
    is_number: false,
};

/// Which requests of the log are wanted.
#[derive(Debug)]
pub(super) struct Search {
    words: Vec<String>,
    status: Option<Status>,
    account: Option<String>,
}

#[derive(Clone, Copy, Debug)]
enum Status {
    Is(u16),
    /// The first digit of the status.
    Class(u16),
    Error,
    None,
}

impl Search {
    /// The filter that a query asks for.
    pub(super) fn of(ask: &Ask<'_>) -> Result<Self, Wrong> {
        let text = ask.text(&TEXT).unwrap_or_default().to_lowercase();
        let status = ask.text(&STATUS).filter(|status| !status.is_empty());
        Ok(Self {
            words: text.split_whitespace().map(str::to_owned).collect(),
            status: status.map(|status| Status::read(&status)).transpose()?,
            account: ask.text(&OF_ACCOUNT).filter(|account| !account.is_empty()),
        })
    }

    /// Whether a request is wanted. `digest` is its parameters in a line, without secrets.
    pub(super) fn wants(&self, world: &World, logged: &Logged, digest: &str) -> bool {
        let is_of = |id: &String| account_of(world, logged).is_some_and(|owner| owner == id);
        self.status.is_none_or(|status| status.is(logged.status))
            && self.account.as_ref().is_none_or(is_of)
            && self.has_words(logged, digest)
    }

    fn has_words(&self, logged: &Logged, digest: &str) -> bool {
        if self.words.is_empty() {
            return true;
        }
        let faults = json_text(&logged.faults);
        let message = logged.body["error"]["message"].as_str().unwrap_or_default();
        let Logged { method, path, .. } = logged;
        let line = format!("{method} {path} {digest} {faults} {message}");
        let line = line.to_lowercase();
        self.words.iter().all(|word| line.contains(word))
    }
}

impl Status {
    fn read(text: &str) -> Result<Self, Wrong> {
        Ok(match text {
            "error" => Self::Error,
            "none" => Self::None,
            "2xx" => Self::Class(2),
            "3xx" => Self::Class(3),
            "4xx" => Self::Class(4),
            "5xx" => Self::Class(5),
            number => Self::Is(number.parse().map_err(|_| {
                let why = "`status` must be a number, 2xx, 3xx, 4xx, 5xx, error or none";
                Wrong::new(400, why)
            })?),
        })
    }

    fn is(self, status: Option<u16>) -> bool {
        match self {
            Self::Is(wanted) => status == Some(wanted),
            Self::Class(digit) => status.is_some_and(|status| status / 100 == digit),
            Self::Error => status.is_none_or(|status| status >= 400),
            Self::None => status.is_none(),
        }
    }
}

/// The account whose id, or whose container's or media's id, is in the path.
fn account_of<'a>(world: &'a World, logged: &Logged) -> Option<&'a str> {
    logged.path.split('/').find_map(|id| {
        let account = world.account(id).map(|account| &account.id);
        let container = || world.container(id).map(|container| &container.draft.owner);
        let media = || world.media(id).map(|media| &media.owner);
        account.or_else(container).or_else(media).map(String::as_str)
    })
}
