"""The values of what is chosen, in their order."""

CASE_TYPE = "civil criminal administrative state_compensation".split()
MATTER = (
    "wages work_injury support social_insurance land marriage food_drug medical traffic environment martyr_honour other"
).split()
STAGE = "investigation prosecution trial death_review none".split()
PROCEDURE = "ordinary summary fast_track none".split()
PENALTY = "minor fixed_term life death".split()
CHOICES = {
    "case_type": CASE_TYPE,
    "matter": MATTER,
    "stage": STAGE,
    "procedure": PROCEDURE,
    "possible_penalty": PENALTY,
}
CIVIL = [matter for matter in MATTER if matter not in ("land", "marriage", "other")]
PUBLIC = ["social_insurance", "land", "work_injury"]

OUTCOME = (
    "refuse_has_counsel appoint_mandatory appoint_may grant duty_lawyer refuse_scope refuse_means grant_urgent"
).split()
MEANS_TEST = "waived exempt declared required".split()
CHANNEL = "green normal".split()
DECISIONS = {"outcome": OUTCOME, "means_test": MEANS_TEST, "channel": CHANNEL}
