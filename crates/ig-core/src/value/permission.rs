//! What an endpoint asks of a token, as data.

use std::{collections::BTreeSet, fmt};

use crate::value::word::words;

words! {
    /// A permission that a person grants to an app (reference §1.4).
    Permission {
        InstagramBasic = "instagram_basic",
        InstagramContentPublish = "instagram_content_publish",
        InstagramBusinessBasic = "instagram_business_basic",
        InstagramBusinessContentPublish = "instagram_business_content_publish",
        InstagramShoppingTagProducts = "instagram_shopping_tag_products",
        PagesReadEngagement = "pages_read_engagement",
        PagesShowList = "pages_show_list",
        AdsManagement = "ads_management",
        AdsRead = "ads_read",
        BusinessManagement = "business_management",
        CatalogManagement = "catalog_management",
        InstagramManageContents = "instagram_manage_contents",
        InstagramManageComments = "instagram_manage_comments",
        InstagramBusinessManageComments = "instagram_business_manage_comments",
        InstagramBrandedContentCreator = "instagram_branded_content_creator",
        #[doc = "Another one, by its name: for an endpoint of your own."]
        Other(&'static str),
    }
}

words! {
    /// What a person may do on the Page that the account is linked to.
    PageTask {
        Manage = "MANAGE",
        CreateContent = "CREATE_CONTENT",
    }
}

/// A circumstance on which a requirement depends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Circumstance {
    /// The token came from Facebook Login.
    FacebookLogin,
    /// The token came from Instagram Login.
    InstagramLogin,
    /// The person's role on the Page was granted through Business Manager.
    RoleViaBusinessManager,
    /// The container carries product tags.
    ProductTagging,
    /// The container carries a partnership label.
    PartnershipLabel,
}

/// What a token must hold, as an expression that can stand in a `const`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Requirement {
    /// One permission.
    Has(Permission),
    /// One task on the Page.
    Task(PageTask),
    /// Every part.
    All(&'static [Self]),
    /// At least one part.
    Any(&'static [Self]),
    /// The part, where the circumstance holds.
    When(Circumstance, &'static Self),
}

/// What is known of a token and its use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grants {
    /// By name, since there are more than this version knows.
    permissions: BTreeSet<Box<str>>,
    tasks: BTreeSet<PageTask>,
    circumstances: BTreeSet<Circumstance>,
}

impl Grants {
    /// Grants with these permissions.
    pub fn new(permissions: impl IntoIterator<Item = Permission>) -> Self {
        let permissions = permissions.into_iter().map(|permission| permission.as_str().into());
        Self { permissions: permissions.collect(), ..Self::default() }
    }

    /// Adds a permission by its name on the wire, such as a scope of
    /// [`TokenInfo`](crate::endpoint::TokenInfo).
    #[must_use]
    pub fn with_permission(mut self, name: &str) -> Self {
        self.permissions.insert(name.into());
        self
    }

    /// Adds a task on the Page.
    #[must_use]
    pub fn with_task(mut self, task: PageTask) -> Self {
        self.tasks.insert(task);
        self
    }

    /// Adds a circumstance.
    #[must_use]
    pub fn when(mut self, circumstance: Circumstance) -> Self {
        self.circumstances.insert(circumstance);
        self
    }
}

/// The part of a requirement that is not met.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Missing {
    /// This permission.
    Permission(Permission),
    /// This task.
    Task(PageTask),
    /// All of these.
    All(Vec<Self>),
    /// Any one of these.
    Any(Vec<Self>),
}

impl Requirement {
    /// What `grants` lacks, or `None` where the requirement is met.
    pub fn missing(&self, grants: &Grants) -> Option<Missing> {
        match *self {
            Self::Has(permission) => {
                let has = grants.permissions.contains(permission.as_str());
                (!has).then_some(Missing::Permission(permission))
            }
            Self::Task(task) => {
                let has = grants.tasks.contains(&task);
                (!has).then_some(Missing::Task(task))
            }
            Self::All(parts) => {
                let mut missing: Vec<_> =
                    parts.iter().filter_map(|part| part.missing(grants)).collect();
                if missing.len() <= 1 { missing.pop() } else { Some(Missing::All(missing)) }
            }
            Self::Any(parts) => {
                let missing: Option<Vec<_>> =
                    parts.iter().map(|part| part.missing(grants)).collect();
                missing.map(Missing::Any)
            }
            Self::When(circumstance, part) => {
                let holds = grants.circumstances.contains(&circumstance);
                if holds { part.missing(grants) } else { None }
            }
        }
    }
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (parts, word) = match self {
            Self::Permission(permission) => return f.write_str(permission.as_str()),
            Self::Task(task) => return f.write_str(task.as_str()),
            Self::All(parts) => (parts, " and "),
            Self::Any(parts) => (parts, " or "),
        };
        f.write_str("(")?;
        for (i, part) in parts.iter().enumerate() {
            if i != 0 {
                f.write_str(word)?;
            }
            part.fmt(f)?;
        }
        f.write_str(")")
    }
}

