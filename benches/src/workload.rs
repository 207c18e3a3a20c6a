//! The workload P: one legal-aid policy of about 24 rules over 25 facts, which every engine that is measured decides. It is a
//! benchmark, not law.
//!
//! The policy is a text ([`policy`]), and beside it a function written by hand ([`decide`]): what the fastest code does that
//! knows nothing of rules. Both give the same answers to every case; a test says so.

use std::fmt::Write as _;

use jiff::civil::Date;
use menkan::case::Case;
use menkan::policy::model::{FactId, Known, Model};
use menkan_tests::dice::Dice;
use serde::{Deserialize, Serialize};

/// The day whose law applies: P is the same on all.
pub const DAY: Date = jiff::civil::date(2024, 8, 1);

/// The kinds of cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum CaseType {
    Civil,
    Criminal,
    Administrative,
    StateCompensation,
}

/// What a case is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Matter {
    Wages,
    WorkInjury,
    Support,
    SocialInsurance,
    Land,
    Marriage,
    FoodDrug,
    Medical,
    Traffic,
    Environment,
    MartyrHonour,
    Other,
}

/// The stages of a criminal case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Stage {
    Investigation,
    Prosecution,
    Trial,
    DeathReview,
    None,
}

/// The procedures of a criminal trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Procedure {
    Ordinary,
    Summary,
    FastTrack,
    None,
}

/// The gravest penalty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Penalty {
    Minor,
    FixedTerm,
    Life,
    Death,
}

/// A case, as a program that has only this policy would keep it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
#[expect(clippy::struct_excessive_bools, reason = "so the workload has it")]
pub struct Facts {
    pub age: i64,
    pub is_migrant_worker: bool,
    pub is_disabled: bool,
    pub is_military_family: bool,
    pub is_woman: bool,
    pub no_fixed_livelihood: bool,
    pub receives_social_assistance: bool,
    pub domestic_violence_victim: bool,
    pub good_samaritan: bool,
    pub martyr_kin: bool,
    pub retrial_acquitted: bool,
    pub has_counsel: bool,
    pub speech_hearing_visual_impaired: bool,
    pub limited_capacity: bool,
    pub in_absentia: bool,
    pub case_type: CaseType,
    pub matter: Matter,
    pub stage: Stage,
    pub procedure: Procedure,
    pub possible_penalty: Penalty,
    pub household_income: i64,
    pub household_size: i64,
    pub dibao: i64,
    pub assets: i64,
    pub limitation_days_left: i64,
    /// Where rules stand once for each of several regions, which.
    #[serde(skip)]
    pub region: u16,
}

/// What is decided of the application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Outcome {
    RefuseHasCounsel,
    AppointMandatory,
    AppointMay,
    Grant,
    DutyLawyer,
    RefuseScope,
    RefuseMeans,
    GrantUrgent,
}

/// How means are tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum MeansTest {
    Waived,
    Exempt,
    Declared,
    Required,
}

/// The way that an application goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Channel {
    Green,
    Normal,
}

/// All that is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Answers {
    pub outcome: Outcome,
    pub means_test: MeansTest,
    pub channel: Channel,
    pub priority: i64,
}

