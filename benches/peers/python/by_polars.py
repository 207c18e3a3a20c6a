"""The rules as expressions of polars over a frame; what is chosen is of enumerated types. One thread."""

import polars as pl

from values import CHOICES, CIVIL, DECISIONS, PUBLIC


def frame(cases):
    schema = {name: pl.Enum(CHOICES[name]) for name in CHOICES}
    return pl.DataFrame(cases, schema_overrides=schema)


def expressions():
    col, chosen = pl.col, {name: pl.Enum(values) for name, values in DECISIONS.items()}

    def choose(decision, rules, otherwise):
        (first, value), *others = rules
        text = pl.when(first).then(pl.lit(value, dtype=chosen[decision]))
        for when, value in others:
            text = text.when(when).then(pl.lit(value, dtype=chosen[decision]))
        return text.otherwise(pl.lit(otherwise, dtype=chosen[decision])).alias(decision)

    matter, case_type, penalty = col("matter"), col("case_type"), col("possible_penalty")
    disabled, violence = col("is_disabled"), col("domestic_violence_victim")
    civil, criminal, state = case_type == "civil", case_type == "criminal", case_type == "state_compensation"
    minor, elderly = col("age") < 18, col("age") >= 60
    line = col("dibao") * col("household_size")
    hardship = (2 * col("household_income") <= 3 * line) & (col("assets") <= 12 * line)
    migrant = col("is_migrant_worker") & ((matter == "wages") | (matter == "work_injury"))
    death = penalty == "death"
    triggered = (
        minor
        | col("speech_hearing_visual_impaired")
        | col("limited_capacity")
        | (penalty == "life")
        | death
        | col("in_absentia")
        | (col("stage") == "death_review")
    )
    may = (col("stage") == "trial") & (col("procedure") == "ordinary")
    waived = (
        (col("martyr_kin") & (matter == "martyr_honour"))
        | (col("good_samaritan") & civil)
        | (col("retrial_acquitted") & state)
        | (violence & civil & ((matter == "marriage") | (matter == "support")))
    )
    exempt = (
        (col("no_fixed_livelihood") & (minor | elderly | disabled)) | col("receives_social_assistance") | migrant
    )
    in_scope = (
        state
        | (civil & matter.is_in(CIVIL))
        | ((case_type == "administrative") & matter.is_in(PUBLIC))
    )
    urgent = col("limitation_days_left") <= 7
    declared = disabled | col("is_military_family")
    green = migrant | minor | elderly | declared | (col("is_woman") & violence)
    points = [(urgent, 40), (minor, 20), (violence, 15), (disabled, 10), (green, 10), (death, 30)]
    return [
        choose(
            "outcome",
            [
                (col("has_counsel"), "refuse_has_counsel"),
                (criminal & triggered, "appoint_mandatory"),
                (criminal & may, "appoint_may"),
                (criminal & hardship, "grant"),
                (criminal, "duty_lawyer"),
                (~(in_scope | waived), "refuse_scope"),
                (~(waived | exempt | hardship), "refuse_means"),
                (urgent, "grant_urgent"),
            ],
            "grant",
        ),
        choose(
            "means_test",
            [((criminal & (triggered | may)) | waived, "waived"), (exempt, "exempt"), (declared, "declared")],
            "required",
        ),
        choose("channel", [(green, "green")], "normal"),
        pl.sum_horizontal(holds.cast(pl.UInt8) * pl.lit(more, dtype=pl.UInt8) for holds, more in points).alias(
            "priority"
        ),
    ]


def decide(frame, rules):
    # Lazily, so that polars finds what expressions have in common.
    return frame.lazy().select(rules).collect()


def answers(decided):
    return decided.rows()
