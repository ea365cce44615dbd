//! Packs the schemas into one file for the program: as text they are half a megabyte, and say most of it
//! many times.

use std::{env, fs, io, path::PathBuf};

use flate2::{Compression, write::DeflateEncoder};

fn main() -> io::Result<()> {
    let packed =
        fs::File::create(PathBuf::from(env::var("OUT_DIR").unwrap_or_default()).join("schemas"))?;
    let mut packed = DeflateEncoder::new(packed, Compression::best());
    for folder in ["schema", "schema/output"] {
        println!("cargo::rerun-if-changed={folder}");
        let mut files = fs::read_dir(folder)?
            .map(|file| file.map(|file| file.path()))
            .collect::<Result<Vec<_>, _>>()?;
        files.retain(|file| file.is_file());
        files.sort();
        for file in files {
            let name = file.strip_prefix("schema").unwrap_or(&file).display();
            io::Write::write_all(
                &mut packed,
                format!("{name}\0{}\0", fs::read_to_string(&file)?).as_bytes(),
            )?;
        }
    }
    packed.finish().map(drop)
}
