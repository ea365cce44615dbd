//! `GET /{user}/available_catalogs` and `GET /{user}/catalog_product_search`: what can be tagged
//! in a post.

use crate::{
    config::{Account, Login},
    intake::Call,
    object::{Object, Shape},
    refusal::Refusal,
    world::World,
};

use super::paging;

const CATALOG: Shape = Shape {
    node: "UserAvailableCatalogs",
    fields: &["catalog_id", "catalog_name", "shop_name", "product_count"],
    empty: &[],
    default: "catalog_id,catalog_name,shop_name,product_count",
    has_id: false,
};

const PRODUCT: Shape = Shape {
    node: "ShadowIGUserCatalogProductSearch",
    fields: &[
        "product_id",
        "merchant_id",
        "product_name",
        "image_url",
        "retailer_id",
        "review_status",
        "is_checkout_flow",
        "product_variants",
    ],
    empty: &[],
    default: "product_id,merchant_id,product_name,image_url,retailer_id,review_status,\
              is_checkout_flow",
    has_id: false,
};

const MERCHANT_ID: u64 = 90_010_177_253_934;

/// A product of the catalog.
struct Product {
    id: u64,
    name: &'static str,
    retailer_id: &'static str,
    review_status: &'static str,
    variants: &'static [(u64, &'static str)],
}

/// The products. The first id is that of the reference's example; the others are made up.
const PRODUCTS: &[Product] = &[
    Product {
        id: 3_231_775_643_511_089,
        name: "Leather jacket",
        retailer_id: "fonz-001",
        review_status: "approved",
        variants: &[(3_231_775_643_511_090, "brown"), (3_231_775_643_511_091, "black")],
    },
    Product {
        id: 4_382_881_195_057_752,
        name: "White T-shirt",
        retailer_id: "fonz-002",
        review_status: "approved",
        variants: &[],
    },
    Product {
        id: 5_011_223_344_556_677,
        name: "Motorcycle goggles",
        retailer_id: "fonz-003",
        review_status: "pending",
        variants: &[],
    },
    Product {
        id: 5_011_223_344_556_678,
        name: "Jukebox",
        retailer_id: "fonz-004",
        review_status: "rejected",
        variants: &[],
    },
    Product {
        id: 5_011_223_344_556_679,
        name: "Comb",
        retailer_id: "fonz-005",
        review_status: "outdated",
        variants: &[],
    },
];

/// Whether the host has an edge for shopping: `graph.instagram.com` has none.
pub(crate) fn permitted(edge: &str, login: Login) -> Result<(), Refusal> {
    match login {
        Login::Facebook => Ok(()),
        Login::Instagram => Err(Refusal::no_path(&format!("/{edge}"))),
    }
}

pub(crate) fn list(call: &Call, owner: &str, world: &World) -> Result<Object, Refusal> {
    let id = world.account(owner).map(Account::catalog).unwrap_or_default();
    let catalog = Object::default()
        .with("catalog_id", id)
        .with("catalog_name", "Happy Days")
        .with("shop_name", "The Fonz's")
        .with("product_count", PRODUCTS.len());
    let catalog = CATALOG.select(call.params.fields().as_deref(), &catalog)?;
    Ok(Object::default().with("data", vec![catalog]))
}

/// Finds products by any part of the name or the retailer's id; without a text, all of them. The
/// products of all accounts are the same except for their ids.
pub(crate) fn search(call: &Call, owner: &str, world: &World) -> Result<Object, Refusal> {
    let account = world.account(owner);
    let start = account.map_or(0, Account::products_start);
    let params = &call.params;
    let fields = params.fields();
    PRODUCT.check(fields.as_deref())?;
    let catalog = params.required("catalog_id")?;
    if account.map(Account::catalog).as_deref() != Some(catalog.trim()) {
        return Err(Refusal::no_object(&call.method, catalog.trim()));
    }
    let wanted = params.filled("q").map(|q| q.trim().to_lowercase()).unwrap_or_default();
    let found: Vec<&Product> = PRODUCTS
        .iter()
        .filter(|it| it.name.to_lowercase().contains(&wanted) || it.retailer_id.contains(&wanted))
        .collect();
    paging::page(
        call,
        &["catalog_id", "q"],
        &found,
        |product| (product.id + start).to_string(),
        |product| PRODUCT.select(fields.as_deref(), &product.describe(start)),
    )
}

/// Whether a product of the account, or a variant of one, has this id.
pub(super) fn has_product(account: Option<&Account>, id: &str) -> bool {
    let start = account.map_or(0, Account::products_start);
    let ids = PRODUCTS.iter().flat_map(|product| {
        product.variants.iter().map(|(variant, _)| *variant).chain([product.id])
    });
    ids.into_iter().any(|known| (known + start).to_string() == id)
}

impl Product {
    fn describe(&self, start: u64) -> Object {
        let variants = self.variants.iter().map(|(id, name)| {
            Object::default().with("product_id", *id + start).with("variant_name", *name)
        });
        let variants: Vec<Object> = variants.collect();
        Object::default()
            .with("product_id", self.id + start)
            .with("merchant_id", MERCHANT_ID)
            .with("product_name", self.name)
            .with("image_url", format!("https://www.example.com/{}.jpg", self.retailer_id))
            .with("retailer_id", self.retailer_id)
            .with("review_status", self.review_status)
            .with("is_checkout_flow", false)
            .with_some("product_variants", (!variants.is_empty()).then_some(variants))
    }
}
