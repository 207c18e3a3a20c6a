// Policies: loaded, read from texts, described, checked.
import assert from "node:assert/strict";
import test from "node:test";
import { MenkanError, Policy, check, hamlet, policies, village } from "./package.mjs";

test("shipped policies are loaded by name", () => {
  assert.deepEqual(policies(), [
    "cn", "cn.chongqing", "cn.gansu", "cn.gansu.jiayuguan", "cn.guangdong", "cn.guangdong.zhongshan",
    "cn.shandong", "cn.shanghai", "gb.ew.civil", "gb.ew.crime", "fr.aj", "ca.qc", "tw.laf",
  ]);
  const policy = Policy.load("cn.gansu.jiayuguan");
  assert.equal(policy.name, "cn.gansu.jiayuguan");
  assert.match(policy.digest, /^sha256:/);
  assert.deepEqual(policy.check(), []);
});

test("an unknown name is told with the nearest", () => {
  assert.throws(() => Policy.load("cn.gansu.jiayugan"), (error) => {
    assert(error instanceof MenkanError && error instanceof Error);
    assert.equal(error.errors[0].nearest, "cn.gansu.jiayuguan");
    assert.equal(JSON.stringify(error), error.toJson());
    return true;
  });
});

test("a compiled policy is loaded from its bytes", () => {
  const given = { as_of: "2024-08-01", facts: { "request.kind": "civil" } };
  const policy = Policy.load("cn");
  const [whole, day] = [policy.toCompiled(), policy.toCompiled({ asOf: "2024-08-01" })];
  assert(whole instanceof Uint8Array && day.length * 4 < whole.length);
  for (const bytes of [whole, day]) {
    const loaded = Policy.load(bytes);
    assert.equal(loaded.digest, policy.digest);
    assert.equal(loaded.decide(given).toJson(), policy.decide(given).toJson());
  }
  assert.deepEqual(Policy.load(whole).check(), []);
  assert.throws(() => Policy.load(day).check(), { code: "K0106" });
  assert.throws(() => Policy.load(day).at("2023-01-01"), { code: "K0105" });
  assert.throws(() => Policy.load(whole.slice(0, 1000)), { code: "K0103" });
  assert.throws(() => Policy.load(new Uint8Array(8)), { code: "K0101" });
});

test("a text finds its parent among those given", () => {
  assert.equal(Policy.parse(hamlet, "hamlet.menkan", [village]).name, "hamlet");
  assert.throws(() => Policy.parse(hamlet), { name: "MenkanError" });
});

test("a faulty text is told with places in it, in UTF-16", () => {
  const text = `# 𠮷𠮷\n${village.replace("at most 1520", "at most 𠮷")}`;
  assert.throws(() => Policy.parse(text, "village.menkan"), (error) => {
    const { at, code } = error.diagnostics[0];
    assert.equal(at.file, "village.menkan");
    assert(text.slice(at.start, at.end).includes("𠮷"), text.slice(at.start, at.end));
    assert.equal(error.code, code);
    assert.equal(error.errors[0].at.start, undefined);
    assert.deepEqual(check(text, "village.menkan"), error.diagnostics);
    return true;
  });
});

test("nothing is found in a sound policy, and a gap with a case that falls into it", () => {
  assert.deepEqual(check(village), []);
  const found = check(village.replace("  otherwise refused cite law 43\n", ""));
  assert.deepEqual(found.map(({ severity }) => severity), ["error"]);
  assert("facts" in found[0].witness);
});

test("a description has what a form needs", () => {
  const { facts } = Policy.parse(village).describe();
  assert.deepEqual(facts.map(({ name }) => name), ["household.income", "household.size"]);
  assert.deepEqual(facts[1].ask, { zh: "几口人?", en: "How many live together?" });
});

test("the law of a day", () => {
  const policy = Policy.load("cn");
  assert.equal(policy.at("2024-08-01").day, "2024-08-01");
  assert.throws(() => policy.at("1999-01-01"), { code: "C0301" });
  assert.throws(() => policy.at("yesterday"), /not a day/);
  assert.throws(() => policy.at(new Date()), TypeError);
});

test("deep and long texts are refused, and the module goes on working", () => {
  const deep = village.replace("1520", `${"(".repeat(1000)}1520${")".repeat(1000)}`);
  for (const text of ["(".repeat(100_000), "[".repeat(1000), deep, "\0", "政策".repeat(9999), "\ud800"]) {
    assert.throws(() => Policy.parse(text), MenkanError);
  }
  assert.equal(Policy.parse(village).name, "village");
});

test("arguments of a wrong type are refused", () => {
  for (const call of [() => Policy.load(1), () => Policy.parse(null), () => Policy.parse(village, "v", "parent"),
    () => Policy.parse(village, "v", [1]), () => check({}), () => new Policy({})]) {
    assert.throws(call, TypeError);
  }
});

test("memory is given back when asked", () => {
  const policy = Policy.load("cn");
  policy.free();
  assert.throws(() => policy.name);
});
