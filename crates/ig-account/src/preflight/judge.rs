//! The findings from the answers. No call is made here: facts in, findings out.

mod account;
mod shop;
mod token;

use ig_core::{Login, Timestamp, UserId, error::Actor};

use super::{Finding, Needs, facts::Facts, finding::Check};

/// The input of the checks.
pub(super) struct Case<'a> {
    pub(super) login: Login,
    pub(super) user: &'a UserId,
    pub(super) needs: Needs,
    pub(super) facts: &'a Facts,
    pub(super) now: Timestamp,
}

impl Case<'_> {
    /// All findings, in the order in which they should be
    /// fixed: an earlier one may be the cause of a later one.
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
        findings.extend(self.notes_without_calls());
        findings
    }

    /// No call was made, because none would have succeeded.
    fn not_asked(&self, check: Check) -> Finding {
        let found = "not checked, because the token does not work";
        Finding::unknown(self.login, check, found)
            .with_advice(Actor::Developer, "get a working token, and run this again")
    }

    fn notes_without_calls(&self) -> Vec<Finding> {
        let note = |check, found: &str, advice: &str| {
            Finding::note(self.login, check, found).with_advice(Actor::AccountOwner, advice)
        };
        let mut notes = Vec::new();
        if self.login == Login::Facebook {
            notes.push(note(
                Check::PagePublishingAuthorization,
                "no call shows whether the Page requires Page Publishing Authorization or \
                 two-factor authentication",
                "if the Page's settings require it, complete it: publishing fails until then",
            ));
        }
        if self.needs.has_product_tags() && self.login == Login::Facebook {
            notes.push(note(
                Check::ShopApproval,
                "no call shows for certain whether the Instagram Shop is approved and the person \
                 is an admin of the Business Manager that owns it",
                "check in the Commerce Manager",
            ));
        }
        if self.needs.has_partnership() && self.login == Login::Facebook {
            notes.push(note(
                Check::PartnershipEligibility,
                "no call shows whether the account may use partnership labels",
                "check in the Instagram app, under branded content",
            ));
        }
        notes
    }
}
