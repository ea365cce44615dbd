//! Which of the person's accounts is signed in.

use std::io::{self, BufRead as _, Write as _};

use ig_core::{
    Login, PagingFlow, RetryPolicy, UserId,
    endpoint::{ListAccounts, ReadMe},
};
use ig_ureq::Client;

use crate::{confirm::can_ask, failure::Failure, output::Output, random, text::plain};

/// An Instagram account of the person.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) user: UserId,
    pub(super) username: Option<String>,
    /// The Page that it is linked to.
    page: Option<String>,
}

/// The accounts that the token is for.
pub(super) fn accounts(client: &Client, login: Login) -> Result<Vec<Found>, Failure> {
    if login == Login::Instagram {
        let me = client
            .call(ReadMe::new())
            .map_err(|error| Failure::of_call("the account of the login cannot be read", &error))?;
        return Ok(vec![Found { user: me.user_id, username: me.username, page: None }]);
    }
    let mut flow = PagingFlow::new(ListAccounts::new(), RetryPolicy::default(), random::number());
    let pages = client.run(&mut flow).map_err(|error| Failure::from(&error))?;
    let pages = pages
        .map_err(|error| Failure::of_call("the Pages of the person cannot be listed", &error))?;
    let count = pages.len();
    let found: Vec<_> = pages
        .into_iter()
        .filter_map(|page| {
            let linked = page.instagram_business_account?;
            Some(Found { user: linked.id, username: linked.username, page: page.name })
        })
        .collect();
    match found.is_empty() {
        false => Ok(found),
        true => Err(Failure::failed("no Instagram account can be used, and nothing was changed")
            .because(match count {
                0 => "the dialog gave access to no Page, and Facebook Login finds accounts by their \
                      Pages"
                    .to_owned(),
                1 => "the Page that the dialog gave access to has no professional account linked to \
                      it"
                    .to_owned(),
                count => format!(
                    "none of the {count} Pages that the dialog gave access to has a professional \
                     account linked to it"
                ),
            })
            .fix(
                "link the account to a Page in the Page's settings, and choose both in the dialog; or \
                 use --login instagram, which needs no Page",
            )),
    }
}

/// The one that is named, or the only one, or the one that the person chooses.
pub(super) fn one(
    found: Vec<Found>,
    named: Option<&str>,
    output: &Output,
) -> Result<Found, Failure> {
    let list = || found.iter().map(Found::words).collect::<Vec<_>>().join(", ");
    if let Some(id) = named {
        let chosen = found.iter().find(|found| found.user.as_str() == id.trim());
        return chosen.cloned().ok_or_else(|| {
            Failure::usage("the account of --user-id is not among those of this login")
                .because(format!("the login gave access to {}", list()))
                .fix("give the id of one of them, or choose the account in the dialog")
        });
    }
    match &found[..] {
        [only] => Ok(only.clone()),
        _ if !can_ask() => Err(Failure::usage("which account?")
            .because(format!("the login gave access to {}: {}", found.len(), list()))
            .fix("run it again with --user-id and the id of one of them")),
        _ => asked(&found, output),
    }
}

fn asked(found: &[Found], output: &Output) -> Result<Found, Failure> {
    for (number, one) in (1..).zip(found) {
        output.tell(format_args!("{number}  {}", one.words()));
    }
    let answer = || -> io::Result<String> {
        let mut terminal = io::stderr().lock();
        write!(terminal, "which account? write its number: ")?;
        terminal.flush()?;
        let mut answer = String::new();
        io::stdin().lock().read_line(&mut answer)?;
        Ok(answer)
    };
    let answer = answer()
        .map_err(|error| Failure::failed("the answer could not be read").caused_by(&error))?;
    let number = answer.trim().parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    number.and_then(|number| found.get(number)).cloned().ok_or_else(|| {
        Failure::failed("no account was chosen, and nothing was changed")
            .because("the answer is not one of the numbers")
            .fix("run it again, or give --user-id")
    })
}

impl Found {
    /// `17841400008460056 (bronz_fonz, of the Page Happy Days)`
    fn words(&self) -> String {
        let page = self.page.as_ref().map(|page| format!("of the Page {page}"));
        let more: Vec<_> = self.username.iter().cloned().chain(page).collect();
        match more.is_empty() {
            true => self.user.to_string(),
            false => plain(&format!("{} ({})", self.user, more.join(", "))),
        }
    }
}
