//! Whether products can be tagged.

use ig_core::error::Actor;

use super::{Case, Finding};
use crate::preflight::finding::Check;

impl Case<'_> {
    /// The findings about the shop, if products are to be tagged.
    pub(super) fn shop(&self) -> Vec<Finding> {
        if self.has_shop() { vec![self.eligibility(), self.catalogs()] } else { Vec::new() }
    }

    fn eligibility(&self) -> Finding {
        let (login, check) = (self.login, Check::ShopEligibility);
        let user = match &self.facts.shop {
            Some(Ok(user)) => user,
            Some(Err(error)) => {
                return Finding::of_error(login, check, "the shop's eligibility", error);
            }
            None => return self.not_asked(check),
        };
        let review = match user.shopping_review_status.as_deref() {
            Some(status) => format!("; the review of its shop: {status}"),
            None => String::new(),
        };
        match user.shopping_product_tag_eligibility {
            Some(true) => {
                Finding::passed(login, check, format!("the account may tag products{review}"))
            }
            Some(false) => {
                let found = format!("the account may not tag products{review}");
                let advice = "set up an Instagram Shop with a catalogue and have it approved";
                Finding::failed(login, check, found).with_advice(Actor::AccountOwner, advice)
            }
            None => {
                let found =
                    format!("the reply does not say whether products can be tagged{review}");
                let advice = "check in the Commerce Manager whether the shop is approved";
                Finding::unknown(login, check, found).with_advice(Actor::AccountOwner, advice)
            }
        }
    }

    fn catalogs(&self) -> Finding {
        let (login, check) = (self.login, Check::Catalogs);
        let catalogs = match &self.facts.catalogs {
            Some(Ok(catalogs)) => catalogs,
            Some(Err(error)) => {
                return Finding::of_error(login, check, "the shop's catalogues", error);
            }
            None => return self.not_asked(check),
        };
        let names: Vec<_> = catalogs
            .iter()
            .map(|catalog| catalog.catalog_name.as_deref().unwrap_or(catalog.catalog_id.as_str()))
            .collect();
        let found = match &names[..] {
            [] => {
                let advice = "add a catalogue with products to the shop; the person must be an \
                              admin of the Business Manager that owns it";
                return Finding::failed(login, check, "the shop has no catalogue")
                    .with_advice(Actor::AccountOwner, advice);
            }
            names => format!("the shop's catalogues: {}", names.join(", ")),
        };
        if catalogs.iter().all(|catalog| catalog.product_count == Some(0)) {
            return Finding::warning(login, check, found + ", without a product")
                .with_advice(Actor::AccountOwner, "add products to the catalogue");
        }
        Finding::passed(login, check, found)
    }
}
