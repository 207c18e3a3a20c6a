// cedar-wasm: the same policies and the same way to ask as in Rust. The policies are parsed once and kept in the module.

import { preparsePolicySet, statefulIsAuthorized } from '@cedar-policy/cedar-wasm/nodejs';

const VALUES = {
  outcome: [
    'refuse_has_counsel', 'appoint_mandatory', 'appoint_may', 'grant', 'duty_lawyer', 'refuse_scope', 'refuse_means',
    'grant_urgent', 'grant',
  ],
  means_test: ['waived', 'exempt', 'declared', 'required'],
  channel: ['green', 'normal'],
};

/** What each policy says, by its name. */
export function load(name, text) {
  const staticPolicies = JSON.parse(text);
  const answer = preparsePolicySet(name, { staticPolicies });
  if (answer.type !== 'success') throw new Error(JSON.stringify(answer));
  const says = new Map();
  for (const id of Object.keys(staticPolicies)) {
    const [decision, value] = id.split('/');
    says.set(id, { decision, place: VALUES[decision]?.indexOf(value), points: Number(value) });
  }
  return { name, says };
}

export function decide({ name, says }, { region = 'r0', ...context }) {
  const answer = statefulIsAuthorized({
    principal: { type: 'Applicant', id: 'someone' },
    action: { type: 'Action', id: 'decide' },
    resource: { type: 'Region', id: region },
    context,
    preparsedPolicySetId: name,
    entities: [],
  });
  if (answer.type !== 'success') throw new Error(JSON.stringify(answer));
  const places = { outcome: 8, means_test: 3, channel: 1 };
  let priority = 0;
  for (const id of answer.response.diagnostics.reason) {
    const { decision, place, points } = says.get(id);
    if (decision === 'priority') priority += points;
    else places[decision] = Math.min(places[decision], place);
  }
  if (places.channel === 0) priority += 10;
  return {
    outcome: VALUES.outcome[places.outcome],
    means_test: VALUES.means_test[places.means_test],
    channel: VALUES.channel[places.channel],
    priority,
  };
}
