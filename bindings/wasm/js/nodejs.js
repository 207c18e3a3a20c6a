// The entry for Node: the module is read from beside this file, once.
import { readFileSync } from "node:fs";
import { initSync } from "./menkan_wasm.js";

initSync({ module: readFileSync(new URL("./menkan_wasm_bg.wasm", import.meta.url)) });

export * from "./menkan.js";
