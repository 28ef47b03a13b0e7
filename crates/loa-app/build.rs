//! Says what to do when the styles and scripts were not built yet.

use std::path::Path;

fn main() {
    let manifest = Path::new("../../web/dist/manifest.json");
    println!("cargo::rerun-if-changed=../../web/dist");
    if !manifest.exists() {
        println!(
            "cargo::error=web/dist is missing: run scripts/web.sh (make does it) before building loa-app"
        );
    }
}
