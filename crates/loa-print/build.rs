//! Says what to do when the fonts were not put in place yet.

use std::path::Path;

fn main() {
    println!("cargo::rerun-if-changed=../../web/dist-print");
    if !Path::new("../../web/dist-print/tai-viet.ttf").exists() {
        println!(
            "cargo::error=web/dist-print is missing: run scripts/web.sh (make does it) before building loa-print"
        );
    }
}
