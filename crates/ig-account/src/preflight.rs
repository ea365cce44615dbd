//! Whether an account can publish, checked before anything is published.
//!
//! Publishing fails for a dozen reasons that have nothing to do with the post:
//! an expired token, a permission that was not granted, a Page that is
//! not linked, a task that the person lacks. [`PreflightFlow`] checks everything
//! that calls can show, and reports who has to do what.
//!
//! ```text
//! Facebook:  debug_token ─▶ /me/accounts ─▶ /{user} ─▶ shop, catalogues ─▶ limit
//!                 │ no token given, or no answer  ▲     (product tags only)
//!                 └────▶ /me/permissions ─────────┘
//! Instagram: /me ─▶ limit
//! ```
//!
//! A failed call is a finding and does not end the preflight. A token that does not work
//! does: no other call would succeed, so no other call is made.

mod facts;
mod finding;
mod judge;
mod needs;

use std::{convert::Infallible, fmt};

use ig_core::{
    AccessToken, AppSecret, CallFlow, Endpoint, Flow, Login, PagingFlow, Reply, RetryPolicy, Step,
    Timestamp, UserId,
    endpoint::{
        DebugToken, ListAccounts, ListCatalogs, ListPermissions, PublishingLimit, ReadAccount,
        ReadMe, ReadUser, TokenKind, UserField,
    },
    id::{AppId, PageId},
};

use self::{
    facts::{Facts, Skew},
    judge::Case,
};
pub use self::{
    finding::{Check, Finding, Preflight, Verdict},
    needs::Needs,
};

/// Checks whether an account can publish. It only reads.
///
/// `debug_token` shows most about a token of Facebook Login. The caller has to be
/// the token's app, so give the app's id and secret if they are available;
/// otherwise it is called with the context's own token, which works if
/// that is a developer's. With neither, `/me/permissions` shows the rest.
pub struct PreflightFlow {
    login: Login,
    user: UserId,
    needs: Needs,
    token: Option<AccessToken>,
    app: Option<(AppId, AppSecret)>,
    policy: RetryPolicy,
    seed: u64,
    stage: Option<Stage>,
    facts: Facts,
}

enum Stage {
    Token(CallFlow<DebugToken>),
    Permissions(CallFlow<ListPermissions>),
    Me(CallFlow<ReadMe>),
    Accounts(PagingFlow<ListAccounts>),
    Page(CallFlow<ReadAccount>),
    User(CallFlow<ReadUser>),
    Shop(CallFlow<ReadUser>),
    Catalogs(PagingFlow<ListCatalogs>),
    Limit(CallFlow<PublishingLimit>),
}

impl PreflightFlow {
    /// The most Pages of a person and catalogues of a shop that are checked.
    const MOST: usize = 1000;

    /// Checks whether `user` can publish with a token of `login`; `seed` spreads
    /// the waits of retries; any number will do.
    pub fn new(login: Login, user: UserId, seed: u64) -> Self {
        Self {
            login,
            user,
            needs: Needs::new(),
            token: None,
            app: None,
            policy: RetryPolicy::default(),
            seed,
            stage: None,
            facts: Facts::default(),
        }
    }

    /// Also checks what these needs require.
    #[must_use]
    pub fn with_needs(mut self, needs: Needs) -> Self {
        self.needs = needs;
        self
    }

    /// Calls `debug_token` for `token`, which must be the one that the requests are sent
    /// with.
    #[must_use]
    pub fn with_token(mut self, token: AccessToken) -> Self {
        self.token = Some(token);
        self
    }

    /// Calls `debug_token` as the token's app.
    #[must_use]
    pub fn with_app(mut self, app: AppId, secret: AppSecret) -> Self {
        self.app = Some((app, secret));
        self
    }

    /// Sets how often each call is tried.
    #[must_use]
    pub fn with_policy(mut self, policy: RetryPolicy) -> Self {
        self.policy = policy;
        self
    }

    /// The first open question.
    fn next(&self) -> Option<Stage> {
        let facts = &self.facts;
        if facts.is_dead() {
            return None;
        }
        if self.login == Login::Instagram {
            return match (&facts.me, &facts.limit) {
                (None, _) => Some(Stage::Me(self.call(ReadMe::new()))),
                (_, None) => Some(Stage::Limit(self.call(self.limit()))),
                _ => None,
            };
        }
        if let (Some(token), None) = (&self.token, &facts.token) {
            let debug = DebugToken::new(token.clone());
            let debug = match &self.app {
                Some((app, secret)) => debug.with_app(app.clone(), secret.clone()),
                None => debug,
            };
            return Some(Stage::Token(self.call(debug)));
        }
        let shop = self.needs.has_product_tags();
        Some(if facts.info().is_none() && facts.permissions.is_none() {
            Stage::Permissions(self.call(ListPermissions::new()))
        } else if facts.accounts.is_none() {
            match self.page() {
                Some(page) => Stage::Page(self.call(ReadAccount::new(page))),
                None => Stage::Accounts(self.pages(ListAccounts::new())),
            }
        } else if facts.user.is_none() {
            Stage::User(self.call(ReadUser::new(self.user.clone())))
        } else if shop && facts.shop.is_none() {
            let shop = ReadUser::new(self.user.clone())
                .with_field(UserField::ShoppingProductTagEligibility)
                .with_field(UserField::ShoppingReviewStatus);
            Stage::Shop(self.call(shop))
        } else if shop && facts.catalogs.is_none() {
            Stage::Catalogs(self.pages(ListCatalogs::new(self.user.clone())))
        } else if facts.limit.is_none() {
            Stage::Limit(self.call(self.limit()))
        } else {
            return None;
        })
    }

