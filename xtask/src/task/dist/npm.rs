//! The npm packages: one with the helper for tests, and one with the program of this platform, which
//! the first names as an optional dependency. npm installs the one that fits, without a script.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::{Value, json};

use super::{
    Names,
    platform::{PLATFORMS, Platform},
};
use crate::{
    failure::Failure,
    files::{self, copy_into, empty},
    process,
    task::program::Program,
    workspace::Workspace,
};

/// Makes both packages: that of the program is the second.
pub(super) fn make(
    workspace: &Workspace,
    program: &Program,
    platform: Platform,
    names: Names,
    packages: &Path,
) -> Result<[PathBuf; 2], Failure> {
    let source = workspace.root().join("crates/ig-cli/dist/node");
    let staged = program.target.join("dist-npm");
    empty(&staged)?;
    let text = files::read(&source.join("package.json"))?;
    let manifest: Value = serde_json::from_str(&text).map_err(Failure::of("package.json"))?;

    let helper = staged.join("ig-cli");
    for name in
        ["LICENSE-APACHE", "LICENSE-MIT", "README.md", "index.js", "index.d.ts", "program.js"]
    {
        copy_into(&source.join(name), &helper, name)?;
    }
    copy_into(&source.join("bin/ig.js"), &helper.join("bin"), "ig.js")?;
    write(&helper, &of_helper(&manifest, &program.version, platform, names))?;

    let with_program = staged.join(platform.npm_name());
    for name in ["LICENSE-APACHE", "LICENSE-MIT"] {
        copy_into(&source.join(name), &with_program, name)?;
    }
    copy_into(&program.path, &with_program.join("bin"), platform.program())?;
    write(&with_program, &of_program(&manifest, &program.version, platform))?;

    let pack = |folder: &Path| {
        // On Windows npm is a script.
        let mut npm = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
        npm.args(["pack", "--silent", "--pack-destination"]).arg(packages).arg(folder);
        let name = process::read(&mut npm)?;
        Ok::<_, Failure>(packages.join(name.trim()))
    };
    Ok([pack(&helper)?, pack(&with_program)?])
}

fn write(folder: &Path, manifest: &Value) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(manifest).map_err(Failure::of("package.json"))?;
    files::write(&folder.join("package.json"), &(text + "\n"))
}

/// The manifest as it is in the repository, with the version and the packages of programs.
fn of_helper(manifest: &Value, version: &str, platform: Platform, names: Names) -> Value {
    let platforms = match names {
        Names::Local => &[platform][..],
        Names::Registry => PLATFORMS,
    };
    let programs: serde_json::Map<_, _> =
        platforms.iter().map(|it| (it.npm_name(), Value::from(version))).collect();
    let mut manifest = manifest.clone();
    manifest["version"] = version.into();
    manifest["optionalDependencies"] = programs.into();
    manifest
}

fn of_program(manifest: &Value, version: &str, platform: Platform) -> Value {
    let (Platform { os, cpu, .. }, name) = (platform, platform.npm_name());
    let mut made = json!({
        "name": name,
        "version": version,
        "description": format!("The program of ig-cli for {os} on {cpu}"),
        "license": manifest["license"],
        "os": [os],
        "cpu": [cpu],
        "files": ["bin", "LICENSE-APACHE", "LICENSE-MIT"],
    });
    if os == "linux" {
        made["libc"] = json!(["glibc"]);
    }
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest() -> Value {
        let text = include_str!("../../../../crates/ig-cli/dist/node/package.json");
        serde_json::from_str(text).expect("it is JSON")
    }

    #[test]
    fn the_helper_names_the_programs_in_its_own_version() {
        let linux = PLATFORMS[0];
        let here = of_helper(&manifest(), "1.2.3", linux, Names::Local);
        assert_eq!(here["version"], "1.2.3");
        assert_eq!(here["optionalDependencies"], json!({ "ig-cli-linux-x64": "1.2.3" }));
        let all = of_helper(&manifest(), "1.2.3", linux, Names::Registry);
        let all = all["optionalDependencies"].as_object().expect("an object");
        assert_eq!(all.len(), PLATFORMS.len());
    }

    #[test]
    fn a_program_is_for_its_platform_only() {
        let made = of_program(&manifest(), "1.2.3", PLATFORMS[0]);
        assert_eq!((&made["os"], &made["cpu"]), (&json!(["linux"]), &json!(["x64"])));
        assert_eq!(made["libc"], json!(["glibc"]));
        let windows = PLATFORMS.iter().find(|it| it.os == "win32").expect("it is there");
        assert!(of_program(&manifest(), "1.2.3", *windows)["libc"].is_null());
    }
}
