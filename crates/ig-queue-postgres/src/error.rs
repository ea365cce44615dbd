//! Why a queue cannot be used, and what to do about it.

mod explain;
mod postgres;

use std::error::Error as StdError;

use ig_queue::PostId;

use crate::place::Place;

/// The version of the schema that this crate needs, and the newest that it reads.
pub(crate) const VERSION: i32 = 1;

/// Why a queue cannot be used. Nothing is lost: what was in it is still there.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The words that say where the database is cannot be used.
    #[error("the address of the database cannot be used: {why}")]
    #[non_exhaustive]
    Config {
        /// Why. It holds nothing of the words, which may have a password.
        why: String,
    },
    /// The server does not answer, or cannot take another connection.
    #[error("{place} cannot be reached: {why}")]
    #[non_exhaustive]
    Unreachable {
        /// The database.
        place: Place,
        /// Why.
        why: String,
    },
    /// The server does not let this program in.
    #[error("{place} does not let this program in: {why}")]
    #[non_exhaustive]
    Refused {
        /// The database.
        place: Place,
        /// Why.
        why: String,
    },
    /// There is no queue in the database yet.
    #[error("{place} has no queue")]
    #[non_exhaustive]
    Missing {
        /// The database.
        place: Place,
    },
    /// The schema `ig` of the database is something else.
    #[error("{place} has a schema `ig` that is not a queue: {why}")]
    #[non_exhaustive]
    NotAQueue {
        /// The database.
        place: Place,
        /// What is in the way.
        why: String,
    },
    /// The database cannot store every text.
    #[error("the encoding of {place} is {encoding}, and has to be UTF8")]
    #[non_exhaustive]
    Encoding {
        /// The database.
        place: Place,
        /// Its encoding.
        encoding: String,
    },
    /// A later version of this program has changed it so that this one cannot read it.
    #[error("the queue in {place} has version {found}, and this program reads up to {VERSION}")]
    #[non_exhaustive]
    Newer {
        /// The database.
        place: Place,
        /// The version that it needs.
        found: i32,
    },
    /// An earlier version of this program has made it.
    #[error("the queue in {place} has version {found}, and this program needs {VERSION}")]
    #[non_exhaustive]
    Older {
        /// The database.
        place: Place,
        /// The version that it has.
        found: i32,
    },
    /// The server takes no writes: it is a standby, or was set so.
    #[error("{place} is read-only: {why}")]
    #[non_exhaustive]
    ReadOnly {
        /// The database.
        place: Place,
        /// Why.
        why: String,
    },
    /// The role lacks a right.
    #[error("the role that this program has in {place} lacks a right: {why}")]
    #[non_exhaustive]
    NotAllowed {
        /// The database.
        place: Place,
        /// Which.
        why: String,
    },
    /// The server cannot store more: its disk is full, for example.
    #[error("{place} cannot be written: {why}")]
    #[non_exhaustive]
    Unwritable {
        /// The database.
        place: Place,
        /// Why.
        why: String,
    },
    /// The connection broke before anything was stored.
    #[error("the connection to {place} broke, and nothing was stored: {why}")]
    #[non_exhaustive]
    Lost {
        /// The database.
        place: Place,
        /// Why.
        why: String,
    },
    /// The connection broke while the server was storing it: it is stored whole, or not at all.
    #[error("the connection to {place} broke, and it is not known whether it was stored: {why}")]
    #[non_exhaustive]
    Unknown {
        /// The database.
        place: Place,
        /// Why.
        why: String,
    },
    /// Another program has had what is needed for longer than [`PATIENCE`](Error::PATIENCE).
    #[error("the queue in {place} has been locked by another program for 10 s")]
    #[non_exhaustive]
    Busy {
        /// The database.
        place: Place,
    },
    /// The server put this transaction off for the sake of others, again and again.
    #[error("{place} undid the transaction: {why}")]
    #[non_exhaustive]
    Undone {
        /// The database.
        place: Place,
        /// Why.
        why: String,
    },
    /// What is in it is not what was written.
    #[error("the queue in {place} is damaged: {why}")]
    #[non_exhaustive]
    Damaged {
        /// The database.
        place: Place,
        /// What is wrong.
        why: String,
    },
    /// One row of it cannot be read.
    #[error("post {post} in the queue cannot be read: {why}")]
    #[non_exhaustive]
    DamagedPost {
        /// The post.
        post: PostId,
        /// What is wrong.
        why: String,
    },
    /// The tables of the engine that delivers posts to workers are missing, or are older.
    #[error("{place} has a queue, and nothing in it that delivers posts to workers")]
    #[non_exhaustive]
    NoDelivery {
        /// The database.
        place: Place,
    },
    /// The engine that delivers posts to workers has met trouble. It is started again; what the
    /// workers have goes on.
    #[error("posts of {place} are not delivered at the moment: {why}")]
    #[non_exhaustive]
    Delivery {
        /// The database.
        place: Place,
        /// What happened.
        why: String,
    },
    /// The server reports something else.
    #[error("the queue in {place} cannot be used")]
    #[non_exhaustive]
    Other {
        /// The database.
        place: Place,
        /// What it reports.
        source: Box<dyn StdError + Send + Sync>,
    },
}

