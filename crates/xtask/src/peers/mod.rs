//! What other engines do on the workload of `benches`, beside Menkan and beside the same rules by hand: `benches/peers`
//! built and run, in Rust, Python and JavaScript, its figures put together as a table and a chart.

mod chart;
mod figures;
mod table;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use crate::peers::figures::Figure;
use crate::python::Environment;
use crate::workspace::Workspace;
use crate::{Attempt, commands};

/// How many cases are drawn; engines that are slow decide the first of them.
const CASES: &str = "100000";

/// Where the chart is kept that a document shows, and the document with its table.
const CHART: &str = "docs/pictures/peers.svg";
const DOCUMENT: &str = "docs/performance.md";

/// The table stands between these lines of the document.
const MARKS: [&str; 2] = ["<!-- cargo xtask peers --keep writes this table -->\n", "<!-- until here -->\n"];

/// What is asked on the command line.
#[derive(Debug, Default)]
struct Asked<'a> {
    quick: bool,
    keep: bool,
    only: Option<&'a str>,
}

impl<'a> Asked<'a> {
    fn read(options: &[&'a str]) -> Attempt<Self> {
        let mut asked = Self::default();
        let mut options = options.iter();
        while let Some(option) = options.next() {
            match *option {
                "--quick" => asked.quick = true,
                "--keep" => asked.keep = true,
                "--only" => asked.only = Some(options.next().ok_or("--only names an engine or a language")?),
                other => return Err(format!("`{other}` is no option of `peers`").into()),
            }
        }
        if asked.keep && (asked.quick || asked.only.is_some()) {
            return Err("what is kept is a whole run, of all engines".into());
        }
        Ok(asked)
    }

    /// Whether a program is run: all are, unless an engine of another language is asked for.
    fn wants(&self, language: &str) -> bool {
        self.only.is_none_or(|only| only == language || table::languages(only).contains(&language))
    }

    /// The options that every program understands.
    fn options(&self) -> Vec<&'a str> {
        let engine = self.only.filter(|only| !table::LANGUAGES.contains(only));
        let quick = self.quick.then_some("--quick");
        quick.into_iter().chain(engine.into_iter().flat_map(|engine| ["--only", engine])).collect()
    }
}

/// Prepares and runs all that is asked for, and tells of it.
pub(crate) fn run(workspace: &Workspace, options: &[&str]) -> Attempt {
    let asked = Asked::read(options)?;
    let peers = Peers::new(workspace)?;
    let program = peers.build()?;
    let (cases, rules) = (peers.folder.join("cases"), peers.folder.join("rules"));
    commands::run(Command::new(&program).arg("cases").arg(&cases).arg(CASES))?;
    commands::run(Command::new(&program).arg("rules").arg(&rules))?;

    // Everything is installed before anything is timed.
    let python = if asked.wants("Python") { Some(peers.python()?) } else { None };
    let javascript = if asked.wants("JavaScript") { Some(peers.javascript()?) } else { None };
    let mut figures = Vec::new();
    if asked.wants("Rust") {
        let mut command = Command::new(&program);
        command.arg("measure").arg(&cases).args(asked.options());
        figures.extend(peers.measure("rust", &mut command)?);
    }
    if let Some(environment) = python {
        let mut command = environment.python(&[]);
        command.arg(peers.source.join("python/measure.py")).arg(&cases).args(asked.options());
        // One thread each, so that a rate is that of one core; and the kernels that numpy chooses for this processor.
        for name in ["POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMEXPR_MAX_THREADS"] {
            command.env(name, "1");
        }
        command.env_remove("OPENBLAS_CORETYPE").env_remove("OPENBLAS_L2_SIZE");
        figures.extend(peers.measure("python", &mut command)?);
    }
    if let Some(folder) = javascript {
        let mut command = Command::new("node");
        // Node 20 stops where it throws away optimised code into which it has written calls of WebAssembly.
        command
            .arg("--no-turbo-inline-js-wasm-calls")
            .arg(folder.join("measure.mjs"))
            .arg(&cases)
            .arg(&rules)
            .args(asked.options());
        figures.extend(peers.measure("javascript", &mut command)?);
    }

    let table = format!("{}\n{}\n", table::markdown(&figures), machine()?);
    fs::write(peers.folder.join("results.json"), figures::to_json(&figures))?;
    fs::write(peers.folder.join("table.md"), &table)?;
    let chart = chart::draw(&figures);
    fs::write(peers.folder.join("peers.svg"), &chart)?;
    if asked.keep {
        fs::write(workspace.root.join(CHART), chart)?;
        keep(&workspace.root.join(DOCUMENT), &table)?;
    }
    println!("\n{table}");
    Ok(())
}

