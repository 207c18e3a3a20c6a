// What the types allow, and what they do not: checked, never run.
import { type Case, type Diagnostic, MenkanError, Policy, check, policies } from "../js/menkan.js";

const policy: Policy = Policy.load(policies()[0] ?? "cn");
const given: Case = {
  as_of: "2024-08-01",
  facts: { "household.size": 2, "household.income": { at_most: "3040.00" }, "applicant.receives": new Set(["x"]) },
  settings: { "subsistence.urban": "760" },
};
const decision = policy.at("2024-08-01").decide(given, { decisions: ["outcome"], reasons: false });
const status: "decided" | "incomplete" = decision.status;
const questions: string[] = decision.missing.map((missing) => missing.ask.zh);
const found: Diagnostic[] = check("policy a", "a.menkan", []);
try {
  policy.decide(JSON.stringify(given), { asOf: "2024-08-01", settings: { "subsistence.urban": 760n } });
} catch (error) {
  if (error instanceof MenkanError) console.log(error.code, error.errors[0]?.nearest, status, questions, found);
}
const notice = policy.notice(given, { settings: { "subsistence.urban": 760 } });
const letters: string[] = [notice.toText("zh"), notice.toMarkdown(), notice.toHtml("en"), notice.applicant[0]?.ask.zh ?? ""];
const near = policy.whyNot(given, "forms", new Set(["advice"]), { asOf: "2024-08-01" });
const moves: (string | undefined)[] = near.misses.flatMap(({ changes }) => changes.map(({ by }) => by));
const interview = policy.resumeInterview(policy.at("2024-08-01").interview(given).toJson());
interview.answer("household.income", { at_most: "3040.00" });
const ahead: number | undefined = interview.state.next?.ahead.most;
console.log(letters, moves, ahead, policy.decide(given, { sufficient: true }).sufficient?.[0]?.facts);

// @ts-expect-error a notice has no reasons to leave out
policy.notice(given, { reasons: false });
// @ts-expect-error what is not known is null
interview.answer("household.income", undefined);
// @ts-expect-error a policy is not made by hand
new Policy();
// @ts-expect-error a Date is not a day
policy.at(new Date());
// @ts-expect-error nor is it a value of a fact
policy.decide({ facts: { "applicant.birth": new Date() } });
// @ts-expect-error the day has another name beside the case
policy.decide(given, { as_of: "2024-08-01" });
