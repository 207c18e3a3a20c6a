// Notices, interviews, near misses, and the facts that suffice.
import assert from "node:assert/strict";
import test from "node:test";
import { Interview, MenkanError, Policy, village } from "./package.mjs";

const policy = Policy.parse(village);
const city = Policy.load("cn.gansu.jiayuguan");
const wages = {
  as_of: "2024-08-01",
  facts: { "request.kind": "civil", "applicant.migrant_worker": true, "matter.kind": "labour_pay" },
};
const household = (income, size = 2) => ({
  as_of: "2024-08-01",
  facts: { "household.size": size, "household.income": income },
});
const of = (code) => (error) => error instanceof MenkanError && error.code === code;

test("the facts that suffice are told where they are asked for", () => {
  assert(!("sufficient" in policy.decide(household(9999))));
  const decision = policy.decide(household(9999), { sufficient: true });
  assert.equal(decision.sufficient[0].decision, "aid");
  assert.equal(policy.at("2024-08-01").decide(household(9999), { sufficient: true }).toJson(), decision.toJson());
});

test("a notice has all that is missing, and its letters", () => {
  const notice = city.notice(wages);
  assert.equal(notice.status, "incomplete");
  const asked = [...notice.applicant, ...notice.officer, ...notice.embedder].map(({ fact }) => fact);
  assert(asked.length > 0 && !asked.some((fact) => /^(household|means)\./.test(fact)));
  assert.equal(notice.toJson(), city.at("2024-08-01").notice(wages).toJson());
  assert.equal(JSON.stringify(notice), notice.toJson());
  for (const [language, word] of [["zh", "一次性告知"], ["en", "needed"]]) {
    assert(notice.toText(language).includes(word) && notice.toMarkdown(language).includes(word));
    assert(notice.toHtml(language).startsWith("<!DOCTYPE html>"));
  }
  assert.equal(notice.toHtml(), notice.toHtml("zh"));
  assert.equal(notice.settling[0].cost, notice.settling[0].facts.length);
  assert(notice.documents.every(({ any_of: papers }) => papers.length > 0));
  assert.throws(() => notice.toHtml("fr"), /languages/);
  notice.free();
  assert.equal(notice.applicant.length > 0, true);
  assert.throws(() => notice.toText("zh"));
});

test("a near miss is the nearest change", () => {
  for (const value of ["granted", "予以援助"]) {
    const near = policy.whyNot(household("3052.00"), "aid", value);
    assert.deepEqual([near.decision, near.wanted, near.already, near.complete, near.never],
      ["aid", "granted", false, true, null]);
    const income = near.misses.find(({ changes }) => changes[0].fact === "household.income");
    assert.equal(income.changes[0].by, "-12");
    assert(near.toText("en").includes("12"));
    assert.equal(near.toJson(), policy.at("2024-08-01").whyNot(household("3052.00"), "aid", value).toJson());
  }
  assert(policy.whyNot(household(1), "aid", "granted").already);
});

test("a wanted value is given as decisions have it", () => {
  const wanted = (decision, value) => city.whyNot(wages, decision, value).wanted;
  assert.equal(wanted("ends_if_means_improve", true), true);
  assert.equal(wanted("appoint_within", null), null);
  assert.equal(wanted("appoint_within", 3), 3);
  assert.equal(wanted("appoint_within", 3n), 3);
  assert.equal(wanted("decide_by", "2024-08-08"), "2024-08-08");
  assert.deepEqual(wanted("forms", new Set(["drafting", "advice"])), ["advice", "drafting"]);
  assert.throws(() => wanted("forms", ["nothing"]), of("C0307"));
  assert.throws(() => wanted("form", []), of("C0306"));
  assert.throws(() => wanted("forms", { advice: true }), TypeError);
  assert.throws(() => wanted("appoint_within", NaN), TypeError);
});

test("an interview asks until all is certain", () => {
  const interview = policy.interview({ as_of: "2024-08-01" });
  const { state } = interview;
  assert.equal(state.status, "incomplete");
  assert.equal(state.next.ahead.most, 2);
  const answers = { "household.income": "3040.00", "household.size": 2 };
  const first = state.next.fact;
  const [second] = Object.keys(answers).filter((fact) => fact !== first);
  interview.answer(first, answers[first]);
  assert.equal(interview.state.next.fact, second);
  interview.answer(second, answers[second]);
  assert.deepEqual(interview.state.decisions, { aid: "granted" });
  assert(!("next" in interview.state));
  assert.deepEqual(interview.case.facts, { "household.size": 2, "household.income": "3040" });
  assert.equal(interview.undo(), second);
  assert.equal(interview.undo(), first);
  assert.equal(interview.undo(), undefined);
  assert.equal(interview.state.toJson(), state.toJson());
  assert(state.toText("en").includes("household"));
  interview.free();
  assert.throws(() => interview.state);
});

test("an interview is saved and resumed", () => {
  const interview = city.at("2024-08-01").interview({}, { decisions: ["outcome"] });
  for (let asked = 0; asked < 3; asked += 1) interview.answer(interview.state.next.fact, null);
  const resumed = city.resumeInterview(interview.toJson());
  assert(resumed instanceof Interview);
  assert.equal(resumed.state.toJson(), interview.state.toJson());
  assert.equal(JSON.stringify(resumed), interview.toJson());
  const saved = policy.interview({ as_of: "2024-08-01" }).toJson();
  assert.throws(() => policy.resumeInterview(saved.slice(0, -1)), of("C0401"));
  assert.throws(() => policy.resumeInterview("[]"), of("C0401"));
  assert.throws(() => city.resumeInterview(saved), of("C0402"));
  assert.throws(() => city.resumeInterview(3), TypeError);
  assert.throws(() => new Interview(), TypeError);
});

test("a wrong answer leaves an interview as it was", () => {
  const interview = policy.interview({ as_of: "2024-08-01" });
  const before = interview.state.toJson();
  for (const [fact, value, error] of [
    ["household.sise", 2, of("C0101")],
    ["household.size", "two", MenkanError],
    ["household.size", 31, MenkanError],
    ["household.income", "0.001", MenkanError],
    ["household.size", NaN, TypeError],
    ["household.size", undefined, TypeError],
    ["household.size", () => 2, TypeError],
    ["household.size", new Date(0), TypeError],
  ]) {
    assert.throws(() => interview.answer(fact, value), error, `${fact}: ${String(value)}`);
  }
  assert.throws(() => interview.answer("household.sise", 2), (error) => !("at" in error.errors[0]));
  assert.equal(interview.state.toJson(), before);
  interview.answer("household.size", { at_least: 2, at_most: 2n });
  assert.deepEqual(interview.case.facts, { "household.size": 2 });
});
