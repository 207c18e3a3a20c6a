//! Finishes a WebAssembly module: `finish-wasm MODULE FOLDER` writes the module and the JavaScript that calls it.

use std::error::Error;
use std::{env, fs};

use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [module, folder] = arguments.as_slice() else {
        return Err("usage: finish-wasm MODULE FOLDER".into());
    };
    fs::create_dir_all(folder)?;
    Ok(Bindgen::new().input_path(module).web(true)?.typescript(true).generate(folder)?)
}
