// Answers requests through the npm package: a JSON object a line, a line of JSON back.
//
// The requests are those that decide.py answers. The package reads no file, so this does: a policy's parents lie beside it.
// `MENKAN_PACKAGE` is the package's folder.
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const entry = pathToFileURL(join(process.env.MENKAN_PACKAGE, "nodejs.js"));
const { MenkanError, Policy, check } = await import(entry);

const loaded = new Map();

function load(named) {
  if (!loaded.has(named)) loaded.set(named, named.endsWith(".menkan") ? read(named) : Policy.load(named));
  return loaded.get(named);
}

function read(path) {
  const folder = dirname(path);
  const beside = readdirSync(folder).filter((name) => name.endsWith(".menkan")).map((name) => join(folder, name));
  return Policy.parse(text(path), path, beside.filter((other) => other !== path).map(text));
}

function text(path) {
  return readFileSync(path, "utf8");
}

function answer(request) {
  if ("decide" in request) {
    try {
      return load(request.decide).decide(request.case).toJson();
    } catch (error) {
      if (error instanceof MenkanError) return error.toJson();
      throw error;
    }
  }
  if ("objects" in request) return JSON.stringify(load(request.objects).decide(JSON.parse(request.case)));
  if ("describe" in request) return JSON.stringify(load(request.describe).describe());
  if ("check" in request) return JSON.stringify(load(request.check).check().map((each) => each.code));
  if ("reject" in request) {
    const source = text(request.reject);
    const found = check(source, request.reject);
    return JSON.stringify(found.map(({ code, at }) => [code, at ? source.slice(at.start, at.end) : ""]));
  }
  throw new Error(`no such request: ${JSON.stringify(request)}`);
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(answer(JSON.parse(line)));
}
