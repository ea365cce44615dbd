//! What `--json` prints is a contract: a schema for each command, and a version in each reply.

#[cfg(test)]
mod account;
#[cfg(test)]
mod compatible;
#[cfg(test)]
pub(crate) mod generate;
#[cfg(test)]
mod local;
#[cfg(test)]
mod post;
#[cfg(test)]
mod queue;
#[cfg(test)]
pub(crate) mod reply;
#[cfg(test)]
mod token;

/// The version of the contract, `version` in each reply. It changes if a field is removed, renamed or
/// has another type or meaning. A new field or a new word for a text does not change it.
pub(crate) const VERSION: u32 = 1;

/// The commands, each with the schema of what it prints with `--json`, `output/NAME.json`. `error` is what
/// every other command line prints, which is refused.
pub(crate) const OUTPUTS: &[&str] = &[
    "accounts",
    "brake-clear",
    "brake-list",
    "check",
    "convert",
    "doctor",
    "error",
    "explain",
    "limit",
    "list",
    "login",
    "media-comments",
    "media-delete",
    "media-list",
    "media-show",
    "pages-search",
    "probe",
    "publish",
    "queue-add",
    "queue-cancel",
    "queue-edit",
    "queue-explain",
    "queue-go",
    "queue-import",
    "queue-list",
    "queue-metrics",
    "queue-migrate",
    "queue-pause",
    "queue-release",
    "queue-retime",
    "queue-show",
    "queue-work",
    "resume",
    "sandbox",
    "schema",
    "serve",
    "status",
    "token-debug",
    "token-exchange",
    "token-extend",
    "token-refresh",
];
