//! A failure, reported so that it helps: what, why, what to do and who has to do it.

mod api;

pub(crate) use self::api::{advice_for, advice_for_programs, advice_on_account, under_another_key};

use std::{error::Error, fmt, process::ExitCode};

use ig_core::{Timestamp, error::Actor};
use ig_driver::Key;

use crate::{
    pasted::masked,
    target::Target,
    text::{plain, with_login},
};

/// The exit status of the command.
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

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Success => 0,
            Exit::Failed => 1,
            Exit::Usage => 2,
            Exit::Uncertain => 3,
        })
    }
}

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
#[error("{}", masked(&.details.what))]
pub struct Failure {
    exit: Exit,
    details: Box<Details>,
}

/// The report of the failure.
#[derive(Debug, Default)]
struct Details {
    what: String,
    why: Option<String>,
    fix: Option<String>,
    /// What a program has to do that asks over HTTP or the Model Context Protocol, where that is
    /// something else.
    fix_of_programs: Option<String>,
    who: Option<Actor>,
    trace_id: Option<String>,
    until: Option<Timestamp>,
    causes: Vec<String>,
    target: Option<Target>,
    last: Option<String>,
    first: Option<First>,
}

/// The existing post that prevents another.
#[derive(Debug)]
struct First {
    id: String,
    permalink: Option<String>,
}

impl Failure {
    /// An error of the store that a flow was driven with.
    pub(crate) fn of_store(error: Box<dyn Error + Send + Sync>) -> Self {
        match error.downcast() {
            Ok(failure) => *failure,
            Err(error) => Self::failed("the post cannot be saved")
                .caused_by(&*error)
                .fix("make room, or make the folder writable"),
        }
    }

    /// Something went wrong during the command.
    pub fn failed(what: impl Into<String>) -> Self {
        let details = Details { what: what.into(), ..Details::default() };
        Self { exit: Exit::Failed, details: details.into() }
    }

    /// The command was given invalid input. Nothing was sent.
    pub fn usage(what: impl Into<String>) -> Self {
        Self { exit: Exit::Usage, ..Self::failed(what) }
    }

    /// The outcome of a post is not known.
    pub fn uncertain(what: impl Into<String>) -> Self {
        Self { exit: Exit::Uncertain, ..Self::failed(what) }
    }

    /// Names the input that cannot be used.
    #[must_use]
    pub(crate) fn about(mut self, subject: &str) -> Self {
        self.details.what = format!("{subject} cannot be used");
        self
    }

    /// Names the place of the input that cannot be used; what is wrong there becomes the reason.
    #[must_use]
    pub(crate) fn inside(mut self, place: &str) -> Self {
        let what = std::mem::replace(&mut self.details.what, format!("{place} cannot be used"));
        let why = self.details.why.take();
        self.details.why = Some(why.map_or(what.clone(), |why| format!("{what}: {why}")));
        self
    }

    /// Names the input as it was given: an option instead of its variable.
    #[must_use]
    pub(crate) fn named(mut self, variable: &str, name: &str) -> Self {
        self.details.what = self.details.what.replace(variable, name);
        self
    }

    /// Sets the reason.
    #[must_use]
    pub fn because(mut self, why: impl fmt::Display) -> Self {
        self.details.why = Some(why.to_string());
        self
    }

    /// Sets what to do about it.
    #[must_use]
    pub fn fix(mut self, fix: impl Into<String>) -> Self {
        self.details.fix = Some(with_login(fix));
        self.details.fix_of_programs = None;
        self
    }

    /// Sets what a program has to do instead that asks over HTTP or the Model Context Protocol: it has
    /// neither options nor other commands. It comes after [`fix`](Self::fix).
    #[must_use]
    pub(crate) fn for_programs(mut self, fix: impl Into<String>) -> Self {
        self.details.fix_of_programs = Some(with_login(fix));
        self
    }

    /// The failure as such a program is told of it.
    #[must_use]
    pub(crate) fn told_to_programs(mut self) -> Self {
        self.details.fix = self.details.fix_of_programs.take().or(self.details.fix);
        self
    }

