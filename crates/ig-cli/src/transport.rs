//! What a transport says, as people read it.

use std::{error::Error, fmt::Display};

use ig_core::publish::Cause;

use crate::web::Way;

/// What ureq has before the words of the system, which say all that there is to say.
const PREFIX: &str = "io: ";

/// What a call to the API failed of, with what the transport does not know.
pub(crate) fn explained(error: &dyn Error) -> String {
    Way::explain(&said(error))
}

/// An error and all behind it, each behind a colon; what was said is not said again.
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

/// What is told of a cause, which has the words of the transport within, where no reply came.
pub(crate) fn told(cause: &Cause, text: &dyn Display) -> String {
    let text = text.to_string();
    match cause {
        Cause::NotSent { .. } | Cause::NoReply { .. } => {
            Way::explain(&text.replace(&format!(": {PREFIX}"), ": "))
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
    fn the_systems_words_are_told_once_and_without_a_prefix() {
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
