// json-rules-engine: definitions are named conditions, a rule for each value of a decision says so in an event, and the
// program that asked takes the first of each decision, by the rules' priorities. Its conditions cannot count, so what is
// multiplied is a fact that a function gives. Rules of several regions ask for the region first.

import { Engine } from 'json-rules-engine';

const fact = (name, operator, value) => ({ fact: name, operator, value });
const is = (name, value = true) => fact(name, 'equal', value);
const among = (name, ...values) => fact(name, 'in', values);
const all = (...conditions) => ({ all: conditions });
const any = (...conditions) => ({ any: conditions });
const not = (condition) => ({ not: condition });
const named = (condition) => ({ condition });

/** The definitions and rules of a region; with a `mark` on the names of those that differ between regions. */
function ofRegion(region, several) {
  const mark = several ? `@r${region}` : '';
  const hardship = named(`hardship${mark}`);
  const urgent = named(`urgent${mark}`);
  const criminal = is('case_type', 'criminal');
  const [minor, triggered, may, lifted, spared, favoured] = [
    'minor', 'triggered', 'may_appoint', 'lifted', 'spared', 'favoured',
  ].map(named);
  const conditions = {
    [`hardship${mark}`]: all(
      fact('double_income', 'lessThanInclusive', { fact: 'triple_line' }),
      fact('assets', 'lessThanInclusive', { fact: `asset_line_${12 + (region % 3)}` }),
    ),
    [`urgent${mark}`]: all(fact('limitation_days_left', 'lessThanInclusive', 7 + (region % 5))),
  };
  const rules = [
    ['outcome', 'refuse_has_counsel', all(is('has_counsel'))],
    ['outcome', 'appoint_mandatory', all(criminal, triggered)],
    ['outcome', 'appoint_may', all(criminal, may)],
    ['outcome', 'grant', all(criminal, hardship)],
    ['outcome', 'duty_lawyer', all(criminal)],
    ['outcome', 'refuse_scope', all(not(named('in_scope')), not(lifted))],
    ['outcome', 'refuse_means', all(not(lifted), not(spared), not(hardship))],
    ['outcome', 'grant_urgent', all(urgent)],
    ['means_test', 'waived', any(all(criminal, any(triggered, may)), lifted)],
    ['means_test', 'exempt', all(spared)],
    ['means_test', 'declared', any(is('is_disabled'), is('is_military_family'))],
    ['channel', 'green', all(favoured)],
    ['priority', 40, all(urgent)],
    ['priority', 20, all(minor)],
    ['priority', 15, all(is('domestic_violence_victim'))],
    ['priority', 10, all(is('is_disabled'))],
    ['priority', 10, all(favoured)],
    ['priority', 30, all(is('possible_penalty', 'death'))],
  ];
  return {
    conditions,
    rules: rules.map(([decision, value, when], place) => ({
      conditions: several ? all({ ...is('region', `r${region}`), priority: 2 }, when) : when,
      event: { type: decision, params: { value } },
      priority: 100 - place,
    })),
  };
}

const DEFINITIONS = {
  minor: all(fact('age', 'lessThan', 18)),
  elderly: all(fact('age', 'greaterThanInclusive', 60)),
  migrant_claim: all(is('is_migrant_worker'), among('matter', 'wages', 'work_injury')),
  triggered: any(
    named('minor'), is('speech_hearing_visual_impaired'), is('limited_capacity'),
    among('possible_penalty', 'life', 'death'), is('in_absentia'), is('stage', 'death_review'),
  ),
  may_appoint: all(is('stage', 'trial'), is('procedure', 'ordinary')),
  lifted: any(
    all(is('martyr_kin'), is('matter', 'martyr_honour')),
    all(is('good_samaritan'), is('case_type', 'civil')),
    all(is('retrial_acquitted'), is('case_type', 'state_compensation')),
    all(is('domestic_violence_victim'), is('case_type', 'civil'), among('matter', 'marriage', 'support')),
  ),
  spared: any(
    all(is('no_fixed_livelihood'), any(named('minor'), named('elderly'), is('is_disabled'))),
    is('receives_social_assistance'),
    named('migrant_claim'),
  ),
  in_scope: any(
    is('case_type', 'state_compensation'),
    all(
      is('case_type', 'civil'),
      among('matter', 'wages', 'work_injury', 'support', 'social_insurance', 'food_drug', 'medical', 'traffic',
        'environment', 'martyr_honour'),
    ),
    all(is('case_type', 'administrative'), among('matter', 'social_insurance', 'land', 'work_injury')),
  ),
  favoured: any(
    named('migrant_claim'), named('minor'), named('elderly'), is('is_disabled'), is('is_military_family'),
    all(is('is_woman'), is('domestic_violence_victim')),
  ),
};

/** The rules as JSON, which is what a program would keep. */
export function rulesAsJson(regions) {
  const conditions = { ...DEFINITIONS };
  const rules = [];
  for (let region = 0; region < regions; region += 1) {
    const own = ofRegion(region, regions > 1);
    Object.assign(conditions, own.conditions);
    rules.push(...own.rules);
  }
  return JSON.stringify({ conditions, rules });
}

export function load(text) {
  const { conditions, rules } = JSON.parse(text);
  const engine = new Engine();
  for (const [name, condition] of Object.entries(conditions)) engine.setCondition(name, condition);
  for (const rule of rules) engine.addRule(rule);
  const line = async (almanac) => (await almanac.factValue('dibao')) * (await almanac.factValue('household_size'));
  engine.addFact('double_income', async (_, almanac) => 2 * (await almanac.factValue('household_income')));
  engine.addFact('triple_line', async (_, almanac) => 3 * (await line(almanac)));
  for (const multiple of [12, 13, 14]) {
    engine.addFact(`asset_line_${multiple}`, async (_, almanac) => multiple * (await line(almanac)));
  }
  return engine;
}

export async function decide(engine, facts) {
  const { events } = await engine.run(facts);
  const answers = { outcome: 'grant', means_test: 'required', channel: 'normal', priority: 0 };
  const open = new Set(['outcome', 'means_test', 'channel']);
  for (const { type, params } of events) {
    if (type === 'priority') answers.priority += params.value;
    else if (open.delete(type)) answers[type] = params.value;
  }
  return answers;
}
