//! The accounts, which agencies have by the thousand.

use std::{collections::HashMap, ops::Deref};

use crate::config::Account;

/// The accounts in their order, found by id and by Page.
#[derive(Debug)]
pub(crate) struct Accounts {
    all: Vec<Account>,
    by_id: HashMap<String, usize>,
    by_page: HashMap<String, usize>,
}

impl Accounts {
    pub(crate) fn new(all: Vec<Account>) -> Self {
        // The first of several with one name is found, as in the list.
        let places = |name: fn(&Account) -> &str| {
            all.iter().enumerate().rev().map(|(at, one)| (name(one).to_owned(), at)).collect()
        };
        let by_id = places(|account| &account.id);
        let by_page = places(|account| &account.page.id);
        Self { all, by_id, by_page }
    }

    pub(crate) fn of_id(&self, id: &str) -> Option<&Account> {
        self.by_id.get(id).and_then(|at| self.all.get(*at))
    }

    pub(crate) fn of_page(&self, page: &str) -> Option<&Account> {
        self.by_page.get(page).and_then(|at| self.all.get(*at))
    }
}

impl Deref for Accounts {
    type Target = [Account];

    fn deref(&self) -> &[Account] {
        &self.all
    }
}
