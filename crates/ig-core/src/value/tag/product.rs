//! A tagged product (reference §2.5).

use serde::{Deserialize, Serialize};

use super::{InvalidTag, Position};
use crate::value::ProductId;

/// A product in a photo: its place is required (100/2207036).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProductTag {
    product_id: ProductId,
    x: Position,
    y: Position,
}

/// A product in a video: it has no place (100/2207035).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VideoProductTag {
    product_id: ProductId,
}

impl ProductTag {
    /// `product_id` at (`x`, `y`), each from 0.0 to 1.0, counted from the top
    /// left.
    ///
    /// # Errors
    ///
    /// When the place is outside the picture.
    pub fn new(product_id: ProductId, x: f64, y: f64) -> Result<Self, InvalidTag> {
        Ok(Self { product_id, x: x.try_into()?, y: y.try_into()? })
    }

    /// Which.
    pub fn product_id(&self) -> &ProductId {
        &self.product_id
    }
}

impl VideoProductTag {
    /// `product_id`, somewhere in the video.
    pub fn new(product_id: ProductId) -> Self {
        Self { product_id }
    }

    /// Which.
    pub fn product_id(&self) -> &ProductId {
        &self.product_id
    }
}
