// The rules of the workload as a programmer would write them, over an object of facts.

/** What a case comes to, by the rules of its region. */
export function decide(facts) {
  const region = facts.region === undefined ? 0 : Number(facts.region.slice(1));
  const { case_type: type, matter } = facts;
  const minor = facts.age < 18;
  const elderly = facts.age >= 60;
  const line = facts.dibao * facts.household_size;
  const hardship = 2 * facts.household_income <= 3 * line && facts.assets <= (12 + (region % 3)) * line;
  const migrant = facts.is_migrant_worker && (matter === 'wages' || matter === 'work_injury');
  const triggered =
    minor ||
    facts.speech_hearing_visual_impaired ||
    facts.limited_capacity ||
    facts.possible_penalty === 'life' ||
    facts.possible_penalty === 'death' ||
    facts.in_absentia ||
    facts.stage === 'death_review';
  const may = facts.stage === 'trial' && facts.procedure === 'ordinary';
  const waived =
    (facts.martyr_kin && matter === 'martyr_honour') ||
    (facts.good_samaritan && type === 'civil') ||
    (facts.retrial_acquitted && type === 'state_compensation') ||
    (facts.domestic_violence_victim && type === 'civil' && (matter === 'marriage' || matter === 'support'));
  const exempt =
    (facts.no_fixed_livelihood && (minor || elderly || facts.is_disabled)) ||
    facts.receives_social_assistance ||
    migrant;
  const urgent = facts.limitation_days_left <= 7 + (region % 5);
  const green =
    migrant ||
    minor ||
    elderly ||
    facts.is_disabled ||
    facts.is_military_family ||
    (facts.is_woman && facts.domestic_violence_victim);
  return {
    outcome: outcome(facts, { triggered, may, hardship, waived, exempt, urgent }),
    means_test:
      (type === 'criminal' && (triggered || may)) || waived
        ? 'waived'
        : exempt
          ? 'exempt'
          : facts.is_disabled || facts.is_military_family
            ? 'declared'
            : 'required',
    channel: green ? 'green' : 'normal',
    priority:
      (urgent ? 40 : 0) +
      (minor ? 20 : 0) +
      (facts.domestic_violence_victim ? 15 : 0) +
      (facts.is_disabled ? 10 : 0) +
      (green ? 10 : 0) +
      (facts.possible_penalty === 'death' ? 30 : 0),
  };
}

function outcome(facts, { triggered, may, hardship, waived, exempt, urgent }) {
  if (facts.has_counsel) return 'refuse_has_counsel';
  if (facts.case_type === 'criminal') {
    if (triggered) return 'appoint_mandatory';
    if (may) return 'appoint_may';
    return hardship ? 'grant' : 'duty_lawyer';
  }
  if (!waived && !inScope(facts.case_type, facts.matter)) return 'refuse_scope';
  if (!waived && !exempt && !hardship) return 'refuse_means';
  return urgent ? 'grant_urgent' : 'grant';
}

function inScope(type, matter) {
  switch (type) {
    case 'state_compensation':
      return true;
    case 'civil':
      return matter !== 'land' && matter !== 'marriage' && matter !== 'other';
    case 'administrative':
      return matter === 'social_insurance' || matter === 'land' || matter === 'work_injury';
    default:
      return false;
  }
}