impl Error {
    /// How long another program that has a post or an account is waited for, and how long a server
    /// that has gone is: ten seconds. A transaction takes milliseconds.
    pub const PATIENCE: std::time::Duration = std::time::Duration::from_secs(10);

    /// What to do about it.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Config { .. } => {
                "write `postgres://user@host/database` or `host=… user=… dbname=…`, with values that \
                 have blanks in single quotes"
            }
            Self::Unreachable { .. } => {
                "check that the server runs, its host and port, and its certificate; a server without \
                 TLS needs `sslmode=disable`, which sends all unencrypted"
            }
            Self::Refused { .. } => "check the user, the password and the name of the database",
            Self::Missing { .. } => {
                "run `ig-worker migrate` once, or call `migrate`, with a role that may make a schema"
            }
            Self::NotAQueue { .. } => "name another database; this one is left as it is",
            Self::Encoding { .. } => {
                "name another database: one that `create database` makes with \
                 `encoding 'UTF8' template template0`"
            }
            Self::Newer { .. } => "use the version of the program that changed it, or a later one",
            Self::Older { .. } => {
                "run `ig-worker migrate` of this version once, or call `migrate`: older workers go on meanwhile"
            }
            Self::ReadOnly { .. } => {
                "connect to the primary: name all servers and add \
                 `target_session_attrs=read-write`; nothing was changed or sent"
            }
            Self::NotAllowed { why, .. } if why.contains("graphile_worker") => {
                "connect as the role that ran `ig-worker migrate`: the engine lets no other role read its \
                 tables. Only who adds and changes posts may have another"
            }
            Self::NotAllowed { .. } => {
                "give it usage of the schema `ig`, and select, insert and update on its tables"
            }
            Self::Unwritable { .. } => {
                "make room on the server's disk; what is in the queue is still there"
            }
            Self::Lost { .. } => "try again: the next call connects again",
            Self::Unknown { .. } => {
                "read the post before you try again: the next call connects again"
            }
            Self::Busy { .. } => "find the session that locks it in `pg_stat_activity`",
            Self::Undone { .. } => "try again: nothing was stored",
            Self::Damaged { .. } => {
                "keep the database, and restore a backup: posts that may be public are held then"
            }
            Self::DamagedPost { .. } => {
                "look at the account in the app before you add it again: it may be public"
            }
            Self::NoDelivery { .. } => "run `ig-worker migrate` of this version once",
            Self::Delivery { .. } => "it is tried again by itself; look at the log of the server",
            Self::Other { .. } => "look at the log of the server",
        }
    }

    /// Whether it may pass without anybody's help.
    pub fn may_pass(&self) -> bool {
        matches!(
            self,
            Self::Unreachable { .. }
                | Self::ReadOnly { .. }
                | Self::Lost { .. }
                | Self::Unknown { .. }
                | Self::Busy { .. }
                | Self::Undone { .. }
                | Self::Delivery { .. }
        )
    }

    /// Whether a worker cannot go on at all, however long it waits.
    pub fn is_final(&self) -> bool {
        matches!(
            self,
            Self::Config { .. }
                | Self::Refused { .. }
                | Self::Missing { .. }
                | Self::NotAQueue { .. }
                | Self::Encoding { .. }
                | Self::Newer { .. }
                | Self::Older { .. }
                | Self::NotAllowed { .. }
                | Self::NoDelivery { .. }
                | Self::Damaged { .. }
        )
    }

    /// The engine has met trouble.
    pub(crate) fn delivery(place: &Place, error: &dyn StdError) -> Self {
        let (mut why, mut source) = (error.to_string(), error.source());
        while let Some(error) = source {
            let more = error.to_string();
            if !why.contains(&more) {
                why = format!("{why}: {more}");
            }
            source = error.source();
        }
        Self::Delivery { place: place.clone(), why }
    }

    /// Whether the same transaction may succeed at once: the server undid it for another's sake.
    pub(crate) fn is_undone(&self) -> bool {
        matches!(self, Self::Undone { .. })
    }

    pub(crate) fn is_lost(&self) -> bool {
        matches!(self, Self::Lost { .. })
    }
}
