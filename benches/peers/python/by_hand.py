"""The rules of the workload as a programmer would write them, over a class of facts."""

from dataclasses import dataclass


@dataclass(slots=True)
class Facts:
    age: int
    is_migrant_worker: bool
    is_disabled: bool
    is_military_family: bool
    is_woman: bool
    no_fixed_livelihood: bool
    receives_social_assistance: bool
    domestic_violence_victim: bool
    good_samaritan: bool
    martyr_kin: bool
    retrial_acquitted: bool
    has_counsel: bool
    speech_hearing_visual_impaired: bool
    limited_capacity: bool
    in_absentia: bool
    case_type: str
    matter: str
    stage: str
    procedure: str
    possible_penalty: str
    household_income: int
    household_size: int
    dibao: int
    assets: int
    limitation_days_left: int
    region: str = "r0"


CIVIL = frozenset(
    "wages work_injury support social_insurance food_drug medical traffic environment martyr_honour".split()
)
PUBLIC = frozenset("social_insurance land work_injury".split())


def decide(facts: Facts) -> dict[str, object]:
    region = int(facts.region[1:])
    case_type, matter = facts.case_type, facts.matter
    minor = facts.age < 18
    elderly = facts.age >= 60
    line = facts.dibao * facts.household_size
    hardship = 2 * facts.household_income <= 3 * line and facts.assets <= (12 + region % 3) * line
    migrant = facts.is_migrant_worker and (matter == "wages" or matter == "work_injury")
    criminal = case_type == "criminal"
    triggered = (
        minor
        or facts.speech_hearing_visual_impaired
        or facts.limited_capacity
        or facts.possible_penalty == "life"
        or facts.possible_penalty == "death"
        or facts.in_absentia
        or facts.stage == "death_review"
    )
    may = facts.stage == "trial" and facts.procedure == "ordinary"
    waived = (
        (facts.martyr_kin and matter == "martyr_honour")
        or (facts.good_samaritan and case_type == "civil")
        or (facts.retrial_acquitted and case_type == "state_compensation")
        or (
            facts.domestic_violence_victim
            and case_type == "civil"
            and (matter == "marriage" or matter == "support")
        )
    )
    exempt = (
        (facts.no_fixed_livelihood and (minor or elderly or facts.is_disabled))
        or facts.receives_social_assistance
        or migrant
    )
    urgent = facts.limitation_days_left <= 7 + region % 5
    green = (
        migrant
        or minor
        or elderly
        or facts.is_disabled
        or facts.is_military_family
        or (facts.is_woman and facts.domestic_violence_victim)
    )
    if facts.has_counsel:
        outcome = "refuse_has_counsel"
    elif criminal:
        if triggered:
            outcome = "appoint_mandatory"
        elif may:
            outcome = "appoint_may"
        else:
            outcome = "grant" if hardship else "duty_lawyer"
    elif not waived and not (
        case_type == "state_compensation"
        or (case_type == "civil" and matter in CIVIL)
        or (case_type == "administrative" and matter in PUBLIC)
    ):
        outcome = "refuse_scope"
    elif not (waived or exempt or hardship):
        outcome = "refuse_means"
    else:
        outcome = "grant_urgent" if urgent else "grant"
    if waived or (criminal and (triggered or may)):
        means_test = "waived"
    elif exempt:
        means_test = "exempt"
    elif facts.is_disabled or facts.is_military_family:
        means_test = "declared"
    else:
        means_test = "required"
    priority = 0
    if urgent:
        priority += 40
    if minor:
        priority += 20
    if facts.domestic_violence_victim:
        priority += 15
    if facts.is_disabled:
        priority += 10
    if green:
        priority += 10
    if facts.possible_penalty == "death":
        priority += 30
    return {
        "outcome": outcome,
        "means_test": means_test,
        "channel": "green" if green else "normal",
        "priority": priority,
    }
