// Cases as objects or JSON, and decisions as objects.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import test from "node:test";
import { MenkanError, Policy, read, root, village } from "./package.mjs";

const policy = Policy.parse(village);
const city = Policy.load("cn.gansu.jiayuguan");
const household = (income, size = 2) => ({
  as_of: "2024-08-01",
  facts: { "household.size": size, "household.income": income },
});

test("money comes in many forms, and a fen decides", () => {
  for (const income of [3040, "3040.00", 3040n, { at_most: "3000" }, 3039.99]) {
    assert.deepEqual(policy.decide(household(income)).decisions, { aid: "granted" });
  }
  for (const income of [3040.01, "3040.01", 10n ** 11n]) {
    assert.deepEqual(policy.decide(household(income)).decisions, { aid: "refused" });
  }
});

test("a number counts as its shortest digits", () => {
  assert.throws(() => policy.decide(household(0.1 + 0.2)), (error) => {
    assert.equal(error.errors[0].found, "0.30000000000000004");
    return true;
  });
});

test("a decision is the same from text and from objects, and is its JSON", () => {
  for (const name of readdirSync(new URL("examples/", root))) {
    const text = read(`examples/${name}`);
    const decision = city.decide(text);
    assert.equal(city.decide(JSON.parse(text)).toJson(), decision.toJson());
    assert.equal(JSON.stringify(decision), decision.toJson());
  }
});

test("what is missing is told at once", () => {
  const facts = { "household.income": null, "household.size": undefined };
  const decision = policy.decide({ as_of: "2024-08-01", facts });
  assert.equal(decision.status, "incomplete");
  assert.deepEqual(decision.missing.map(({ fact, asked }) => [fact, asked]),
    [["household.income", true], ["household.size", false]]);
  assert.deepEqual(decision.possible, { aid: ["granted", "refused"] });
});

test("the caller names the day, the answers and the settings", () => {
  const { as_of: asOf, facts, settings } = JSON.parse(read("examples/family-at-the-line.json"));
  const decision = city.decide({ facts }, { asOf, settings, decisions: ["outcome", "channel"], reasons: false });
  assert.deepEqual(decision.answers, ["outcome", "channel"]);
  assert.equal(decision.decisions.outcome, "granted");
  assert.equal(decision.asOf, asOf);
  assert(!("reasons" in decision));
  assert.equal(city.at(asOf).decide({ facts }, { settings }).decisions.outcome, "granted");
  assert.throws(() => city.decide({ facts }, { asOf, decisions: ["outcom"] }), (error) => {
    assert.equal(error.code, "C0306");
    assert.equal(error.errors[0].nearest, "outcome");
    return true;
  });
  assert.throws(() => city.decide({ facts }, { asOf, settings: { nothing: 1 } }), { code: "C0131" });
  assert.throws(() => city.decide({ facts }, { asOf, settings: { hardship: true } }), TypeError);
});

test("all that is wrong with a case is told at once, with places where it is text", () => {
  const wrong = { as_of: "2024-08-01", facts: { "household.sise": 2, "household.income": true } };
  assert.throws(() => policy.decide(wrong), (error) => {
    assert.deepEqual(error.errors.map(({ code, at }) => [code, at]), [["C0101", undefined], ["C0102", undefined]]);
    return true;
  });
  const twice = '{"as_of":"2024-08-01","facts":{"household.size":1,"household.size":2}}';
  assert.throws(() => policy.decide(twice), (error) => {
    assert.equal(error.code, "C0111");
    assert.equal(error.errors[0].at.line, 1);
    return true;
  });
});

test("values that JSON would lose or change are refused", () => {
  const circle = [];
  circle.push(circle);
  for (const value of [NaN, Infinity, () => 1, Symbol("s"), new Date(), circle]) {
    assert.throws(() => policy.decide(household(value)), TypeError);
  }
  for (const value of [1e300, -1, [1], new Map([["at_least", 5], ["at_most", 1]]), new Set(["a"]), 10n ** 400n]) {
    assert.throws(() => policy.decide(household(value)), MenkanError);
  }
  for (const given of [null, undefined, 1, [], true]) {
    assert.throws(() => policy.decide(given), TypeError);
  }
});

test("bad JSON is refused, and the module goes on working", () => {
  for (const text of ["", "[".repeat(1000), "[".repeat(500_000), "{}", '{"as_of": 1}', "\0", "\ud800"]) {
    assert.throws(() => policy.decide(text), MenkanError);
  }
  assert.equal(policy.decide(household(1)).status, "decided");
});
