//! `GET /me/accounts`
//!
//! Lists the Pages of a person, what the person may do on each, and the
//! Instagram account that is linked to it. Only graph.facebook.com has it.
//! ([guide], §9.1)
//!
//! [guide]: https://developers.facebook.com/documentation/facebook-login/guides/access-tokens/get-long-lived

use serde::Deserialize;

use crate::{
    endpoint::{Cursor, Effect, Endpoint, Page, Paged, page},
    value::{
        PageId, UserId,
        permission::{PageTask, Permission, Requirement},
    },
    wire::{AccessToken, DecodeError, Draft, json},
};

/// Lists the Pages of the person whose token it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListAccounts {
    tokens: bool,
    after: Option<Cursor>,
}

impl ListAccounts {
    /// The Pages, without their tokens.
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks for the Pages' own tokens too: those that a long-lived token of the
    /// person gets have no date of expiry (reference §9.4).
    #[must_use]
    pub fn with_tokens(mut self) -> Self {
        self.tokens = true;
        self
    }
}

/// A Page and the Instagram account that is linked to it.
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
pub struct Account {
    /// The Page.
    pub id: PageId,
    /// Its name.
    #[serde(default)]
    pub name: Option<String>,
    /// Its own token, where it was asked for and the person may have it.
    #[serde(default)]
    pub access_token: Option<AccessToken>,
    /// What the person may do on it, in Meta's words: `MANAGE`,
    /// `CREATE_CONTENT`, `ANALYZE`, …
    #[serde(default)]
    pub tasks: Vec<String>,
    /// The professional account that is linked to it.
    #[serde(default)]
    pub instagram_business_account: Option<LinkedAccount>,
}

/// The Instagram account that is linked to a Page.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct LinkedAccount {
    /// Its id: the one that publishing asks for.
    pub id: UserId,
    /// Its name in addresses.
    #[serde(default)]
    pub username: Option<String>,
}

impl Account {
    /// What the person may do on the Page, of what publishing asks for.
    pub fn page_tasks(&self) -> impl Iterator<Item = PageTask> {
        self.tasks.iter().filter_map(|task| PageTask::from_name(task))
    }
}

/// The fields of a Page that say who may publish.
pub(super) fn fields(tokens: bool) -> &'static str {
    if tokens {
        "name,tasks,instagram_business_account{id,username},access_token"
    } else {
        "name,tasks,instagram_business_account{id,username}"
    }
}

impl Paged for ListAccounts {
    type Item = Account;

    fn starting_after(mut self, cursor: Cursor) -> Self {
        self.after = Some(cursor);
        self
    }
}

impl Endpoint for ListAccounts {
    type Response = Page<Account>;

    const NAME: &'static str = "GET /me/accounts";
    const EFFECT: Effect = Effect::Read;
    const REQUIRES: Requirement = Requirement::Has(Permission::PagesShowList);

    fn draft(&self) -> Draft {
        let draft =
            Draft::get("me/accounts").with_query("fields", fields(self.tokens)).for_facebook_only();
        let draft = if self.tokens { draft.granting_token() } else { draft };
        page::from(draft, self.after.as_ref())
    }

    fn decode(body: &[u8]) -> Result<Page<Account>, DecodeError> {
        json("not a list of Pages", body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoint::testing::*;

    #[test]
    fn tokens_are_asked_for_only_where_they_are_wanted() {
        let path = "GET https://graph.facebook.com/v26.0/me/accounts?fields=name%2Ctasks\
                    %2Cinstagram_business_account%7Bid%2Cusername%7D";
        let list = ListAccounts::new();
        assert_eq!(sent(&list.clone().with_tokens()), format!("{path}%2Caccess_token"));
        pages(list.clone(), path);
        assert!(is_for_facebook_only(&list));
        assert!(list.clone().with_tokens().draft().grants_token && !list.draft().grants_token);
    }

    #[test]
    fn the_linked_account_and_the_tasks_are_read() {
        let page = got::<ListAccounts>(200, data!("list_accounts_sample__200")).unwrap();
        let [first, second] = &page.data[..] else { panic!("two Pages") };
        let linked = first.instagram_business_account.as_ref().unwrap();
        assert_eq!(linked.id.as_str(), "17841400008460056");
        let tasks: Vec<_> = first.page_tasks().collect();
        assert_eq!(tasks, [PageTask::CreateContent, PageTask::Manage]);
        assert_eq!(first.tasks.len(), 6, "the words of all tasks are kept");
        assert_eq!((second.instagram_business_account.as_ref(), second.tasks.len()), (None, 0));
    }

    #[test]
    fn the_token_of_a_page_does_not_show() {
        let page = got::<ListAccounts>(200, data!("list_accounts_sample__200")).unwrap();
        let token = page.data[0].access_token.as_ref().unwrap();
        assert_eq!(token.expose_secret(), "EAAGpagetoken1234567890");
        assert!(!format!("{page:?}").contains("EAAG"));
    }
}
