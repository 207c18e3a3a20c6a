// The package as it is installed: one decision.
import assert from "node:assert/strict";
import { Policy, policies } from "menkan";

const policy = Policy.load("cn.gansu.jiayuguan");
const facts = { "request.kind": "notified", "criminal.role": "suspect", "criminal.stage": "investigation",
  "criminal.has_counsel": false, "applicant.age": 16 };
assert.equal(policy.at("2024-08-01").decide({ facts }).decisions.outcome, "appoint");
console.log(policies().join(" "), policy.digest);
