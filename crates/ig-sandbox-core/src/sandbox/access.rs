//! Tokens, accounts and permissions (reference §1.4).

use crate::{
    base,
    config::{Account, Login, PageRole},
    endpoint::Endpoint,
    intake::Call,
    refusal::Refusal,
    world::{Token, Tokens},
};

use super::Sandbox;

/// The validity of a proof that contains a time.
const PROOF_LIFETIME_S: u64 = 300;

impl Sandbox {
    /// The token of a request, if it is valid on this host.
    pub(super) fn token_of(&self, call: &Call) -> Result<&Token, Refusal> {
        let text = call.token.as_deref().ok_or_else(Refusal::no_token)?;
        self.world.tokens.good(text, call.login, self.clock.latest())
    }

    /// The account that the token acts for. An invalid body is reported first, since the token may
    /// be in it.
    pub(super) fn authorize(&self, call: &Call, endpoint: &Endpoint) -> Result<String, Refusal> {
        if let Some(malformed) = &call.malformed {
            return Err(malformed.clone());
        }
        let token = self.token_of(call)?;
        self.check_proof(call, token)?;
        let first = self.world.accounts_of(token).next().ok_or_else(Refusal::bad_token)?;
        let wanted = endpoint.owner(&self.world);
        let led = wanted.filter(|id| token.accounts.iter().any(|it| it == id));
        let account = led.and_then(|id| self.world.account(id)).unwrap_or(first);
        endpoint.check_owner(call, &account.id)?;
        if wanted.is_some() && account.is_personal() {
            return Err(Refusal::not_a_business());
        }
        let grant = Granted { tokens: &self.world.tokens, grant: token.grant };
        permit(call, endpoint, &grant, account)?;
        Ok(account.id.clone())
    }

    /// Checks that `appsecret_proof`, if given, is made of the token and the secret of its app
    /// (reference §1.3). The secret for `graph.instagram.com` is not documented: here it is the same.
    fn check_proof(&self, call: &Call, token: &Token) -> Result<(), Refusal> {
        let Some(proof) = call.params.filled("appsecret_proof") else {
            return Ok(());
        };
        let signed = match call.params.filled("appsecret_time") {
            Some(time) => format!("{}|{time}", token.text()),
            None => token.text().to_owned(),
        };
        let app = self.world.tokens.app(token.grant);
        let app = self.config.apps.iter().find(|it| it.id == app);
        let right = app.map(|app| hmac_sha256::HMAC::mac(&signed, &app.secret));
        let right = right.map(|mac| mac.map(|byte| format!("{byte:02x}")).concat());
        let is_fresh = call.params.filled("appsecret_time").is_none_or(|time| {
            let now = self.clock.latest().as_unix_millis() / 1000;
            time.parse::<u64>().is_ok_and(|time| now.abs_diff(time) <= PROOF_LIFETIME_S)
        });
        if is_fresh && right.as_deref() == Some(&*proof) {
            Ok(())
        } else {
            Err(Refusal::bad_proof())
        }
    }

    /// The host of a request: the one that it came to, or else the one of its token, if there are
    /// tokens for both.
    pub(super) fn login_of(&self, call: &Call) -> Login {
        if let Some(login) = base::login(&call.base) {
            return login;
        }
        let tokens = &self.world.tokens;
        let mut logins = tokens.logins();
        let first = logins.next().unwrap_or_default();
        // A token issued at run time may be of either host, and is valid only on the played one.
        if self.config.tokens.iter().all(|token| token.login == first) {
            return first;
        }
        let token = call.token.as_deref().and_then(|token| tokens.find(token));
        token.map_or(first, |token| token.login)
    }

    /// The account that a request is about, for errors before any check.
    pub(super) fn account_of(&self, call: &Call, endpoint: &Endpoint) -> String {
        let token = call.token.as_deref();
        let of_token = || token.and_then(|token| self.world.account_of_token(token));
        let wanted = endpoint.owner(&self.world).and_then(|id| self.world.account(id));
        let account = wanted.or_else(of_token).or_else(|| self.world.accounts.first());
        account.map_or_else(|| "0".to_owned(), |account| account.id.clone())
    }
}

/// The scopes that a person has granted.
pub(crate) struct Granted<'a> {
    tokens: &'a Tokens,
    grant: usize,
}

impl Granted<'_> {
    fn has(&self, scope: &str) -> bool {
        self.tokens.grants(self.grant, scope)
    }

    fn needs(&self, scope: &str) -> Result<(), Refusal> {
        if self.has(scope) { Ok(()) } else { Err(Refusal::no_permission()) }
    }
}

/// Checks that the person has granted the required scopes.
fn permit(
    call: &Call,
    endpoint: &Endpoint,
    grant: &Granted<'_>,
    account: &Account,
) -> Result<(), Refusal> {
    let writes = matches!(endpoint, Endpoint::Create(_) | Endpoint::Publish(_));
    let reads = matches!(
        endpoint,
        Endpoint::Limit(_)
            | Endpoint::MediaList(_)
            | Endpoint::Stories(_)
            | Endpoint::Catalogs(_)
            | Endpoint::ProductSearch(_)
            | Endpoint::User(_)
            | Endpoint::Container(_)
            | Endpoint::Media(_)
            | Endpoint::MediaEdge(..)
            // The reference has no permission for the comment setting.
            | Endpoint::UpdateMedia(_)
            | Endpoint::DeleteMedia(_)
            | Endpoint::Audio
    );
    match call.login {
        _ if !writes && !reads => Ok(()),
        Login::Instagram => {
            grant.needs("instagram_business_basic")?;
            if writes { grant.needs("instagram_business_content_publish") } else { Ok(()) }
        }
        Login::Facebook => {
            grant.needs("instagram_basic")?;
            if writes {
                permit_writing(matches!(endpoint, Endpoint::Create(_)), grant, account)?;
            }
            if let Endpoint::Audio = endpoint {
                // As observed by public clients: the reference names none.
                grant.needs("instagram_content_publish")?;
            }
            if let Endpoint::DeleteMedia(_) = endpoint {
                grant.needs("instagram_manage_contents")?;
            }
            let is_shopping =
                matches!(endpoint, Endpoint::Catalogs(_) | Endpoint::ProductSearch(_))
                    || call.params.has("product_tags")
                    || call
                        .params
                        .filled("fields")
                        .is_some_and(|fields| fields.contains("shopping_product_tag_eligibility"));
            if is_shopping { permit_shopping(grant) } else { Ok(()) }
        }
    }
}

/// Checks the tasks. The error for a person without the right task is not documented: R14.
fn permit_writing(creates: bool, grant: &Granted<'_>, account: &Account) -> Result<(), Refusal> {
    if !grant.has("instagram_content_publish") {
        return Err(Refusal::requires("instagram_content_publish"));
    }
    if creates {
        // The page of `media_publish` does not require it.
        grant.needs("pages_read_engagement")?;
    }
    if account.page.role == PageRole::BusinessManager {
        grant.needs("ads_management").or_else(|_| grant.needs("ads_read"))?;
    }
    let may = account.page.tasks.iter().any(|task| task == "MANAGE" || task == "CREATE_CONTENT");
    if may { Ok(()) } else { Err(Refusal::no_permission()) }
}

fn permit_shopping(grant: &Granted<'_>) -> Result<(), Refusal> {
    grant.needs("catalog_management")?;
    grant.needs("instagram_shopping_tag_products")
}
