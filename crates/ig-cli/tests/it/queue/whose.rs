//! Whose posts are listed: by an id, by a name of the configuration, and by one that was there once.

use super::{added, posts};
use crate::{
    accounts::{configured, two},
    world::{Ran, USER, World, run},
};

fn bare(world: &World, args: &[&str]) -> Ran {
    run(&mut world.bare(args))
}

#[test]
fn a_name_that_nobody_knows_is_no_empty_list() {
    let world = two();
    configured(&world, "account = \"shop\"\n");
    let check = |world: &World| {
        for args in [&["--account", "shpo"][..], &["--account", "shpo", "--held", "--json"]] {
            let ran = bare(world, &[&["queue", "list"], args].concat()).expect(2);
            ran.one_error(&["there is no account shpo", "config.toml", "did you mean shop?"]);
        }
        let ran = bare(world, &["queue", "list", "--account", "x"]).expect(2);
        ran.one_error(&["one of these names: cafe, shop"]);
        // There are no such posts, and there may be.
        for whose in ["cafe", "17841499999999999"] {
            let ran = bare(world, &["queue", "list", "--account", whose, "--json"]).expect(0);
            assert!(posts(&ran).is_empty(), "{ran:?}");
        }
    };
    check(&world);
    assert_eq!(bare(&world, &["queue", "add", "photo.jpg", "--at=+1d"]).code, Some(0));
    check(&world);
}

#[test]
fn a_name_that_was_in_the_configuration_has_its_posts() {
    let world = two();
    configured(&world, "account = \"shop\"\n");
    bare(&world, &["queue", "add", "photo.jpg", "--at=+1d"]).expect(0);
    added(&world, &["photo.jpg", "--at=+2d", "--caption=default"]);
    std::fs::remove_file(world.home().join(".config/ig/config.toml")).unwrap();
    for whose in ["shop", USER] {
        let ran = bare(&world, &["queue", "list", "--account", whose, "--json"]).expect(0);
        assert_eq!(posts(&ran).len(), if whose == USER { 2 } else { 1 }, "{ran:?}");
    }
    let late = ["queue", "list", "--account", "shop", "--late", "--json"];
    assert!(posts(&bare(&world, &late).expect(0)).is_empty());
    let ran = bare(&world, &["queue", "list", "--account", "cafe"]).expect(2);
    ran.one_error(&["there is no account cafe", "or one of these names: shop"]);
}
