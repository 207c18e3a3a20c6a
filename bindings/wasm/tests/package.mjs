// The package under test, and what the tests share.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

export const { Decision, Interview, MenkanError, Policy, check, policies } = await import(
  pathToFileURL(join(process.env.MENKAN_PACKAGE, "nodejs.js"))
);

export const root = new URL("../../../", import.meta.url);

export function read(path) {
  return readFileSync(new URL(path, root), "utf8");
}

export const village = `policy village / 示例村 in force from 2022-01-01
  answers aid
instrument law / 法律援助法 from 2022-01-01
fact household.size / 家庭人口 : integer 1..30
  ask "几口人?" / "How many live together?"
fact household.income / 家庭月收入 : CNY per month
  ask "全家月收入?" / "What does the household earn?"
standard hardship / 经济困难标准
  clause household / 家庭人均 cite law 34
    when household.income / household.size is at most 1520
decision aid / 援助决定 : one of granted / 予以援助, refused / 不予援助
  rule grant / 给予: granted when hardship is satisfied cite law 43
  otherwise refused cite law 43
`;

export const hamlet = `policy hamlet / 小村 extends village in force from 2022-01-01
  answers aid
amend standard hardship
  clause alone / 独居 cite none "示例"
    when household.size is 1
`;
