//! The rules as a programmer would write them: over a struct, as the workload has them, and over columns without a branch.

use std::hint::black_box;

use menkan_benches::workload::{
    Answers, CaseType, Facts, Matter, MeansTest, Outcome, Penalty, Procedure, Stage, decide,
};
use serde_json::to_string;

use super::{Cases, hold, in_turn, told};
use crate::Attempt;
use crate::cases::{Answer, REGIONS};
use crate::timing::{BY_HAND, Timed, What};

const COLUMNS: &str = "by hand, columns";

/// The struct one at a time, from JSON, and many; and the columns.
pub fn timed(cases: &Cases<'_>) -> Attempt<Vec<Timed>> {
    let mut all = Vec::new();
    for regions in REGIONS {
        let cases = cases.of(regions, cases.counts.fast)?;
        hold(BY_HAND, &cases, cases.iter().map(|case| told(&to_string(&decide(&case.facts))?)))?;
        let facts: Vec<Facts> = cases.iter().map(|case| case.facts.clone()).collect();
        all.push(in_turn(BY_HAND, What::One, regions, facts, |facts| {
            black_box(decide(black_box(facts)));
        }));
    }
    let few = cases.of(1, cases.counts.fast)?;
    let by_text = |text: &str| {
        let facts: Facts = serde_json::from_str(text)?;
        to_string(&decide(&facts))
    };
    hold(BY_HAND, &few, few.iter().map(|case| told(&by_text(&case.text)?)))?;
    let texts = few.iter().map(|case| case.text.clone()).collect();
    all.push(in_turn(BY_HAND, What::Json, 1, texts, move |text| drop(black_box(by_text(black_box(text))))));

    let many = cases.of(1, cases.counts.batch)?;
    let facts: Vec<Facts> = many.iter().map(|case| case.facts.clone()).collect();
    let columns = Columns::new(&facts);
    let mut decided = Decided::new(facts.len());
    columns.decide(&mut decided);
    hold(COLUMNS, &many, (0..many.len()).map(|row| Ok(decided.answer(row))))?;
    let (count, mut answers) = (facts.len(), Vec::with_capacity(facts.len()));
    let structs = move |times| {
        for _ in 0..times {
            answers.clear();
            answers.extend(black_box(&facts).iter().map(decide));
            black_box::<&[Answers]>(&answers);
        }
    };
    let columns = move |times| {
        for _ in 0..times {
            black_box(&columns).decide(&mut decided);
            black_box(&decided);
        }
    };
    let batch = |engine, run| Timed { engine, what: What::Batch, regions: 1, cases: count, each: count, run };
    all.push(batch(BY_HAND, Box::new(structs)));
    all.push(batch(COLUMNS, Box::new(columns)));
    Ok(all)
}

/// The facts of many cases, each a column of the least width: a truth and a choice are a byte, an age too, since nobody is
/// older than 255; a number is 32 bits.
struct Columns {
    flags: [Vec<u8>; 14],
    case_type: Vec<u8>,
    matter: Vec<u8>,
    stage: Vec<u8>,
    procedure: Vec<u8>,
    penalty: Vec<u8>,
    age: Vec<u8>,
    income: Vec<i32>,
    size: Vec<i32>,
    dibao: Vec<i32>,
    assets: Vec<i32>,
    days: Vec<i32>,
}

/// The answers to many cases, as places among the values of each decision.
struct Decided {
    outcome: Vec<u8>,
    means_test: Vec<u8>,
    channel: Vec<u8>,
    priority: Vec<u8>,
}

/// So many rows are decided at a time: what is found of them stays near.
const ROWS: usize = 1024;

impl Decided {
    fn new(count: usize) -> Self {
        let column = || vec![0; count];
        Self { outcome: column(), means_test: column(), channel: column(), priority: column() }
    }

