//! Texts of real documents for tests.

use std::path::Path;

/// Sample documents that are text; empty where their folder is absent, an error in CI.
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
pub(crate) fn documents() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/plans/docs");
    let Ok(entries) = std::fs::read_dir(folder) else {
        assert!(
            std::env::var("CI").as_deref() != Ok("true"),
            "no sample documents"
        );
        eprintln!("skipped: no sample documents");
        return Vec::new();
    };
    let paths = entries.flatten().map(|entry| entry.path());
    paths
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "txt" || extension == "md")
        })
        .filter_map(|path| std::fs::read_to_string(path).ok())
        .collect()
}
