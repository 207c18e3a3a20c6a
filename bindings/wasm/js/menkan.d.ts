// Menkan 门槛: decides who may have legal aid in China, by policies that a lawyer can read.

/** A text in both languages. */
export interface Text {
  zh: string;
  en: string;
}

/** A run of characters of a policy's text. */
export interface Place {
  file: string;
  /** From 1. */
  line: number;
  /** From 1, in code points. */
  column: number;
  /** In code points. */
  length: number;
  /** In UTF-16 code units: `text.slice(start, end)`. */
  start: number;
  end: number;
}

/** One thing that is wrong with a policy's text. */
export interface Diagnostic {
  /** The stable code of its kind, `M` and four digits. */
  code: string;
  /** `error`: the policy cannot be used; `warning`: its author should look. */
  severity: "error" | "warning";
  message: Text;
  expected?: string;
  found?: string;
  /** The nearest declared name. */
  nearest?: string;
  at?: Place;
  /** Other places that have to do with it. */
  labels?: { message: Text; at?: Place }[];
  /** What to do about it. */
  help?: Text;
  /** What to write in place of what stands there. */
  fix?: { replacement: string; at?: Place };
  /** A case that shows it. */
  witness?: Case;
}

/** An error as every surface of Menkan gives it; what does not apply is left out. */
export interface ErrorEntry {
  code: string;
  message: Text;
  fact?: string;
  setting?: string;
  decision?: string;
  expected?: string;
  found?: string;
  nearest?: string;
  at?: { file?: string; line: number; column: number; length: number };
}

/** What is known: a value, a range, a set, a list; `null` was asked and is not known. `undefined` was not asked. */
export type Known =
  | boolean
  | number
  | bigint
  | string
  | null
  | undefined
  | { at_least?: number | string; at_most?: number | string }
  | { [element: string]: boolean }
  | readonly Known[]
  | ReadonlySet<string>;

/** A case: money and decimals as text or integers, days as ISO 8601 text. */
export interface Case {
  as_of?: string;
  facts?: { [name: string]: Known };
  settings?: { [name: string]: string | number };
}

/** What is asked for beside a case. */
export interface Options {
  /** Decisions to answer in place of the policy's own answers. */
  decisions?: string[];
  /** Whether reasons are given; they are where left out. */
  reasons?: boolean;
  /** Figures that the policy leaves open, by name; they win over the case's own. */
  settings?: { [name: string]: string | number | bigint };
}

/** The value of a decision; `null` is a policy's own *none*. */
export type Value = boolean | number | string | null | string[];

/** Something that can still matter. */
export interface Missing {
  fact: string;
  of: "applicant" | "officer" | "embedder";
  for: string[];
  /** Whether it was asked, and is not known. */
  asked: boolean;
  ask: Text;
  /** What settles it: any of all. */
  evidence: string[][];
}

/** Why a decision is as it is. */
export interface Reason {
  decision: string;
  rule: string;
  layer: string;
  /** Whether it is the rule that none overrides. */
  ground: boolean;
  cite: { instrument: string; article?: number; paragraph?: number; item?: number }[];
  say?: Text;
  facts: string[];
}

/** What was decided of a case, or what is still open and missing. */
export class Decision {
  private constructor();
  readonly policy: string;
  readonly asOf: string;
  readonly digest: string;
  readonly settings: { [name: string]: string | number };
  /** The decisions that `status`, `exact` and `missing` are about. */
  readonly answers: string[];
  readonly status: "decided" | "incomplete";
  /** Whether nothing that is listed as missing is idle. */
  readonly exact: boolean;
  /** The settled decisions. */
  readonly decisions: { [name: string]: Value };
  /** Left out where the caller wanted none. */
  readonly reasons?: Reason[];
  readonly standards: { standard: string; status: string | null; comparisons: object[] }[];
  readonly exemptions: string[];
  readonly triggers: string[];
  readonly assumptions: { kind: string; name: string; why: string; decisions: string[] }[];
  readonly ignored: string[];
  /** What the open decisions can still be. */
  readonly possible: { [name: string]: unknown };
  /** Everything that can still matter to the answers: the complete one-time notice. */
  readonly missing: Missing[];
  /** The decision as one line of JSON: the same bytes as on every other surface. */
  toJson(): string;
  /** For `JSON.stringify`, which gives the same line. */
  toJSON(): object;
}

/** A checked policy with all its layers. */
export class Policy {
  private constructor();
  /**
   * Loads a shipped policy.
   * @throws {MenkanError} where there is none of that name.
   */
  static load(name: string): Policy;
  /**
   * Reads a policy from its text; its parents are among `parents`, also texts, or among the shipped policies.
   * @param name what diagnostics call the text
   * @throws {MenkanError} with all that is wrong.
   */
  static parse(source: string, name?: string, parents?: readonly string[]): Policy;
  readonly name: string;
  /** `sha256:…`: the same for two policies that say the same, in whatever order and language. */
  readonly digest: string;
  /**
   * The law in force on a day such as `2024-08-01`.
   * @throws {MenkanError} where the policy is not in force on that day.
   */
  at(day: string): Law;
  /**
   * Decides a case: an object, or its JSON as text.
   * @throws {MenkanError} with all that is wrong with the case, or why it cannot be decided. A missing fact is neither.
   */
  decide(given: Case | string, options?: Options & { asOf?: string }): Decision;
  /** All that the policy declares: enough to draw a whole form from. */
  describe(): { policy: string; label: Text; digest: string; [part: string]: any };
  /** What its author should look at: warnings, and gaps and conflicts of rules that some case can reach. */
  check(): Diagnostic[];
  /** Gives the memory back at once; else it is given back when the object is collected. */
  free(): void;
}

/** The law of a policy that is in force on one day. */
export class Law {
  private constructor();
  readonly policy: Policy;
  readonly day: string;
  /** Decides a case of this day, which may leave out `as_of`. */
  decide(given: Case | string, options?: Options): Decision;
}

/** One or more errors. */
export class MenkanError extends Error {
  private constructor();
  /** The code of the first error. */
  readonly code: string;
  readonly errors: ErrorEntry[];
  /** Where a policy's text is at fault: the errors with their places. */
  readonly diagnostics: Diagnostic[];
  /** The errors as one line of JSON: the same bytes as on every other surface. */
  toJson(): string;
  toJSON(): object;
}

/** All that is wrong with a policy's text, errors and warnings; empty where nothing is. */
export function check(source: string, name?: string, parents?: readonly string[]): Diagnostic[];

/** The names of the shipped policies, parents first. */
export function policies(): string[];
