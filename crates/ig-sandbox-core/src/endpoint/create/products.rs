//! The `product_tags` parameter.

use serde_json::{Map, Value};

use crate::{
    config::{Account, Config},
    endpoint::catalogs,
    refusal::Refusal,
    world::{Kind, ProductTag},
};

use super::tags::share;

/// Reads the tags: photos need positions, videos must not have them (reference §2.5). Products
/// that are not approved can be tagged, but are not shown until they are.
pub(super) fn read(
    tags: Vec<Value>,
    kind: Kind,
    account: Option<&Account>,
    config: &Config,
) -> Result<Vec<ProductTag>, Refusal> {
    if tags.len() > config.max_product_tags {
        return Err(Refusal::too_many_tags(config.max_product_tags));
    }
    let mut read: Vec<ProductTag> = Vec::new();
    for (at, tag) in tags.iter().enumerate() {
        let tag = read_one(at, tag, kind, account)?;
        if read.iter().any(|other| other.product_id == tag.product_id) {
            return Err(Refusal::wrong_type("product_tags", "a list of different products"));
        }
        read.push(tag);
    }
    Ok(read)
}

fn read_one(
    at: usize,
    tag: &Value,
    kind: Kind,
    account: Option<&Account>,
) -> Result<ProductTag, Refusal> {
    let Value::Object(fields) = tag else {
        let must_be = "an object with product_id, x and y";
        return Err(Refusal::wrong_type(&format!("product_tags[{at}]"), must_be));
    };
    let product_id = match fields.get("product_id") {
        Some(Value::String(id)) => id.trim().to_owned(),
        Some(Value::Number(id)) => id.to_string(),
        _ => return Err(Refusal::missing(&format!("product_tags[{at}][product_id]"))),
    };
    let (x, y) = position(at, fields, kind)?;
    if !catalogs::has_product(account, &product_id) {
        return Err(Refusal::unknown_product());
    }
    Ok(ProductTag { product_id, x, y })
}

fn position(
    at: usize,
    fields: &Map<String, Value>,
    kind: Kind,
) -> Result<(Option<f64>, Option<f64>), Refusal> {
    let given = |name: &str| fields.get(name).filter(|value| !value.is_null());
    let (x, y) = match (kind.is_photo(), given("x"), given("y")) {
        (true, Some(x), Some(y)) => (x, y),
        (true, ..) => return Err(Refusal::product_without_position()),
        (false, None, None) => return Ok((None, None)),
        (false, ..) => return Err(Refusal::product_with_position()),
    };
    let read = |name: &str, value: &Value| {
        let name = format!("product_tags[{at}][{name}]");
        share(value).ok_or_else(|| Refusal::wrong_type(&name, "a number from 0.0 to 1.0"))
    };
    Ok((Some(read("x", x)?), Some(read("y", y)?)))
}
