//! The npm package: the WebAssembly module built, the package tested, and used outside the repository.

use std::path::{Path, PathBuf};
use std::process::{self, Command};
use std::{env, fs};

use crate::steps::Outcome;
use crate::workspace::Workspace;
use crate::{Attempt, bindings, commands};

const TARGET: &str = "wasm32-unknown-unknown";

/// Debian's Rust with the sources of its standard library, for a machine whose rustup does not have the target.
const DEBIAN: [&str; 2] = ["rustc-web", "rust-web-src"];

/// The package builds; its tests and the conformance cases pass; its types are right; and it works where it is installed
/// outside the repository.
pub(crate) fn check(workspace: &Workspace) -> Attempt<Outcome> {
    let source = workspace.root.join("bindings/wasm");
    let package = workspace.target.join("npm");
    let module = build_module(workspace)?;
    commands::run(Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(&source))?;
    assemble(workspace, &source, &module, &package)?;
    for file in ["menkan_wasm_bg.wasm", "menkan_wasm.js", "menkan.js"] {
        println!("{file}: {}", sizes(&package.join(file))?);
    }
    let node = |arguments: &[&str]| {
        let mut command = Command::new("node");
        command.args(arguments).current_dir(&source).env("MENKAN_PACKAGE", &package);
        command
    };
    commands::run(&mut node(&["--test"]))?;
    commands::run(&mut node(&["node_modules/typescript/bin/tsc", "--project", "tests"]))?;
    bindings::conform(workspace, "node tests/runners/decide.mjs", Some(&package))?;
    use_outside(&source, &package)?;
    Ok(Outcome::Passed)
}

/// The module as rustc makes it.
fn build_module(workspace: &Workspace) -> Attempt<PathBuf> {
    let build = ["build", "--profile", "wasm", "--package", "menkan-wasm", "--target", TARGET];
    let mut rustup = Command::new("rustup");
    if has_target(workspace)? || commands::succeeds(rustup.args(["target", "add", TARGET])) {
        commands::run(&mut workspace.cargo(&build))?;
        return Ok(workspace.target.join(TARGET).join("wasm/menkan_wasm.wasm"));
    }
    println!("rustup does not have {TARGET}: its standard library is built from Debian's sources");
    if !commands::succeeds(Command::new("dpkg").arg("--status").args(DEBIAN)) {
        commands::run(Command::new("apt-get").arg("update"))?;
        commands::run(Command::new("apt-get").args(["install", "--yes", "--no-install-recommends"]).args(DEBIAN))?;
    }
    let sysroot = commands::output(&mut workspace.command("rustc", &["--print", "sysroot"]))?;
    let version = commands::output(&mut workspace.command("rustc", &["-vV"]))?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).ok_or("rustc names no host")?;
    let linker = Path::new(sysroot.trim()).join("lib/rustlib").join(host).join("bin/rust-lld");
    let target = workspace.target.join("debian");
    let mut command = workspace.cargo(&build);
    command.args(["-Z", "build-std=std,panic_abort"]).env("RUSTC", "/usr/bin/rustc").env("RUSTC_BOOTSTRAP", "1");
    command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker).env("CARGO_TARGET_DIR", &target);
    commands::run(&mut command)?;
    Ok(target.join(TARGET).join("wasm/menkan_wasm.wasm"))
}

/// Whether this toolchain has the standard library of the target.
fn has_target(workspace: &Workspace) -> Attempt<bool> {
    let libraries = ["--print", "target-libdir", "--target", TARGET];
    let folder = commands::output(&mut workspace.command("rustc", &libraries))?;
    Ok(Path::new(folder.trim()).is_dir())
}

/// The folder that is published: the module finished, and the JavaScript over it.
fn assemble(workspace: &Workspace, source: &Path, module: &Path, package: &Path) -> Attempt {
    if package.exists() {
        fs::remove_dir_all(package)?;
    }
    let finish = ["run", "--quiet", "--package", "xtask", "--features", "wasm-bindgen", "--bin", "finish-wasm", "--"];
    commands::run(workspace.cargo(&finish).arg(module).arg(package))?;
    for file in ["case.js", "menkan.d.ts", "menkan.js", "nodejs.js"] {
        fs::copy(source.join("js").join(file), package.join(file))?;
    }
    for file in ["package.json", "README.md"] {
        fs::copy(source.join(file), package.join(file))?;
    }
    for file in ["LICENSE-APACHE", "LICENSE-MIT"] {
        fs::copy(workspace.root.join(file), package.join(file))?;
    }
    Ok(())
}

/// The package as npm packs it, installed into a project outside the repository.
fn use_outside(source: &Path, package: &Path) -> Attempt {
    let folder = env::temp_dir().join(format!("menkan-npm-{}", process::id()));
    fs::create_dir_all(&folder)?;
    let tried = fs::copy(source.join("tests/smoke.mjs"), folder.join("smoke.mjs")).map_err(Into::into).and_then(|_| {
        let packed =
            commands::output(Command::new("npm").args(["pack", "--silent"]).arg(package).current_dir(&folder))?;
        let install = ["install", "--offline", "--no-audit", "--no-fund", "--no-save"];
        commands::run(Command::new("npm").args(install).arg(format!("./{}", packed.trim())).current_dir(&folder))?;
        commands::run(Command::new("node").arg("smoke.mjs").current_dir(&folder))
    });
    fs::remove_dir_all(&folder)?;
    tried
}

/// A file's size, as it is and as it travels.
fn sizes(file: &Path) -> Attempt<String> {
    let script = "const z = require('node:zlib'), b = require('node:fs').readFileSync(process.argv[1]); \
                  console.log(z.gzipSync(b, { level: 9 }).length)";
    let packed = commands::output(Command::new("node").args(["-e", script]).arg(file))?;
    Ok(format!("{} bytes, {} with gzip", fs::metadata(file)?.len(), packed.trim()))
}
