//! Enums of the wire's words: those that we write, and those that we read.

/// An enum of words that we know, all of them. `$other` is a variant for those
/// that a caller knows besides.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident {
        $($variant:ident = $word:literal,)*
        $(#[doc = $doc:literal] $other:ident(&'static str),)?
    }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $(#[doc = concat!("`", $word, "`")] $variant,)*
            $(#[doc = $doc] $other(&'static str),)?
        }

        impl $name {
            /// All that this version knows.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name on the wire.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                    $(Self::$other(word) => word,)?
                }
            }

            /// The one of this name, where this version knows it.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.as_str() == name)
            }
        }

        /// The name on the wire.
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}

/// An enum of words that a reply holds: upper and lower case are one, since
/// Meta's pages and its servers differ in it, and unknown words survive.
macro_rules! open_words {
    ($(#[$meta:meta])* $name:ident { $($variant:ident = $word:literal $(or $other:literal)*,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $(#[doc = concat!("`", $word, "`" $(, ", also `", $other, "`")*)] $variant,)*
            /// A word that this version does not know.
            Other(Box<str>),
        }

        impl $name {
            /// The word on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $word,)*
                    Self::Other(word) => word,
                }
            }
        }

        /// The word on the wire.
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                $(if text.eq_ignore_ascii_case($word) $(|| text.eq_ignore_ascii_case($other))* {
                    return Self::$variant;
                })*
                Self::Other(text.into())
            }
        }

        crate::value::word::as_a_word!($name, "a word");
    };
}

/// A string in JSON that is read where it stands, without a copy of it.
macro_rules! as_a_word {
    ($name:ident, $what:literal) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Word;

                impl serde::de::Visitor<'_> for Word {
                    type Value = $name;

                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str($what)
                    }

                    fn visit_str<E: serde::de::Error>(self, word: &str) -> Result<$name, E> {
                        Ok(word.into())
                    }
                }

                deserializer.deserialize_str(Word)
            }
        }
    };
}

pub(crate) use {as_a_word, open_words, words};
