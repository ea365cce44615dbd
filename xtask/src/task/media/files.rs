//! The programs and libraries, and the files that they make.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{failure::Failure, process, workspace::Workspace};

/// Debian's packages, each with a program of its own.
const PACKAGES: [(&str, &str); 12] = [
    ("ffmpeg", "ffprobe"),
    ("mediainfo", "mediainfo"),
    ("libimage-exiftool-perl", "exiftool"),
    ("libjpeg-turbo-progs", "cjpeg"),
    ("imagemagick", "convert"),
    ("libheif-examples", "heif-enc"),
    ("webp", "cwebp"),
    ("libjxl-tools", "cjxl"),
    ("libavif-bin", "avifenc"),
    ("libopenjp2-tools", "opj_compress"),
    ("mkvtoolnix", "mkvmerge"),
    ("netpbm", "ppmtobmp"),
];

/// Libraries, with their versions.
const PYTHON: [&str; 7] = [
    "av==18.1.0",
    "imagecodecs==2026.3.6",
    "numpy==2.4.6",
    "opencv-python-headless==5.0.0.93",
    "pillow==13.0.0",
    "pillow_heif==1.8.1",
    "tifffile==2026.3.3",
];
const NODE: [&str; 2] = ["mediabunny@1.61.0", "sharp@0.35.5"];

/// Where the libraries are, and what all of it is called with its version.
#[derive(Debug)]
pub(super) struct Tools {
    pub(super) python: PathBuf,
    node: PathBuf,
    pub(super) versions: Vec<String>,
}

/// Installs what is missing. Debian's packages need root on a Debian system; elsewhere they are
/// named.
pub(super) fn install(folder: &Path) -> Result<Tools, Failure> {
    let is_missing = |program: &str| {
        !process::succeeds(Command::new("sh").args(["-c", "command -v \"$0\"", program]))
    };
    let missing: Vec<_> = PACKAGES
        .iter()
        .filter(|(_, program)| is_missing(program))
        .map(|(package, _)| *package)
        .collect();
    if !missing.is_empty() {
        let mut apt = Command::new("apt-get");
        apt.env("DEBIAN_FRONTEND", "noninteractive");
        apt.args(["install", "--yes", "--no-install-recommends"]).args(&missing);
        process::run(&mut apt).map_err(|failure| {
            Failure::new(format!(
                "install these packages of Debian: {}: {failure}",
                missing.join(" ")
            ))
        })?;
    }
    let environment = folder.join("python");
    let python = environment.join("bin/python");
    if !python.exists() {
        process::run(Command::new("python3").args(["-m", "venv"]).arg(&environment))?;
    }
    let mut pip = Command::new(&python);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
    process::run(pip.args(PYTHON))?;
    let node = folder.join("node");
    fs::create_dir_all(&node).map_err(Failure::of(node.display()))?;
    let manifest = node.join("package.json");
    fs::write(&manifest, "{\"private\": true}\n").map_err(Failure::of(manifest.display()))?;
    let mut npm = Command::new("npm");
    npm.args(["install", "--silent", "--no-audit", "--no-fund", "--no-save"]).args(NODE);
    process::run(npm.current_dir(&node))?;
    let mut versions = debian_versions()?;
    versions.extend(PYTHON.iter().map(|it| it.replace("==", " ")));
    versions.extend(NODE.iter().map(|it| it.replace('@', " ")));
    Ok(Tools { python, node, versions })
}

fn debian_versions() -> Result<Vec<String>, Failure> {
    let mut query = Command::new("dpkg-query");
    query.args(["--show", "--showformat", "${Package} ${Version}\\n"]);
    let text = process::read(query.args(PACKAGES.map(|(package, _)| package)))?;
    Ok(text.lines().map(str::to_owned).collect())
}

/// Makes the files, and removes those of an earlier run.
pub(super) fn make(workspace: &Workspace, folder: &Path, tools: &Tools) -> Result<(), Failure> {
    let scripts = workspace.root().join("tests/oracle");
    let files = folder.join("files");
    if files.exists() {
        fs::remove_dir_all(&files).map_err(Failure::of(files.display()))?;
    }
    fs::create_dir_all(&files).map_err(Failure::of(files.display()))?;
    let run = |program: &Path, script: &str, argument: &Path| {
        let mut command = Command::new(program);
        command.arg(scripts.join(script)).arg(argument).current_dir(&files);
        process::run(&mut command)
    };
    run(Path::new("bash"), "recipes.sh", Path::new(""))?;
    run(&tools.python, "make.py", Path::new(""))?;
    run(Path::new("node"), "make.mjs", &tools.node)
}

/// The files that are there, in the order of their names.
pub(super) fn paths(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let files = folder.join("files");
    let mut paths = Vec::new();
    for entry in fs::read_dir(&files).map_err(Failure::of(files.display()))? {
        paths.push(entry.map_err(Failure::of(files.display()))?.path());
    }
    paths.sort();
    println!("{} files", paths.len());
    Ok(paths)
}
