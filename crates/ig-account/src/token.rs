//! The lifetime of a token, and when it can and must be renewed: a pure function
//! of time (reference §9.4, §9.5).

mod freshness;

use std::time::Duration;

pub use ig_core::endpoint::Expiry;
use ig_core::{
    Login, Timestamp,
    endpoint::{GrantedToken, TokenInfo},
};
use serde::{Deserialize, Serialize};

pub use self::freshness::{CannotRenew, Freshness};

/// What is known about a token's life, without the token: it can be saved beside
/// it, and shown.
///
/// ```
/// use std::time::Duration;
///
/// use ig_account::token::{Expiry, Freshness, TokenLife};
/// use ig_core::{Login, Timestamp};
///
/// let issued = Timestamp::from_unix_millis(1_800_000_000_000);
/// let day = Duration::from_secs(24 * 3600);
/// let life = TokenLife::new(Login::Instagram)
///     .with_issued(issued)
///     .with_expires(Expiry::At(issued.after(60 * day)));
///
/// assert!(matches!(life.freshness(issued), Freshness::Fresh { .. }));
/// assert!(life.may_renew(issued).is_err(), "it is too young");
/// assert!(life.may_renew(issued.after(day)).is_ok());
/// assert!(matches!(life.freshness(issued.after(60 * day)), Freshness::Expired { .. }));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenLife {
    login: Login,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    issued: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expires: Option<Expiry>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    data_access_expires: Option<Expiry>,
}

impl TokenLife {
    /// The age from which a token of Instagram Login can be refreshed.
    pub const YOUNGEST: Duration = Duration::from_secs(24 * 3600);

    /// The remaining life below which a token should be renewed. Meta
    /// names none: a week is our own limit, so that a weekly job is sufficient.
    pub const MARGIN: Duration = Duration::from_secs(7 * 24 * 3600);

    /// A token of `login` about which nothing else is known.
    pub fn new(login: Login) -> Self {
        Self { login, issued: None, expires: None, data_access_expires: None }
    }

    /// The life from the reply that granted the token at `now`. If an exchange of
    /// Instagram Login does not name an expiry, it is the documented hour.
    pub fn granted(login: Login, now: Timestamp, token: &GrantedToken) -> Self {
        const SHORT: Duration = Duration::from_secs(3600);
        let short = (login == Login::Instagram).then_some(SHORT);
        let lives = token.expires_in.or(short);
        let expires = lives.map(|lives| Expiry::At(now.after(lives)));
        Self { issued: Some(now), expires, ..Self::new(login) }
    }

    /// The life from the reply of [`DebugToken`](ig_core::endpoint::DebugToken).
    pub fn debugged(info: &TokenInfo) -> Self {
        Self {
            login: Login::Facebook,
            issued: info.issued_at,
            expires: info.expires_at,
            data_access_expires: info.data_access_expires_at,
        }
    }

    /// Adds when it was issued, or last refreshed.
    #[must_use]
    pub fn with_issued(mut self, at: Timestamp) -> Self {
        self.issued = Some(at);
        self
    }

    /// Adds when it expires.
    #[must_use]
    pub fn with_expires(mut self, expires: Expiry) -> Self {
        self.expires = Some(expires);
        self
    }

    /// Adds when the app's access to the person's data ends.
    #[must_use]
    pub fn with_data_access_expires(mut self, expires: Expiry) -> Self {
        self.data_access_expires = Some(expires);
        self
    }

    /// Which login it came from.
    pub fn login(&self) -> Login {
        self.login
    }

    /// When it was issued.
    pub fn issued(&self) -> Option<Timestamp> {
        self.issued
    }

    /// When it expires.
    pub fn expires(&self) -> Option<Expiry> {
        self.expires
    }

    /// When the app's access to the person's data ends.
    pub fn data_access_expires(&self) -> Option<Expiry> {
        self.data_access_expires
    }