/// The rules as a programmer would write them; the multiple of the line that assets may be, and the days that are urgent, by
/// region.
#[must_use]
pub fn decide(facts: &Facts) -> Answers {
    let region = i64::from(facts.region);
    let minor = facts.age < 18;
    let elderly = facts.age >= 60;
    let line = facts.dibao * facts.household_size;
    let hardship = 2 * facts.household_income <= 3 * line && facts.assets <= (12 + region % 3) * line;
    let migrant = facts.is_migrant_worker && matches!(facts.matter, Matter::Wages | Matter::WorkInjury);
    let criminal = facts.case_type == CaseType::Criminal;
    let civil = facts.case_type == CaseType::Civil;
    let trigger = minor
        || facts.speech_hearing_visual_impaired
        || facts.limited_capacity
        || matches!(facts.possible_penalty, Penalty::Life | Penalty::Death)
        || facts.in_absentia
        || facts.stage == Stage::DeathReview;
    let may = facts.stage == Stage::Trial && facts.procedure == Procedure::Ordinary;
    let waived = (facts.martyr_kin && facts.matter == Matter::MartyrHonour)
        || (facts.good_samaritan && civil)
        || (facts.retrial_acquitted && facts.case_type == CaseType::StateCompensation)
        || (facts.domestic_violence_victim && civil && matches!(facts.matter, Matter::Marriage | Matter::Support));
    let exempt = (facts.no_fixed_livelihood && (minor || elderly || facts.is_disabled))
        || facts.receives_social_assistance
        || migrant;
    let in_scope = match facts.case_type {
        CaseType::StateCompensation => true,
        CaseType::Civil => matches!(
            facts.matter,
            Matter::Wages
                | Matter::WorkInjury
                | Matter::Support
                | Matter::SocialInsurance
                | Matter::FoodDrug
                | Matter::Medical
                | Matter::Traffic
                | Matter::Environment
                | Matter::MartyrHonour
        ),
        CaseType::Administrative => {
            matches!(facts.matter, Matter::SocialInsurance | Matter::Land | Matter::WorkInjury)
        }
        CaseType::Criminal => false,
    };
    let urgent = facts.limitation_days_left <= 7 + region % 5;
    let outcome = if facts.has_counsel {
        Outcome::RefuseHasCounsel
    } else if criminal {
        if trigger {
            Outcome::AppointMandatory
        } else if may {
            Outcome::AppointMay
        } else if hardship {
            Outcome::Grant
        } else {
            Outcome::DutyLawyer
        }
    } else if !in_scope && !waived {
        Outcome::RefuseScope
    } else if !waived && !exempt && !hardship {
        Outcome::RefuseMeans
    } else if urgent {
        Outcome::GrantUrgent
    } else {
        Outcome::Grant
    };
    let means_test = if (criminal && (trigger || may)) || waived {
        MeansTest::Waived
    } else if exempt {
        MeansTest::Exempt
    } else if facts.is_disabled || facts.is_military_family {
        MeansTest::Declared
    } else {
        MeansTest::Required
    };
    let green = migrant
        || minor
        || elderly
        || facts.is_disabled
        || facts.is_military_family
        || (facts.is_woman && facts.domestic_violence_victim);
    let points = |holds: bool, points: i64| if holds { points } else { 0 };
    let priority = points(urgent, 40)
        + points(minor, 20)
        + points(facts.domestic_violence_victim, 15)
        + points(facts.is_disabled, 10)
        + points(green, 10)
        + points(facts.possible_penalty == Penalty::Death, 30);
    Answers { outcome, means_test, channel: if green { Channel::Green } else { Channel::Normal }, priority }
}

const FLAGS: [&str; 14] = [
    "is_migrant_worker",
    "is_disabled",
    "is_military_family",
    "is_woman",
    "no_fixed_livelihood",
    "receives_social_assistance",
    "domestic_violence_victim",
    "good_samaritan",
    "martyr_kin",
    "retrial_acquitted",
    "has_counsel",
    "speech_hearing_visual_impaired",
    "limited_capacity",
    "in_absentia",
];

/// P as a policy: its rules once, or once for each of so many regions.
#[must_use]
pub fn policy(regions: u16) -> String {
    let mut text = format!(
        "policy workload in force from 2020-01-01
  answers outcome, means_test, channel, priority
instrument spec from 2020-01-01
fact age : integer 0..150
fact {} : boolean
fact case_type : one of civil, criminal, administrative, state_compensation
fact matter : one of wages, work_injury, support, social_insurance, land, marriage, food_drug, medical, traffic,
  environment, martyr_honour, other
fact stage : one of investigation, prosecution, trial, death_review, none
fact procedure : one of ordinary, summary, fast_track, none
fact possible_penalty : one of minor, fixed_term, life, death
fact household_income, dibao, assets : integer 0..1000000000
fact household_size : integer 1..100
fact limitation_days_left : integer 0..100000
",
        FLAGS.join(", ")
    );
    if regions > 1 {
        let names: Vec<String> = (0..regions).map(|region| format!("r{region}")).collect();
        let _ = writeln!(text, "fact region : one of {}", names.join(", "));
    }
    let mut rules = [String::new(), String::new(), String::new()];
    let mut order = [Vec::new(), Vec::new(), Vec::new()];
    let mut priority = String::new();
    for region in 0..regions {
        let _ = write!(text, "{}", definitions(region));
        let here = if regions > 1 { format!("region is r{region} and ") } else { String::new() };
        for (place, name, value, when) in RULES {
            let when = when.replace('#', &region.to_string());
            let _ = writeln!(rules[place], "  rule {name}{region}: {value} when {here}({when}) cite spec");
            order[place].push(format!("{name}{region}"));
        }
        let _ = match region + 1 {
            last if last == regions => write!(priority, "points{region}"),
            _ => write!(priority, "if region is r{region} then points{region} else "),
        };
    }
    let [outcome, means_test, channel] = rules;
    let order = order.map(|names| names.join(", "));
    let _ = write!(
        text,
        "decision outcome : one of refuse_has_counsel, appoint_mandatory, appoint_may, grant, duty_lawyer, refuse_scope,
  refuse_means, grant_urgent
{outcome}  otherwise grant cite spec
  precedence {}
decision means_test : one of waived, exempt, declared, required
{means_test}  otherwise required cite spec
  precedence {}
decision channel : one of green, normal
{channel}  otherwise normal cite spec
decision priority : integer is {priority} cite spec
",
        order[0], order[1],
    );
    text
}

