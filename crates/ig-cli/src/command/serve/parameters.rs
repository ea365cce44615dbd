//! The parameters of the routes.

/// A parameter in the query, or a header.
#[derive(Debug)]
pub(super) struct Parameter {
    pub(super) place: &'static str,
    pub(super) name: &'static str,
    /// The type of its value in JSON.
    pub(super) is: &'static str,
    /// The least and the greatest number that it can be.
    pub(super) range: Option<(u64, u64)>,
    pub(super) about: &'static str,
}

const fn query(name: &'static str, is: &'static str, about: &'static str) -> Parameter {
    Parameter { place: "query", name, is, range: None, about }
}

const fn number(name: &'static str, range: (u64, u64), about: &'static str) -> Parameter {
    Parameter { range: Some(range), ..query(name, "integer", about) }
}

const fn header(name: &'static str, about: &'static str) -> Parameter {
    Parameter { place: "header", name, is: "string", range: None, about }
}

pub(super) const WAIT: Parameter = number(
    "wait",
    (0, 300),
    "For how many seconds to wait for the outcome: the answer comes as soon as it is known, or then, and at \
     once if the post waits for longer",
);
pub(super) const PREFER: Parameter = header(
    "Prefer",
    "wait=60 waits like the parameter `wait`, which comes first. It is a preference (RFC 7240): what the \
     parameter refuses, as more than 300 seconds, is ignored here",
);
pub(super) const AFTER: Parameter = query(
    "after",
    "integer",
    "Begin after the event with this number; 0 is the beginning. Beyond the last event it is as if it \
     were left out, and an event `reset` comes first",
);
pub(super) const LAST_EVENT: Parameter = header(
    "Last-Event-ID",
    "The id of the last event that was received, which takes the place of `after`: the stream goes on \
     after it",
);
pub(super) const STATE: Parameter = query(
    "state",
    "string",
    "Only posts that are this far: waiting, active, held, published, not_published, uncertain, skipped or \
     cancelled",
);
pub(super) const LIMIT: Parameter =
    number("limit", (1, 1000), "At most so many; 100 if it is left out");
pub(super) const PAGE: Parameter = query("after", "string", "The `next` of the page before");
