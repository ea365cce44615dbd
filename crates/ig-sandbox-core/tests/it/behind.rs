//! Faults that change what happens after the reply combine with those that decide it.

use crate::faults::{armed, publish};

#[test]
fn a_fault_after_the_reply_combines_with_one_that_decides_it() {
    let (mut bench, container) = armed(
        r#"[{"on": "publish", "do": "commit_then_drop"},
            {"on": "publish", "do": "status_lag", "delay_s": 10}]"#,
    );
    assert!(publish(&mut bench, &container).is_none());
    assert_eq!(bench.status(&container), "FINISHED");
    bench.wait(10);
    assert_eq!(bench.status(&container), "PUBLISHED");
}

/// The incident of 2026: the publish is lost one way or another, and reads are out.
#[test]
fn faults_after_the_reply_combine_with_those_that_do_not_act() {
    let (mut bench, container) = armed(
        r#"[{"on": "publish", "do": "late_commit", "delay_s": 0},
            {"on": "publish", "do": "status_lag", "delay_s": 10}]"#,
    );
    publish(&mut bench, &container);
    assert_eq!(bench.status(&container), "FINISHED");
    bench.wait(10);
    assert_eq!(bench.status(&container), "PUBLISHED");

    for what in ["drop", "html", "error", "rate_limit", "late_commit", "commit_then_drop"] {
        let more = if what == "late_commit" { r#", "delay_s": 0"# } else { "" };
        let (mut bench, container) = armed(&format!(
            r#"[{{"on": "publish", "do": "{what}"{more}}},
                {{"on": "publish", "do": "read_outage", "delay_s": 10}}]"#
        ));
        publish(&mut bench, &container);
        bench.get(&format!("/{container}"), &[]).is_error(400, 100, 33);
        bench.wait(10);
        bench.status(&container);
    }
}
