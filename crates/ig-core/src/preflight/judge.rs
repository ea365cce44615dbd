//! What the answers come to. No call is made here: facts in, findings out.

mod account;
mod shop;
mod token;

use super::{Finding, Needs, facts::Facts, finding::Check};
use crate::{Login, Timestamp, UserId, error::Actor};

/// What is judged.
pub(super) struct Case<'a> {
    pub(super) login: Login,
    pub(super) user: &'a UserId,
    pub(super) needs: Needs,
    pub(super) facts: &'a Facts,
    pub(super) now: Timestamp,
}

impl Case<'_> {
    /// Everything that was looked at, in the order in which it should be put
    /// right: what comes first may be the cause of what comes later.
    pub(super) fn findings(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        findings.extend(self.other_login());
        findings.push(self.token());
        findings.push(self.token_life());
        findings.push(self.scopes());
        if self.login == Login::Facebook {
            findings.push(self.granular_scopes());
            findings.push(self.page_link());
            findings.extend(self.page_tasks());
            findings.extend(self.business_manager_role());
        }
        findings.push(self.account());
        findings.extend(self.shop());
        findings.push(self.publishing_limit());
        findings.push(self.clock());
        findings.extend(self.what_no_call_tells());
        findings
    }

    /// Nothing was asked, since nothing would have been answered.
    fn not_asked(&self, check: Check) -> Finding {
        let found = "not asked, since the token does not work";
        Finding::unknown(self.login, check, found)
            .with_advice(Actor::Developer, "get a token that works, and run this again")
    }

    fn what_no_call_tells(&self) -> Vec<Finding> {
        let note = |check, found: &str, advice: &str| {
            Finding::note(self.login, check, found).with_advice(Actor::AccountOwner, advice)
        };
        let mut notes = Vec::new();
        if self.login == Login::Facebook {
            notes.push(note(
                Check::PagePublishingAuthorization,
                "no call tells whether the Page asks for Page Publishing Authorization or \
                 two-factor authentication",
                "where the Page's settings ask for it, complete it: publishing fails until then",
            ));
        }
        if self.needs.has_product_tags() && self.login == Login::Facebook {
            notes.push(note(
                Check::ShopApproval,
                "no call tells for certain whether the Instagram Shop is approved and the person \
                 is an admin of the Business Manager that owns it",
                "look in the Commerce Manager",
            ));
        }
        if self.needs.has_partnership() && self.login == Login::Facebook {
            notes.push(note(
                Check::PartnershipEligibility,
                "no call tells whether the account may carry partnership labels",
                "look in the Instagram app, under branded content",
            ));
        }
        notes
    }
}