    /// What to do about the token at `now`.
    pub fn freshness(&self, now: Timestamp) -> Freshness {
        if let Some(since) = self.ended(now) {
            return Freshness::Expired { since };
        }
        let ends_soon = |at: Timestamp| at <= now.after(Self::MARGIN);
        if let Some(Expiry::At(at)) = self.data_access_expires
            && ends_soon(at)
        {
            return Freshness::SignInSoon { data_access_expires: at };
        }
        let expires = match self.expires {
            None => return Freshness::Unknown,
            Some(Expiry::Never) => return Freshness::NeverExpires,
            Some(Expiry::At(expires)) => expires,
        };
        // A token that expires before it can be refreshed is meant to be exchanged.
        if self.issued.is_some_and(|issued| expires <= issued.after(Self::YOUNGEST)) {
            return Freshness::ShortLived { expires };
        }
        match self.renewable_from().filter(|&from| now < from) {
            Some(renewable_from) => Freshness::Fresh { renewable_from },
            None if ends_soon(expires) => Freshness::RenewNow { expires },
            None => Freshness::Renewable { renew_by: expires.before(Self::MARGIN) },
        }
    }

    /// Whether it can be renewed at `now`: refreshed, or exchanged for one that
    /// lives longer. If its life is not known, the server decides.
    ///
    /// # Errors
    ///
    /// If the server would refuse it, or there is nothing to renew.
    pub fn may_renew(&self, now: Timestamp) -> Result<(), CannotRenew> {
        if let Some(since) = self.ended(now) {
            return Err(CannotRenew::Expired { since });
        }
        match self.freshness(now) {
            Freshness::Fresh { renewable_from: from } => Err(CannotRenew::TooEarly { from }),
            _ if self.expires == Some(Expiry::Never) => Err(CannotRenew::Needless),
            _ => Ok(()),
        }
    }

    /// The first of its expiries that has passed.
    fn ended(&self, now: Timestamp) -> Option<Timestamp> {
        [self.expires, self.data_access_expires]
            .into_iter()
            .filter_map(|end| match end {
                Some(Expiry::At(at)) if at <= now => Some(at),
                _ => None,
            })
            .min()
    }

