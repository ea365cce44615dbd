//! What went wrong, said so that it helps: what, why, what to do and who has to.

mod api;

pub(crate) use self::api::{advice_for, advice_on_account};

use std::{error::Error, fmt};

use ig_core::{Timestamp, error::Actor};
use ig_driver::Key;

use crate::{output::plain, target::Target};

/// How the command ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Published, or done.
    Success,
    /// Not published, or failed.
    Failed,
    /// Wrong usage or bad input.
    Usage,
    /// It may be public.
    Uncertain,
}

/// Why a command came to nothing.
#[derive(Debug, thiserror::Error)]
#[error("{}", .told.what)]
pub(crate) struct Failure {
    exit: Exit,
    told: Box<Told>,
}

/// What is told of it.
#[derive(Debug, Default)]
struct Told {
    what: String,
    why: Option<String>,
    fix: Option<String>,
    who: Option<Actor>,
    trace_id: Option<String>,
    until: Option<Timestamp>,
    causes: Vec<String>,
    target: Option<Target>,
    last: Option<String>,
    first: Option<First>,
}

/// The post that is in the way of another.
#[derive(Debug)]
struct First {
    id: String,
    permalink: Option<String>,
}

impl Failure {
    /// What a store of the command said, which a flow was driven with.
    pub(crate) fn of_store(error: Box<dyn Error + Send + Sync>) -> Self {
        match error.downcast() {
            Ok(failure) => *failure,
            Err(error) => Self::failed("the post cannot be kept")
                .caused_by(&*error)
                .fix("make room, or make the folder writable"),
        }
    }

    /// Something went wrong on the way.
    pub(crate) fn failed(what: impl Into<String>) -> Self {
        let told = Told { what: what.into(), ..Told::default() };
        Self { exit: Exit::Failed, told: told.into() }
    }

    /// The command was given something wrong. Nothing was sent.
    pub(crate) fn usage(what: impl Into<String>) -> Self {
        Self { exit: Exit::Usage, ..Self::failed(what) }
    }

    /// It is not known what became of a post.
    pub(crate) fn uncertain(what: impl Into<String>) -> Self {
        Self { exit: Exit::Uncertain, ..Self::failed(what) }
    }

    /// Names what was given and is of no use.
    #[must_use]
    pub(crate) fn about(mut self, subject: &str) -> Self {
        self.told.what = format!("{subject} cannot be used");
        self
    }

    /// Calls what was given as it was given: an option in place of its variable.
    #[must_use]
    pub(crate) fn named(mut self, variable: &str, name: &str) -> Self {
        self.told.what = self.told.what.replace(variable, name);
        self
    }

    #[must_use]
    pub(crate) fn because(mut self, why: impl fmt::Display) -> Self {
        self.told.why = Some(why.to_string());
        self
    }

    #[must_use]
    pub(crate) fn fix(mut self, fix: impl Into<String>) -> Self {
        self.told.fix = Some(fix.into());
        self
    }

    /// Says who has to act, unless nobody has.
    #[must_use]
    pub(crate) fn who(mut self, who: Actor) -> Self {
        self.told.who = Some(who).filter(|who| *who != Actor::Nobody);
        self
    }

    #[must_use]
    pub(crate) fn trace_id(mut self, trace_id: Option<&str>) -> Self {
        self.told.trace_id = trace_id.map(Into::into);
        self
    }

    /// Says when there is no sense in trying before.
    #[must_use]
    pub(crate) fn until(mut self, until: Timestamp) -> Self {
        self.told.until = Some(until);
        self
    }

    /// Says where the command was to act, for programs: people were told before.
    #[must_use]
    pub(crate) fn at(mut self, target: &Target) -> Self {
        self.told.target = Some(target.clone());
        self
    }

    /// Takes an error for the reason, and its sources for the causes behind it.
    #[must_use]
    pub(crate) fn caused_by(mut self, error: &dyn Error) -> Self {
        self.told.why = Some(error.to_string());
        let mut source = error.source();
        while let Some(error) = source {
            self.told.causes.push(error.to_string());
            source = error.source();
        }
        self
    }

    /// Says that the post it is about can be gone on with, and may be public or not.
    #[must_use]
    pub(crate) fn unfinished(self, may_be_public: bool) -> Self {
        Self { exit: if may_be_public { Exit::Uncertain } else { Exit::Failed }, ..self }
    }

    /// What stands in the last line: how to go on.
    #[must_use]
    pub(crate) fn last_line(mut self, last: impl Into<String>) -> Self {
        self.told.last = Some(last.into());
        self
    }

    /// Says which post is in the way, for programs.
    #[must_use]
    pub(crate) fn first(mut self, key: &Key, permalink: Option<&str>) -> Self {
        let permalink = permalink.map(Into::into);
        self.told.first = Some(First { id: key.to_string(), permalink });
        self
    }

    pub(crate) fn exit(&self) -> Exit {
        self.exit
    }

    /// The failure as a JSON object.
    pub(crate) fn to_json(&self) -> serde_json::Value {
        let mut object = serde_json::json!({
            "error": {
                "message": self.told.what,
                "why": self.told.why,
                "advice": self.told.fix,
                "actor": self.told.who,
                "trace_id": self.told.trace_id,
                "until": self.told.until.map(|until| until.to_string()),
                "next": self.told.last,
            }
        });
        if let Some(First { id, permalink }) = &self.told.first {
            object["error"]["id"] = serde_json::json!(id);
            object["error"]["permalink"] = serde_json::json!(permalink);
        }
        if let Some(target) = &self.told.target {
            object["target"] = serde_json::json!(target);
        }
        object
    }

    /// The failure as lines, the first without its `error:`.
    pub(crate) fn to_lines(&self, with_causes: bool) -> Vec<String> {
        let mut lines = vec![plain(&self.told.what)];
        let mut line = |label: &str, text: &str| lines.push(format!("  {label:5} {}", plain(text)));
        let why = self.told.why.as_deref().unwrap_or_default();
        if !why.is_empty() {
            line("why", why);
        }
        // The reason may have its first cause in it.
        let unsaid = self.told.causes.iter().filter(|cause| !why.contains(cause.as_str()));
        for cause in unsaid.filter(|_| with_causes) {
            line("cause", cause);
        }
        if let Some(fix) = &self.told.fix {
            line("fix", fix);
        }
        if let Some(who) = self.told.who {
            line("who", &who.to_string());
        }
        lines.extend(self.told.last.clone());
        lines
    }
}
