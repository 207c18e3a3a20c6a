"""The rules over columns of numpy: truths, codes of bytes, and whole numbers of 64 bits."""

import numpy as np

from values import CHOICES, CIVIL, DECISIONS, MATTER, PUBLIC


def columns(cases):
    """The facts of cases, each a column."""
    made = {}
    for name in cases[0]:
        values = [case[name] for case in cases]
        if name in CHOICES:
            made[name] = np.array([CHOICES[name].index(value) for value in values], dtype=np.uint8)
        else:
            made[name] = np.array(values)
    return made


def code(name, value):
    return np.uint8(CHOICES[name].index(value))


def table(matters):
    """For each matter, whether it is among these: a look-up in place of many comparisons."""
    return np.array([matter in matters for matter in MATTER])


CIVIL_MATTER, PUBLIC_MATTER = table(CIVIL), table(PUBLIC)


def decide(of):
    age, matter, penalty = of["age"], of["matter"], of["possible_penalty"]
    disabled, violence = of["is_disabled"], of["domestic_violence_victim"]
    minor, elderly = age < 18, age >= 60
    line = of["dibao"] * of["household_size"]
    hardship = (2 * of["household_income"] <= 3 * line) & (of["assets"] <= 12 * line)
    about = {name: matter == code("matter", name) for name in ("wages", "work_injury", "support", "marriage")}
    migrant = of["is_migrant_worker"] & (about["wages"] | about["work_injury"])
    kind = {name: of["case_type"] == code("case_type", name) for name in CHOICES["case_type"]}
    criminal, civil, state = kind["criminal"], kind["civil"], kind["state_compensation"]
    death = penalty == code("possible_penalty", "death")
    triggered = (
        minor
        | of["speech_hearing_visual_impaired"]
        | of["limited_capacity"]
        | (penalty == code("possible_penalty", "life"))
        | death
        | of["in_absentia"]
        | (of["stage"] == code("stage", "death_review"))
    )
    may = (of["stage"] == code("stage", "trial")) & (of["procedure"] == code("procedure", "ordinary"))
    waived = (
        (of["martyr_kin"] & (matter == code("matter", "martyr_honour")))
        | (of["good_samaritan"] & civil)
        | (of["retrial_acquitted"] & state)
        | (violence & civil & (about["marriage"] | about["support"]))
    )
    exempt = (
        (of["no_fixed_livelihood"] & (minor | elderly | disabled)) | of["receives_social_assistance"] | migrant
    )
    in_scope = (
        state | (civil & CIVIL_MATTER[matter]) | (kind["administrative"] & PUBLIC_MATTER[matter])
    )
    urgent = of["limitation_days_left"] <= 7
    declared = disabled | of["is_military_family"]
    green = migrant | minor | elderly | declared | (of["is_woman"] & violence)
    outcome = np.select(
        [
            of["has_counsel"],
            criminal & triggered,
            criminal & may,
            criminal & hardship,
            criminal,
            ~(in_scope | waived),
            ~(waived | exempt | hardship),
            urgent,
        ],
        np.arange(8, dtype=np.uint8),
        np.uint8(3),
    )
    # The rules' order is that of the values, but for the fourth, which is what is left too.
    means_test = np.select(
        [(criminal & (triggered | may)) | waived, exempt, declared], np.arange(3, dtype=np.uint8), np.uint8(3)
    )
    priority = np.zeros(len(age), dtype=np.uint8)
    for holds, points in ((urgent, 40), (minor, 20), (violence, 15), (disabled, 10), (green, 10), (death, 30)):
        priority += holds * np.uint8(points)
    return {"outcome": outcome, "means_test": means_test, "channel": ~green, "priority": priority}


def answers(decided):
    """The answers to each case, in words."""
    words = {name: [values[int(at)] for at in decided[name]] for name, values in DECISIONS.items()}
    return zip(words["outcome"], words["means_test"], words["channel"], map(int, decided["priority"]))
