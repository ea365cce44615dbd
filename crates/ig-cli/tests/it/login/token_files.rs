//! The file that the token of a login is saved in.

use std::fs;

use ig_sandbox::Config;

use super::{Waiting, answer, config, login, visit};
use crate::world::{World, run};

/// The file that it would have may be that of an account of another name.
#[test]
fn the_token_of_another_account_is_not_overwritten() {
    for args in [&["--account", "bronz_fonz"][..], &[]] {
        let world = World::with(Config::default());
        let tokens = world.home().join(".config/ig/tokens");
        fs::create_dir_all(&tokens).unwrap();
        let text = "[accounts.foo]\nuser_id = \"999\"\ntoken_file = \"./tokens/bronz_fonz\"\n";
        fs::write(config(&world), text).unwrap();
        fs::write(tokens.join("bronz_fonz"), "token-of-foo").unwrap();
        let waiting = Waiting::start(&mut login(&world, &[&["--no-browser"], args].concat()));
        visit(&answer(&waiting.url, "0"));
        let ran = waiting.end().expect(0);
        assert!(ran.stdout.contains("tokens/bronz_fonz-2\n"), "{}", ran.stdout);
        assert_eq!(fs::read_to_string(tokens.join("bronz_fonz")).unwrap(), "token-of-foo");
        run(&mut world.bare(&["limit", "--account", "bronz_fonz"])).expect(0);
    }
}

/// As where the configuration lies in a repository with others.
#[cfg(unix)]
#[test]
fn the_token_is_beside_the_name_of_a_configuration_that_is_a_link() {
    let world = World::with(Config::default());
    fs::create_dir_all(world.home().join(".config/ig")).unwrap();
    fs::create_dir(world.home().join("dotfiles")).unwrap();
    let real = world.file("dotfiles/config.toml", b"");
    std::os::unix::fs::symlink(real, config(&world)).unwrap();
    let waiting = Waiting::start(&mut login(&world, &["--no-browser"]));
    visit(&answer(&waiting.url, "0"));
    waiting.end().expect(0);
    run(&mut world.bare(&["limit"])).expect(0);
    assert!(!world.home().join("dotfiles/tokens").exists());
}
