# The workload P in Rego.
package workload.REGION

import rego.v1

minor if input.age < 18

elderly if input.age >= 60

line := input.dibao * input.household_size

hardship if {
	2 * input.household_income <= 3 * line
	input.assets <= MULTIPLE * line
}

migrant_claim if {
	input.is_migrant_worker
	input.matter in {"wages", "work_injury"}
}

criminal if input.case_type == "criminal"

triggered if minor

triggered if input.speech_hearing_visual_impaired

triggered if input.limited_capacity

triggered if input.possible_penalty in {"life", "death"}

triggered if input.in_absentia

triggered if input.stage == "death_review"

may_appoint if {
	input.stage == "trial"
	input.procedure == "ordinary"
}

lifted if {
	input.martyr_kin
	input.matter == "martyr_honour"
}

lifted if {
	input.good_samaritan
	input.case_type == "civil"
}

lifted if {
	input.retrial_acquitted
	input.case_type == "state_compensation"
}

lifted if {
	input.domestic_violence_victim
	input.case_type == "civil"
	input.matter in {"marriage", "support"}
}

vulnerable if minor

vulnerable if elderly

vulnerable if input.is_disabled

spared if {
	input.no_fixed_livelihood
	vulnerable
}

spared if input.receives_social_assistance

spared if migrant_claim

in_scope if input.case_type == "state_compensation"

in_scope if {
	input.case_type == "civil"
	input.matter in {
		"wages", "work_injury", "support", "social_insurance", "food_drug",
		"medical", "traffic", "environment", "martyr_honour",
	}
}

in_scope if {
	input.case_type == "administrative"
	input.matter in {"social_insurance", "land", "work_injury"}
}

urgent if input.limitation_days_left <= DAYS

favoured if migrant_claim

favoured if vulnerable

favoured if input.is_military_family

favoured if {
	input.is_woman
	input.domestic_violence_victim
}

default outcome := "grant"

outcome := "refuse_has_counsel" if {
	input.has_counsel
} else := "appoint_mandatory" if {
	criminal
	triggered
} else := "appoint_may" if {
	criminal
	may_appoint
} else := "grant" if {
	criminal
	hardship
} else := "duty_lawyer" if {
	criminal
} else := "refuse_scope" if {
	not in_scope
	not lifted
} else := "refuse_means" if {
	not lifted
	not spared
	not hardship
} else := "grant_urgent" if {
	urgent
}

appointed if triggered

appointed if may_appoint

untested if {
	criminal
	appointed
}

untested if lifted

declares if input.is_disabled

declares if input.is_military_family

default means_test := "required"

means_test := "waived" if {
	untested
} else := "exempt" if {
	spared
} else := "declared" if {
	declares
}

default channel := "normal"

channel := "green" if favoured

default urgent_points := 0

urgent_points := 40 if urgent

default minor_points := 0

minor_points := 20 if minor

default violence_points := 0

violence_points := 15 if input.domestic_violence_victim

default disabled_points := 0

disabled_points := 10 if input.is_disabled

default green_points := 0

green_points := 10 if favoured

default death_points := 0

death_points := 30 if input.possible_penalty == "death"

priority := ((((urgent_points + minor_points) + violence_points) + disabled_points) + green_points) + death_points

answers := {"outcome": outcome, "means_test": means_test, "channel": channel, "priority": priority}
