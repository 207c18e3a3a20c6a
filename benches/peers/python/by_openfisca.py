"""The rules as variables of OpenFisca, each with its formula over arrays; a choice is one of its enumerations. Its whole
numbers have 32 bits, which the drawn cases fit; nothing is known of a period but the month that is asked about."""

import json

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum
from openfisca_core.periods import DateUnit
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

import values

PERIOD = "2024-08"
NUMBERS = "age household_income household_size dibao assets limitation_days_left".split()
FLAGS = (
    "is_migrant_worker is_disabled is_military_family is_woman no_fixed_livelihood receives_social_assistance "
    "domestic_violence_victim good_samaritan martyr_kin retrial_acquitted has_counsel speech_hearing_visual_impaired "
    "limited_capacity in_absentia"
).split()


def _enumeration(name, members):
    # A member's value is what it is called; OpenFisca's answers are its names.
    return Enum(name, {member: member for member in members})


ENUMERATIONS = {name: _enumeration(name, members) for name, members in values.CHOICES.items()}
ENUMERATIONS |= {name: _enumeration(name, members) for name, members in values.DECISIONS.items()}


def load():
    person = build_entity(key="person", plural="persons", label="An applicant", is_person=True)
    system = TaxBenefitSystem([person])

    def declare(name, value_type, formula=None):
        of = {"value_type": value_type, "entity": person, "definition_period": DateUnit.MONTH, "label": name}
        if value_type is Enum:
            of["possible_values"] = ENUMERATIONS[name]
            of["default_value"] = list(ENUMERATIONS[name])[-1]
        if formula is not None:
            of["formula"] = formula
        system.add_variable(type(name, (Variable,), of))

    for name in NUMBERS:
        declare(name, int)
    for name in FLAGS:
        declare(name, bool)
    for name in values.CHOICES:
        declare(name, Enum)

    def rule(value_type):
        def declared(formula):
            declare(formula.__name__, value_type, lambda person, period: formula(lambda name: person(name, period)))
            return formula

        return declared

    kind, matters = ENUMERATIONS["case_type"], ENUMERATIONS["matter"]
    stages, procedures, penalties = (ENUMERATIONS[name] for name in ("stage", "procedure", "possible_penalty"))

    def among(of, members, names):
        return np.logical_or.reduce([of == members[name] for name in names])

    @rule(bool)
    def minor(of):
        return of("age") < 18

    @rule(bool)
    def elderly(of):
        return of("age") >= 60

    @rule(int)
    def money_line(of):
        return of("dibao") * of("household_size")

    @rule(bool)
    def hardship(of):
        line = of("money_line")
        return (2 * of("household_income") <= 3 * line) * (of("assets") <= 12 * line)

    @rule(bool)
    def migrant_claim(of):
        return of("is_migrant_worker") * among(of("matter"), matters, ["wages", "work_injury"])

    @rule(bool)
    def criminal(of):
        return of("case_type") == kind["criminal"]

    @rule(bool)
    def triggered(of):
        return (
            of("minor")
            + of("speech_hearing_visual_impaired")
            + of("limited_capacity")
            + among(of("possible_penalty"), penalties, ["life", "death"])
            + of("in_absentia")
            + (of("stage") == stages["death_review"])
        )

    @rule(bool)
    def may_appoint(of):
        return (of("stage") == stages["trial"]) * (of("procedure") == procedures["ordinary"])

    @rule(bool)
    def lifted(of):
        matter, case_type = of("matter"), of("case_type")
        civil = case_type == kind["civil"]
        return (
            of("martyr_kin") * (matter == matters["martyr_honour"])
            + of("good_samaritan") * civil
            + of("retrial_acquitted") * (case_type == kind["state_compensation"])
            + of("domestic_violence_victim") * civil * among(matter, matters, ["marriage", "support"])
        )

    @rule(bool)
    def spared(of):
        vulnerable = of("minor") + of("elderly") + of("is_disabled")
        return of("no_fixed_livelihood") * vulnerable + of("receives_social_assistance") + of("migrant_claim")

    @rule(bool)
    def in_scope(of):
        matter, case_type = of("matter"), of("case_type")
        return (
            (case_type == kind["state_compensation"])
            + (case_type == kind["civil"]) * among(matter, matters, values.CIVIL)
            + (case_type == kind["administrative"]) * among(matter, matters, values.PUBLIC)
        )

    @rule(bool)
    def urgent(of):
        return of("limitation_days_left") <= 7

    @rule(bool)
    def favoured(of):
        return (
            of("migrant_claim")
            + of("minor")
            + of("elderly")
            + of("is_disabled")
            + of("is_military_family")
            + of("is_woman") * of("domestic_violence_victim")
        )

    def select(decision, conditions, results, otherwise):
        members = ENUMERATIONS[decision]
        return np.select(conditions, [members[name].index for name in results], members[otherwise].index)

    @rule(Enum)
    def outcome(of):
        criminal, lifted, hardship = of("criminal"), of("lifted"), of("hardship")
        conditions = [
            of("has_counsel"),
            criminal * of("triggered"),
            criminal * of("may_appoint"),
            criminal * hardship,
            criminal,
            ~of("in_scope") * ~lifted,
            ~lifted * ~of("spared") * ~hardship,
            of("urgent"),
        ]
        return select("outcome", conditions, values.OUTCOME, "grant")

    @rule(Enum)
    def means_test(of):
        untested = of("criminal") * (of("triggered") + of("may_appoint")) + of("lifted")
        conditions = [untested, of("spared"), of("is_disabled") + of("is_military_family")]
        return select("means_test", conditions, values.MEANS_TEST[:3], "required")

    @rule(Enum)
    def channel(of):
        return select("channel", [of("favoured")], ["green"], "normal")

    @rule(int)
    def priority(of):
        return (
            of("urgent") * 40
            + of("minor") * 20
            + of("domestic_violence_victim") * 15
            + of("is_disabled") * 10
            + of("favoured") * 10
            + (of("possible_penalty") == penalties["death"]) * 30
        )

    return system


def columns(cases):
    """The facts of many cases as OpenFisca keeps them."""
    made = {}
    for name in cases[0]:
        column = [case[name] for case in cases]
        if name in ENUMERATIONS:
            made[name] = ENUMERATIONS[name].encode(np.array(column))
        else:
            made[name] = np.array(column)
    return made


def decide(system, facts):
    """Many cases: a simulation of so many persons, their facts set as arrays."""
    simulation = SimulationBuilder().build_default_simulation(system, len(facts["age"]))
    for name, column in facts.items():
        simulation.set_input(name, PERIOD, column)
    return {name: simulation.calculate(name, PERIOD) for name in ("outcome", "means_test", "channel", "priority")}


def answers(decided):
    names = {name: decided[name].decode_to_str() for name in values.DECISIONS}
    return zip(names["outcome"], names["means_test"], names["channel"], map(int, decided["priority"]))


def decide_json(system, text):
    """One case, in the form of OpenFisca's own web service: values by person and period."""
    facts = json.loads(text)
    situation = {"persons": {"one": {name: {PERIOD: value} for name, value in facts.items()}}}
    simulation = SimulationBuilder().build_from_entities(system, situation)
    decided = {name: simulation.calculate(name, PERIOD) for name in ("outcome", "means_test", "channel", "priority")}
    (answer,) = answers(decided)
    return json.dumps(dict(zip(("outcome", "means_test", "channel", "priority"), map(_plain, answer))))


def _plain(value):
    return value if isinstance(value, int) else str(value)
