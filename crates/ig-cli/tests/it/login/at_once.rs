//! Several people sign in at the same time, into one configuration.

use std::{collections::BTreeSet, fs, sync::Barrier, thread};

use ig_sandbox::{Account, Config, TokenGrant};

use super::{OTHER, Waiting, answer, config, login, visit};
use crate::world::{Ran, TOKEN, USER, World, run};

/// Signs in as all of these at the same moment: the name of the account, and which of the sandbox's
/// people it is.
fn signed_in(world: &World, who: &[(&str, &str)]) -> Vec<Ran> {
    let start = |name: &str| {
        Waiting::start(&mut login(world, &["--no-browser", "--json", "--account", name]))
    };
    let waiting: Vec<_> = who.iter().map(|(name, person)| (start(name), *person)).collect();
    let together = Barrier::new(who.len());
    let end = |(waiting, person): (Waiting, &str)| {
        let back = answer(&waiting.url, person);
        together.wait();
        visit(&back);
        waiting.end()
    };
    thread::scope(|scope| {
        let all: Vec<_> = waiting.into_iter().map(|it| scope.spawn(|| end(it))).collect();
        all.into_iter().map(|it| it.join().unwrap()).collect()
    })
}

fn two_people() -> World {
    World::with(
        Config::default()
            .with_accounts([Account::new(USER, "bronz_fonz"), Account::new(OTHER, "cafe_arnold")])
            .with_tokens([TokenGrant::new(TOKEN, USER), TokenGrant::new("other-token", OTHER)]),
    )
}

#[test]
fn each_of_four_logins_at_once_is_kept() {
    let world = two_people();
    let who = [("a", "0"), ("b", "1"), ("c", "0"), ("d", "1")];
    for ran in signed_in(&world, &who) {
        ran.expect(0);
    }
    let said = run(&mut world.bare(&["accounts", "--json"])).expect(0).json();
    let accounts = said["accounts"].as_array().unwrap();
    let names: Vec<_> = accounts.iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["a", "b", "c", "d"]);
    assert_eq!(accounts.iter().filter(|it| it["default"] == true).count(), 1, "{said}");
    for (name, person) in who {
        run(&mut world.bare(&["limit", "--account", name])).expect(0);
        let of = if person == "0" { USER } else { OTHER };
        assert!(world.requests().pop().unwrap().path.contains(of), "{name}");
    }
    let folder = fs::read_dir(config(&world).parent().unwrap()).unwrap();
    let names: BTreeSet<_> = folder.map(|file| file.unwrap().file_name()).collect();
    assert!(names.iter().all(|name| !name.to_string_lossy().ends_with(".tmp")), "{names:?}");
}

/// Whoever is later would otherwise have replaced the account of the other, or its token.
#[test]
fn of_two_people_with_one_name_one_has_it() {
    let world = two_people();
    let ran = signed_in(&world, &[("shop", "0"), ("shop", "1")]);
    let (won, lost): (Vec<_>, Vec<_>) = ran.into_iter().partition(|ran| ran.code == Some(0));
    let ([won], [lost]) = (&won[..], &lost[..]) else { panic!("{won:?} {lost:?}") };
    assert_eq!(lost.code, Some(2), "{lost:?}");
    lost.one_error(&["the account shop is another one", "nothing was changed"]);
    let user = won.json()["user"].as_str().unwrap().to_owned();
    assert!(fs::read_to_string(config(&world)).unwrap().contains(&user));
    run(&mut world.bare(&["limit", "--account", "shop"])).expect(0);
    assert!(world.requests().pop().unwrap().path.contains(&user));
}
