//! `ig man COMMAND`

use std::{fs, io, path::Path};

use clap::{Command, CommandFactory, builder::Resettable};
use clap_mangen::Man;

use crate::{
    args::{Args, ManArgs},
    failure::{Exit, Failure},
    output::Output,
};

pub(super) fn run(args: &ManArgs, output: &Output) -> Result<Exit, Failure> {
    if output.is_json() {
        return Err(Failure::usage("manual pages cannot be printed as JSON")
            .because("they are written in roff")
            .fix("leave out --json"));
    }
    // Every command has the options that it inherits, and the name of the whole: ig-queue-work.
    let mut ig = Args::command().disable_help_subcommand(true);
    ig.build();
    if let Some(folder) = &args.dir {
        write_all(&ig, folder, output).map_err(|error| {
            Failure::failed(format!("the pages cannot be written to {}", folder.display()))
                .caused_by(&error)
                .fix("name a folder that you can write to")
        })?;
        return Ok(Exit::Success);
    }
    let mut command = &ig;
    for name in &args.command {
        command = command.find_subcommand(name).ok_or_else(|| unknown(command))?;
    }
    output.result(&page(command));
    Ok(Exit::Success)
}

/// The word is not repeated: it may be anything.
fn unknown(command: &Command) -> Failure {
    let commands: Vec<_> = shown(command).map(Command::get_name).collect();
    let name = command.get_bin_name().unwrap_or("ig");
    let failure = Failure::usage(format!("{name} has no such command"));
    if commands.is_empty() {
        let own = format!("write ig man {}", name.trim_start_matches("ig "));
        return failure.because("it has no commands").fix(own);
    }
    failure.because(format!("its commands are {}", commands.join(", "))).fix("name one of them")
}

fn shown(command: &Command) -> impl Iterator<Item = &Command> {
    command.get_subcommands().filter(|command| !command.is_hide_set())
}

/// Writes the page of a command and of all commands below it.
fn write_all(command: &Command, folder: &Path, output: &Output) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let file = folder.join(Man::new(command.clone()).get_filename());
    fs::write(&file, page(command))?;
    output.note(file.display());
    shown(command).try_for_each(|command| write_all(command, folder, output))
}

/// A page in roff.
fn page(command: &Command) -> Vec<u8> {
    let name = command.get_display_name().unwrap_or("ig").to_uppercase();
    // Headings of ours follow the options, in place of one that is called EXTRA.
    let after = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let version = env!("CARGO_PKG_VERSION");
    let man = Man::new(command.clone().after_help(Resettable::Reset))
        .title(name)
        .source(format!("ig {version}"))
        .manual("Publishing to Instagram");
    let mut page = Vec::new();
    if let Err(error) = man.render(&mut page) {
        unreachable!("a Vec takes whatever is written: {error}");
    }
    page.extend(sections(&after).into_bytes());
    in_ascii(&String::from_utf8_lossy(&page)).into_bytes()
}

/// Characters beyond ASCII as roff names them: it reads a page in another encoding unless it is told.
fn in_ascii(page: &str) -> String {
    let named = |character: char| match character {
        character if character.is_ascii() => character.to_string(),
        other => format!("\\[u{:04X}]", u32::from(other)),
    };
    page.chars().map(named).collect()
}

/// The text below the options as sections: a line with a colon at its end is a heading, and all
/// other lines stay as they are.
fn sections(text: &str) -> String {
    let mut roff = String::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        let heading = line.strip_suffix(':').filter(|heading| !heading.starts_with(' '));
        if let Some(heading) = heading {
            roff += &format!(".fi\n.SH \"{}\"\n.nf\n", escaped(&heading.to_uppercase()));
        } else {
            // A line that begins with a dot or a quote would be a request.
            roff += &format!("\\&{}\n", escaped(line));
        }
    }
    if roff.is_empty() { roff } else { format!("{roff}.fi\n") }
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\e").replace('-', "\\-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_ends_with_a_colon_and_other_lines_stay_as_they_are() {
        let text = "Exit codes:\n  0  done\n\n.a 'b' c\\d: e-f";
        let expect = ".fi\n.SH \"EXIT CODES\"\n.nf\n\\&  0  done\n\\&.a 'b' c\\ed: e\\-f\n.fi\n";
        assert_eq!(sections(text), expect);
        assert_eq!(sections(""), "");
    }

    #[test]
    fn what_is_not_ascii_is_named() {
        assert_eq!(in_ascii("a … é 🍹"), "a \\[u2026] \\[u00E9] \\[u1F379]");
    }
}
