//! The completions of an installed package, in zsh and fish as their users have them.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    failure::Failure,
    files::{self, empty},
    process,
};

/// Types a line into zsh.
const TAB: &str = include_str!("tab.zsh");

/// What is typed, and what is to be completed: of commands, of an option's values, and of files.
const COMPLETED: &[(&str, &[&str])] = &[
    ("ig queue w", &["work"]),
    ("ig publish --login ", &["facebook", "instagram"]),
    ("ig publish pho", &["photo.jpg"]),
    ("ig publish --key pho", &[]),
];

/// `root` is where the package is installed, and `home` a folder for what the shells need.
pub(super) fn check(root: &Path, home: &Path) -> Result<(), Failure> {
    empty(home)?;
    files::write(&home.join("photo.jpg"), "")?;
    let tab = home.join("tab.zsh");
    files::write(&tab, TAB)?;
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = [root.join("usr/bin")].into_iter().chain(env::split_paths(&path));
    let folders: Vec<PathBuf> = folders.collect();
    let path = env::join_paths(folders).map_err(Failure::of("PATH"))?;
    let complete = |shell: &mut Command| {
        shell.env("HOME", home).env("PATH", &path).current_dir(home);
        process::read(shell.env_remove("XDG_CONFIG_HOME"))
    };
    for (line, expected) in COMPLETED {
        let mut zsh = Command::new("zsh");
        zsh.arg("-f").arg(&tab).arg(root.join("usr/share/zsh/vendor-completions")).arg(line);
        let mut fish = Command::new("fish");
        fish.args(["--command", "complete --do-complete $argv", line]);
        fish.env("XDG_DATA_DIRS", root.join("usr/share"));
        for (shell, said) in [("zsh", complete(&mut zsh)?), ("fish", complete(&mut fish)?)] {
            // fish adds what each is.
            let names = said.lines().filter_map(|line| line.split('\t').next());
            let names: Vec<_> = names.collect();
            if names != *expected {
                let wanted = expected.join(", ");
                return Err(Failure::new(format!(
                    "{shell} completes `{line}` with {names:?}, not with {wanted}"
                )));
            }
        }
    }
    println!("zsh and fish complete {} lines", COMPLETED.len());
    Ok(())
}
