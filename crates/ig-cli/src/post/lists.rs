//! The members of a post file that are lists: serde would also accept a list for an object, by the
//! order of its members, and its author's intention could only be guessed.

use std::fmt;

use serde::{
    Deserializer,
    de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor},
};

/// All members that are lists.
const LISTS: [&str; 6] =
    ["items", "user_tags", "product_tags", "collaborators", "paid_partnership", "options"];

/// Whether a value may be a list.
#[derive(Clone, Copy, Debug)]
enum Place {
    OfAList,
    OfAnother,
}

/// Refuses a list where none belongs, with its place.
pub(super) fn check(text: &str) -> Result<(), serde_json::Error> {
    Place::OfAnother.deserialize(&mut serde_json::Deserializer::from_str(text))
}

impl<'de> DeserializeSeed<'de> for Place {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Place {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        if matches!(self, Self::OfAnother) {
            return Err(A::Error::custom("a list, [ ], is not accepted here"));
        }
        while list.next_element_seed(Self::OfAnother)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            let is_list = LISTS.contains(&name.as_str());
            map.next_value_seed(if is_list { Self::OfAList } else { Self::OfAnother })?;
        }
        Ok(())
    }
}
