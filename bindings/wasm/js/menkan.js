// Objects over the texts that the WebAssembly module takes and gives. Nothing is decided here.
import { Policy as Module, Request, check as checkText, policies as names } from "./menkan_wasm.js";
import { caseText, dayText, settingText } from "./case.js";

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

/** What was decided of a case, or what is still open and missing. */
export class Decision {
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

/** A checked policy with all its layers. */
export class Policy {
  #module;

  constructor(module) {
    if (!(module instanceof Module)) {
      throw new TypeError("a policy comes from Policy.load or Policy.parse");
    }
    this.#module = module;
  }

  static load(name) {
    return new Policy(told(() => Module.load(text("a policy's name", name))));
  }

  static parse(source, name = "policy.menkan", parents = []) {
    return new Policy(told(() => Module.parse(...texts(source, name, parents))));
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

  decide(given, { asOf, decisions = [], reasons = true, settings = {} } = {}) {
    const written = caseText(given);
    const request = new Request();
    try {
      if (asOf !== undefined) request.as_of(dayText(asOf));
      if (typeof given !== "string") request.without_places();
      if (!reasons) request.without_reasons();
      for (const name of decisions) request.answer(text("a decision's name", name));
      for (const [name, value] of Object.entries(settings)) request.set(name, settingText(name, value));
      return new Decision(told(() => this.#module.decide(written, request)));
    } finally {
      request.free();
    }
  }

  describe() {
    return JSON.parse(this.#module.describe());
  }

  check() {
    return JSON.parse(this.#module.check()).errors;
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
