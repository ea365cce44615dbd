//! `ig convert FILE…`

use std::{
    collections::{BTreeMap, BTreeSet},
    ffi::OsString,
    fs::{self, OpenOptions},
    io::{self, ErrorKind, Write as _},
    path::{MAIN_SEPARATOR, Path, PathBuf},
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
    queue,
};

pub(super) fn run(args: &ConvertArgs, output: &Output) -> Result<Exit, Failure> {
    let targets = targets(args)?;
    let wanted = Wanted {
        purpose: purpose(args.purpose),
        background: args.background,
        pad: args.pad,
        frames: if args.first_frame { Frames::First } else { Frames::OnlyOne },
    };
    let (mut exit, mut failed) = (Exit::Success, 0);
    let (mut objects, mut decisive) = (Vec::new(), None);
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
                let before = exit;
                exit = queue::worse(exit, failure.exit());
                failed += 1;
                output.explain(&failure);
                let error = failure.to_json()["error"].take();
                if exit != before {
                    decisive = Some(error.clone());
                }
                let file = file.to_string_lossy();
                objects.push(json!({ "file": masked(&file), "error": error }));
            }
        }
    }
    if 0 < failed && 1 < args.files.len() {
        output.note(format_args!("{failed} of {} files were not converted", args.files.len()));
    }
    if output.is_json() {
        let mut reply = json!({ "converted": exit == Exit::Success, "files": objects });
        if let Some(error) = decisive {
            reply["error"] = error;
        }
        output.object(&reply);
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
    if let Some(out) = &args.output {
        check_output(out, folder.is_some(), args.files.len())?;
    }
    let sources: BTreeSet<_> = args.files.iter().flat_map(|file| places(file)).collect();
    let mut seen: BTreeMap<PathBuf, &Path> = BTreeMap::new();
    let mut targets = Vec::new();
    for file in &args.files {
        let target = match (folder, &args.output) {
            (Some(folder), _) => folder.join(own_name(file)),
            (None, Some(out)) => out.clone(),
            (None, None) => file.with_file_name(own_name(file)),
        };
        if let Some(source) = places(&target).find(|place| sources.contains(place)) {
            let which = match places(file).any(|place| place == source) {
                true => "the file itself",
                false => "one of the files to convert",
            };
            return Err(Failure::usage(format!("{} is {which}", target.display()))
                .because("the original is never replaced")
                .fix("give another name or folder: --output"));
        }
        let place = places(&target).next().unwrap_or_else(|| target.clone());
        if let Some(other) = seen.insert(place, file) {
            return Err(two(&target, (other, file)));
        }
        free(&target, args.force)?;
        targets.push(target);
    }
    Ok(targets)
}

/// Refuses what can be nobody's JPEG.
fn check_output(out: &Path, is_folder: bool, files: usize) -> Result<(), Failure> {
    let refused = |why: String, fix: &str| {
        Err(Failure::usage("--output cannot be used").because(why).fix(fix))
    };
    let name = out.display();
    if is_folder {
        return Ok(());
    }
    if out.as_os_str() == "-" {
        let fix = "give the name of a file; one with this name is ./-";
        return refused("- means standard output, to which no JPEG is written".to_owned(), fix);
    }
    if 1 < files {
        let why = format!("{name} is not a folder, and there are several files");
        return refused(why, "give a folder that exists, or one file");
    }
    if out.as_os_str().to_string_lossy().ends_with(MAIN_SEPARATOR) {
        return refused(format!("there is no folder {name}"), "make it first, or give another");
    }
    if !is_named_jpeg(out) {
        let why = format!("{name} would be a JPEG, and its name does not say so");
        return refused(why, "give a name that ends with .jpg, or a folder that exists");
    }
    let above = out.parent().filter(|above| !above.as_os_str().is_empty());
    match above {
        Some(above) if !above.is_dir() => refused(
            format!("{} is not a folder that exists", above.display()),
            "make it first, or give another",
        ),
        _ => Ok(()),
    }
}