    fn answer(&self, row: usize) -> Answer {
        const OUTCOMES: [&str; 8] = [
            "refuse_has_counsel",
            "appoint_mandatory",
            "appoint_may",
            "grant",
            "duty_lawyer",
            "refuse_scope",
            "refuse_means",
            "grant_urgent",
        ];
        Answer {
            outcome: OUTCOMES[usize::from(self.outcome[row])].into(),
            means_test: ["waived", "exempt", "declared", "required"][usize::from(self.means_test[row])].into(),
            channel: ["green", "normal"][usize::from(self.channel[row])].into(),
            priority: i64::from(self.priority[row]),
        }
    }
}

impl Columns {
    fn new(facts: &[Facts]) -> Self {
        let flag = |of: fn(&Facts) -> bool| facts.iter().map(|facts| u8::from(of(facts))).collect::<Vec<_>>();
        let byte = |of: fn(&Facts) -> u8| facts.iter().map(of).collect::<Vec<_>>();
        let number = |of: fn(&Facts) -> i64| facts.iter().map(|facts| of(facts) as i32).collect::<Vec<_>>();
        Self {
            flags: [
                flag(|facts| facts.is_migrant_worker),
                flag(|facts| facts.is_disabled),
                flag(|facts| facts.is_military_family),
                flag(|facts| facts.is_woman),
                flag(|facts| facts.no_fixed_livelihood),
                flag(|facts| facts.receives_social_assistance),
                flag(|facts| facts.domestic_violence_victim),
                flag(|facts| facts.good_samaritan),
                flag(|facts| facts.martyr_kin),
                flag(|facts| facts.retrial_acquitted),
                flag(|facts| facts.has_counsel),
                flag(|facts| facts.speech_hearing_visual_impaired),
                flag(|facts| facts.limited_capacity),
                flag(|facts| facts.in_absentia),
            ],
            case_type: byte(|facts| facts.case_type as u8),
            matter: byte(|facts| facts.matter as u8),
            stage: byte(|facts| facts.stage as u8),
            procedure: byte(|facts| facts.procedure as u8),
            penalty: byte(|facts| facts.possible_penalty as u8),
            age: byte(|facts| facts.age as u8),
            income: number(|facts| facts.household_income),
            size: number(|facts| facts.household_size),
            dibao: number(|facts| facts.dibao),
            assets: number(|facts| facts.assets),
            days: number(|facts| facts.limitation_days_left),
        }
    }

    /// Decides all rows. Loops of one width each, so that the compiler makes them those of vectors.
    fn decide(&self, into: &mut Decided) {
        let (mut hardship, mut urgent) = ([0; ROWS], [0; ROWS]);
        let mut from = 0;
        while from < self.age.len() {
            let to = (from + ROWS).min(self.age.len());
            let rows = from..to;
            let (hardship, urgent) = (&mut hardship[..rows.len()], &mut urgent[..rows.len()]);
            let (income, size) = (&self.income[rows.clone()], &self.size[rows.clone()]);
            let (dibao, assets) = (&self.dibao[rows.clone()], &self.assets[rows.clone()]);
            for (((hardship, income), size), (dibao, assets)) in
                hardship.iter_mut().zip(income).zip(size).zip(dibao.iter().zip(assets))
            {
                // Exact: all products are whole and below 2^53. The oldest processors of this kind multiply and compare
                // these as vectors, but not integers of 64 bits.
                let line = f64::from(*dibao) * f64::from(*size);
                let poor = (2.0 * f64::from(*income) <= 3.0 * line) & (f64::from(*assets) <= 12.0 * line);
                *hardship = u8::from(poor);
            }
            for (urgent, days) in urgent.iter_mut().zip(&self.days[rows.clone()]) {
                *urgent = u8::from(*days <= 7);
            }
            self.decide_bytes(from, hardship, urgent, into);
            from = to;
        }
    }

