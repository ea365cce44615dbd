//! `GET /{ig-user-id}/catalog_product_search`
//!
//! Finds the products of a catalogue that an account can tag. The ids of the
//! catalogue's own list are refused as tags: those of this search are taken.
//! Only graph.facebook.com has it. ([reference], §9.2)
//!
//! [reference]: https://developers.facebook.com/documentation/instagram-platform/instagram-graph-api/reference/ig-user/catalog_product_search

use serde::Deserialize;

use crate::{
    endpoint::{Cursor, Effect, Endpoint, Page, Paged, page},
    value::{
        CatalogId, ProductId, UserId,
        permission::{Requirement, SHOPPING},
        word::open_words,
    },
    wire::{DecodeError, Draft, json},
};

/// Finds the products that an account can tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchProducts {
    user: UserId,
    catalog: CatalogId,
    q: Option<String>,
    after: Option<Cursor>,
}

impl SearchProducts {
    /// All products of `catalog` that `user` can tag.
    pub fn new(user: UserId, catalog: CatalogId) -> Self {
        Self { user, catalog, q: None, after: None }
    }

    /// Only those whose name or SKU matches `q`.
    #[must_use]
    pub fn with_query(mut self, q: impl Into<String>) -> Self {
        self.q = Some(q.into());
        self
    }
}

open_words! {
    /// How far the review of a product is. A product that is rejected cannot be
    /// tagged; the tag of one that is not approved yet does not show.
    ReviewStatus {
        Approved = "approved",
        Outdated = "outdated",
        Pending = "pending",
        Rejected = "rejected",
    }
}

/// A product that may be tagged.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct FoundProduct {
    /// Its id: the one that a tag takes.
    pub product_id: ProductId,
    /// Whose product it is.
    #[serde(default, deserialize_with = "crate::endpoint::loose::text")]
    pub merchant_id: Option<String>,
    /// Its name.
    #[serde(default)]
    pub product_name: Option<String>,
    /// Where its picture is.
    #[serde(default)]
    pub image_url: Option<String>,
    /// Its number in the merchant's own books, the SKU.
    #[serde(default, deserialize_with = "crate::endpoint::loose::text")]
    pub retailer_id: Option<String>,
    /// How far its review is.
    #[serde(default)]
    pub review_status: Option<ReviewStatus>,
    /// Whether it can be bought within the app.
    #[serde(default)]
    pub is_checkout_flow: Option<bool>,
    /// Its variants, which can be tagged too.
    #[serde(default)]
    pub product_variants: Vec<ProductVariant>,
}

/// A variant of a product.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct ProductVariant {
    /// Its id: the one that a tag takes.
    pub product_id: ProductId,
    /// What is special about it.
    #[serde(default)]
    pub variant_name: Option<String>,
}

impl Paged for SearchProducts {
    type Item = FoundProduct;

    fn starting_after(mut self, cursor: Cursor) -> Self {
        self.after = Some(cursor);
        self
    }
}

impl Endpoint for SearchProducts {
    type Response = Page<FoundProduct>;

    const NAME: &'static str = "GET /{user}/catalog_product_search";
    const EFFECT: Effect = Effect::Read;
    const REQUIRES: Requirement = SHOPPING;

    fn draft(&self) -> Draft {
        let draft = Draft::get(format!("{}/catalog_product_search", self.user))
            .with_query("catalog_id", self.catalog.as_str())
            .for_facebook_only();
        let draft = match &self.q {
            Some(q) => draft.with_query("q", q),
            None => draft,
        };
        page::from(draft, self.after.as_ref())
    }

    fn decode(body: &[u8]) -> Result<Page<FoundProduct>, DecodeError> {
        json("not a list of products", body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoint::testing::*;

    #[test]
    fn the_query_and_the_page_are_sent_where_there_are_any() {
        let (user, catalog) = ("17841400008460056", "960179311066902");
        let search = SearchProducts::new(user.parse().unwrap(), catalog.parse().unwrap());
        let path = "GET https://graph.facebook.com/v26.0/17841400008460056/catalog_product_search\
                    ?catalog_id=960179311066902";
        assert_eq!(sent(&search.clone().with_query("gummy b")), format!("{path}&q=gummy+b"));
        pages(search.clone(), path);
        assert!(is_for_facebook_only(&search));
    }

    #[test]
    fn the_documented_sample_is_read_and_ids_may_be_numbers() {
        let page = got::<SearchProducts>(200, data!("search_products_sample__200")).unwrap();
        let product = &page.data[0];
        assert_eq!(product.product_id.as_str(), "3231775643511089");
        assert_eq!(product.merchant_id.as_deref(), Some("90010177253934"));
        assert_eq!(product.retailer_id.as_deref(), Some("oh59p9vzei"));
        assert_eq!(product.review_status, Some(ReviewStatus::Approved));
        assert_eq!(product.product_variants[1].variant_name.as_deref(), Some("sour"));
        assert_eq!(page.after.as_ref().map(Cursor::as_str), Some("MTAwZD"));
        let bare = r#"{"data":[{"product_id":"7","retailer_id":12,"review_status":"new"}]}"#;
        let bare = got::<SearchProducts>(200, bare).unwrap();
        assert_eq!(bare.data[0].retailer_id.as_deref(), Some("12"));
        assert_eq!(bare.data[0].review_status, Some(ReviewStatus::Other("new".into())));
    }
}