/// What every publishing endpoint asks for (reference §1.4): the pages of 2026
/// and the seed's, where they differ, each suffice. One page of 2026 lists no
/// `pages_read_engagement` for `media_publish`, and that of `media`, without
/// which there is nothing to publish, does: it is asked for (§16, 15).
pub(crate) const PUBLISHING: Requirement = Requirement::All(&[
    Requirement::When(
        Circumstance::FacebookLogin,
        &Requirement::All(&[
            Requirement::Has(Permission::InstagramBasic),
            Requirement::Has(Permission::InstagramContentPublish),
            PAGES,
            VIA_BUSINESS_MANAGER,
            Requirement::When(
                Circumstance::PartnershipLabel,
                &Requirement::Any(&[
                    Requirement::Has(Permission::InstagramBrandedContentCreator),
                    Requirement::Has(Permission::InstagramBasic),
                ]),
            ),
            Requirement::When(
                Circumstance::ProductTagging,
                &Requirement::All(&[
                    Requirement::Has(Permission::CatalogManagement),
                    Requirement::Has(Permission::InstagramShoppingTagProducts),
                ]),
            ),
            Requirement::Any(&[
                Requirement::Task(PageTask::Manage),
                Requirement::Task(PageTask::CreateContent),
            ]),
        ]),
    ),
    Requirement::When(
        Circumstance::InstagramLogin,
        &Requirement::All(&[
            Requirement::Has(Permission::InstagramBusinessBasic),
            Requirement::Has(Permission::InstagramBusinessContentPublish),
        ]),
    ),
]);

/// What reading an account's media asks for (reference §7.1).
pub(crate) const READING: Requirement = Requirement::All(&[
    Requirement::When(
        Circumstance::FacebookLogin,
        &Requirement::All(&[Requirement::Has(Permission::InstagramBasic), PAGES]),
    ),
    Requirement::When(
        Circumstance::InstagramLogin,
        &Requirement::Has(Permission::InstagramBusinessBasic),
    ),
]);

/// What reading a shop asks for (D-SHOP, reference §9.2).
pub(crate) const SHOPPING: Requirement = Requirement::All(&[
    Requirement::Has(Permission::InstagramBasic),
    Requirement::Has(Permission::InstagramShoppingTagProducts),
    Requirement::Has(Permission::CatalogManagement),
    VIA_BUSINESS_MANAGER,
]);

/// What deleting a medium asks for (reference §1.4, since 2025-12-03).
pub(crate) const DELETING: Requirement = Requirement::All(&[
    Requirement::Has(Permission::InstagramBasic),
    Requirement::Has(Permission::InstagramManageContents),
]);

/// What turning comments on and off asks for: the page "Comment Moderation" of
/// the platform's guide, since the reference names no permission.
pub(crate) const COMMENTING: Requirement = Requirement::All(&[
    Requirement::When(
        Circumstance::FacebookLogin,
        &Requirement::All(&[
            Requirement::Has(Permission::InstagramBasic),
            Requirement::Has(Permission::InstagramManageComments),
            PAGES,
            VIA_BUSINESS_MANAGER,
        ]),
    ),
    Requirement::When(
        Circumstance::InstagramLogin,
        &Requirement::All(&[
            Requirement::Has(Permission::InstagramBusinessBasic),
            Requirement::Has(Permission::InstagramBusinessManageComments),
        ]),
    ),
]);

/// Nothing: a token, or the app's secret, is enough.
pub(crate) const NOTHING: Requirement = Requirement::All(&[]);

/// `business_management` is the older pages' word.
const VIA_BUSINESS_MANAGER: Requirement = Requirement::When(
    Circumstance::RoleViaBusinessManager,
    &Requirement::Any(&[
        Requirement::Has(Permission::AdsManagement),
        Requirement::Has(Permission::AdsRead),
        Requirement::Has(Permission::BusinessManagement),
    ]),
);

const PAGES: Requirement = Requirement::Any(&[
    Requirement::Has(Permission::PagesReadEngagement),
    Requirement::Has(Permission::PagesShowList),
]);

#[cfg(test)]
mod tests {
    use super::*;

    fn missing(grants: &Grants) -> String {
        PUBLISHING.missing(grants).map(|missing| missing.to_string()).unwrap_or_default()
    }

    #[test]
    fn what_is_missing_is_named() {
        let facebook = || Grants::default().when(Circumstance::FacebookLogin);
        assert_eq!(
            missing(&facebook()),
            "(instagram_basic and instagram_content_publish and \
             (pages_read_engagement or pages_show_list) and (MANAGE or CREATE_CONTENT))"
        );
        let mut granted = Grants::new([
            Permission::InstagramBasic,
            Permission::InstagramContentPublish,
            Permission::PagesShowList,
        ])
        .when(Circumstance::FacebookLogin);
        assert_eq!(missing(&granted), "(MANAGE or CREATE_CONTENT)");
        granted = granted.with_task(PageTask::CreateContent);
        assert_eq!(missing(&granted), "");
        granted = granted.when(Circumstance::RoleViaBusinessManager);
        assert_eq!(missing(&granted), "(ads_management or ads_read or business_management)");
        granted = granted.when(Circumstance::ProductTagging);
        assert!(missing(&granted).contains("catalog_management"), "{}", missing(&granted));
    }

    #[test]
    fn a_permission_that_this_version_does_not_know_is_met_by_its_name() {
        let insights = Requirement::Has(Permission::Other("instagram_manage_insights"));
        let none = Grants::default();
        let missing = insights.missing(&none).map(|missing| missing.to_string());
        assert_eq!(missing.as_deref(), Some("instagram_manage_insights"));
        assert_eq!(insights.missing(&none.with_permission("instagram_manage_insights")), None);
        assert_eq!(Permission::InstagramBasic.to_string(), "instagram_basic");
    }

    #[test]
    fn each_login_has_its_own_permissions() {
        let instagram =
            Grants::new([Permission::InstagramBusinessBasic]).when(Circumstance::InstagramLogin);
        assert_eq!(missing(&instagram), "instagram_business_content_publish");
        assert_eq!(READING.missing(&instagram), None);
    }
}
