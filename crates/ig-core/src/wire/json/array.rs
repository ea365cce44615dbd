//! States as arrays in a snapshot: a name for each of their fields would be most of it.
//!
//! Reading needs nothing more: what serde derives takes an array of the fields in the order of
//! their declaration as well as an object, which versions before 6 wrote.

use std::collections::BTreeMap;

/// Writes a struct as an array of its fields, which must be listed in the order of their
/// declaration. Those after the semicolon are optional: the array ends with the last that is
/// there, and they must be `#[serde(default)]`.
macro_rules! as_array {
    ($name:ty { $($field:ident),* $(; $($optional:ident),*)? }) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeSeq as _;
                let Self { $($field,)* $($($optional,)*)? } = self;
                let mut array = serializer.serialize_seq(None)?;
                $(array.serialize_element($field)?;)*
                $(
                    let optional = [$($crate::wire::json::IsThere::is_there($optional)),*];
                    let mut left = optional.iter().rposition(|is| *is).map_or(0, |last| last + 1);
                    $(
                        if left != 0 {
                            array.serialize_element($optional)?;
                            left -= 1;
                        }
                    )*
                    let _ = left;
                )?
                array.end()
            }
        }
    };
}

pub(crate) use as_array;

/// Whether an optional field of an array says anything.
pub(crate) trait IsThere {
    fn is_there(&self) -> bool;
}

impl<T: IsThere> IsThere for &T {
    fn is_there(&self) -> bool {
        (**self).is_there()
    }
}

impl<T> IsThere for Option<T> {
    fn is_there(&self) -> bool {
        self.is_some()
    }
}

impl<K, V> IsThere for BTreeMap<K, V> {
    fn is_there(&self) -> bool {
        !self.is_empty()
    }
}

impl IsThere for bool {
    fn is_there(&self) -> bool {
        *self
    }
}
