// Objects over the texts that the WebAssembly module takes and gives. Nothing is decided here.
import {
  Interview as InterviewModule,
  Policy as Module,
  Request,
  check as checkText,
  policies as names,
} from "./menkan_wasm.js";
import { caseText, dayText, decidedText, settingText, valueText } from "./case.js";

/** One or more errors, as every surface of Menkan gives them. */
export class MenkanError extends Error {
  #json;

  constructor(json, placed) {
    const { errors } = JSON.parse(json);
    super(errors.map((error) => `[${error.code}] ${error.message.en}`).join("\n"));
    this.name = "MenkanError";
    this.code = errors[0].code;
    this.errors = errors;
    this.diagnostics = placed === undefined ? [] : JSON.parse(placed).errors;
    this.#json = json;
  }

  toJson() {
    return this.#json;
  }

  toJSON() {
    return JSON.parse(this.#json);
  }
}

/** What came of a question: the members of its JSON, with `as_of` as `asOf`. */
class Result {
  #json;

  constructor(json) {
    const { as_of: asOf, policy, ...parts } = JSON.parse(json);
    Object.assign(this, { policy, asOf, ...parts });
    this.#json = json;
  }

  toJson() {
    return this.#json;
  }

  toJSON() {
    return JSON.parse(this.#json);
  }
}

/** A result that the module keeps, to put it into words. */
class Worded extends Result {
  #module;

  constructor(module) {
    super(module.json());
    this.#module = module;
  }

  toText(language = "zh") {
    return told(() => this.#module.text(text("a language", language)));
  }

  free() {
    this.#module.free();
  }
}

/** What was decided of a case, or what is still open and missing. */
export class Decision extends Result {}

/** The one-time notice of a case: all that can still matter, by who can answer, with its papers. */
export class Notice extends Worded {
  #module;

  constructor(module) {
    super(module);
    this.#module = module;
  }

  toMarkdown(language = "zh") {
    return told(() => this.#module.markdown(text("a language", language)));
  }

  toHtml(language = "zh") {
    return told(() => this.#module.html(text("a language", language)));
  }
}

/** The least changes to a case that would give a decision another value. */
export class NearMisses extends Worded {}

/** Where an interview stands. */
export class InterviewState extends Worded {}

/** An interview under way. */
export class Interview {
  #module;

  constructor(module) {
    if (!(module instanceof InterviewModule)) {
      throw new TypeError("an interview comes from policy.interview or policy.resumeInterview");
    }
    this.#module = module;
  }

  get state() {
    return new InterviewState(told(() => this.#module.state()));
  }

  get case() {
    return JSON.parse(this.#module.case());
  }

  answer(fact, value) {
    const written = valueText(text("a fact's name", fact), value);
    told(() => this.#module.answer(fact, written));
  }

  undo() {
    return this.#module.undo();
  }

  toJson() {
    return this.#module.json();
  }

  toJSON() {
    return JSON.parse(this.toJson());
  }

  free() {
    this.#module.free();
  }
}

/** A checked policy with all its layers. */
export class Policy {
  #module;

  constructor(module) {
    if (!(module instanceof Module)) {
      throw new TypeError("a policy comes from Policy.load or Policy.parse");
    }
    this.#module = module;
  }

  static load(named) {
    if (named instanceof Uint8Array) return new Policy(told(() => Module.from_compiled(named)));
    return new Policy(told(() => Module.load(text("a policy's name", named))));
  }

  static parse(source, name = "policy.menkan", parents = []) {
    return new Policy(told(() => Module.parse(...texts(source, name, parents))));
  }

  toCompiled({ asOf } = {}) {
    const day = asOf === undefined ? undefined : dayText(asOf);
    return told(() => this.#module.to_compiled(day));
  }

  get name() {
    return this.#module.name();
  }

  get digest() {
    return this.#module.digest();
  }

  at(day) {
    const written = dayText(day);
    told(() => this.#module.at(written));
    return new Law(this, written);
  }

  decide(given, options = {}) {
    return new Decision(this.#ask(given, options, (written, request) => this.#module.decide(written, request)));
  }

  notice(given, options = {}) {
    return new Notice(this.#ask(given, options, (written, request) => this.#module.notice(written, request)));
  }

  whyNot(given, decision, value, options = {}) {
    const named = text("a decision's name", decision);
    const wanted = decidedText(value);
    const ask = (written, request) => this.#module.why_not(written, named, wanted, request);
    return new NearMisses(this.#ask(given, options, ask));
  }

  interview(given, options = {}) {
    return new Interview(this.#ask(given, options, (written, request) => this.#module.interview(written, request)));
  }

  resumeInterview(saved) {
    return new Interview(told(() => this.#module.resume_interview(text("a saved interview", saved))));
  }

  #ask(given, { asOf, decisions = [], reasons = true, sufficient = false, settings = {} }, ask) {
    const written = caseText(given);
    const request = new Request();
    try {
      if (asOf !== undefined) request.as_of(dayText(asOf));
      if (typeof given !== "string") request.without_places();
      if (!reasons) request.without_reasons();
      if (sufficient) request.with_sufficient();
      for (const name of decisions) request.answer(text("a decision's name", name));
      for (const [name, value] of Object.entries(settings)) request.set(name, settingText(name, value));
      return told(() => ask(written, request));
    } finally {
      request.free();
    }
  }

  describe() {
    return JSON.parse(this.#module.describe());
  }

  check() {
    return JSON.parse(told(() => this.#module.check())).errors;
  }

  free() {
    this.#module.free();
  }
}

/** The law of a policy that is in force on one day. */
export class Law {
  constructor(policy, day) {
    this.policy = policy;
    this.day = day;
  }

  decide(given, options = {}) {
    return this.policy.decide(given, { ...options, asOf: this.day });
  }

  notice(given, options = {}) {
    return this.policy.notice(given, { ...options, asOf: this.day });
  }

  whyNot(given, decision, value, options = {}) {
    return this.policy.whyNot(given, decision, value, { ...options, asOf: this.day });
  }

  interview(given, options = {}) {
    return this.policy.interview(given, { ...options, asOf: this.day });
  }
}

/** All that is wrong with a policy's text. */
export function check(source, name = "policy.menkan", parents = []) {
  return JSON.parse(checkText(...texts(source, name, parents))).errors;
}

/** The names of the shipped policies, parents first. */
export function policies() {
  return names();
}

// The module throws errors as texts.
function told(call) {
  try {
    return call();
  } catch (thrown) {
    throw Array.isArray(thrown) ? new MenkanError(...thrown) : thrown;
  }
}

function texts(source, name, parents) {
  if (!Array.isArray(parents)) throw new TypeError("parents are an array of policies' texts");
  return [text("a policy", source), text("a file's name", name), parents.map((parent) => text("a parent", parent))];
}

function text(what, value) {
  if (typeof value !== "string") throw new TypeError(`${what} is text, not ${typeof value}`);
  return value;
}
