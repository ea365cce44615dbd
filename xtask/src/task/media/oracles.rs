//! What other programs say.

mod exiftool;
mod ffprobe;
mod mediainfo;
mod pillow;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

use super::{
    facts::{Facts, Said},
    files::Tools,
};
use crate::{failure::Failure, process, workspace::Workspace};

pub(super) fn ask(
    workspace: &Workspace,
    tools: &Tools,
    paths: &[PathBuf],
) -> Result<Vec<Said>, Failure> {
    let script = workspace.root().join("tests/oracle/ask.py");
    let pillow = lines(&answer(Command::new(&tools.python).arg(script).args(paths))?);
    let mediainfo = list(&answer(Command::new("mediainfo").arg("--Output=JSON").args(paths))?)?;
    let mut exiftool = Command::new("exiftool");
    exiftool.args(["-json", "-n", "-q", "-api", "LargeFileSupport=1"]).args(paths);
    let exiftool = list(&answer(&mut exiftool)?)?;
    let mut ffprobe = BTreeMap::new();
    for path in paths {
        let mut command = Command::new("ffprobe");
        command.args(["-v", "quiet", "-print_format", "json", "-show_format", "-show_streams"]);
        let said = serde_json::from_str(&answer(command.arg(path))?).unwrap_or_default();
        ffprobe.insert(path.clone(), ffprobe::facts(path, &said));
    }
    Ok(vec![
        Said { program: "ffprobe", facts: ffprobe },
        by_path("MediaInfo", &mediainfo, |it| &it["media"]["@ref"], mediainfo::facts),
        by_path("exiftool", &exiftool, |it| &it["SourceFile"], exiftool::facts),
        by_path("Pillow", &pillow, |it| &it["path"], pillow::facts),
    ])
}

/// What a program prints; it fails where it cannot read a file, which is an answer too.
fn answer(command: &mut Command) -> Result<String, Failure> {
    Ok(String::from_utf8_lossy(&process::capture(command)?.stdout).into_owned())
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}

fn list(text: &str) -> Result<Vec<Value>, Failure> {
    serde_json::from_str(text).map_err(Failure::of("an answer in JSON"))
}

fn by_path(
    program: &'static str,
    said: &[Value],
    path: fn(&Value) -> &Value,
    facts: fn(&Path, &Value) -> Facts,
) -> Said {
    let of = |it: &Value| {
        let path = PathBuf::from(path(it).as_str()?);
        let facts = facts(&path, it);
        Some((path, facts))
    };
    Said { program, facts: said.iter().filter_map(of).collect() }
}

/// A format or a codec by one name for all programs.
fn named(word: &str, names: &[(&str, &'static str)]) -> Option<&'static str> {
    names.iter().find(|(theirs, _)| *theirs == word).map(|&(_, ours)| ours)
}

/// Whether a file is a still picture, by the name that its maker gave it.
fn is_photo(path: &Path) -> bool {
    const PHOTOS: [&str; 20] = [
        "jpg", "png", "gif", "bmp", "webp", "tif", "psd", "ico", "pgm", "ppm", "pam", "exr", "qoi",
        "jp2", "j2k", "jxl", "heic", "avif", "mpo", "pnm",
    ];
    path.extension().and_then(|it| it.to_str()).is_some_and(|it| PHOTOS.contains(&it))
}
