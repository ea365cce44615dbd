//! `cargo xtask ci`: what must pass before anything is merged, step by step.

use std::time::Instant;

use super::{
    Task, book, deny, dist, docs, examples, fmt, guard, layers, lint, mutants, nothing_more,
    package, ranges, setup, test, tidy,
};
use crate::{
    failure::Failure,
    table::{Table, seconds},
    workspace::Workspace,
};

pub(super) const TASK: Task = Task {
    name: "ci",
    arguments: "",
    about: "Run everything that CI runs",
    details: "\
The steps are setup, fmt, lint, docs, layers, deny, tidy, test, examples,
package, dist, book, ranges, guard and mutants.
Each is also a task. The first that fails ends the run.",
    run: |workspace, parser| {
        nothing_more(parser)?;
        run(workspace, STEPS)
    },
};

/// A step: its name and its function.
#[derive(Clone, Copy, Debug)]
struct Step {
    name: &'static str,
    run: fn(&Workspace) -> Result<(), Failure>,
}

const STEPS: &[Step] = &[
    Step { name: "setup", run: setup::run },
    Step { name: "fmt", run: fmt::run },
    Step { name: "lint", run: lint::run },
    Step { name: "docs", run: docs::run },
    Step { name: "layers", run: layers::run },
    Step { name: "deny", run: deny::run },
    Step { name: "tidy", run: tidy::run },
    Step { name: "test", run: test::run },
    Step { name: "examples", run: examples::run },
    Step { name: "package", run: package::run },
    Step { name: "dist", run: dist::run },
    Step { name: "book", run: book::run },
    Step { name: "ranges", run: ranges::run },
    Step { name: "guard", run: guard::run },
    Step { name: "mutants", run: mutants::run },
];

fn run(workspace: &Workspace, steps: &[Step]) -> Result<(), Failure> {
    let mut table = Table::new(["step", "result", "seconds"]);
    for (index, step) in steps.iter().enumerate() {
        println!("\n== {} ({} of {})", step.name, index + 1, steps.len());
        let start = Instant::now();
        let result = (step.run)(workspace);
        let elapsed = seconds(start.elapsed());
        let word = if result.is_ok() { "passed" } else { "FAILED" };
        println!("== {} {word} after {elapsed} s", step.name);
        table.push([step.name.to_owned(), word.to_owned(), elapsed]);
        if let Err(failure) = result {
            for step in &steps[index + 1..] {
                table.push([step.name.to_owned(), "not run".to_owned(), String::new()]);
            }
            println!("\n{}", table.text());
            return Err(Failure::new(format!("step `{}` failed: {failure}", step.name)));
        }
    }
    println!("\n{}", table.text());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_failure_ends_the_run_and_is_named() {
        let steps = [
            Step { name: "first", run: |_| Ok(()) },
            Step { name: "second", run: |_| Err(Failure::new("it is broken")) },
            Step { name: "third", run: |_| panic!("ran after a failure") },
        ];
        let workspace = Workspace::find().expect("tests run in the workspace");
        let failure = run(&workspace, &steps).expect_err("the second step fails");
        assert_eq!(failure.to_string(), "step `second` failed: it is broken");
    }
}
