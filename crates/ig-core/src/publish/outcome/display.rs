//! Outcomes, reasons and causes, as people read them.

use std::fmt;

use super::{AddOnState, Cause, FailedItem, MediaRef, Outcome, Reason};

/// One line for people: `published as 17920238422030506`.
impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Published { media, add_on, .. } => {
                write!(f, "published as {media}")?;
                add_on.map_or(Ok(()), |state| f.write_str(state.remark()))
            }
            Self::NotPublished { reason } => write!(f, "not published: {reason}"),
            Self::Uncertain { reason, .. } => {
                write!(f, "uncertain, it may be public: {reason}")
            }
        }
    }
}

impl AddOnState {
    /// What there is to add to "published".
    fn remark(self) -> &'static str {
        match self {
            Self::Attached => "",
            Self::Missing => ", without its poll",
            Self::Unknown => "; whether its poll or prompt is there is not known",
        }
    }
}

/// The id: `17920238422030506`; `a post whose id is not known` where there is none.
impl fmt::Display for MediaRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.id() {
            Some(id) => id.fmt(f),
            None => f.pad("a post whose id is not known"),
        }
    }
}

/// `item 3 (https://www.example.com/3.jpg)`
impl fmt::Display for FailedItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { number, medium } = self;
        write!(f, "item {number} ({medium})")
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.phase.activity())?;
        if let Some(item) = &self.item {
            write!(f, " of {item}")?;
        }
        if let Some(container) = &self.container {
            write!(f, " (container {container})")?;
        }
        write!(f, ": {}", self.cause)
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rejected(error) => error.fmt(f),
            Self::HttpStatus { status } => {
                write!(f, "HTTP status {status}, and not from the Graph API")
            }
            Self::UnreadableReply => f.write_str("the reply could not be read"),
            Self::NotSent { detail } => with(f, "the request could not be sent", detail),
            Self::NoReply { detail } => with(f, "no reply came", detail),
            Self::Interrupted => f.write_str("the program stopped while the publish was under way"),
            Self::ContainerFailed { code, status } => {
                let words = status.as_deref().unwrap_or("Instagram could not process the media");
                match code {
                    Some(code) if !words.contains(&code.to_string()) => {
                        write!(f, "{words} ({code})")
                    }
                    _ => f.write_str(words),
                }
            }
            Self::ContainerExpired => f.write_str("the container is older than 24 hours"),
            Self::UploadRejected { detail, .. } => f.write_str(detail),
            Self::UploadFailed { code, message } => {
                f.write_str("the upload has failed")?;
                if let Some(message) = message {
                    write!(f, ": {message}")?;
                }
                code.map_or(Ok(()), |code| write!(f, " ({code})"))
            }
            Self::UploadLost => f.write_str("the upload host has not got all the bytes"),
            Self::NoUpload => f.write_str("the container has nowhere to upload to"),
            Self::File { detail } => with(f, "the file could not be sent", detail),
            Self::Braked { until } => {
                write!(f, "Instagram has blocked such posts of the account; hold until {until}")
            }
            Self::StillInProgress => f.write_str("the container is still in progress"),
            Self::Contradiction => f.write_str(
                "the container reads as not published, and a new post that fits it is public",
            ),
            Self::QuotaFull { usage, total, free_at } => write!(
                f,
                "{usage} of {total} posts of the last 24 hours are used up; \
                 one more is allowed from {free_at} on at the latest"
            ),
            Self::ContainersFull { usage, total, free_at } => write!(
                f,
                "{usage} of {total} containers of the last 24 hours are used up; \
                 the post's are allowed from {free_at} on at the latest"
            ),
        }
    }
}

/// What a transport said after what came of it. Snapshots of earlier builds have a colon before it.
fn with(f: &mut fmt::Formatter<'_>, what: &str, detail: &str) -> fmt::Result {
    match detail.trim_start_matches(": ") {
        "" => f.write_str(what),
        detail => write!(f, "{what}: {detail}"),
    }
}
