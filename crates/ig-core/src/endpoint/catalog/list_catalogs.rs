//! `GET /{ig-user-id}/available_catalogs`
//!
//! Lists the catalogues of an account's shop: a shop has one. Only
//! graph.facebook.com has it, and accounts of creators are not supported.
//! ([reference], §9.2)
//!
//! [reference]: https://developers.facebook.com/documentation/instagram-platform/instagram-graph-api/reference/ig-user/available_catalogs

use serde::Deserialize;

use crate::{
    endpoint::{Cursor, Effect, Endpoint, Page, Paged, page},
    value::{
        CatalogId, UserId,
        permission::{Requirement, SHOPPING},
    },
    wire::{DecodeError, Draft, json},
};

/// Lists the catalogues of an account's shop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListCatalogs {
    user: UserId,
    after: Option<Cursor>,
}

impl ListCatalogs {
    /// The catalogues of the shop of `user`.
    pub fn new(user: UserId) -> Self {
        Self { user, after: None }
    }
}

/// A catalogue of products.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Catalog {
    /// Its id.
    pub catalog_id: CatalogId,
    /// Its name.
    #[serde(default)]
    pub catalog_name: Option<String>,
    /// The name of the shop.
    #[serde(default)]
    pub shop_name: Option<String>,
    /// How many products it has, of whatever review status.
    #[serde(default)]
    pub product_count: Option<u64>,
}

impl Paged for ListCatalogs {
    type Item = Catalog;

    fn starting_after(mut self, cursor: Cursor) -> Self {
        self.after = Some(cursor);
        self
    }
}

impl Endpoint for ListCatalogs {
    type Response = Page<Catalog>;

    const NAME: &'static str = "GET /{user}/available_catalogs";
    const EFFECT: Effect = Effect::Read;
    const REQUIRES: Requirement = SHOPPING;

    fn draft(&self) -> Draft {
        let draft = Draft::get(format!("{}/available_catalogs", self.user))
            .with_query("fields", "catalog_id,catalog_name,shop_name,product_count")
            .for_facebook_only();
        page::from(draft, self.after.as_ref())
    }

    fn decode(body: &[u8]) -> Result<Page<Catalog>, DecodeError> {
        json("not a list of catalogues", body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoint::testing::*;

    #[test]
    fn the_fields_and_the_page_are_asked_for() {
        let list = ListCatalogs::new("17841400008460056".parse().unwrap());
        let path = "GET https://graph.facebook.com/v26.0/17841400008460056/available_catalogs\
                    ?fields=catalog_id%2Ccatalog_name%2Cshop_name%2Cproduct_count";
        pages(list.clone(), path);
        assert!(is_for_facebook_only(&list));
    }

    #[test]
    fn the_documented_sample_is_read() {
        let page = got::<ListCatalogs>(200, data!("list_catalogs_sample__200")).unwrap();
        assert_eq!(page.data[0].catalog_id.as_str(), "960179311066902");
        assert_eq!(page.data[0].product_count, Some(11));
        let numbered = got::<ListCatalogs>(200, r#"{"data":[{"catalog_id":7}]}"#).unwrap();
        assert_eq!(numbered.data[0].catalog_id.as_str(), "7");
    }
}
