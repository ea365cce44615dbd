//! Errors of a transport, as text for people.

mod route;

use std::{error::Error, fmt::Display};

use ig_core::publish::Cause;

pub(crate) use self::route::{Route, explain};

/// The prefix that ureq puts before the system's message, which is complete by itself.
const PREFIX: &str = "io: ";

/// The error of a call to the API, with details that the transport does not know.
pub(crate) fn explained(error: &dyn Error) -> String {
    Route::explain(&said(error))
}

/// An error and its sources, separated by colons, without repetitions.
pub(crate) fn said(error: &dyn Error) -> String {
    let mut said = words(error);
    let mut source = error.source();
    while let Some(error) = source {
        let more = words(error);
        if !said.contains(&more) {
            said = format!("{said}: {more}");
        }
        source = error.source();
    }
    said
}

/// The text of a cause, which contains the transport's message if no reply came.
pub(crate) fn message(cause: &Cause, text: &dyn Display) -> String {
    let text = text.to_string();
    match cause {
        Cause::NotSent { .. } | Cause::NoReply { .. } => {
            Route::explain(&text.replace(&format!(": {PREFIX}"), ": "))
        }
        _ => text,
    }
}

fn words(error: &dyn Error) -> String {
    let words = error.to_string();
    words.strip_prefix(PREFIX).map(str::to_owned).unwrap_or(words)
}

#[cfg(test)]
mod tests {
    use std::io::{self, ErrorKind};

    use ig_core::{Delivery, TransportError};

    use super::*;

    #[test]
    fn the_systems_message_is_shown_once_and_without_a_prefix() {
        let refused = ureq::Error::Io(io::Error::new(ErrorKind::ConnectionRefused, "refused"));
        assert_eq!(refused.to_string(), "io: refused", "the prefix is still ureq's");
        let lost = TransportError::new(Delivery::NotSent).with_source(refused);
        assert_eq!(said(&lost), "the request was not sent: refused");
        let other = TransportError::new(Delivery::Unknown).with_source(ureq::Error::HostNotFound);
        assert_eq!(
            said(&other),
            format!("{}: host not found", TransportError::new(Delivery::Unknown))
        );
    }
}
