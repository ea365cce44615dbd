//! A database, for people.

use std::fmt;

/// A database, for people: its name and its hosts, without user and password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    database: String,
    hosts: String,
}

impl Place {
    pub(crate) fn new(database: &str, hosts: String) -> Self {
        Self { database: database.to_owned(), hosts }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "database {} on {}", self.database, self.hosts)
    }
}
