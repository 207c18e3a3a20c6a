// What engines in JavaScript do on the workload: every answer compared, then everything timed in turn.
//
//   node --no-turbo-inline-js-wasm-calls measure.mjs CASES RULES [--quick] [--only NAME]
//
// Without that option Node 20 stops in the middle of cedar-wasm, where code that was optimised is thrown away. Processor
// time of the process, its collector of garbage with it; the median of rounds. Figures go to standard output.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { isDeepStrictEqual } from 'node:util';

import { ZenDecisionContent, ZenEngine } from '@gorules/zen-engine';

import { decide as byHand } from './by-hand.mjs';
import * as cedar from './cedar.mjs';
import * as jsonRules from './json-rules.mjs';

const [casesFolder, rulesFolder, ...options] = process.argv.slice(2);
const quick = options.includes('--quick');
const after = (option) => (options.includes(option) ? options[options.indexOf(option) + 1] : undefined);
const only = after('--only');
const alone = after('--alone');
const COUNTS = quick ? { batch: 10_000, fast: 2_000, slow: 200 } : { batch: 100_000, fast: 10_000, slow: 1_000 };
const PACE = quick ? { rounds: 7, turn: 10e6 } : { rounds: 15, turn: 50e6 };
const REGIONS = [1, 10, 100];

const BY_HAND = 'by hand';
const all = [];

function read(regions, most) {
  const lines = readFileSync(join(casesFolder, `cases-${regions}.ndjson`), 'utf8').trimEnd().split('\n');
  return lines.slice(0, most).map((line) => {
    const { case: facts, answers } = JSON.parse(line);
    return { facts, answers, text: JSON.stringify(facts) };
  });
}

async function hold(engine, cases, decide) {
  for (const { facts, answers } of cases) {
    const decided = await decide(facts);
    if (!isDeepStrictEqual({ ...decided }, answers)) {
      throw new Error(`${engine}: ${JSON.stringify(facts)}\nshould be ${JSON.stringify(answers)}\nand is ${JSON.stringify(decided)}`);
    }
  }
}

// What is decided goes here, so that no compiler finds that nobody looks at it.
let sink;

/** Takes inputs in turn; a promise is waited for. */
function inTurn(inputs, decide, waits) {
  let next = 0;
  const input = () => {
    const one = inputs[next];
    next = next + 1 === inputs.length ? 0 : next + 1;
    return one;
  };
  if (waits) {
    return async (times) => {
      for (let time = 0; time < times; time += 1) sink = await decide(input());
    };
  }
  return (times) => {
    for (let time = 0; time < times; time += 1) sink = decide(input());
  };
}

function add(engine, what, regions, cases, each, run) {
  all.push({ engine, what, regions, cases, each, run });
}

/** All that is timed of an engine that decides one case after another. */
async function engine(name, counts, { load, decide, waits = false }) {
  for (const regions of REGIONS) {
    const cases = read(regions, counts);
    const loaded = await load(regions);
    await hold(name, cases, (facts) => decide(loaded, facts));
    const facts = cases.map((one) => one.facts);
    add(name, 'one', regions, cases.length, 1, inTurn(facts, (one) => decide(loaded, one), waits));
    if (regions > 1) continue;
    const texts = cases.map((one) => one.text);
    const json = waits
      ? async (text) => JSON.stringify(await decide(loaded, JSON.parse(text)))
      : (text) => JSON.stringify(decide(loaded, JSON.parse(text)));
    await hold(name, cases, async (facts) => JSON.parse(await json(JSON.stringify(facts))));
    add(name, 'json', 1, cases.length, 1, inTurn(texts, json, waits));
    if (name !== BY_HAND) {
      const again = async (times) => {
        for (let time = 0; time < times; time += 1) sink = await load(1);
      };
      add(name, 'load', 1, 0, 1, again);
    }
  }
  if (name === alone) process.stderr.write(`${name}: all answers agree\n`);
}

function rules(name, regions) {
  return readFileSync(join(rulesFolder, `${name}-${regions}.json`), 'utf8');
}

/** Texts are read beforehand, so that loading is what the engine does. */
function once(text) {
  const kept = new Map(REGIONS.map((regions) => [regions, text(regions)]));
  return (regions) => kept.get(regions);
}

