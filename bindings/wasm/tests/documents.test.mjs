// What documents show of JavaScript runs, at the root of the source tree.
import assert from "node:assert/strict";
import { mkdtempSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { read, root } from "./package.mjs";

for (const document of ["README.md", "docs/javascript.md", "bindings/wasm/README.md"]) {
  test(`${document} runs`, async () => {
    const blocks = [...read(document).matchAll(/^```js\n(.*?)^```$/gms)].map(([, block]) => block);
    assert(blocks.length > 0, "it shows no JavaScript");
    const folder = mkdtempSync(join(tmpdir(), "menkan-document-"));
    try {
      mkdirSync(join(folder, "node_modules"));
      symlinkSync(process.env.MENKAN_PACKAGE, join(folder, "node_modules/menkan"));
      const module = join(folder, "document.mjs");
      writeFileSync(module, blocks.join("\n"));
      process.chdir(fileURLToPath(root));
      await import(pathToFileURL(module));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}