    /// Sets who has to act, if anyone does.
    #[must_use]
    pub(crate) fn who(mut self, who: Actor) -> Self {
        self.details.who = Some(who).filter(|who| *who != Actor::Nobody);
        self
    }

    #[must_use]
    pub(crate) fn trace_id(mut self, trace_id: Option<&str>) -> Self {
        self.details.trace_id = trace_id.map(Into::into);
        self
    }

    /// Sets the time before which another try is pointless.
    #[must_use]
    pub(crate) fn until(mut self, until: Timestamp) -> Self {
        self.details.until = Some(until);
        self
    }

    /// Sets where the command was to act, for programs: people have already seen it.
    #[must_use]
    pub(crate) fn at(mut self, target: &Target) -> Self {
        self.details.target = Some(target.clone());
        self
    }

    /// Sets an error as the reason, and its sources as the causes.
    #[must_use]
    pub fn caused_by(mut self, error: &dyn Error) -> Self {
        self.details.why = Some(error.to_string());
        let mut source = error.source();
        while let Some(error) = source {
            self.details.causes.push(error.to_string());
            source = error.source();
        }
        self
    }

    /// Sets the post that can be resumed, which may or may not be public.
    #[must_use]
    pub(crate) fn unfinished(self, may_be_public: bool) -> Self {
        Self { exit: if may_be_public { Exit::Uncertain } else { Exit::Failed }, ..self }
    }

    /// Sets the last line, which says how to resume.
    #[must_use]
    pub fn last_line(mut self, last: impl Into<String>) -> Self {
        self.details.last = Some(last.into());
        self
    }

    /// Sets the post that prevents this one, for programs.
    #[must_use]
    pub(crate) fn first(mut self, key: &Key, permalink: Option<&str>) -> Self {
        let permalink = permalink.map(Into::into);
        self.details.first = Some(First { id: key.to_string(), permalink });
        self
    }

    /// The reason, or what failed if there is none.
    pub(crate) fn why(&self) -> String {
        masked(self.details.why.as_ref().unwrap_or(&self.details.what)).into_owned()
    }

    pub(crate) fn exit(&self) -> Exit {
        self.exit
    }

    /// The failure as a JSON object. A token that was pasted in a wrong place is masked, as in the lines.
    pub(crate) fn to_json(&self) -> serde_json::Value {
        let shown = |text: &Option<String>| text.as_deref().map(|text| masked(text).into_owned());
        let mut object = serde_json::json!({
            "error": {
                "message": masked(&self.details.what),
                "why": shown(&self.details.why),
                "advice": shown(&self.details.fix),
                "actor": self.details.who,
                "trace_id": self.details.trace_id,
                "until": self.details.until.map(|until| until.to_string()),
                "next": shown(&self.details.last),
            }
        });
        if let Some(First { id, permalink }) = &self.details.first {
            object["error"]["id"] = serde_json::json!(id);
            object["error"]["permalink"] = serde_json::json!(permalink);
        }
        if let Some(target) = &self.details.target {
            object["target"] = serde_json::json!(target);
        }
        object
    }

    /// The failure as lines; the first has no `error:` prefix.
    pub(crate) fn to_lines(&self, with_causes: bool) -> Vec<String> {
        let shown = |text: &str| plain(&masked(text));
        let mut lines = vec![shown(&self.details.what)];
        let mut line = |label: &str, text: &str| lines.push(format!("  {label:5} {}", shown(text)));
        let why = self.details.why.as_deref().unwrap_or_default();
        if !why.is_empty() {
            line("why", why);
        }
        // The reason may already contain its first cause.
        let unsaid = self.details.causes.iter().filter(|cause| !why.contains(cause.as_str()));
        for cause in unsaid.filter(|_| with_causes) {
            line("cause", cause);
        }
        if let Some(fix) = &self.details.fix {
            line("fix", fix);
        }
        if let Some(who) = self.details.who {
            line("who", &who.to_string());
        }
        lines.extend(self.details.last.as_deref().map(|last| masked(last).into_owned()));
        lines
    }
}
