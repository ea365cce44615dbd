//! Whether the token works, its lifetime, and its permissions.

use ig_core::{
    Error, Login,
    endpoint::{TokenInfo, TokenKind},
    error::Actor,
    permission::{Circumstance, Grants, Missing, PageTask, Permission},
};

use super::{Case, Finding};
use crate::{
    preflight::finding::Check,
    token::{Freshness, TokenLife},
};

impl Case<'_> {
    /// The needs that Instagram Login does not support.
    pub(super) fn other_login(&self) -> Option<Finding> {
        let lacking = self.needs.for_facebook_only();
        if self.login == Login::Facebook || lacking.is_empty() {
            return None;
        }
        let found = format!("Instagram Login does not support {}", lacking.join(" and "));
        let finding = Finding::failed(self.login, Check::Login, found);
        Some(finding.with_advice(Actor::Developer, "use Facebook Login for it"))
    }

    pub(super) fn token(&self) -> Finding {
        let (login, facts) = (self.login, self.facts);
        let passed = |found: String| Finding::passed(login, Check::Token, found);
        if let Some(info) = facts.info() {
            return self.debugged(info);
        }
        if let Some(me) = &facts.me {
            return match me {
                Ok(me) => {
                    let name = me.username.as_deref().unwrap_or(me.user_id.as_str());
                    passed(format!("the token works: it belongs to {name}"))
                }
                Err(error) => Finding::of_error(login, Check::Token, "the account", error),
            };
        }
        let answered = is_ok(&facts.permissions)
            || is_ok(&facts.accounts)
            || is_ok(&facts.user)
            || is_ok(&facts.limit);
        match &facts.permissions {
            _ if answered => passed("the token works: a call with it succeeded".to_owned()),
            Some(Err(error)) => {
                Finding::of_error(login, Check::Token, "the token's permissions", error)
            }
            _ => self.not_asked(Check::Token),
        }
    }

    fn debugged(&self, info: &TokenInfo) -> Finding {
        let app = info.application.as_deref().unwrap_or("an app without a name");
        let kind = info.kind.as_ref().map_or("unknown", TokenKind::as_str);
        if info.is_valid {
            let found = format!("the token works: it is of type {kind}, for {app}");
            return Finding::passed(self.login, Check::Token, found);
        }
        let fault = info.error.as_ref();
        let known = fault.and_then(|fault| fault.known());
        let reason = fault.map_or("no reason is given", |fault| &fault.message);
        Finding::failed(self.login, Check::Token, format!("the token does not work: {reason}"))
            .with_advice(
                known.map_or(Actor::Developer, |known| known.actor),
                known.map_or("get a new one by signing in again", |known| known.advice),
            )
    }

    pub(super) fn token_life(&self) -> Finding {
        let (login, check) = (self.login, Check::TokenLife);
        let Some(info) = self.facts.info() else { return self.life_unknown() };
        let passed = |found: String| Finding::passed(login, check, found);
        let warning = |found: String| Finding::warning(login, check, found);
        match TokenLife::debugged(info).freshness(self.now) {
            Freshness::NeverExpires => passed("the token does not expire".to_owned()),
            Freshness::Fresh { renewable_from } => {
                passed(format!("the token is new, and can be renewed from {renewable_from}"))
            }
            Freshness::Renewable { renew_by } => {
                passed(format!("the token should be renewed by {renew_by}"))
            }
            Freshness::ShortLived { expires } => {
                warning(format!("the token is short-lived and expires at {expires}"))
                    .with_advice(Actor::Developer, "exchange it for a long-lived one")
            }
            Freshness::RenewNow { expires } => warning(format!("the token expires at {expires}"))
                .with_advice(Actor::Developer, "renew it now, while it works"),
            Freshness::SignInSoon { data_access_expires } => {
                let found = format!("the app's access to the data ends at {data_access_expires}");
                warning(found).with_advice(
                    Actor::AccountOwner,
                    "sign in to the app before then: renewing the token does not extend it",
                )
            }
            Freshness::Expired { since } => {
                Finding::failed(login, check, format!("the token or its access expired at {since}"))
                    .with_advice(Actor::AccountOwner, "sign in again: it cannot be renewed")
            }
            Freshness::Unknown => {
                Finding::note(login, check, "the reply does not contain the token's expiry")
            }
        }
    }

    fn life_unknown(&self) -> Finding {
        let (login, check) = (self.login, Check::TokenLife);
        let found = match (&self.facts.token, login) {
            (Some(Err(error)), _) => format!("debug_token did not answer: {error}"),
            (_, Login::Instagram) => {
                let found = "no call shows when a token of Instagram Login expires";
                return Finding::note(login, check, found).with_advice(
                    Actor::Developer,
                    "record when it was issued, and refresh it within its 60 days",
                );
            }
            (_, _) => "the token was not checked with debug_token".to_owned(),
        };
        Finding::note(login, check, found).with_advice(
            Actor::Developer,
            "give the id and the secret of the token's app, so that its expiry can be read",
        )
    }

    pub(super) fn scopes(&self) -> Finding {
        let (login, check) = (self.login, Check::Scopes);
        if login == Login::Instagram {
            return self.scopes_by_use();
        }
        let Some(granted) = self.facts.granted() else {
            return match (&self.facts.permissions, &self.facts.token) {
                (Some(Err(error)), _) | (None, Some(Err(error))) => {
                    Finding::of_error(login, check, "the token's permissions", error)
                }
                _ => self.not_asked(check),
            };
        };
        if self.facts.is_dead() {
            return self.not_asked(check);
        }
        match self.lacking(self.with_tasks(granted)) {
            None => Finding::passed(login, check, "every required permission is granted"),
            Some(missing) => Finding::failed(login, check, format!("the token lacks {missing}"))
                .with_advice(
                    Actor::Developer,
                    "request it in the login dialog, have it granted, and get a new token",
                ),
        }
    }

    /// Checks the permissions indirectly: no call lists those of a token of Instagram Login.
    /// Whether the publishing limit can be read is the test in Meta's own sample (reference §6,
    /// FBS).
    fn scopes_by_use(&self) -> Finding {
        let (login, check) = (self.login, Check::Scopes);
        match &self.facts.limit {
            Some(Ok(_)) => {
                let found = "the publishing limit can be read, which needs the same permissions as publishing";
                Finding::passed(login, check, found)
            }
            Some(Err(error)) => Finding::of_error(login, check, "the publishing limit", error),
            None => self.not_asked(check),
        }
    }

    /// Only the permissions, with every task: tasks are checked separately.
    fn with_tasks(&self, granted: Vec<Permission>) -> Grants {
        let grants =
            PageTask::ALL.iter().fold(Grants::new(granted), |all, &task| all.with_task(task));
        self.needs.circumstances(self.login, grants)
    }

    /// The missing permissions for all needs, each named once.
    fn lacking(&self, grants: Grants) -> Option<String> {
        let mut parts = Vec::new();
        for requirement in self.needs.requirements() {
            parts.extend(requirement.missing(&grants).map_or_else(Vec::new, parts_of));
        }
        let mut names: Vec<String> = Vec::new();
        for part in parts {
            let name = part.to_string();
            if !names.contains(&name) {
                names.push(name);
            }
        }
        (!names.is_empty()).then(|| names.join(" and "))
    }

    pub(super) fn granular_scopes(&self) -> Finding {
        let (login, check) = (self.login, Check::GranularScopes);
        let Some(info) = self.facts.info() else {
            let found = "only debug_token shows for which accounts a permission was granted";
            return Finding::note(login, check, found);
        };
        if !info.is_valid {
            return self.not_asked(check);
        }
        let page = self.facts.page_of(self.user.as_str()).map(|page| page.id.as_str());
        let mut others = info.granular_scopes.iter().filter(|granular| {
            let leaves_out = |id: Option<&str>| id.is_none_or(|id| granular.leaves_out(id));
            // A permission for the Page also covers the linked account.
            match granular.scope.split('_').next() {
                Some("instagram") => granular.leaves_out(self.user.as_str()) && leaves_out(page),
                Some("pages") => page.is_some() && leaves_out(page),
                _ => false,
            }
        });
        let Some(first) = others.next() else {
            return Finding::passed(login, check, "every permission includes the account");
        };
        let names = others.fold(first.scope.clone(), |names, other| names + ", " + &other.scope);
        let found = format!("granted only for other accounts or Pages: {names}");
        Finding::failed(login, check, found).with_advice(
            Actor::AccountOwner,
            "sign in again and choose this account and its Page in the dialog",
        )
    }

    /// No call shows where the role on the Page comes from; a system user is
    /// always from a Business Manager.
    pub(super) fn business_manager_role(&self) -> Option<Finding> {
        let (login, check) = (self.login, Check::BusinessManagerRole);
        if self.facts.is_dead() {
            return None;
        }
        let grants = self.with_tasks(self.facts.granted()?);
        let without = self.lacking(grants.clone());
        let with = self.lacking(grants.when(Circumstance::RoleViaBusinessManager));
        if with == without {
            let found = "the permissions for a role through Business Manager are granted";
            return Some(Finding::passed(login, check, found));
        }
        let found = "ads_management or ads_read is not granted, but is needed if the person's \
                     role on the Page comes through Business Manager";
        let kind = self.facts.info().and_then(|info| info.kind.as_ref());
        let finding = if kind == Some(&TokenKind::SystemUser) {
            Finding::warning(login, check, found)
        } else {
            Finding::note(login, check, found)
        };
        Some(finding.with_advice(Actor::Developer, "if it does, request one of them in the dialog"))
    }
}

/// The missing permissions, one by one.
fn parts_of(missing: Missing) -> Vec<Missing> {
    match missing {
        Missing::All(parts) => parts.into_iter().flat_map(parts_of).collect(),
        part => vec![part],
    }
}

fn is_ok<T>(answer: &Option<Result<T, Error>>) -> bool {
    matches!(answer, Some(Ok(_)))
}