async function zen(style) {
  const text = once((regions) => Buffer.from(rules(`zen-${style}`, regions)));
  const zenEngine = new ZenEngine();
  await engine(`zen-engine on Node, ${style}`, COUNTS.slow, {
    load: (regions) => zenEngine.createDecision(new ZenDecisionContent(text(regions))),
    decide: async (decision, facts) => (await decision.evaluate(facts)).result,
    waits: true,
  });
}

function nanoseconds(start) {
  const { user, system } = process.cpuUsage(start);
  return (user + system) * 1_000;
}

async function took({ run }, times) {
  const start = process.cpuUsage();
  await run(times);
  return nanoseconds(start);
}

function quartiles(numbers) {
  const sorted = [...numbers].sort((one, other) => one - other);
  const last = sorted.length - 1;
  const quarter = Math.floor(last / 4);
  return [quarter, Math.floor(last / 2), last - quarter].map((place) => sorted[place]);
}

async function measure() {
  for (const timed of all) {
    let times = 1;
    for (;;) {
      const time = await took(timed, times);
      if (time >= PACE.turn / 4) {
        timed.times = Math.max(1, Math.ceil((PACE.turn / time) * times));
        break;
      }
      times *= 4;
    }
    timed.rounds = [];
  }
  for (let round = 0; round < PACE.rounds; round += 1) {
    for (const timed of all) timed.rounds.push((await took(timed, timed.times)) / (timed.times * timed.each));
  }
  const find = (name, what) => all.find((one) => one.engine === name && one.what === what && one.regions === 1);
  const beside = (mine, other) =>
    other === undefined || other === mine ? null : quartiles(mine.rounds.map((ns, round) => ns / other.rounds[round]))[1];
  return all.map((timed) => {
    const { engine: name, what, regions, cases } = timed;
    const [low, ns, high] = quartiles(timed.rounds);
    const ratio = what === 'load' || regions > 1 ? null : beside(timed, find(BY_HAND, what));
    const growth = regions > 1 ? beside(timed, find(name, what)) : null;
    return { language: 'JavaScript', engine: name, what, regions, cases, ns, spread: [low, high], ratio, growth };
  });
}

const ENGINES = {
  [BY_HAND]() {
    const facts = read(1, COUNTS.batch).map((one) => one.facts);
    add(BY_HAND, 'batch', 1, facts.length, facts.length, (times) => {
      for (let time = 0; time < times; time += 1) sink = facts.map(byHand);
    });
  },
  async 'json-rules-engine'() {
    const text = once(jsonRules.rulesAsJson);
    const load = (regions) => jsonRules.load(text(regions));
    await engine('json-rules-engine', COUNTS.slow, { load, decide: jsonRules.decide, waits: true });
  },
  async 'cedar-wasm'() {
    const text = once((regions) => rules('cedar', regions));
    const load = (regions) => cedar.load(`workload-${regions}`, text(regions));
    await engine('cedar-wasm', COUNTS.slow, { load, decide: cedar.decide });
  },
  'zen-engine on Node, expressions': () => zen('expressions'),
  'zen-engine on Node, tables': () => zen('tables'),
};

/** One engine, and by hand beside it. */
async function measureOne(name) {
  await engine(BY_HAND, COUNTS.fast, { load: () => undefined, decide: (_, facts) => byHand(facts) });
  await ENGINES[name]();
  const figures = await measure();
  return figures.filter((figure) => figure.engine === name);
}

/** Each engine in a process of its own: what one leaves to the collector of garbage is not another's time. */
function measureEach() {
  const wanted = (name) => only === undefined || name === BY_HAND || name.toLowerCase().includes(only.toLowerCase());
  return Object.keys(ENGINES).filter(wanted).flatMap((name) => {
    const words = [...process.execArgv, process.argv[1], casesFolder, rulesFolder, '--alone', name];
    if (quick) words.push('--quick');
    const child = spawnSync(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' });
    if (child.status !== 0) throw new Error(`${name}: ${child.signal ?? child.status}`);
    return JSON.parse(child.stdout);
  });
}

const figures = alone === undefined ? measureEach() : await measureOne(alone);
process.stdout.write(`${JSON.stringify(figures, null, 1)}\n`);
