//! The decision about a saved post.

use std::time::Duration;

use ig_core::{
    AccessToken, Context, Login, Photo, PublishFlow, PublishPlan, Timestamp,
    publish::{Outcome, Phase, PublishPolicy, Snapshot},
    tag::UserTag,
};
use ig_driver::{Difference, Once, OnceError, Record, Target, once};

use crate::posts::{
    fresh, key, not_published, plan, plan_of, published, publishing, target, uncertain,
};

const NOW: Timestamp = Timestamp::from_unix_millis(1_800_000_100_000);

fn asked(kept: Option<Snapshot>, plan: PublishPlan, target: &Target) -> Result<Once, OnceError> {
    let begun = Timestamp::from_unix_millis(1_800_000_000_000);
    let kept = kept.map(|kept| Record::new(key("shop:1"), crate::posts::target(), kept, begun));
    // As it comes from a file.
    let kept = kept.map(|kept| Record::from_json(&kept.to_json()).unwrap());
    once(kept.as_ref(), plan, target, NOW, 5)
}

#[track_caller]
fn driven_from(kept: Option<Snapshot>) -> Snapshot {
    match asked(kept, plan(), &target()) {
        Ok(Once::Drive(flow)) => flow.snapshot().clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn without_a_saved_post_the_flow_is_new() {
    let snapshot = driven_from(None);
    assert_eq!((snapshot.phase(), snapshot.plan()), (fresh().phase(), &plan()));
    let Ok(Once::Drive(other)) = once(None, plan(), &target(), NOW, 6) else { panic!() };
    assert_ne!(*other.snapshot(), snapshot, "by its seed");
}

#[test]
fn an_unfinished_post_is_resumed_and_one_that_may_be_public_is_verified() {
    assert_eq!(driven_from(Some(fresh())).phase(), Phase::Create);
    for kept in [publishing(), uncertain()] {
        let snapshot = driven_from(Some(kept));
        assert_eq!(snapshot.phase(), Phase::Verify);
        assert_eq!(snapshot.container().map(|id| id.as_str()), Some("1001"));
    }
}

#[test]
fn a_finished_post_is_reported_and_not_driven() {
    let over = |kept| match asked(Some(kept), plan(), &target()) {
        Ok(Once::Over(outcome)) => outcome,
        other => panic!("{other:?}"),
    };
    assert!(matches!(over(published()), Outcome::Published { .. }));
    assert!(matches!(over(not_published()), Outcome::NotPublished { .. }));
}

#[test]
fn another_post_under_the_key_is_refused_whatever_the_state_of_the_saved_one() {
    let user = "17841400008460056";
    for (kept, stands) in [
        (fresh(), "it is under way"),
        (publishing(), "it is under way"),
        (published(), "it is published as 2002"),
        (not_published(), "it was not published"),
        (uncertain(), "it may be public"),
    ] {
        for (plan, what, said) in [
            (plan_of(user, "#Other"), Difference::Post, "caption"),
            (plan_of("17841400008460057", "#BronzFonz"), Difference::Account, "account"),
        ] {
            let error = asked(Some(kept.clone()), plan, &target()).unwrap_err();
            let message = format!("{error}; {}", error.advice());
            let OnceError::AnotherPlan { kept: found, differs, .. } = error else {
                panic!("{error:?}")
            };
            assert_eq!((&found.snapshot, differs), (&kept, what));
            for part in ["shop:1", "2027-01-15T08:00:00Z", stands, said, "use another key"] {
                assert!(message.contains(part), "{message}");
            }
        }
    }
}

#[test]
fn an_outcome_at_one_api_does_not_count_at_another() {
    let token = || AccessToken::new("odd/token+1");
    let instagram = Target::of(&Context::new(Login::Facebook, token()).unwrap());
    let other_login = Target::new(target().api_base(), Login::Instagram);
    for kept in [fresh(), published(), not_published(), uncertain()] {
        for target in [&instagram, &other_login] {
            let error = asked(Some(kept.clone()), plan(), target).unwrap_err();
            let message = format!("{error}; {}", error.advice());
            assert!(matches!(error, OnceError::AnotherTarget { .. }), "{error:?}");
            for part in ["127.0.0.1:8025 (facebook", &target.to_string(), "another folder"] {
                assert!(message.contains(part), "{message}");
            }
        }
    }
    let local = Context::new(Login::Facebook, token()).unwrap();
    let local = local.with_api_base("http://127.0.0.1:8025/v26.0/").unwrap();
    assert_eq!(Target::of(&local), target(), "the version is not part of it");
}

#[test]
fn a_plan_with_another_policy_is_the_same_post() {
    let mut policy = PublishPolicy::default();
    policy.settle = Duration::from_secs(1);
    let impatient = plan().with_policy(policy);
    let Ok(Once::Drive(flow)) = asked(Some(publishing()), impatient, &target()) else { panic!() };
    assert_eq!(flow.snapshot().plan(), &plan(), "the policy that it began with");
}

/// A plan is the same after saving and reading, for every position of a tag in a picture.
#[test]
fn a_plan_that_is_read_back_is_the_same() {
    for pixel in 0..=1080 {
        let at = f64::from(pixel) / 1080.0;
        let tag = UserTag::new("natgeo", at, 1.0 - at).unwrap();
        let photo = Photo::new("https://www.example.com/1.jpg".parse().unwrap());
        let photo = photo.with_user_tags(vec![tag].try_into().unwrap());
        let plan = PublishPlan::new("17841400008460056".parse().unwrap(), photo);
        let kept = PublishFlow::new(plan.clone(), 7).snapshot().clone();
        let record = Record::new(key("a"), target(), kept, ig_driver::now());
        let read = Record::from_json(&record.to_json()).unwrap();
        let decided = once(Some(&read), plan, &target(), ig_driver::now(), 7);
        assert!(matches!(decided, Ok(Once::Drive(_))), "{pixel}: {decided:?}");
    }
}