    /// What is left once numbers are compared: truths that are 0 or 1, and codes.
    fn decide_bytes(&self, from: usize, hardship: &[u8], urgent: &[u8], into: &mut Decided) {
        let count = hardship.len();
        let rows = from..from + count;
        let [migrant, disabled, military, woman, livelihood, assistance, violence, samaritan, martyr, acquitted, ..] =
            self.flags.each_ref().map(|column| &column[rows.clone()]);
        let [.., counsel, impaired, limited, absentia] = self.flags.each_ref().map(|column| &column[rows.clone()]);
        let [case_type, matter, stage, procedure, penalty, age] =
            [&self.case_type, &self.matter, &self.stage, &self.procedure, &self.penalty, &self.age]
                .map(|column| &column[rows.clone()]);
        let outcomes = &mut into.outcome[rows.clone()];
        let means_tests = &mut into.means_test[rows.clone()];
        let channels = &mut into.channel[rows.clone()];
        let priorities = &mut into.priority[rows];
        let urgent = &urgent[..count];
        for row in 0..count {
            let case_is = |kind: CaseType| is(case_type[row], kind as u8);
            let about = |of: Matter| is(matter[row], of as u8);
            let minor = u8::from(age[row] < 18);
            let elderly = u8::from(age[row] >= 60);
            let hardship = hardship[row];
            let migrant = migrant[row] & (about(Matter::Wages) | about(Matter::WorkInjury));
            let (criminal, civil) = (case_is(CaseType::Criminal), case_is(CaseType::Civil));
            let state = case_is(CaseType::StateCompensation);
            let death = is(penalty[row], Penalty::Death as u8);
            let triggered = minor
                | impaired[row]
                | limited[row]
                | is(penalty[row], Penalty::Life as u8)
                | death
                | absentia[row]
                | is(stage[row], Stage::DeathReview as u8);
            let may = is(stage[row], Stage::Trial as u8) & is(procedure[row], Procedure::Ordinary as u8);
            let waived = (martyr[row] & about(Matter::MartyrHonour))
                | (samaritan[row] & civil)
                | (acquitted[row] & state)
                | (violence[row] & civil & (about(Matter::Marriage) | about(Matter::Support)));
            let exempt = (livelihood[row] & (minor | elderly | disabled[row])) | assistance[row] | migrant;
            let civil_matter = 1 ^ (about(Matter::Land) | about(Matter::Marriage) | about(Matter::Other));
            let public_matter = about(Matter::SocialInsurance) | about(Matter::Land) | about(Matter::WorkInjury);
            let in_scope = state | (civil & civil_matter) | (case_is(CaseType::Administrative) & public_matter);
            let green = migrant | minor | elderly | disabled[row] | military[row] | (woman[row] & violence[row]);
            let of_criminal = choose(
                triggered,
                Outcome::AppointMandatory as u8,
                choose(
                    may,
                    Outcome::AppointMay as u8,
                    choose(hardship, Outcome::Grant as u8, Outcome::DutyLawyer as u8),
                ),
            );
            let of_others = choose(
                in_scope | waived,
                choose(
                    waived | exempt | hardship,
                    choose(urgent[row], Outcome::GrantUrgent as u8, Outcome::Grant as u8),
                    Outcome::RefuseMeans as u8,
                ),
                Outcome::RefuseScope as u8,
            );
            outcomes[row] =
                choose(counsel[row], Outcome::RefuseHasCounsel as u8, choose(criminal, of_criminal, of_others));
            means_tests[row] = choose(
                (criminal & (triggered | may)) | waived,
                MeansTest::Waived as u8,
                choose(
                    exempt,
                    MeansTest::Exempt as u8,
                    choose(disabled[row] | military[row], MeansTest::Declared as u8, MeansTest::Required as u8),
                ),
            );
            channels[row] = 1 ^ green;
            priorities[row] = choose(urgent[row], 40, 0)
                + choose(minor, 20, 0)
                + choose(violence[row], 15, 0)
                + choose(disabled[row], 10, 0)
                + choose(green, 10, 0)
                + choose(death, 30, 0);
        }
    }
}

fn is(code: u8, other: u8) -> u8 {
    u8::from(code == other)
}

/// One of two, by a truth that is 0 or 1, without a branch.
fn choose(holds: u8, then: u8, otherwise: u8) -> u8 {
    let mask = 0_u8.wrapping_sub(holds);
    (then & mask) | (otherwise & !mask)
}
