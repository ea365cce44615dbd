//! An account that is paused goes on.

use ig_core::UserId;
use ig_queue::Store as _;
use schemars::JsonSchema;
use serde::Serialize;

use super::{Service, Trouble};
use crate::{failure::Failure, queue};

/// An account of the queue
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "Account")]
pub(crate) struct Account {
    /// The id of the Instagram account
    user_id: String,
    /// Why its posts wait; nothing if they go on
    paused: Option<String>,
}

impl Service {
    /// Lets a paused account go on, as `ig queue go` does. Its posts are taken up again within minutes.
    pub(crate) fn go(&self, user: &str) -> Result<Account, Trouble> {
        let user: UserId = user.parse().map_err(|error| {
            Failure::usage("user_id cannot be used")
                .caused_by(&error)
                .fix("give the id of the Instagram account: digits only")
        })?;
        let mut store = self.store();
        let all = queue::answer(store.accounts())?;
        let accounts: Vec<_> = all.into_iter().filter(|account| account.user == user).collect();
        if accounts.is_empty() {
            let failure = Failure::usage("there is no such account in the queue")
                .because("no post of the queue is for it")
                .fix(format!("take the user_id of a post: {}", self.door.list()));
            return Err(Trouble::new(404, failure));
        }
        for account in &accounts {
            queue::answer(store.pause(account, None))?;
        }
        Ok(Account { user_id: user.to_string(), paused: None })
    }
}
