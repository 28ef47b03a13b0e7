#!/bin/sh
# A report of some ten pages to PDF: Loa beside LibreOffice, WeasyPrint and typst for Python, each a new process, in turns; then
# Loa's times when it runs already. `report.sh [ROUNDS]`. The peers go into PEERS_DIR (a folder of your choice).
# LOA_PRINT=FILE takes a built `print` (cargo build --release -p loa-print --example print) instead of building it.
set -eu
cd "$(dirname "$0")/.."
rounds=${1:-3}
peers=${PEERS_DIR:?name a folder for the other programs}
mkdir -p "$peers/report"

scripts/web.sh
scripts/setup.sh python3
for program in soffice pdfinfo; do command -v "$program" >/dev/null 2>&1 || { scripts/setup.sh libreoffice; break; }; done
print=${LOA_PRINT:-}
if [ -z "$print" ]; then
    cargo build --release --quiet -p loa-print --example print
    print=${CARGO_TARGET_DIR:-target}/release/examples/print
fi
python=$peers/venv-print/bin/python
if [ ! -x "$peers/venv-print/bin/weasyprint" ]; then
    python3 -m venv "$peers/venv-print"
    "$python" -m pip install --quiet weasyprint typst
fi

dir=$peers/report
"$python" bench/report.py "$dir"
"$print" "$dir/report.json"
exec "$python" - "$rounds" "$print" "$dir" "$peers/venv-print/bin/weasyprint" "$python" <<'P'
import os, pathlib, shutil, statistics, subprocess, sys, time

rounds, loa, folder, weasyprint, python = int(sys.argv[1]), sys.argv[2], pathlib.Path(sys.argv[3]), sys.argv[4], sys.argv[5]
(folder / "lo").mkdir(exist_ok=True)
shutil.copy(folder / "report.docx", folder / "lo" / "office.docx")
peers = {
    "loa": ([loa, str(folder / "report.json")], folder / "report.pdf"),
    "typst (Python)": ([python, "-c", "import typst,sys; typst.compile(sys.argv[1], output=sys.argv[2])", str(folder / "report.typ"), str(folder / "typst.pdf")], folder / "typst.pdf"),
    "weasyprint": ([weasyprint, str(folder / "report.html"), str(folder / "weasyprint.pdf")], folder / "weasyprint.pdf"),
    "libreoffice": (["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf", "--outdir", str(folder / "lo"), str(folder / "lo" / "office.docx")], folder / "lo" / "office.pdf"),
}

# In a process of its own, so that what its children used is this program's alone.
def once(command):
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        import resource
        start = time.monotonic()
        code = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=300).returncode
        wall, used = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
        os.write(write, f"{code} {wall} {used.ru_utime + used.ru_stime} {used.ru_maxrss}".encode())
        os._exit(0)
    os.waitpid(child, 0)
    code, wall, cpu, rss = os.read(read, 200).decode().split()
    if code != "0":
        sys.exit(f"failed: {command}")
    return float(wall), float(cpu), int(rss) / 1024

# The first run of each only fills caches.
seen = {name: [] for name in peers}
for turn in range(rounds + 1):
    for name, (command, pdf) in peers.items():
        pdf.unlink(missing_ok=True)
        figures = once(command)
        if turn:
            seen[name].append(figures)

middle = {name: [statistics.median(column) for column in zip(*figures)] for name, figures in seen.items()}
print(f"load {os.getloadavg()[0]:.1f}, medians of {rounds}; ratios to Loa in brackets")
print("program\tpages\twall_s\tcpu_s\tpeak_mb")
for name, values in middle.items():
    pages = next(line.split()[1] for line in subprocess.run(["pdfinfo", peers[name][1]], capture_output=True, text=True).stdout.splitlines() if line.startswith("Pages"))
    figures = [f"{value:.2f} ({value / own:.1f})" for value, own in zip(values, middle["loa"])]
    print(name, pages, *figures, sep="\t")
print("\nLoa, already running (mean of 20):")
subprocess.run([loa, "20", str(folder / "report.json")], check=True)
P
