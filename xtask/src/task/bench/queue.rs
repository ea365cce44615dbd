//! What the queue costs, each figure beside a peer in the same run.

mod cluster;
mod load;
mod postgres;
mod sqlite;

use serde_json::Value;

use super::report::{Part, figure, number};
use crate::{failure::Failure, workspace::Workspace};

/// Posts that wait beside the one that is due.
const WAITING: &str = "1000000";

/// Measured posts in each of two databases.
const ROUNDS: usize = 200;

pub(super) fn run(workspace: &Workspace) -> Result<Vec<Part>, Failure> {
    let folder = workspace.metadata()?.target_directory.join("bench/queue");
    // A run that was ended may have left its databases.
    let _ = std::fs::remove_dir_all(&folder);
    let parts = sqlite::run(workspace, &folder).and_then(|mut parts| {
        parts.extend(load::run(workspace)?);
        parts.extend(postgres::run(workspace)?);
        Ok(parts)
    });
    let _ = std::fs::remove_dir_all(&folder);
    parts
}

/// The numbers of a list that a program printed.
fn figures(json: &Value, pointer: &str) -> Result<Vec<f64>, Failure> {
    let list = json.pointer(pointer).and_then(Value::as_array).map(Vec::as_slice);
    let numbers = list.unwrap_or_default().iter().filter_map(Value::as_f64).collect::<Vec<_>>();
    if numbers.is_empty() {
        figure(json, pointer)?;
    }
    Ok(numbers)
}

/// The quartiles of several figures: the first, the middle one and the third.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Spread([f64; 3]);

impl Spread {
    fn of(mut figures: Vec<f64>) -> Self {
        figures.sort_by(f64::total_cmp);
        let at = |part: usize| figures.get(figures.len() * part / 4).copied().unwrap_or(f64::NAN);
        Self([at(1), at(2), at(3)])
    }

    fn middle(self) -> f64 {
        self.0[1]
    }

    fn text(self, unit: &str) -> String {
        let [first, middle, third] = self.0;
        format!("{} ({} to {})", number(middle, unit), number(first, ""), number(third, ""))
    }
}

/// A due post beside many that wait, compared with one beside none: the ratio of the medians.
fn due(part: &mut Part, who: &str, full: Vec<f64>, empty: Vec<f64>, most: Option<f64>) {
    let (full, empty) = (Spread::of(full), Spread::of(empty));
    part.figure(&format!("{who}: a due post, none waits"), empty.text("ms"));
    part.figure(&format!("{who}: a due post beside {WAITING} that wait"), full.text("ms"));
    let ratio = full.middle() / empty.middle();
    let what = format!("{who}: the second : the first");
    match most {
        Some(most) => part.at_most(&what, ratio, most, ""),
        None => part.figure(&what, number(ratio, "")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_spread_has_the_quartiles() {
        let spread = Spread::of(vec![5.0, 1.0, 4.0, 2.0, 3.0]);
        assert_eq!(spread, Spread([2.0, 3.0, 4.0]));
        assert_eq!(spread.text("ms"), "3 ms (2 to 4)");
        assert_eq!(Spread::of(vec![7.0]).middle(), 7.0);
    }

    #[test]
    fn a_list_that_is_missing_is_a_failure() {
        assert_eq!(figures(&json!({ "ms": [1, 2.5] }), "/ms").expect("a list"), [1.0, 2.5]);
        figures(&json!({ "ms": [] }), "/ms").expect_err("an empty list");
        figures(&json!({}), "/ms").expect_err("no list");
    }

    #[test]
    fn a_ratio_is_judged_where_it_has_a_goal() {
        let mut part = Part::new("due");
        due(&mut part, "ours", vec![11.0], vec![10.0], Some(1.1));
        due(&mut part, "theirs", vec![20.0], vec![10.0], None);
        let text = part.text();
        assert!(text.contains("ours: the second : the first"), "{text}");
        assert!(text.contains("1.1") && text.contains("yes"), "{text}");
        assert!(!text.contains("NO"), "{text}");
    }
}
