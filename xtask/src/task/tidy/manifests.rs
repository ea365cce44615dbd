//! Rules for the manifest of every crate.

use super::file::Problem;
use crate::metadata::Package;

pub(super) fn says_what_it_is(package: &Package) -> Vec<Problem> {
    let is_empty = |text: &Option<String>| text.as_deref().unwrap_or_default().is_empty();
    let mut problems = Vec::new();
    if is_empty(&package.description) {
        problems.push(Problem::new(&package.name, "the crate has no description"));
    }
    if is_empty(&package.license) && is_empty(&package.license_file) {
        problems.push(Problem::new(&package.name, "the crate has no licence"));
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(fields: &str, expect: &[&str]) {
        let text =
            format!(r#"{{"id": "a", "name": "a", "features": {{}}, "dependencies": []{fields}}}"#);
        let package = serde_json::from_str(&text).expect("the package is well formed");
        let found: Vec<_> = says_what_it_is(&package).iter().map(ToString::to_string).collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn every_crate_has_a_description_and_a_licence() {
        check(r#", "description": "A", "license": "MIT""#, &[]);
        check(r#", "description": "A", "license_file": "LICENSE""#, &[]);
        check(r#", "description": "A""#, &["a: the crate has no licence"]);
        check(r#", "description": "", "license": "MIT""#, &["a: the crate has no description"]);
    }
}
