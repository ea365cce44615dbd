// Where the program `ig` is: in the package for this platform, which npm installs beside this one.
"use strict";

/** The path of the program `ig` that came with this package. */
function findIg() {
  const name = `ig-cli-${process.platform}-${process.arch}`;
  const file = process.platform === "win32" ? "ig.exe" : "ig";
  try {
    return require.resolve(`${name}/bin/${file}`);
  } catch {
    throw new Error(
      `the package ${name} is not installed, which has the program ig: install ig-cli without ` +
        "--omit=optional, or, if there is no such package, build ig with Rust",
    );
  }
}

module.exports = { findIg };
