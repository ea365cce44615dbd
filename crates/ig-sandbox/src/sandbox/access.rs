//! Who may do what (reference §1.4).

use crate::{
    config::{Login, PageRole},
    endpoint::Endpoint,
    intake::Call,
    refusal::Refusal,
    world::Token,
};

use super::Sandbox;

impl Sandbox {
    /// The token of a request, if it is good on this host.
    pub(super) fn token_of(&self, call: &Call) -> Result<&Token, Refusal> {
        let text = call.token.as_deref().ok_or_else(Refusal::no_token)?;
        self.world.tokens.good(text, self.config.login, self.clock.latest())
    }

    /// The account that the token acts for. What is wrong with the body comes first, since the
    /// token may be in it.
    pub(super) fn authorize(&self, call: &Call, endpoint: &Endpoint) -> Result<String, Refusal> {
        if let Some(malformed) = &call.malformed {
            return Err(malformed.clone());
        }
        self.token_of(call)?;
        let account = self.world.accounts.first().ok_or_else(Refusal::bad_token)?;
        endpoint.check_owner(call, &account.id)?;
        self.permit(call, endpoint)?;
        Ok(account.id.clone())
    }

    /// Whether the person has granted what it takes.
    fn permit(&self, call: &Call, endpoint: &Endpoint) -> Result<(), Refusal> {
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
                // What the comment setting takes is not in the reference.
                | Endpoint::UpdateMedia(_)
                | Endpoint::DeleteMedia(_)
                | Endpoint::Audio
        );
        match self.config.login {
            _ if !writes && !reads => Ok(()),
            Login::Instagram => {
                self.needs("instagram_business_basic")?;
                if writes { self.needs("instagram_business_content_publish") } else { Ok(()) }
            }
            Login::Facebook => {
                self.needs("instagram_basic")?;
                if writes {
                    self.permit_writing(matches!(endpoint, Endpoint::Create(_)))?;
                }
                if let Endpoint::Audio = endpoint {
                    // As public clients found it: the reference names none.
                    self.needs("instagram_content_publish")?;
                }
                if let Endpoint::DeleteMedia(_) = endpoint {
                    self.needs("instagram_manage_contents")?;
                }
                let is_shopping =
                    matches!(endpoint, Endpoint::Catalogs(_) | Endpoint::ProductSearch(_))
                        || call.params.has("product_tags")
                        || call.params.filled("fields").is_some_and(|fields| {
                            fields.contains("shopping_product_tag_eligibility")
                        });
                if is_shopping { self.permit_shopping() } else { Ok(()) }
            }
        }
    }

    /// What a person without the right task gets is not documented: R14.
    fn permit_writing(&self, creates: bool) -> Result<(), Refusal> {
        let grant = &self.config.grant;
        if !self.world.tokens.grants("instagram_content_publish") {
            return Err(Refusal::requires("instagram_content_publish"));
        }
        if creates {
            // The page of `media_publish` does not ask for it.
            self.needs("pages_read_engagement")?;
        }
        if grant.page_role == PageRole::BusinessManager {
            self.needs("ads_management").or_else(|_| self.needs("ads_read"))?;
        }
        let may = grant.tasks.iter().any(|task| task == "MANAGE" || task == "CREATE_CONTENT");
        if may { Ok(()) } else { Err(Refusal::no_permission()) }
    }

    pub(super) fn permit_shopping(&self) -> Result<(), Refusal> {
        self.needs("catalog_management")?;
        self.needs("instagram_shopping_tag_products")
    }

    pub(super) fn needs(&self, scope: &str) -> Result<(), Refusal> {
        if self.world.tokens.grants(scope) { Ok(()) } else { Err(Refusal::no_permission()) }
    }
}