    /// Facebook Login exchanges a token of any age.
    fn renewable_from(&self) -> Option<Timestamp> {
        let issued = self.issued.filter(|_| self.login == Login::Instagram);
        issued.map(|issued| issued.after(Self::YOUNGEST))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ig_core::{Endpoint as _, endpoint::ExchangeCode};

    const DAY: Duration = Duration::from_secs(24 * 3600);
    const ISSUED: Timestamp = Timestamp::from_unix_millis(1_800_000_000_000);
    const MOMENT: Duration = Duration::from_millis(1);

    fn end() -> Timestamp {
        ISSUED.after(60 * DAY)
    }

    fn life(login: Login) -> TokenLife {
        TokenLife::new(login).with_issued(ISSUED).with_expires(Expiry::At(end()))
    }

    #[test]
    fn each_boundary_belongs_to_the_later_state() {
        let instagram = life(Login::Instagram);
        let young = ISSUED.after(DAY);
        let late = end().before(TokenLife::MARGIN);
        for (at, expect) in [
            (ISSUED, Freshness::Fresh { renewable_from: young }),
            (young.before(MOMENT), Freshness::Fresh { renewable_from: young }),
            (young, Freshness::Renewable { renew_by: late }),
            (late.before(MOMENT), Freshness::Renewable { renew_by: late }),
            (late, Freshness::RenewNow { expires: end() }),
            (end().before(MOMENT), Freshness::RenewNow { expires: end() }),
            (end(), Freshness::Expired { since: end() }),
            (end().after(DAY), Freshness::Expired { since: end() }),
        ] {
            assert_eq!(instagram.freshness(at), expect, "{at}");
        }
        // Facebook Login exchanges a token of any age.
        let facebook = life(Login::Facebook);
        assert_eq!(facebook.freshness(ISSUED), Freshness::Renewable { renew_by: late });
        assert_eq!(facebook.freshness(end()), Freshness::Expired { since: end() });
    }

    #[test]
    fn a_refresh_too_early_is_one_clear_error() {
        let instagram = life(Login::Instagram);
        let from = ISSUED.after(DAY);
        let error = instagram.may_renew(from.before(MOMENT)).unwrap_err();
        assert_eq!(error, CannotRenew::TooEarly { from });
        assert!(error.to_string().contains("2027-01-16T08:00:00Z"), "{error}");
        assert_eq!(instagram.may_renew(from), Ok(()));
        assert_eq!(instagram.may_renew(end().before(MOMENT)), Ok(()));
        let expired = CannotRenew::Expired { since: end() };
        assert_eq!(instagram.may_renew(end()), Err(expired));
        assert_eq!(life(Login::Facebook).may_renew(ISSUED), Ok(()));
        assert_eq!(life(Login::Facebook).may_renew(end()), Err(expired));
    }

    #[test]
    fn an_endless_token_needs_nothing_and_the_server_decides_about_an_unknown_one() {
        let never = TokenLife::new(Login::Facebook).with_expires(Expiry::Never);
        assert_eq!(never.freshness(ISSUED), Freshness::NeverExpires);
        assert_eq!(never.may_renew(ISSUED), Err(CannotRenew::Needless));
        let unknown = TokenLife::new(Login::Instagram);
        assert_eq!(unknown.freshness(ISSUED), Freshness::Unknown);
        assert_eq!(unknown.may_renew(ISSUED), Ok(()));
        // Without its age, only its expiry counts.
        let ageless = unknown.with_expires(Expiry::At(end()));
        assert!(matches!(ageless.freshness(ISSUED), Freshness::Renewable { .. }));
    }

    #[test]
    fn a_token_that_lives_for_hours_is_to_be_exchanged() {
        let granted = |seconds: Option<u64>| {
            let body = serde_json::json!({"access_token": "IGAAtoken", "expires_in": seconds});
            ExchangeCode::decode(body.to_string().as_bytes()).unwrap()
        };
        let hour = ISSUED.after(Duration::from_secs(3600));
        let short = TokenLife::granted(Login::Instagram, ISSUED, &granted(None));
        assert_eq!(short.freshness(ISSUED), Freshness::ShortLived { expires: hour });
        assert_eq!(short.freshness(hour), Freshness::Expired { since: hour });
        assert_eq!(short.may_renew(ISSUED), Ok(()), "it can be exchanged at once");
        let facebook = TokenLife::granted(Login::Facebook, ISSUED, &granted(None));
        assert_eq!(facebook.freshness(ISSUED), Freshness::Unknown);
        let day = TokenLife::granted(Login::Facebook, ISSUED, &granted(Some(86_400)));
        assert!(matches!(day.freshness(ISSUED), Freshness::ShortLived { .. }));
        let more = TokenLife::granted(Login::Facebook, ISSUED, &granted(Some(86_401)));
        assert!(matches!(more.freshness(ISSUED), Freshness::RenewNow { .. }));
    }

    #[test]
    fn access_to_the_persons_data_ends_independently() {
        let soon = ISSUED.after(TokenLife::MARGIN);
        let facebook = TokenLife::new(Login::Facebook)
            .with_expires(Expiry::Never)
            .with_data_access_expires(Expiry::At(soon));
        let early = facebook.freshness(ISSUED.before(MOMENT));
        assert_eq!(early, Freshness::NeverExpires);
        let expect = Freshness::SignInSoon { data_access_expires: soon };
        assert_eq!(facebook.freshness(ISSUED), expect);
        assert_eq!(facebook.freshness(soon), Freshness::Expired { since: soon });
        assert_eq!(facebook.may_renew(soon), Err(CannotRenew::Expired { since: soon }));
        let never = facebook.with_data_access_expires(Expiry::Never);
        assert_eq!(never.freshness(soon), Freshness::NeverExpires);
    }

    #[test]
    fn it_is_serialized_without_the_token() {
        let life = life(Login::Instagram).with_data_access_expires(Expiry::Never);
        let json = serde_json::to_string(&life).unwrap();
        assert_eq!(
            json,
            r#"{"login":"instagram","issued":1800000000000,"expires":{"at":1805184000000},"data_access_expires":"never"}"#
        );
        assert_eq!(serde_json::from_str::<TokenLife>(&json).unwrap(), life);
        let bare: TokenLife = serde_json::from_str(r#"{"login":"facebook"}"#).unwrap();
        assert_eq!(bare, TokenLife::new(Login::Facebook));
        let shown = serde_json::to_string(&life.freshness(ISSUED)).unwrap();
        assert_eq!(shown, r#"{"state":"fresh","renewable_from":1800086400000}"#);
    }
}
