//! What every kind of post has: one thing that it must have, and what it may
//! have besides.

/// A struct with `new(what it must have)`, `with_*` for what it may have, and
/// the parameters of both in this order. What is not listed for a kind cannot be
/// set on it.
macro_rules! kind {
    (
        $(#[$meta:meta])* $name:ident
        $(#[$must_meta:meta])* $must:ident: $must_kind:ty, new($given:ty);
        $($(#[$may_meta:meta])* $may:ident: $may_kind:ty, $with:ident $(, $read:ident)?;)*
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        pub struct $name {
            $(#[$must_meta])* $must: $must_kind,
            $(
                #[serde(default, skip_serializing_if = "Option::is_none")]
                $may: Option<$may_kind>,
            )*
            #[serde(default, skip_serializing_if = "crate::post::ExtraParameters::is_empty")]
            extra: crate::post::ExtraParameters,
        }

        impl $name {
            #[doc = concat!("With nothing but its `", stringify!($must), "`.")]
            pub fn new($must: $given) -> Self {
                let $must = $must.into();
                Self { $must, $($may: None,)* extra: crate::post::ExtraParameters::default() }
            }

            #[doc = concat!("Its `", stringify!($must), "`.")]
            pub fn $must(&self) -> &$must_kind {
                &self.$must
            }

            $(
                $(#[$may_meta])*
                #[must_use]
                pub fn $with(mut self, $may: $may_kind) -> Self {
                    self.$may = Some($may);
                    self
                }

                $(
                    #[doc = concat!("Its `", stringify!($may), "`, where it has one.")]
                    pub fn $read(&self) -> Option<&$may_kind> {
                        self.$may.as_ref()
                    }
                )?
            )*

            /// Adds parameters that this version does not know.
            #[must_use]
            pub fn with_extra(mut self, extra: crate::post::ExtraParameters) -> Self {
                self.extra = extra;
                self
            }
        }

        impl crate::post::Describe for $name {
            fn describe(&self, mut draft: crate::wire::Draft) -> crate::wire::Draft {
                draft = self.$must.describe(draft);
                $(
                    if let Some(value) = &self.$may {
                        draft = value.describe(draft);
                    }
                )*
                self.extra.describe(draft)
            }
        }
    };
}

pub(super) use kind;
