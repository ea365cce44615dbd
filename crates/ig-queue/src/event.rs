//! What happened to posts, and the words for it: each is stored in the transaction of what it
//! tells, and never changed.

use ig_core::Timestamp;

use crate::{
    change::{Edit, NewPost},
    id::Incarnation,
    row::{Row, State},
    write::{Change, Write},
};

/// Something that happened to a post.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a store makes it")]
pub struct Event {
    /// When, by the clock of the store.
    pub at: Timestamp,
    /// Who did it: a worker, or a program that people use.
    pub who: String,
    /// What, in words.
    pub what: String,
}

impl Event {
    /// What `who` did at `at`.
    pub fn new(at: Timestamp, who: impl Into<String>, what: impl Into<String>) -> Self {
        Self { at, who: who.into(), what: what.into() }
    }

    /// A post was added.
    pub fn added(at: Timestamp, who: &str, new: &NewPost) -> Self {
        Self::new(at, who, format!("added, due at {} ({})", new.due.at(), new.due.typed()))
    }

    /// A post was taken up.
    pub fn claimed(at: Timestamp, me: &Incarnation) -> Self {
        Self::new(at, me.as_str(), "taken up")
    }

    /// A look at a row has led to what it says now.
    pub fn looked(at: Timestamp, who: &str, row: &Row) -> Self {
        Self::new(at, who, row.words())
    }

    /// A write of a worker took effect, and this is the row after it.
    pub fn written(at: Timestamp, write: &Write, row: &Row) -> Self {
        let who = row.holder.as_ref().map_or("nobody", Incarnation::as_str);
        Self::new(at, who, write.words(row))
    }

    /// A person has let the account of a post go on.
    pub fn went_on(at: Timestamp, who: &str) -> Self {
        Self::new(at, who, "its account goes on")
    }

    /// A person changed a post.
    pub fn edited(at: Timestamp, who: &str, edit: &Edit) -> Self {
        Self::new(at, who, edit.words())
    }
}

impl Write {
    /// The write in words, for an [`Event`]. `row` is the row after it.
    pub fn words(&self, row: &Row) -> String {
        match &self.change {
            Change::Save { snapshot } => format!("saved: {}", snapshot.phase()),
            Change::Intent { snapshot } => {
                let nth = snapshot.publishes();
                match snapshot.container() {
                    Some(container) => format!("publish {nth} of container {container} is allowed"),
                    None => format!("publish {nth} is allowed"),
                }
            }
            Change::Outcome { .. } => format!("ended: {}", row.state.word()),
            Change::Hold { .. } | Change::PutBack { .. } => row.words(),
        }
    }
}

impl Row {
    /// What a look at the row has led to, in words, for an [`Event`].
    pub fn words(&self) -> String {
        match &self.note {
            Some(note) => note.to_string(),
            None => self.state.word().to_owned(),
        }
    }
}

impl Edit {
    /// The edit in words, for an [`Event`].
    pub fn words(&self) -> String {
        match self {
            Self::Time(due) => format!("due at {} ({})", due.at(), due.typed()),
            Self::Plan(_) => "another post in its place".to_owned(),
            Self::Late(late) => format!("policy for being late: {late}"),
            Self::Lead(lead) => format!("prepared {} s before its time", lead.as_secs()),
            Self::All(edits) => {
                let words: Vec<_> = edits.iter().map(Self::words).collect();
                words.join(", ")
            }
            Self::Cancel => "cancelled".to_owned(),
            Self::Hold { words } => format!("held: {words}"),
            Self::Release => "released".to_owned(),
        }
    }
}

impl State {
    /// Its name: `waiting`, `active`, `held`, `done`, `cancelled` or `uncertain`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Active => "active",
            Self::Held => "held",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
            Self::Uncertain => "uncertain",
        }
    }
}