/// Puts the table in the place of the one that the document shows.
fn keep(document: &Path, table: &str) -> Attempt {
    let text = fs::read_to_string(document)?;
    let [from, until] = MARKS;
    let parts = text.split_once(from).and_then(|(before, rest)| Some((before, rest.split_once(until)?.1)));
    let (before, behind) = parts.ok_or_else(|| format!("{} marks no place for the table", document.display()))?;
    Ok(fs::write(document, format!("{before}{from}\n{table}\n{until}{behind}"))?)
}

/// When and where: figures of another day or machine are other figures.
fn machine() -> Attempt<String> {
    let day = commands::output(Command::new("date").arg("+%Y-%m-%d"))?;
    let cores = commands::output(&mut Command::new("nproc"))?;
    let processor = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let of = |name: &str| {
        let line = processor.lines().find(|line| line.starts_with(name))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    };
    let known = |name: &str| of(name).unwrap_or_else(|| "unknown".to_owned());
    let rust = commands::output(Command::new("rustc").arg("--version"))?;
    let rust = rust.split_whitespace().nth(1).unwrap_or_default().to_owned();
    let python = commands::output(Command::new("python3").arg("--version"))?;
    let node = commands::output(Command::new("node").arg("--version"))?;
    Ok(format!(
        "Measured on {} on a machine of {} cores ({}, family {}, model {}), with Rust {rust}, {} and Node {}.",
        day.trim(),
        cores.trim(),
        known("model name"),
        known("cpu family"),
        known("model\t"),
        python.trim(),
        node.trim().trim_start_matches('v'),
    ))
}

/// The programs that measure, and where they are built and installed.
struct Peers {
    source: PathBuf,
    folder: PathBuf,
}

impl Peers {
    fn new(workspace: &Workspace) -> Attempt<Self> {
        let folder = workspace.target.join("peers");
        fs::create_dir_all(&folder)?;
        Ok(Self { source: workspace.root.join("benches/peers"), folder })
    }

    /// The program in Rust. Its engines take a quarter of an hour to build on two cores, once.
    fn build(&self) -> Attempt<PathBuf> {
        let target = self.folder.join("rust");
        let mut cargo = Command::new(crate::workspace::cargo_program());
        cargo.args(["build", "--release"]).current_dir(&self.source).env("CARGO_TARGET_DIR", &target);
        // What cargo tells this program of itself would have crates built anew that read it, and again without it.
        for (name, _) in env::vars_os() {
            let told =
                name.to_str().is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_"));
            if told {
                cargo.env_remove(name);
            }
        }
        commands::run(&mut cargo)?;
        Ok(target.join("release/menkan-peers"))
    }

    fn python(&self) -> Attempt<Environment> {
        let environment = Environment::at(self.folder.join("python"))?;
        let requirements = self.source.join("python/requirements.txt");
        environment.pip(&["--quiet", "--requirement", &requirements.to_string_lossy()])?;
        Ok(environment)
    }

    /// The scripts beside what they import.
    fn javascript(&self) -> Attempt<PathBuf> {
        let folder = self.folder.join("javascript");
        fs::create_dir_all(&folder)?;
        for entry in fs::read_dir(self.source.join("javascript"))? {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                fs::copy(entry.path(), folder.join(entry.file_name()))?;
            }
        }
        // Not `ci`, which wants every build of zen for other systems in the lock; those that are not to be had are optional.
        let install = ["install", "--no-save", "--no-audit", "--no-fund"];
        commands::run(Command::new("npm").args(install).current_dir(&folder))?;
        Ok(folder)
    }

    /// The figures that a program prints, which are kept beside it.
    fn measure(&self, name: &str, command: &mut Command) -> Attempt<Vec<Figure>> {
        println!("{name}: compares all answers, then takes the time");
        let text = commands::output(command)?;
        fs::write(self.folder.join(name).with_extension("json"), &text)?;
        figures::read(&text)
    }
}
