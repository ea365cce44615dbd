//! What a driver asks for its clients.

use ig_queue::{AccountId, ApiBase, Credential};
use ig_reqwest::Client;

/// Finds the client for a credential: one that sends its token to its API.
///
/// It is asked before each request, so that a token that was renewed is used
/// at once; it should give a clone of the same client as long as the token is the same.
pub trait Clients {
    /// The client; `None` where there is no such token here after all. The post is left to another
    /// worker then, and tried again after a minute.
    fn client(&mut self, api_base: &ApiBase, credential: &Credential) -> Option<Client>;

    /// Whether the token of that name is for posts of this account, as far as is known. It is asked
    /// when a post is taken up; where it is not, nothing is sent, and the post is left to another worker
    /// as if the token were missing. By default it is for all that have its name.
    fn is_for(&mut self, account: &AccountId, credential: &Credential) -> bool {
        let _ = (account, credential);
        true
    }

    /// Whether there is a token of that name here: posts of others are left to other workers. It is
    /// asked every half a minute, of those names that posts have.
    fn has(&mut self, credential: &Credential) -> bool;
}