/// Rules: of which decision, their names, values and conditions, `#` standing for the region.
const RULES: [(usize, &str, &str, &str); 12] = [
    (0, "counsel", "refuse_has_counsel", "has_counsel"),
    (0, "mandatory", "appoint_mandatory", "criminal# and triggered#"),
    (0, "may", "appoint_may", "criminal# and may#"),
    (0, "poor", "grant", "criminal# and hardship#"),
    (0, "duty", "duty_lawyer", "criminal#"),
    (0, "scope", "refuse_scope", "not in_scope# and not waived#"),
    (0, "means", "refuse_means", "not waived# and not exempt# and not hardship#"),
    (0, "urgent", "grant_urgent", "urgent#"),
    (1, "waived", "waived", "(criminal# and (triggered# or may#)) or waived#"),
    (1, "exempt", "exempt", "exempt#"),
    (1, "declared", "declared", "is_disabled or is_military_family"),
    (2, "green", "green", "green#"),
];

fn definitions(region: u16) -> String {
    let (multiple, days) = (12 + region % 3, 7 + region % 5);
    "define minor# when age is less than 18
define elderly# when age is at least 60
define line# : integer is dibao * household_size
define hardship# when 2 * household_income is at most 3 * line# and assets is at most MULTIPLE * line#
define migrant_claim# when is_migrant_worker and matter in {wages, work_injury}
define criminal# when case_type is criminal
define triggered# when minor# or speech_hearing_visual_impaired or limited_capacity
  or possible_penalty in {life, death} or in_absentia or stage is death_review
define may# when stage is trial and procedure is ordinary
define waived# when any of
  - martyr_kin and matter is martyr_honour
  - good_samaritan and case_type is civil
  - retrial_acquitted and case_type is state_compensation
  - domestic_violence_victim and case_type is civil and matter in {marriage, support}
define exempt# when (no_fixed_livelihood and (minor# or elderly# or is_disabled)) or receives_social_assistance
  or migrant_claim#
define in_scope# when any of
  - case_type is state_compensation
  - case_type is civil and matter in {wages, work_injury, support, social_insurance, food_drug, medical, traffic,
    environment, martyr_honour}
  - case_type is administrative and matter in {social_insurance, land, work_injury}
define urgent# when limitation_days_left is at most DAYS
define green# when migrant_claim# or minor# or elderly# or is_disabled or is_military_family
  or (is_woman and domestic_violence_victim)
define points# : integer is (if urgent# then 40 else 0) + (if minor# then 20 else 0)
  + (if domestic_violence_victim then 15 else 0) + (if is_disabled then 10 else 0) + (if green# then 10 else 0)
  + (if possible_penalty is death then 30 else 0)
"
    .replace('#', &region.to_string())
    .replace("MULTIPLE", &multiple.to_string())
    .replace("DAYS", &days.to_string())
}

impl Facts {
    /// A case by chance, of so many regions. Amounts lie near each other, so that every answer occurs.
    pub fn draw(dice: &mut Dice, regions: u16) -> Self {
        let dibao = dice.number(300..=900);
        let household_size = dice.number(1..=8);
        let line = dibao * household_size;
        let mut flag = |percent| dice.chance(percent);
        let [migrant, disabled, military, woman, livelihood, assistance] = [30, 12, 8, 50, 15, 12].map(&mut flag);
        let [violence, samaritan, martyr, acquitted, counsel] = [15, 5, 10, 20, 10].map(&mut flag);
        let [impaired, limited, absentia] = [5, 5, 3].map(&mut flag);
        Self {
            age: dice.number(8..=85),
            is_migrant_worker: migrant,
            is_disabled: disabled,
            is_military_family: military,
            is_woman: woman,
            no_fixed_livelihood: livelihood,
            receives_social_assistance: assistance,
            domestic_violence_victim: violence,
            good_samaritan: samaritan,
            martyr_kin: martyr,
            retrial_acquitted: acquitted,
            has_counsel: counsel,
            speech_hearing_visual_impaired: impaired,
            limited_capacity: limited,
            in_absentia: absentia,
            case_type: pick(
                dice,
                &[CaseType::Civil, CaseType::Criminal, CaseType::Administrative, CaseType::StateCompensation],
            ),
            matter: pick(
                dice,
                &[
                    Matter::Wages,
                    Matter::WorkInjury,
                    Matter::Support,
                    Matter::SocialInsurance,
                    Matter::Land,
                    Matter::Marriage,
                    Matter::FoodDrug,
                    Matter::Medical,
                    Matter::Traffic,
                    Matter::Environment,
                    Matter::MartyrHonour,
                    Matter::Other,
                ],
            ),
            stage: pick(
                dice,
                &[Stage::Investigation, Stage::Prosecution, Stage::Trial, Stage::DeathReview, Stage::None],
            ),
            procedure: pick(dice, &[Procedure::Ordinary, Procedure::Summary, Procedure::FastTrack, Procedure::None]),
            possible_penalty: pick(
                dice,
                &[Penalty::Minor, Penalty::FixedTerm, Penalty::FixedTerm, Penalty::Life, Penalty::Death],
            ),
            household_income: dice.number(0..=3 * line),
            household_size,
            dibao,
            assets: dice.number(0..=24 * line),
            limitation_days_left: dice.number(0..=60),
            region: u16::try_from(dice.place(usize::from(regions))).unwrap_or(0),
        }
    }

    /// What is known of each fact of the policy, by name.
    #[must_use]
    pub fn known(&self) -> Vec<(&'static str, Known)> {
        let flags = [
            self.is_migrant_worker,
            self.is_disabled,
            self.is_military_family,
            self.is_woman,
            self.no_fixed_livelihood,
            self.receives_social_assistance,
            self.domestic_violence_victim,
            self.good_samaritan,
            self.martyr_kin,
            self.retrial_acquitted,
            self.has_counsel,
            self.speech_hearing_visual_impaired,
            self.limited_capacity,
            self.in_absentia,
        ];
        let number = |number: i64| Known::Between(Some(number.into()), Some(number.into()));
        let mut known: Vec<(&str, Known)> = FLAGS.into_iter().zip(flags.map(Known::Truth)).collect();
        known.extend([
            ("age", number(self.age)),
            ("case_type", Known::Symbol(self.case_type as u16)),
            ("matter", Known::Symbol(self.matter as u16)),
            ("stage", Known::Symbol(self.stage as u16)),
            ("procedure", Known::Symbol(self.procedure as u16)),
            ("possible_penalty", Known::Symbol(self.possible_penalty as u16)),
            ("household_income", number(self.household_income)),
            ("household_size", number(self.household_size)),
            ("dibao", number(self.dibao)),
            ("assets", number(self.assets)),
            ("limitation_days_left", number(self.limitation_days_left)),
            ("region", Known::Symbol(self.region)),
        ]);
        known
    }

    /// The facts as a case of the policy; what the policy does not ask is left out.
    #[must_use]
    pub fn case(&self, model: &Model) -> Case {
        let mut case = Case::new(model, DAY);
        for (fact, known) in self.ids(model) {
            case.set(fact, Some(known));
        }
        case
    }

    /// What is known, by the policy's own numbers of its facts.
    #[must_use]
    pub fn ids(&self, model: &Model) -> Vec<(FactId, Known)> {
        self.known().into_iter().filter_map(|(name, known)| Some((model.fact_named(name)?, known))).collect()
    }
}

fn pick<T: Copy>(dice: &mut Dice, among: &[T]) -> T {
    among[dice.place(among.len())]
}
