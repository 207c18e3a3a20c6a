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

const compiled = new Map();

function loadCompiled(named) {
  if (!compiled.has(named)) compiled.set(named, Policy.load(load(named).toCompiled()));
  return compiled.get(named);
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
    const { sufficient = false } = request;
    return load(request.decide).decide(request.case, { sufficient }).toJson();
  }
  if ("objects" in request) return JSON.stringify(load(request.objects).decide(JSON.parse(request.case)));
  if ("compiled" in request) return loadCompiled(request.compiled).decide(request.case).toJson();
  if ("notice" in request) return load(request.notice).notice(request.case).toJson();
  if ("letter" in request) {
    const notice = load(request.letter).notice(request.case);
    const forms = { text: notice.toText, markdown: notice.toMarkdown, html: notice.toHtml };
    return JSON.stringify(forms[request.as].call(notice, request.language));
  }
  if ("why_not" in request) {
    return load(request.why_not).whyNot(request.case, request.decision, request.value).toJson();
  }
  if ("interview" in request) return JSON.stringify([...talk(load(request.interview), request.case, request.answers)]);
  if ("describe" in request) return JSON.stringify(load(request.describe).describe());
  if ("check" in request) return JSON.stringify(load(request.check).check().map((each) => each.code));
  if ("reject" in request) {
    const source = text(request.reject);
    const found = check(source, request.reject);
    return JSON.stringify(found.map(({ code, at }) => [code, at ? source.slice(at.start, at.end) : ""]));
  }
  throw new Error(`no such request: ${JSON.stringify(request)}`);
}

function* talk(policy, given, answers) {
  const interview = policy.interview(given);
  yield interview.state.toJson();
  for (const [fact, value] of answers) {
    interview.answer(fact, value);
    yield interview.state.toJson();
  }
  const saved = interview.toJson();
  yield saved;
  yield policy.resumeInterview(saved).state.toJson();
}

function told(request) {
  try {
    return answer(request);
  } catch (error) {
    if (error instanceof MenkanError) return error.toJson();
    throw error;
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(told(JSON.parse(line)));
}
