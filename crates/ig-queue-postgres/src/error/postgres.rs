//! What an error of the server's, or of the connection to it, means.

use std::error::Error as StdError;

use tokio_postgres::error::{DbError, Severity, SqlState};

use super::Error;
use crate::place::Place;

impl Error {
    /// The meaning of an error before anything was committed.
    pub(crate) fn of(place: &Place, error: tokio_postgres::Error) -> Self {
        match error.as_db_error() {
            Some(said) if is_fatal(said) => Self::Lost { place: place.clone(), why: words(said) },
            Some(said) => Self::said(place, said).unwrap_or_else(|| other(place, error)),
            None if is_of_the_connection(&error) => {
                Self::Lost { place: place.clone(), why: chain(&error) }
            }
            None => other(place, error),
        }
    }

    /// The meaning of an error in reply to a commit. Only a server that says that it is undone is
    /// believed.
    pub(crate) fn of_commit(place: &Place, error: tokio_postgres::Error) -> Self {
        let unknown = |why| Self::Unknown { place: place.clone(), why };
        match error.as_db_error() {
            Some(said) if is_fatal(said) => unknown(words(said)),
            Some(said) if *said.code() == SqlState::T_R_STATEMENT_COMPLETION_UNKNOWN => {
                unknown(words(said))
            }
            Some(_) => Self::of(place, error),
            None => unknown(chain(&error)),
        }
    }

    /// The meaning of an error while connecting.
    pub(crate) fn of_connecting(place: &Place, error: tokio_postgres::Error) -> Self {
        let place = place.clone();
        let Some(said) = error.as_db_error() else {
            let why = chain(&error);
            return match is_of_the_connection(&error) || is_of_tls(&error) {
                true => Self::Unreachable { place, why },
                false => Self::Refused { place, why },
            };
        };
        let why = words(said);
        match said.code() {
            code if code.code().starts_with("28") => Self::Refused { place, why },
            &SqlState::INVALID_CATALOG_NAME | &SqlState::INSUFFICIENT_PRIVILEGE => {
                Self::Refused { place, why }
            }
            _ => Self::Unreachable { place, why },
        }
    }

    fn said(place: &Place, said: &DbError) -> Option<Self> {
        let (place, why) = (place.clone(), words(said));
        Some(match said.code() {
            &SqlState::UNDEFINED_TABLE | &SqlState::INVALID_SCHEMA_NAME => Self::Missing { place },
            &SqlState::UNDEFINED_COLUMN | &SqlState::DATATYPE_MISMATCH => {
                Self::NotAQueue { place, why }
            }
            &SqlState::READ_ONLY_SQL_TRANSACTION => Self::ReadOnly { place, why },
            &SqlState::INSUFFICIENT_PRIVILEGE => Self::NotAllowed { place, why },
            &SqlState::LOCK_NOT_AVAILABLE => Self::Busy { place },
            &SqlState::IO_ERROR => Self::Unwritable { place, why },
            &SqlState::DATA_CORRUPTED | &SqlState::INDEX_CORRUPTED => Self::Damaged { place, why },
            code if code.code().starts_with("40") => Self::Undone { place, why },
            // Disk full, out of memory, too many connections.
            code if code.code().starts_with("53") => Self::Unwritable { place, why },
            _ => return None,
        })
    }
}

fn other(place: &Place, error: tokio_postgres::Error) -> Error {
    Error::Other { place: place.clone(), source: error.into() }
}

/// The server ends the connection with it.
fn is_fatal(said: &DbError) -> bool {
    match said.parsed_severity() {
        Some(severity) => matches!(severity, Severity::Fatal | Severity::Panic),
        None => said.code().code().starts_with("57P"),
    }
}

fn is_of_the_connection(error: &tokio_postgres::Error) -> bool {
    let mut cause: Option<&(dyn StdError + 'static)> = Some(error);
    while let Some(error) = cause {
        if error.is::<std::io::Error>() {
            return true;
        }
        cause = error.source();
    }
    error.is_closed() || error.to_string() == "timeout waiting for server"
}

/// The crate has no other way to tell.
fn is_of_tls(error: &tokio_postgres::Error) -> bool {
    error.to_string().contains("TLS")
}

/// What the server says, without the values of rows: those are in its details.
fn words(said: &DbError) -> String {
    format!("{} ({})", said.message(), said.code().code())
}

fn chain(error: &tokio_postgres::Error) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        words.push_str(": ");
        words.push_str(&error.to_string());
        cause = error.source();
    }
    words
}
