"""What engines in Python do on the workload: every answer compared, then everything timed in turn.

    python measure.py CASES [--quick] [--only NAME]

Processor time of the process, the median of rounds. Figures go to standard output. The environment sets that no library uses
more than one thread.
"""

import json
import sys
import time
from pathlib import Path

import by_hand
import by_numpy
import by_openfisca
import by_polars

BY_HAND = "by hand"
DECISIONS = ("outcome", "means_test", "channel", "priority")


class Measuring:
    def __init__(self, folder, quick, only):
        self.folder, self.only = Path(folder), only
        self.batch, self.fast, self.slow = (10_000, 2_000, 50) if quick else (100_000, 10_000, 500)
        self.rounds, self.turn = (7, 10e6) if quick else (15, 50e6)
        self.all = []

    def read(self, regions, most):
        cases, expected = [], []
        with open(self.folder / f"cases-{regions}.ndjson", encoding="utf-8") as lines:
            for line, _ in zip(lines, range(most)):
                told = json.loads(line)
                cases.append(told["case"])
                expected.append(tuple(told["answers"][name] for name in DECISIONS))
        return cases, expected

    def wants(self, engine):
        return self.only is None or engine == BY_HAND or self.only.lower() in engine.lower()

    def add(self, engine, what, regions, cases, each, run):
        self.all.append({"engine": engine, "what": what, "regions": regions, "cases": cases, "each": each, "run": run})

    def in_turn(self, engine, what, regions, inputs, decide):
        count, place = len(inputs), 0

        def run(times):
            nonlocal place
            for _ in range(times):
                decide(inputs[place])
                place += 1
                if place == count:
                    place = 0

        self.add(engine, what, regions, count, 1, run)

    def repeated(self, engine, what, cases, run):
        def again(times):
            for _ in range(times):
                run()

        self.add(engine, what, 1, cases, max(cases, 1), again)

    def measure(self):
        for timed in self.all:
            times = 1
            while (took := nanoseconds(timed["run"], times)) < self.turn / 4:
                times *= 4
            timed["times"] = max(1, round(self.turn / took * times))
            timed["rounds"] = []
        for _ in range(self.rounds):
            for timed in self.all:
                took = nanoseconds(timed["run"], timed["times"])
                timed["rounds"].append(took / (timed["times"] * timed["each"]))

        def find(engine, what):
            found = (one for one in self.all if (one["engine"], one["what"], one["regions"]) == (engine, what, 1))
            return next(found, None)

        def beside(mine, other):
            if other is None or other is mine:
                return None
            return quartiles([one / another for one, another in zip(mine["rounds"], other["rounds"])])[1]

        figures = []
        for timed in self.all:
            low, median, high = quartiles(timed["rounds"])
            several = timed["regions"] > 1
            by_hand_too = None if several or timed["what"] == "load" else find(BY_HAND, timed["what"])
            once = find(timed["engine"], timed["what"]) if several else None
            figures.append(
                {
                    "language": "Python",
                    "engine": timed["engine"],
                    "what": timed["what"],
                    "regions": timed["regions"],
                    "cases": timed["cases"],
                    "ns": median,
                    "spread": [low, high],
                    "ratio": beside(timed, by_hand_too),
                    "growth": beside(timed, once),
                }
            )
        return figures


def nanoseconds(run, times):
    start = time.process_time_ns()
    run(times)
    return time.process_time_ns() - start


def quartiles(numbers):
    ordered = sorted(numbers)
    last = len(ordered) - 1
    return [ordered[place] for place in (last // 4, last // 2, last - last // 4)]


def hold(engine, expected, answers):
    answers = [tuple(answer) for answer in answers]
    if len(answers) != len(expected):
        raise SystemExit(f"{engine}: decided {len(answers)} of {len(expected)}")
    for place, (should, answer) in enumerate(zip(expected, answers)):
        if should != answer:
            raise SystemExit(f"{engine}: case {place} should be {should} and is {answer}")
    print(f"{engine}: all answers agree", file=sys.stderr)


def told(text):
    answers = json.loads(text)
    return tuple(answers[name] for name in DECISIONS)


def written(cases):
    return [json.dumps(case, separators=(",", ":")) for case in cases]


def measure_by_hand(measuring):
    for regions in (1, 10, 100):
        cases, expected = measuring.read(regions, measuring.fast)
        facts = [by_hand.Facts(**case) for case in cases]
        hold(BY_HAND, expected, (by_hand.decide(one).values() for one in facts))
        measuring.in_turn(BY_HAND, "one", regions, facts, by_hand.decide)
    cases, expected = measuring.read(1, measuring.fast)
    texts = written(cases)

    def by_text(text):
        return json.dumps(by_hand.decide(by_hand.Facts(**json.loads(text))))

    hold(BY_HAND, expected, (told(by_text(text)) for text in texts))
    measuring.in_turn(BY_HAND, "json", 1, texts, by_text)
    facts = [by_hand.Facts(**case) for case in cases]
    measuring.repeated(BY_HAND, "batch", len(facts), lambda: [by_hand.decide(one) for one in facts])


def measure_numpy(measuring, cases, expected):
    columns = by_numpy.columns(cases)
    hold("numpy", expected, by_numpy.answers(by_numpy.decide(columns)))
    measuring.repeated("numpy", "batch", len(cases), lambda: by_numpy.decide(columns))


def measure_polars(measuring, cases, expected):
    frame, rules = by_polars.frame(cases), by_polars.expressions()
    hold("polars", expected, by_polars.answers(by_polars.decide(frame, rules)))
    measuring.repeated("polars", "batch", len(cases), lambda: by_polars.decide(frame, rules))
    measuring.repeated("polars", "load", 0, by_polars.expressions)


def measure_openfisca(measuring, cases, expected):
    engine = "OpenFisca"
    system = by_openfisca.load()
    columns = by_openfisca.columns(cases)
    hold(engine, expected, by_openfisca.answers(by_openfisca.decide(system, columns)))
    measuring.repeated(engine, "batch", len(cases), lambda: by_openfisca.decide(system, columns))
    few, expected = measuring.read(1, measuring.slow)
    texts = written(few)
    hold(engine, expected, (told(by_openfisca.decide_json(system, text)) for text in texts))
    measuring.in_turn(engine, "json", 1, texts, lambda text: by_openfisca.decide_json(system, text))
    measuring.repeated(engine, "load", 0, by_openfisca.load)


def main(folder, *options):
    only = options[options.index("--only") + 1] if "--only" in options else None
    measuring = Measuring(folder, "--quick" in options, only)
    measure_by_hand(measuring)
    cases, expected = measuring.read(1, measuring.batch)
    for engine, measure in (
        ("numpy", measure_numpy),
        ("polars", measure_polars),
        ("OpenFisca", measure_openfisca),
    ):
        if measuring.wants(engine):
            measure(measuring, cases, expected)
    json.dump(measuring.measure(), sys.stdout, indent=1)


if __name__ == "__main__":
    main(*sys.argv[1:])