/// The places that a path names, as far as they exist: its own, and that at the end of a link.
fn places(path: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    let above = path.parent().filter(|above| !above.as_os_str().is_empty());
    let above = above.unwrap_or(Path::new(".")).canonicalize().ok();
    let own = above.zip(path.file_name()).map(|(above, name)| above.join(name));
    own.into_iter().chain(path.canonicalize().ok())
}

fn two(target: &Path, (one, other): (&Path, &Path)) -> Failure {
    let failure = Failure::usage(format!("two files would become {}", target.display()));
    match places(one).any(|place| places(other).any(|it| it == place)) {
        true => failure
            .because(format!("{} and {} are the same file", one.display(), other.display()))
            .fix("give it once"),
        false => failure
            .because(format!("they are {} and {}", one.display(), other.display()))
            .fix("convert them one by one, each with its own --output"),
    }
}

/// Refuses to replace what is there, unless it is to be replaced.
fn free(target: &Path, force: bool) -> Result<(), Failure> {
    let Ok(metadata) = target.symlink_metadata() else { return Ok(()) };
    let is_file = metadata.is_file() || metadata.is_symlink();
    match (is_file, force) {
        (true, true) => Ok(()),
        (true, false) => Err(exists(target)),
        (false, _) => Err(Failure::usage(format!("{} cannot be replaced", target.display()))
            .because("it is a folder, a pipe or a device")
            .fix("give another name: --output")),
    }
}

/// `photo.jpg` for `photo.png`, and `photo-converted.jpg` for a JPEG.
fn own_name(file: &Path) -> PathBuf {
    let mut name = file.file_stem().unwrap_or_default().to_owned();
    if is_named_jpeg(file) {
        name.push("-converted");
    }
    name.push(".jpg");
    name.into()
}

fn is_named_jpeg(file: &Path) -> bool {
    let is = |name: &str| file.extension().is_some_and(|it| it.eq_ignore_ascii_case(name));
    is("jpg") || is("jpeg")
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
        kind => Failure::failed(format!("{} cannot be written", target.display()))
            .caused_by(&error)
            .fix(match kind {
                ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
                    "make room, or give another place: --output"
                }
                _ => "give a folder that you may write to: --output",
            }),
    })?;
    Ok(converted)
}

fn probe(file: &Path) -> Result<Probe, Failure> {
    let probe = medium::probe(file, medium::Needs::Picture)?;
    if probe.format.is_video() {
        return Err(Failure::usage(format!("{} cannot be converted", file.display()))
            .because("it is a video")
            .fix("`ig check` says what Instagram would change about it"));
    }
    Ok(probe)
}

/// Writes the whole file or nothing, also if the process dies.
fn write(target: &Path, bytes: &[u8], force: bool) -> io::Result<()> {
    let mut name = OsString::from(".");
    name.push(target.file_name().unwrap_or_default());
    name.push(format!(".partial-{}", process::id()));
    let partial = target.with_file_name(name);
    // One that a process with this number has left.
    drop(fs::remove_file(&partial));
    let mut file = OpenOptions::new().write(true).create_new(true).open(&partial)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    let written = written.and_then(|()| {
        if force {
            return fs::rename(&partial, target);
        }
        // Somebody may have made it meanwhile.
        OpenOptions::new().write(true).create_new(true).open(target)?;
        fs::rename(&partial, target).inspect_err(|_| drop(fs::remove_file(target)))
    });
    if written.is_err() {
        // If that fails too, nothing is left to try.
        drop(fs::remove_file(&partial));
    }
    written
}

fn lines(file: &Path, target: &Path, converted: &Converted, output: &Output) {
    let Converted { width, height, bytes, .. } = converted;
    let done = match converted.kind {
        Kind::Copied => "needs no conversion: copied as it is, with its metadata",
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
