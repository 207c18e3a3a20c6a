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
export interface Asking {
  /** Decisions to answer in place of the policy's own answers. */
  decisions?: string[];
  /** Figures that the policy leaves open, by name; they win over the case's own. */
  settings?: { [name: string]: string | number | bigint };
}

/** What is asked for beside a case that is decided. */
export interface Options extends Asking {
  /** Whether reasons are given; they are where left out. */
  reasons?: boolean;
  /** Whether the facts that suffice for each settled answer are looked for. */
  sufficient?: boolean;
}

/** A language of texts. */
export type Language = "zh" | "en";

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

/** What came of a question. */
declare class Result {
  protected constructor();
  readonly policy: string;
  readonly asOf: string;
  readonly digest: string;
  readonly settings: { [name: string]: string | number };
  /** The result as one line of JSON: the same bytes as on every other surface. */
  toJson(): string;
  /** For `JSON.stringify`; a whole number with a fraction loses its `.0` there, which `toJson` keeps. */
  toJSON(): object;
}

/** A result that can be put into words. */
declare class Worded extends Result {
  /** The result in words, for a terminal: in Chinese where no language is named. */
  toText(language?: Language): string;
  /** Gives the memory back at once; else it is given back when the object is collected. The members stay. */
  free(): void;
}

/** What was decided of a case, or what is still open and missing. */
export class Decision extends Result {
  private constructor();
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
  /** For each settled answer, known facts under which nothing else could change it, where that was asked for. */
  readonly sufficient?: { decision: string; facts: string[]; [part: string]: unknown }[];
}

/** A name and its label. */
export interface Labelled {
  name: string;
  label: Text;
}

/** What is asked of somebody. */
export interface Question {
  fact: string;
  label: Text;
  /** The answers to which it matters. */
  for: string[];
  /** Whether it was asked, and is not known. */
  asked: boolean;
  ask: Text;
  /** Of a set, the elements that can matter. */
  members?: Labelled[];
  /** Of a number, what is known of it. */
  known?: { at_least?: Value; at_most?: Value };
  /** What settles it: any of all. */
  evidence: string[][];
}

/** The one-time notice of a case: all that can still matter, by who can answer, with its papers. */
export class Notice extends Worded {
  private constructor();
  readonly label: Text;
  readonly answers: string[];
  readonly status: "decided" | "incomplete";
  /** Whether nothing that is asked for is idle. */
  readonly exact: boolean;
  readonly decisions: { [name: string]: Value };
  readonly possible: { [name: string]: unknown };
  readonly applicant: Question[];
  readonly officer: Question[];
  /** What the embedding system owes: figures and standards that the policy leaves open. */
  readonly embedder: Question[];
  /** The smallest sets of facts of which some values settle everything; `documents` are places in the notice's. */
  readonly settling: { facts: string[]; cost: number; documents: number[] }[];
  /** Whether these are all of the smallest. */
  readonly settling_complete: boolean;
  /** The papers, each choice of them once: any of all. */
  readonly documents: { any_of: Labelled[][]; for: string[] }[];
  /** The notice as a letter in Markdown, with boxes to tick. */
  toMarkdown(language?: Language): string;
  /** The notice as a letter: one HTML page, ready to print on A4, that loads nothing. */
  toHtml(language?: Language): string;
}

/** A fact that would be otherwise (`change`), or be known (`answer`). */
export interface Change {
  fact: string;
  label: Text;
  kind: "change" | "answer";
  from?: Known;
  to: Known;
  /** Of a number, how far it would move. */
  by?: string;
  evidence: string[][];
}

/** The least changes to a case that would give a decision another value. */
export class NearMisses extends Worded {
  private constructor();
  readonly label: Text;
  readonly decision: string;
  readonly wanted: Value;
  /** Whether the case has it already. */
  readonly already: boolean;
  /** What the decision is; left out while it is open. */
  readonly now?: Value;
  readonly possible?: unknown;
  /** The least sets of changes, by cost. */
  readonly misses: { changes: Change[]; cost: number; standards: object[]; crossed: object[]; exemptions: string[] }[];
  /** Whether it was proved that none is left out. */
  readonly complete: boolean;
  /** Why no change gives the value, as far as that was proved. */
  readonly never: "only_through_fixed" | "in_no_case" | null;
  /** The fixed facts and judgements that stand in the way. */
  readonly barred: string[];
}

