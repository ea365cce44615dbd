//! `ig convert FILE…`

use std::{
    collections::BTreeSet,
    ffi::OsStr,
    fs::{self, OpenOptions},
    io::{self, ErrorKind, Write as _},
    path::{Path, PathBuf},
    process,
};

use ig_media::{Probe, Use};
use serde_json::json;

use crate::{
    args::{ConvertArgs, PhotoUse},
    convert::{Converted, Frames, Kind, Wanted, convert},
    failure::{Exit, Failure},
    medium,
    output::Output,
    pasted::masked,
};

pub(super) fn run(args: &ConvertArgs, output: &Output) -> Result<Exit, Failure> {
    let targets = targets(args)?;
    let wanted = Wanted {
        purpose: purpose(args.purpose),
        background: args.background,
        pad: args.pad,
        frames: if args.first_frame { Frames::First } else { Frames::OnlyOne },
    };
    let mut exit = Exit::Success;
    let mut objects = Vec::new();
    for (file, target) in args.files.iter().zip(&targets) {
        match one(file, target, wanted, args.force) {
            Ok(converted) => {
                if !output.is_json() {
                    lines(file, target, &converted, output);
                }
                objects.push(object(file, target, &converted));
            }
            // The others are still converted.
            Err(failure) => {
                exit = failure.exit();
                output.explain(&failure);
                let error = failure.to_json()["error"].take();
                let file = file.to_string_lossy();
                objects.push(json!({ "file": masked(&file), "error": error }));
            }
        }
    }
    if output.is_json() {
        output.object(&json!({ "converted": exit == Exit::Success, "files": objects }));
    }
    Ok(exit)
}

fn purpose(given: PhotoUse) -> Use {
    match given {
        PhotoUse::Photo => Use::FeedPhoto,
        PhotoUse::Story => Use::StoryPhoto,
        PhotoUse::Carousel => Use::CarouselPhoto,
        PhotoUse::Cover => Use::ReelCover,
    }
}

/// Where each file goes. All are known before one is written.
fn targets(args: &ConvertArgs) -> Result<Vec<PathBuf>, Failure> {
    let folder = args.output.as_deref().filter(|out| out.is_dir());
    if let Some(out) = &args.output
        && folder.is_none()
        && args.files.len() > 1
    {
        return Err(Failure::usage("--output cannot be used")
            .because(format!("{} is not a folder, and there are several files", out.display()))
            .fix("give a folder that exists, or one file"));
    }
    let mut seen = BTreeSet::new();
    let mut targets = Vec::new();
    for file in &args.files {
        let target = match (folder, &args.output) {
            (Some(folder), _) => folder.join(own_name(file)),
            (None, Some(out)) => out.clone(),
            (None, None) => file.with_file_name(own_name(file)),
        };
        if is_same(&target, file) {
            return Err(Failure::usage(format!("{} is the file itself", target.display()))
                .because("the original is never replaced")
                .fix("give another name: --output"));
        }
        if !seen.insert(target.clone()) {
            return Err(Failure::usage(format!("two files would become {}", target.display()))
                .because("their names differ only in their extensions")
                .fix("convert them one by one, each with its own --output"));
        }
        if !args.force && target.symlink_metadata().is_ok() {
            return Err(exists(&target));
        }
        targets.push(target);
    }
    Ok(targets)
}

/// `photo.jpg` for `photo.png`, and `photo-converted.jpg` for a JPEG.
fn own_name(file: &Path) -> PathBuf {
    let is_jpeg = |extension: &OsStr| {
        extension.eq_ignore_ascii_case("jpg") || extension.eq_ignore_ascii_case("jpeg")
    };
    let mut name = file.file_stem().unwrap_or_default().to_owned();
    if file.extension().is_some_and(is_jpeg) {
        name.push("-converted");
    }
    name.push(".jpg");
    name.into()
}

fn is_same(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => one == other,
    }
}

fn exists(target: &Path) -> Failure {
    Failure::usage(format!("{} exists", target.display()))
        .because("a file that is there is not replaced")
        .fix("give another name with --output, or add --force")
}

fn one(file: &Path, target: &Path, wanted: Wanted, force: bool) -> Result<Converted, Failure> {
    let probe = probe(file)?;
    let converted = convert(file, &probe, wanted)?;
    write(target, &converted.bytes, force).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => exists(target),
        _ => Failure::failed(format!("{} cannot be written", target.display()))
            .caused_by(&error)
            .fix("make room, or make the folder writable"),
    })?;
    Ok(converted)
}

fn probe(file: &Path) -> Result<Probe, Failure> {
    let probe = medium::probe(file)?;
    if probe.format.is_video() {
        return Err(Failure::usage(format!("{} cannot be converted", file.display()))
            .because("it is a video")
            .fix("`ig check` says what Instagram would change about it"));
    }
    Ok(probe)
}

/// Writes the whole file or nothing.
fn write(target: &Path, bytes: &[u8], force: bool) -> io::Result<()> {
    let place = match force {
        true => target.with_extension(format!("partial-{}", process::id())),
        false => target.to_owned(),
    };
    let mut file = OpenOptions::new().write(true).create_new(true).open(&place)?;
    let mut written = file.write_all(bytes).and_then(|()| file.sync_all());
    if written.is_ok() && force {
        written = fs::rename(&place, target);
    }
    if written.is_err() {
        // If that fails too, nothing is left to try.
        drop(fs::remove_file(&place));
    }
    written
}

fn lines(file: &Path, target: &Path, converted: &Converted, output: &Output) {
    let Converted { width, height, bytes, .. } = converted;
    let done = match converted.kind {
        Kind::Copied => "copied as it is, with its metadata",
        Kind::Converted => "converted",
    };
    output.line(format_args!("{:<10} {}", "file", file.display()));
    output.line(format_args!("{:<10} {}", "jpeg", target.display()));
    output.line(format_args!("{:<10} {width} × {height}, {} bytes, {done}", "", bytes.len()));
    for change in &converted.changes {
        output.line(format_args!("{:<10} {change}", "changed"));
    }
    for finding in &converted.findings {
        output.warning(format_args!("{}: {finding}", target.display()));
    }
}

fn object(file: &Path, target: &Path, converted: &Converted) -> serde_json::Value {
    json!({
        "file": file.to_string_lossy(),
        "jpeg": target.to_string_lossy(),
        "kind": converted.kind,
        "width": converted.width,
        "height": converted.height,
        "size_bytes": converted.bytes.len(),
        "changes": converted.changes,
        "findings": converted.findings,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jpeg_is_beside_its_file_and_never_the_file_itself() {
        let check =
            |file: &str, expect: &str| assert_eq!(own_name(Path::new(file)), Path::new(expect));
        check("a/photo.png", "photo.jpg");
        check("photo.JPEG", "photo-converted.jpg");
        check("photo", "photo.jpg");
        check("photo.tar.webp", "photo.tar.jpg");
    }
}
