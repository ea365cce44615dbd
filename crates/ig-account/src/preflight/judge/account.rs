//! The account, the Page that it is linked to, its limit, and the clocks.

use std::time::Duration;

use ig_core::{
    Endpoint as _, Login,
    endpoint::{AccountType, Me, PublishContainer},
    error::Actor,
    permission::{Circumstance, Grants, Permission},
    publish::QuotaLedger,
};

use super::{Case, Finding};
use crate::preflight::{facts::Skew, finding::Check};

impl Case<'_> {
    pub(super) fn page_link(&self) -> Finding {
        let (login, check) = (self.login, Check::PageLink);
        let accounts = match &self.facts.accounts {
            Some(Ok(accounts)) => accounts,
            Some(Err(error)) => {
                return Finding::of_error(login, check, "the person's Pages", error);
            }
            None => return self.not_asked(check),
        };
        if let Some(page) = self.facts.page_of(self.user.as_str()) {
            let name = page.name.as_deref().unwrap_or_default();
            let found = format!("the account is linked to the Page {} {name}", page.id);
            return Finding::passed(login, check, found.trim_end());
        }
        let linked: Vec<_> = accounts
            .iter()
            .filter_map(|page| page.instagram_business_account.as_ref())
            .map(|account| account.id.as_str())
            .collect();
        let others = match &linked[..] {
            [] => "none has a linked Instagram account".to_owned(),
            linked => format!("the linked accounts are {}", linked.join(", ")),
        };
        let found = format!(
            "account {} is not linked to any of the {} Pages that the token can see: {others}",
            self.user,
            accounts.len()
        );
        Finding::failed(login, check, found).with_advice(
            Actor::AccountOwner,
            "link the professional account to a Page of this person, choose that Page when \
             signing in, and check the account's id",
        )
    }

    /// The person's tasks on the Page that the account is linked to, if any.
    pub(super) fn page_tasks(&self) -> Option<Finding> {
        let (login, check) = (self.login, Check::PageTasks);
        let page = self.facts.page_of(self.user.as_str())?;
        if self.facts.is_of_a_page() {
            let found = "the token is the Page's own, which does not show what the person may do";
            return Some(Finding::note(login, check, found));
        }
        // With every permission, so that only a task can be missing.
        let every = Grants::new(Permission::ALL.iter().copied()).when(Circumstance::FacebookLogin);
        let grants = page.page_tasks().fold(every, Grants::with_task);
        let tasks = page.tasks.join(", ");
        Some(match PublishContainer::REQUIRES.missing(&grants) {
            None => Finding::passed(login, check, format!("the person's tasks: {tasks}")),
            Some(missing) => {
                let found = match tasks.as_str() {
                    "" => format!("the person has no task on the Page, and needs {missing}"),
                    tasks => format!("the person's tasks are {tasks}, and not {missing}"),
                };
                let advice = "give the person the task of creating content on the Page";
                Finding::failed(login, check, found).with_advice(Actor::AccountOwner, advice)
            }
        })
    }

    pub(super) fn account(&self) -> Finding {
        let (login, check) = (self.login, Check::Account);
        match (&self.facts.me, &self.facts.user) {
            (Some(Ok(me)), _) => self.own_account(me),
            (_, Some(Ok(user))) => {
                let name = user.username.as_deref().unwrap_or(user.id.as_str());
                Finding::passed(
                    login,
                    check,
                    format!("{name} can be read as a professional account"),
                )
            }
            (Some(Err(error)), _) | (_, Some(Err(error))) => {
                Finding::of_error(login, check, "the account", error)
            }
            (None, None) => self.not_asked(check),
        }
    }

    fn own_account(&self, me: &Me) -> Finding {
        let (login, check) = (self.login, Check::Account);
        let name = me.username.as_deref().unwrap_or(me.user_id.as_str());
        if me.user_id != *self.user {
            let found =
                format!("the token belongs to account {}, not to {}", me.user_id, self.user);
            let advice = "use that account's id, or the token of the intended account";
            return Finding::failed(login, check, found).with_advice(Actor::Developer, advice);
        }
        match &me.account_type {
            Some(AccountType::Creator) if self.needs.has_story() => {
                let found =
                    format!("{name} is a creator account, and stories may need a business account");
                Finding::warning(login, check, found).with_advice(
                    Actor::AccountOwner,
                    "switch to a business account if it is refused",
                )
            }
            Some(AccountType::Other(word)) => {
                let found = format!("{name} is an account of the unknown type {word}");
                let advice = "publishing needs a professional account: switch to one";
                Finding::warning(login, check, found).with_advice(Actor::AccountOwner, advice)
            }
            Some(kind) => {
                Finding::passed(login, check, format!("{name} is of type {}", kind.as_str()))
            }
            None => Finding::passed(login, check, format!("{name} can be read")),
        }
    }

    pub(super) fn publishing_limit(&self) -> Finding {
        let (login, check) = (self.login, Check::PublishingLimit);
        let usage = match &self.facts.limit {
            Some(Ok(usage)) => usage,
            Some(Err(error)) => {
                return Finding::of_error(login, check, "the publishing limit", error);
            }
            None => return self.not_asked(check),
        };
        let total = usage.quota_total.unwrap_or(QuotaLedger::DEFAULT_TOTAL);
        let found = format!("{} of {total} posts in 24 hours are used", usage.quota_usage);
        if usage.quota_usage < total {
            return Finding::passed(login, check, found);
        }
        let advice = "wait until the oldest post leaves the 24 hours";
        Finding::failed(login, check, found).with_advice(Actor::Nobody, advice)
    }

    /// The limit of a minute is our own: a signed request may be five minutes old (reference
    /// §1.3), and the network delay is included.
    pub(super) fn clock(&self) -> Finding {
        const MOST: Duration = Duration::from_secs(60);
        let (login, check) = (self.login, Check::Clock);
        let Some(skew) = self.facts.skew else {
            return Finding::note(login, check, "no reply had the server's time");
        };
        let seconds = skew.size().as_secs();
        let found = match skew {
            Skew::Ahead(_) => format!("this clock is {seconds} s ahead of the server's"),
            Skew::Behind(_) => format!("this clock is {seconds} s behind the server's"),
        };
        if skew.size() <= MOST {
            return Finding::passed(login, check, found);
        }
        let advice =
            "set the clock: the expiry of a token and the search for a lost post depend on it";
        Finding::warning(login, check, found).with_advice(Actor::Developer, advice)
    }
}

impl Case<'_> {
    /// Whether the shop is checked at all.
    pub(super) fn has_shop(&self) -> bool {
        self.needs.has_product_tags() && self.login == Login::Facebook
    }
}
