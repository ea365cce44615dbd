//! `DELETE /me/permissions`, `DELETE /me/permissions/{permission}`
//!
//! Takes back what a person has granted to the app. Only graph.facebook.com has
//! it. ([reference], §9.1)
//!
//! [reference]: https://developers.facebook.com/docs/graph-api/reference/user/permissions

use crate::{
    endpoint::{Effect, Endpoint},
    value::permission::{NOTHING, Permission, Requirement},
    wire::{DecodeError, Draft, success},
};

/// Takes back what the person has granted to the app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevokePermissions {
    permission: Option<Permission>,
}

impl RevokePermissions {
    /// Takes back one permission; the token goes on without it.
    pub fn one(permission: Permission) -> Self {
        Self { permission: Some(permission) }
    }

    /// Takes back everything: the token is dead, and the app is not the
    /// person's any more.
    pub fn all() -> Self {
        Self { permission: None }
    }
}

impl Endpoint for RevokePermissions {
    type Response = ();

    const NAME: &'static str = "DELETE /me/permissions";
    const EFFECT: Effect = Effect::Repeatable;
    const REQUIRES: Requirement = NOTHING;

    fn draft(&self) -> Draft {
        let path = match self.permission {
            Some(permission) => format!("me/permissions/{}", permission.as_str()),
            None => "me/permissions".to_owned(),
        };
        Draft::delete(path).for_facebook_only()
    }

    fn decode(body: &[u8]) -> Result<(), DecodeError> {
        success("not a revocation", body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoint::testing::*;

    #[test]
    fn one_permission_or_all_are_named_in_the_path() {
        let path = "DELETE https://graph.facebook.com/v26.0/me/permissions";
        assert_eq!(sent(&RevokePermissions::all()), path);
        let one = RevokePermissions::one(Permission::AdsRead);
        assert_eq!(sent(&one), format!("{path}/ads_read"));
        assert!(is_for_facebook_only(&one));
    }

    #[test]
    fn only_a_success_is_a_revocation() {
        got::<RevokePermissions>(200, data!("update_media_sample__200")).unwrap();
    }
}
