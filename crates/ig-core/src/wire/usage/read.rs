//! The usage headers, read leniently and where they stand: they come with every
//! reply, and most of what they say is dropped at once.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor},
};

use super::Load;

/// The value of a header, where it is an object.
pub(super) fn object<'de, T: Deserialize<'de>>(json: &'de str) -> Option<T> {
    serde_json::from_str::<Lenient<T>>(json).ok()?.0
}

/// The entries of all accounts.
#[derive(Default)]
pub(super) struct Business<'de>(pub(super) Vec<Entry<'de>>);

/// What is none of the kind that was asked for is skipped.
struct Lenient<T>(Option<T>);

/// A number, rounded up; zero where there is none.
#[derive(Default)]
struct Whole(u64);

/// Takes whatever comes, of which the implementor overrides what it reads.
macro_rules! skip {
    ($($visit:ident($kind:ty))*) => {$(
        fn $visit<E>(self, _: $kind) -> Result<Self::Value, E> {
            Ok(Self::Value::default())
        }
    )*};
    (unit) => {
        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok(Self::Value::default())
        }

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("anything")
        }
    };
    (seq) => {
        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
            while seq.next_element::<IgnoredAny>()?.is_some() {}
            Ok(Self::Value::default())
        }
    };
    (map) => {
        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            Ok(Self::Value::default())
        }
    };
}

impl<T> Default for Lenient<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Lenient<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object<T>(std::marker::PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Object<T> {
            type Value = Lenient<T>;

            skip! { visit_bool(bool) visit_u64(u64) visit_i64(i64) visit_f64(f64) visit_str(&str) }
            skip! { unit }
            skip! { seq }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Lenient<T>, A::Error> {
                let object = serde::de::value::MapAccessDeserializer::new(map);
                T::deserialize(object).map(|object| Lenient(Some(object)))
            }
        }

        deserializer.deserialize_any(Object(std::marker::PhantomData))
    }
}

impl<'de> Deserialize<'de> for Whole {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Number;

        impl<'de> Visitor<'de> for Number {
            type Value = Whole;

            skip! { visit_bool(bool) visit_i64(i64) visit_str(&str) }
            skip! { unit }
            skip! { seq }
            skip! { map }

            fn visit_u64<E>(self, number: u64) -> Result<Whole, E> {
                Ok(Whole(number))
            }

            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "such a cast saturates, and turns NaN into zero"
            )]
            fn visit_f64<E>(self, number: f64) -> Result<Whole, E> {
                Ok(Whole(number.ceil() as u64))
            }
        }

        deserializer.deserialize_any(Number)
    }
}

impl Whole {
    fn small(&self) -> u32 {
        u32::try_from(self.0).unwrap_or(u32::MAX)
    }
}

/// One entry. Where a key comes twice the last counts, as in any JSON object.
#[derive(Default)]
pub(super) struct Entry<'de> {
    /// The key under which it stands.
    pub(super) account: Cow<'de, str>,
    pub(super) kind: Cow<'de, str>,
    pub(super) load: Load,
    pub(super) minutes: u32,
}

impl<'de> Deserialize<'de> for Entry<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;

        #[derive(Deserialize)]
        #[serde(field_identifier, rename_all = "snake_case")]
        enum Key {
            CallCount,
            TotalTime,
            #[serde(rename = "total_cputime")]
            TotalCpuTime,
            #[serde(rename = "estimated_time_to_regain_access")]
            Regain,
            Type,
            #[serde(other)]
            Other,
        }

        impl<'de> Visitor<'de> for Fields {
            type Value = Entry<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entry<'de>, A::Error> {
                let mut entry = Entry::default();
                while let Some(key) = map.next_key()? {
                    match key {
                        Key::CallCount => {
                            entry.load.call_count = map.next_value::<Whole>()?.small();
                        }
                        Key::TotalTime => {
                            entry.load.total_time = map.next_value::<Whole>()?.small();
                        }
                        Key::TotalCpuTime => {
                            entry.load.total_cputime = map.next_value::<Whole>()?.small();
                        }
                        Key::Regain => entry.minutes = map.next_value::<Whole>()?.small(),
                        Key::Type => entry.kind = map.next_value_seed(Word)?,
                        Key::Other => drop(map.next_value::<IgnoredAny>()?),
                    }
                }
                Ok(entry)
            }
        }

        deserializer.deserialize_map(Fields)
    }
}

impl<'de> Deserialize<'de> for Load {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Entry::deserialize(deserializer).map(|entry| entry.load)
    }
}

/// A word; empty where there is none.
struct Word;

impl<'de> DeserializeSeed<'de> for Word {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Word {
    type Value = Cow<'de, str>;

    skip! { visit_bool(bool) visit_u64(u64) visit_i64(i64) visit_f64(f64) }
    skip! { unit }
    skip! { seq }
    skip! { map }

    fn visit_borrowed_str<E>(self, word: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(word))
    }

    fn visit_str<E>(self, word: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(word.to_owned()))
    }
}

impl<'de> Deserialize<'de> for Business<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Accounts)
    }
}

struct Accounts;

impl<'de> Visitor<'de> for Accounts {
    type Value = Business<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut all = Vec::new();
        while let Some(account) = map.next_key_seed(Word)? {
            map.next_value_seed(OfAccount { account, all: &mut all })?;
        }
        Ok(Business(all))
    }
}

/// The entries of one account.
struct OfAccount<'a, 'de> {
    account: Cow<'de, str>,
    all: &'a mut Vec<Entry<'de>>,
}

impl<'de> DeserializeSeed<'de> for OfAccount<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for OfAccount<'_, 'de> {
    type Value = ();

    skip! { visit_bool(bool) visit_u64(u64) visit_i64(i64) visit_f64(f64) visit_str(&str) }
    skip! { unit }
    skip! { map }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while let Some(Lenient(entry)) = seq.next_element::<Lenient<Entry<'de>>>()? {
            self.all.extend(entry.map(|entry| Entry { account: self.account.clone(), ..entry }));
        }
        Ok(())
    }
}
