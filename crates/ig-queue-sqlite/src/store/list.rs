//! Posts are listed.

use ig_queue::{AccountId, Filter, Row};
use rusqlite::{Connection, types::Value};

use crate::{
    columns::{self, millis},
    error::Error,
};

/// The posts that `filter` takes, in the order in which they are due.
pub(super) fn run(
    database: &Connection,
    filter: &Filter,
) -> rusqlite::Result<Vec<Result<Row, Error>>> {
    let mut conditions = vec!["1"];
    let mut values: Vec<Value> = Vec::new();
    let states = filter.states.iter().map(|state| state.number().to_string());
    let states = format!("state IN ({})", states.collect::<Vec<_>>().join(", "));
    if !filter.states.is_empty() {
        conditions.push(&states);
    }
    if let Some(AccountId { api_base, user }) = &filter.account {
        conditions.push("api_base = ? AND user_id = ?");
        values.push(api_base.as_str().to_owned().into());
        values.push(user.as_str().to_owned().into());
    }
    if let Some((at, id)) = &filter.after {
        conditions.push("(due, id) > (?, ?)");
        values.push(millis(*at).into());
        values.push(id.as_str().to_owned().into());
    }
    let most = match filter.most {
        0 => -1,
        most => i64::try_from(most).unwrap_or(-1),
    };
    values.push(most.into());
    let rest = format!("WHERE {} ORDER BY due, id LIMIT ?", conditions.join(" AND "));
    columns::all(database, &rest, &values)
}
