//! `ig man`: manual pages, made from the same commands as the help.

use std::{fs, process::Command};

use crate::world::{World, run};

/// What `ig man` prints, as a reader sees it, with one blank where lines are spread out.
fn page(world: &World, command: &[&str]) -> String {
    let roff = run(&mut world.bare(&[&["man"], command].concat())).expect(0).stdout;
    read(world, roff.as_bytes()).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A page as `man` shows it; what groff complains about is an error.
fn read(world: &World, roff: &[u8]) -> String {
    let file = world.file("page.1", roff);
    let mut groff = Command::new("groff");
    groff.args(["-man", "-Tutf8", "-ww", "-P-cbou", "-rLL=100n"]).arg(file);
    let output = groff.output().unwrap_or_else(|error| panic!("run `cargo xtask setup`: {error}"));
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_page_of_the_command_names_its_commands_its_variables_and_its_exit_codes() {
    let page = page(&World::new(), &[]);
    for word in [
        "IG(1)",
        "Publishing to Instagram",
        "ig-queue(1)",
        "ENVIRONMENT",
        "IG_ACCESS_TOKEN the access token; or use --token-file",
        "EXIT CODES",
        "3 uncertain or interrupted",
    ] {
        assert!(page.contains(word), "{word}: {page}");
    }
    assert!(!page.contains("EXTRA"), "{page}");
}

#[test]
fn a_command_below_another_has_a_page_with_its_options() {
    let page = page(&World::new(), &["queue", "work"]);
    for word in ["IG-QUEUE-WORK(1)", "ig queue work", "--once", "--json"] {
        assert!(page.contains(word), "{word}: {page}");
    }
}

#[test]
fn a_command_that_there_is_not_is_refused_with_those_that_there_are() {
    let world = World::new();
    let ran = run(&mut world.bare(&["man", "queue", "wrok"])).expect(2);
    ran.one_error(&["ig queue has no such command", "work"]);
    let ran = run(&mut world.bare(&["man", "limit", "more"])).expect(2);
    ran.one_error(&["ig limit has no such command", "ig man limit"]);
    let ran = run(&mut world.bare(&["man", "--json"])).expect(2);
    ran.one_error(&["manual pages cannot be printed as JSON", "leave out --json"]);
}

/// Every page can be read, and there is one for each command that the help lists.
#[test]
fn a_folder_gets_the_pages_of_all_commands() {
    let world = World::new();
    let folder = world.home().join("share/man1");
    run(world.bare(&["man", "--dir"]).arg(&folder)).expect(0);
    let entries = fs::read_dir(&folder).unwrap();
    let mut names: Vec<_> =
        entries.map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    for name in &names {
        let roff = fs::read(folder.join(name)).unwrap();
        assert!(read(&world, &roff).contains("SYNOPSIS"), "{name}");
    }
    let mut listed = vec!["ig.1".to_owned()];
    let mut open = vec![Vec::new()];
    while let Some(command) = open.pop() {
        for name in commands(&world, &command) {
            let below = [&command[..], &[name]].concat();
            listed.push(format!("ig-{}.1", below.join("-")));
            open.push(below);
        }
    }
    listed.sort();
    assert_eq!(names, listed);
    assert!(20 < names.len(), "{names:?}");
}

/// The commands that the help of a command lists.
fn commands(world: &World, command: &[String]) -> Vec<String> {
    let args: Vec<_> = command.iter().map(String::as_str).chain(["--help"]).collect();
    let help = run(&mut world.bare(&args)).expect(0).stdout;
    let Some((_, list)) = help.split_once("\nCommands:\n") else { return Vec::new() };
    let lines = list.lines().take_while(|line| line.starts_with("  "));
    let names = lines.filter(|line| !line.starts_with("   ")).map(|line| line.trim_start());
    let names = names.filter_map(|line| line.split_whitespace().next()).map(str::to_owned);
    names.filter(|name| name != "help").collect()
}

#[test]
fn a_folder_that_cannot_be_written_to_is_named() {
    let world = World::new();
    let file = world.file("taken", b"");
    let ran = run(world.bare(&["man", "--dir"]).arg(&file)).expect(1);
    ran.one_error(&["the pages cannot be written to", "taken", "name a folder"]);
}