/** Where an interview stands. */
export class InterviewState extends Worded {
  private constructor();
  readonly answers: string[];
  readonly status: "decided" | "incomplete";
  /** All decisions that are certain by now. */
  readonly decisions: { [name: string]: Value };
  readonly possible: { [name: string]: unknown };
  readonly answered: { fact: string; label: Text; value: Known }[];
  /** The next question; left out where none is left that could matter. */
  readonly next?: Question & {
    of: "applicant" | "officer" | "embedder";
    /** How many questions may be ahead, this one included. */
    ahead: { fewest: number; expected: number; most: number };
  };
  /** What can still matter but is not asked here. */
  readonly waiting: Question[];
}

/** An interview under way: one question after another, each the one expected to leave the least to ask. */
export class Interview {
  private constructor();
  /** What is certain by now, what is asked next, and how much may be ahead. */
  readonly state: InterviewState;
  /** The case as far as it is known by now. */
  readonly case: Case;
  /**
   * Notes an answer; `null` is *not known*. A fact that was answered before is corrected.
   * @throws {MenkanError} where there is no such fact or value, or the rules leave a gap or disagree then; the interview
   * stays as it was.
   */
  answer(fact: string, value: Exclude<Known, undefined>): void;
  /** Takes the last answer back; gives the fact that it was about. */
  undo(): string | undefined;
  /** The interview as one line of JSON that `policy.resumeInterview` reads back. */
  toJson(): string;
  toJSON(): object;
  /** Gives the memory back at once; else it is given back when the object is collected. */
  free(): void;
}

/** A value wanted of a decision: as `decisions` has it, or as text. */
export type Wanted = Value | bigint | readonly string[] | ReadonlySet<string>;

/** A checked policy with all its layers. */
export class Policy {
  private constructor();
  /**
   * Loads a shipped policy by name, or a compiled policy from its bytes.
   * @throws {MenkanError} where there is none of that name, or the bytes are no compiled policy.
   */
  static load(named: string | Uint8Array): Policy;
  /**
   * Reads a policy from its text; its parents are among `parents`, also texts, or among the shipped policies.
   * @param name what diagnostics call the text
   * @throws {MenkanError} with all that is wrong.
   */
  static parse(source: string, name?: string, parents?: readonly string[]): Policy;
  /**
   * The compiled form of the policy, which every surface loads; with `asOf`, of that day's law alone, without texts and
   * tests: small, for a web page.
   * @throws {MenkanError} where the policy is not in force on that day.
   */
  toCompiled(options?: { asOf?: string }): Uint8Array;
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
  /** The one-time notice of a case: all that can still matter, by who can answer, with its papers. */
  notice(given: Case | string, options?: Asking & { asOf?: string }): Notice;
  /**
   * The least changes to a case that would give a decision a value: never through a fact that is fixed, or a judgement.
   * @throws {MenkanError} as `decide`; and where there is no such decision, or it never has such a value.
   */
  whyNot(
    given: Case | string,
    decision: string,
    value: Wanted,
    options?: Omit<Asking, "decisions"> & { asOf?: string },
  ): NearMisses;
  /** Begins an interview about what a case leaves open. */
  interview(given: Case | string, options?: Asking & { asOf?: string }): Interview;
  /**
   * Goes on with an interview that `interview.toJson()` saved under the same policy.
   * @throws {MenkanError} where the text is no saved interview, or one of another policy or another text of this one.
   */
  resumeInterview(saved: string): Interview;
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
  /** The notice of a case of this day. */
  notice(given: Case | string, options?: Asking): Notice;
  /** The least changes to a case of this day that would give a decision a value. */
  whyNot(given: Case | string, decision: string, value: Wanted, options?: Omit<Asking, "decisions">): NearMisses;
  /** Begins an interview about what a case of this day leaves open. */
  interview(given: Case | string, options?: Asking): Interview;
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
