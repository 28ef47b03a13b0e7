//! From the bytes of a plan to its dated duties, and schedule rules spread over a year.

#![expect(
    clippy::expect_used,
    reason = "a benchmark without its files has nothing to measure"
)]

use std::hint::black_box;
use std::path::{Path, PathBuf};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use jiff::civil::date;
use loa_calendar::expand::{Frame, expand};
use loa_calendar::phrase::{ColumnKind, Context as PhraseContext, read_phrase};
use loa_docfile::read::{Limits, read};
use loa_plan_reader::duty::duties;
use loa_plan_reader::plan::{Context, read_plan};
use loa_plan_reader::units::Units;

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The example plan, and those of the shared folder where it is there.
fn documents() -> Vec<(&'static str, PathBuf)> {
    let project = project();
    let shared = project.join("../shared/plans/docs");
    let all = [
        (
            "example, text",
            project.join("examples/song-ma-2022/ke-hoach.txt"),
        ),
        (
            "example, DOCX",
            project.join("examples/song-ma-2022/ke-hoach.docx"),
        ),
        ("D01, text", shared.join("D01.txt")),
        ("D12, web copy", shared.join("D12.md")),
        ("D03, XLSX", shared.join("D03.xlsx")),
        ("D02, PDF of 40 pages", shared.join("D02.pdf")),
    ];
    all.into_iter().filter(|(_, path)| path.is_file()).collect()
}

/// Bytes to draft, notices and duties of every unit.
fn compile(criterion: &mut Criterion) {
    let units = std::fs::read_to_string(project().join("examples/song-ma-2022/units.csv"))
        .expect("the example's units");
    let units = Units::from_csv(&units).expect("a unit list");
    let mut group = criterion.benchmark_group("compile");
    for (name, path) in documents() {
        let bytes = std::fs::read(&path).expect("a document");
        let file = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        if bytes.len() > 1_000_000 {
            group.sample_size(10);
        }
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let body = read(&file, black_box(&bytes), &Limits::default()).expect("a readable document");
                let context = Context {
                    units: Some(&units),
                    ..Context::default()
                };
                let (draft, notices) = read_plan(&body, &context);
                (duties(&draft, &context), notices)
            });
        });
    }
    group.finish();
}

/// The phrases of a usual plan, in turn.
const PHRASES: &[&str] = &[
    "Thường xuyên",
    "Một tuần một lần",
    "Hàng tháng",
    "Quý II, III năm 2022",
    "Trong năm 2022",
    "trong tháng 02/2022",
    "Trước ngày 25 hằng tháng",
    "Hằng quý",
    "Định kỳ 06 tháng",
    "Chậm nhất ngày 30/11/2022",
];

/// 10,000 rules to the windows of a year.
fn schedules(criterion: &mut Criterion) {
    let context = PhraseContext {
        plan_years: Some((2022, 2022)),
        issued_on: Some(date(2022, 1, 13)),
        column: ColumnKind::Period,
        heading: None,
    };
    let frame = Frame {
        issued_on: Some(date(2022, 1, 13)),
        first: date(2022, 1, 1),
        last: date(2022, 12, 31),
    };
    let rules: Vec<_> = PHRASES
        .iter()
        .cycle()
        .take(10_000)
        .map(|phrase| read_phrase(phrase, &context))
        .collect();
    let mut group = criterion.benchmark_group("schedule");
    group.throughput(Throughput::Elements(10_000));
    group.bench_function("10,000 rules over a year", |bencher| {
        bencher.iter(|| {
            rules
                .iter()
                .map(|rule| expand(black_box(rule), &frame).len())
                .sum::<usize>()
        });
    });
    group.throughput(Throughput::Elements(PHRASES.len() as u64));
    group.bench_function("10 phrases read", |bencher| {
        bencher.iter(|| {
            PHRASES
                .iter()
                .map(|phrase| read_phrase(black_box(phrase), &context))
                .collect::<Vec<_>>()
        });
    });
    group.finish();
}

criterion_group!(benches, compile, schedules);
criterion_main!(benches);
