//! A ledger in a snapshot.

use std::{borrow::Cow, time::Duration};

use serde::Deserialize;

use super::{Created, Others, QuotaLedger, ReadyTimes};
use crate::{
    value::{Timestamp, UserId},
    wire::json::as_array,
};

/// What a new ledger would not say too, as an array; the account is in the plan. Versions before 6
/// wrote a whole ledger.
#[derive(Deserialize)]
pub(in crate::publish) struct StoredLedger<'a> {
    #[serde(default)]
    created: Option<Cow<'a, Created>>,
    #[serde(default)]
    published: Option<Cow<'a, [Timestamp]>>,
    #[serde(default)]
    others: Option<Others>,
    #[serde(default)]
    total: Option<u32>,
    #[serde(default)]
    window: Option<Duration>,
    #[serde(default)]
    account: Option<UserId>,
    #[serde(default)]
    counted: Option<Timestamp>,
    #[serde(default)]
    ready: Option<Cow<'a, ReadyTimes>>,
}

as_array! { StoredLedger<'_> { ; created, published, others, total, window, account, counted, ready } }

impl<'a> StoredLedger<'a> {
    /// What is kept of a ledger; nothing of one that says no more than a new one.
    pub(in crate::publish) fn of(ledger: &'a QuotaLedger) -> Option<Self> {
        let QuotaLedger { account: _, total, window, published, others, counted, created, ready } =
            ledger;
        let stored = Self {
            created: Some(Cow::Borrowed(created)).filter(|created| !created.is_empty()),
            published: Some(Cow::Borrowed(&**published)).filter(|published| !published.is_empty()),
            others: *others,
            total: Some(*total).filter(|total| *total != QuotaLedger::DEFAULT_TOTAL),
            window: Some(*window).filter(|window| *window != QuotaLedger::WINDOW),
            account: None,
            counted: *counted,
            ready: ready.as_deref().map(Cow::Borrowed),
        };
        let Self { created, published, others, total, window, account: _, counted, ready } =
            &stored;
        let says_nothing = created.is_none()
            && published.is_none()
            && others.is_none()
            && counted.is_none()
            && ready.is_none();
        (!says_nothing || total.is_some() || window.is_some()).then_some(stored)
    }

    /// The ledger; of `user`, where no account is written.
    pub(in crate::publish) fn into_ledger(self, user: &UserId) -> QuotaLedger {
        let Self { created, published, others, total, window, account, counted, ready } = self;
        QuotaLedger {
            account: account.unwrap_or_else(|| user.clone()),
            total: total.unwrap_or(QuotaLedger::DEFAULT_TOTAL),
            window: window.unwrap_or(QuotaLedger::WINDOW),
            published: published.unwrap_or_default().into_owned(),
            others,
            counted,
            ready: ready.map(|ready| Box::new(ready.into_owned())),
            created: created.unwrap_or_default().into_owned(),
        }
    }
}
