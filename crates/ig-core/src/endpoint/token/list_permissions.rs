//! `GET /me/permissions`
//!
//! Lists what a person has granted to the app, and what not. Only
//! graph.facebook.com has it. ([reference], §9.1)
//!
//! [reference]: https://developers.facebook.com/docs/graph-api/reference/user/permissions

use serde::Deserialize;

use crate::{
    endpoint::{Effect, Endpoint},
    value::{
        permission::{NOTHING, Permission, Requirement},
        word::open_words,
    },
    wire::{DecodeError, Draft, json},
};

/// Lists what the person has granted to the app.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListPermissions;

impl ListPermissions {
    /// Lists what the person has granted to the app.
    pub fn new() -> Self {
        Self
    }
}

open_words! {
    /// What a person said to a permission that the app asked for.
    PermissionStatus {
        Granted = "granted",
        Declined = "declined",
        Expired = "expired",
    }
}

/// What a person said to a permission that the app asked for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct PermissionGrant {
    /// The permission's name.
    pub permission: String,
    /// What the person said.
    pub status: PermissionStatus,
}

impl PermissionGrant {
    /// The permission, where it is granted and this version knows it.
    pub fn granted(&self) -> Option<Permission> {
        let is_granted = self.status == PermissionStatus::Granted;
        Permission::from_name(&self.permission).filter(|_| is_granted)
    }
}

#[derive(Deserialize)]
struct Wire {
    data: Vec<PermissionGrant>,
}

impl Endpoint for ListPermissions {
    type Response = Vec<PermissionGrant>;

    const NAME: &'static str = "GET /me/permissions";
    const EFFECT: Effect = Effect::Read;
    const REQUIRES: Requirement = NOTHING;

    fn draft(&self) -> Draft {
        Draft::get("me/permissions").for_facebook_only()
    }

    fn decode(body: &[u8]) -> Result<Vec<PermissionGrant>, DecodeError> {
        let Wire { data } = json("not a list of permissions", body)?;
        Ok(data)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoint::testing::*;

    #[test]
    fn nothing_but_the_path_is_sent() {
        let list = ListPermissions::new();
        assert_eq!(sent(&list), "GET https://graph.facebook.com/v26.0/me/permissions");
        assert!(is_for_facebook_only(&list));
    }

    #[test]
    fn only_what_is_granted_is_granted() {
        let list = got::<ListPermissions>(200, data!("list_permissions_sample__200")).unwrap();
        let granted: Vec<_> = list.iter().filter_map(PermissionGrant::granted).collect();
        assert_eq!(granted, [Permission::InstagramBasic, Permission::PagesShowList]);
        let words: Vec<_> = list.iter().map(|grant| grant.status.as_str()).collect();
        assert_eq!(words, ["granted", "declined", "granted", "expired", "granted", "pending"]);
    }
}
