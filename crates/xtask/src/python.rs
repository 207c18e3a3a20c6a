//! The Python package: built from its source distribution, tested, and used outside the repository.

use std::path::{Path, PathBuf};
use std::process::{self, Command};
use std::{env, fs};

use crate::steps::Outcome;
use crate::workspace::Workspace;
use crate::{Attempt, bindings, commands};

/// What builds and tests the package, each with its version: `NAME==VERSION`.
const TOOLS: [&str; 3] = ["maturin==1.16.0", "mypy==2.4.1", "pytest==9.2.0"];

/// The package builds from its source distribution; its tests and the conformance cases pass; its types are as they say;
/// and it works in a fresh virtual environment outside the repository.
pub(crate) fn check(workspace: &Workspace) -> Attempt<Outcome> {
    let package = workspace.root.join("bindings/python");
    let tools = Environment::at(workspace.target.join("python"))?;
    tools.pip(&[&["--quiet"], &TOOLS[..]].concat())?;

    let built = workspace.target.join("wheels");
    if built.exists() {
        fs::remove_dir_all(&built)?;
    }
    let source = build_source(workspace, &tools, &package, &built)?;
    let wheel = build_wheel(workspace, &tools, &source, &built)?;
    println!("{}: {} KB", name_of(&wheel), fs::metadata(&wheel)?.len() / 1000);

    tools.pip(&["--quiet", "--no-deps", "--no-index", "--force-reinstall", &wheel.to_string_lossy()])?;
    commands::run(tools.python(&["-m", "pytest", "--quiet", "tests"]).current_dir(&package))?;
    commands::run(tools.python(&["-m", "mypy", "--no-incremental", "python", "tests"]).current_dir(&package))?;
    commands::run(tools.python(&["-m", "mypy.stubtest", "menkan"]).current_dir(&source))?;
    let runner = format!("{} tests/runners/decide.py", tools.program("python").display());
    bindings::conform(workspace, &runner, None)?;
    use_outside(&package, &wheel)?;
    Ok(Outcome::Passed)
}

/// The source distribution, unpacked: what a wheel is built from where there is none.
fn build_source(workspace: &Workspace, tools: &Environment, package: &Path, built: &Path) -> Attempt<PathBuf> {
    let mut command = Command::new(tools.program("maturin"));
    commands::run(command.current_dir(package).args(["sdist", "--out"]).arg(built))?;
    let archive = only(built, ".tar.gz")?;
    let name = name_of(&archive);
    let folder = workspace.target.join("sdist");
    let unpacked = folder.join(name.strip_suffix(".tar.gz").unwrap_or(&name));
    // The same sources give the same archive; then what was built of them is kept.
    if fs::read(folder.join(&name)).ok() == Some(fs::read(&archive)?) {
        return Ok(unpacked);
    }
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    // All times in the archive are the same, from which cargo would not see a change: `-m` sets those of now.
    commands::run(Command::new("tar").arg("-xzmf").arg(&archive).arg("-C").arg(&folder))?;
    fs::copy(&archive, folder.join(&name))?;
    Ok(unpacked)
}

fn build_wheel(workspace: &Workspace, tools: &Environment, source: &Path, built: &Path) -> Attempt<PathBuf> {
    let mut command = Command::new(tools.program("maturin"));
    command.current_dir(source).args(["build", "--release", "--out"]).arg(built);
    command.arg("--interpreter").arg(tools.program("python"));
    // The dependencies are those of the workspace, already built.
    commands::run(command.env("CARGO_TARGET_DIR", &workspace.target))?;
    only(built, ".whl")
}

/// The wheel alone, in a new environment outside the repository.
fn use_outside(package: &Path, wheel: &Path) -> Attempt {
    let folder = env::temp_dir().join(format!("menkan-python-{}", process::id()));
    let tried = Environment::at(folder.join("environment")).and_then(|outside| {
        outside.pip(&["--quiet", "--no-index", &wheel.to_string_lossy()])?;
        commands::run(outside.python(&["-I"]).arg(package.join("tests/smoke.py")).current_dir(&folder))
    });
    fs::remove_dir_all(&folder)?;
    tried
}

/// A virtual environment.
pub(crate) struct Environment {
    folder: PathBuf,
}

impl Environment {
    /// The environment of a folder, made where there is none.
    pub(crate) fn at(folder: PathBuf) -> Attempt<Self> {
        let environment = Self { folder };
        if !commands::succeeds(&mut environment.python(&["-m", "pip", "--version"])) {
            let made = commands::run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&environment.folder));
            made.map_err(|reason| {
                format!("{reason}; Python 3.10 or later with `venv` is needed (Debian: python3-venv)")
            })?;
        }
        Ok(environment)
    }

    fn program(&self, name: &str) -> PathBuf {
        self.folder.join("bin").join(name)
    }

    /// Its Python.
    pub(crate) fn python(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(self.program("python"));
        command.args(arguments).env("PYTHONDONTWRITEBYTECODE", "1");
        command
    }

    /// Installs into it.
    pub(crate) fn pip(&self, arguments: &[&str]) -> Attempt {
        commands::run(self.python(&["-m", "pip", "--disable-pip-version-check", "install"]).args(arguments))
    }
}

/// The one file of a folder whose name ends so.
fn only(folder: &Path, ending: &str) -> Attempt<PathBuf> {
    let paths = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Attempt<Vec<PathBuf>>>()?;
    let mut paths = paths.into_iter().filter(|path| name_of(path).ends_with(ending));
    match (paths.next(), paths.next()) {
        (Some(path), None) => Ok(path),
        _ => Err(format!("{} should hold one *{ending}", folder.display()).into()),
    }
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