    /// The Page whose own token it is: such a token has no list of Pages.
    fn page(&self) -> Option<PageId> {
        let info = self.facts.info()?;
        info.profile_id.clone().filter(|_| info.kind == Some(TokenKind::Page))
    }

    fn limit(&self) -> PublishingLimit {
        PublishingLimit::new(self.user.clone()).with_config()
    }

    fn call<E: Endpoint>(&self, endpoint: E) -> CallFlow<E> {
        CallFlow::new(endpoint, self.policy.clone(), self.seed)
    }

    fn pages<E: ig_core::endpoint::Paged>(&self, endpoint: E) -> PagingFlow<E> {
        PagingFlow::new(endpoint, self.policy.clone(), self.seed).with_most(Self::MOST)
    }

    /// The findings, by the server's time if a reply had it.
    fn judge(&self, now: Timestamp) -> Preflight {
        let now = match self.facts.skew {
            Some(Skew::Ahead(by)) => now.before(by),
            Some(Skew::Behind(by)) => now.after(by),
            None => now,
        };
        let Self { login, user, needs, facts, .. } = self;
        let case = Case { login: *login, user, needs: *needs, facts, now };
        Preflight::new(user.clone(), case.findings())
    }
}

impl Flow for PreflightFlow {
    type Output = Preflight;
    type Snapshot = Infallible;

    fn poll(&mut self, now: Timestamp) -> Step<Infallible, Preflight> {
        loop {
            if self.stage.is_none() {
                self.stage = self.next();
            }
            let facts = &mut self.facts;
            let step = match &mut self.stage {
                None => return Step::Done(self.judge(now)),
                Some(Stage::Token(flow)) => ask(flow, now, &mut facts.token),
                Some(Stage::Permissions(flow)) => ask(flow, now, &mut facts.permissions),
                Some(Stage::Me(flow)) => ask(flow, now, &mut facts.me),
                Some(Stage::Accounts(flow)) => ask(flow, now, &mut facts.accounts),
                Some(Stage::Page(flow)) => {
                    let mut page = None;
                    let step = ask(flow, now, &mut page);
                    facts.accounts = page.map(|page| page.map(|page| vec![page]));
                    step
                }
                Some(Stage::User(flow)) => ask(flow, now, &mut facts.user),
                Some(Stage::Shop(flow)) => ask(flow, now, &mut facts.shop),
                Some(Stage::Catalogs(flow)) => ask(flow, now, &mut facts.catalogs),
                Some(Stage::Limit(flow)) => ask(flow, now, &mut facts.limit),
            };
            match step {
                Some(step) => return step,
                None => self.stage = None,
            }
        }
    }

    fn handle(&mut self, now: Timestamp, reply: Reply) {
        self.facts.compare_clocks(now, &reply);
        match &mut self.stage {
            None => (),
            Some(Stage::Token(flow)) => flow.handle(now, reply),
            Some(Stage::Permissions(flow)) => flow.handle(now, reply),
            Some(Stage::Me(flow)) => flow.handle(now, reply),
            Some(Stage::Accounts(flow)) => flow.handle(now, reply),
            Some(Stage::Page(flow)) => flow.handle(now, reply),
            Some(Stage::User(flow) | Stage::Shop(flow)) => flow.handle(now, reply),
            Some(Stage::Catalogs(flow)) => flow.handle(now, reply),
            Some(Stage::Limit(flow)) => flow.handle(now, reply),
        }
    }

    fn saved(&mut self) {}
}

/// Drives one call: the next step, or `None` after its answer is stored.
fn ask<T, F: Flow<Snapshot = Infallible, Output = T>>(
    flow: &mut F,
    now: Timestamp,
    answer: &mut Option<T>,
) -> Option<Step<Infallible, Preflight>> {
    match flow.poll(now) {
        Step::Send(call) => Some(Step::Send(call)),
        Step::Wait(until) => Some(Step::Wait(until)),
        Step::Save(never) => match never {},
        Step::Done(output) => {
            *answer = Some(output);
            None
        }
    }
}

impl fmt::Debug for PreflightFlow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PreflightFlow")
            .field("login", &self.login)
            .field("user", &self.user)
            .field("needs", &self.needs)
            .finish_non_exhaustive()
    }
}
