//! The law in force over an interval of days: the model without what is not in force, its figures looked up.
//!
//! Between two days on which anything begins or ends the law is the same, so it is made once for such an interval.

use std::sync::Arc;

use jiff::civil::Date;

use super::model::{
    Backing, Body, Clause, Condition, Definition, DefinitionId, DefinitionKind, Figure, InstrumentId, Key, LayerId,
    Model, ParameterId, Period, Rule, Setting, SettingValue,
};
use crate::diagnostic::Text;

/// A model's law over one interval, under settings.
#[derive(Debug, Clone)]
pub struct InForce {
    /// The whole model; ids are places in it.
    pub model: Arc<Model>,
    /// The days over which nothing changes.
    pub period: Period,
    /// What the caller sets, sorted.
    pub settings: Vec<(Setting, SettingValue)>,
    /// The model's definitions, with the clauses and rules in force only. A condition not in force is false.
    pub definitions: Vec<Definition>,
    /// For each parameter, the figures of its cells; of one that does not exist yet, none.
    pub figures: Vec<Vec<Figure>>,
    /// For each definition, why it is an open standard, or what it is set to.
    pub openness: Vec<Openness>,
    /// What is assumed, in canonical order.
    pub assumptions: Vec<Assumption>,
    /// What rests on assumptions.
    pub doubtful: Vec<Doubtful>,
}

/// Whether a standard is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Openness {
    /// It has clauses in force, or is no standard.
    Closed,
    /// Nobody has set it: unknown.
    Open(Text),
    /// The caller has set it: met or not.
    Set(bool),
}

/// Something that the policy assumes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assumption {
    /// The layer that assumes it.
    pub layer: LayerId,
    /// What it is.
    pub kind: AssumptionKind,
    /// Its name: `hardship.household` for a clause or a rule, `subsistence.urban` for a cell.
    pub name: Arc<str>,
    /// Why it is not certain.
    pub why: Text,
}

/// What is assumed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the variants are the words")]
pub enum AssumptionKind {
    Instrument,
    Parameter,
    Exemption,
    Group,
    Trigger,
    Define,
    Clause,
    Rule,
}

impl AssumptionKind {
    /// The word in JSON.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Instrument => "instrument",
            Self::Parameter => "parameter",
            Self::Exemption => "exemption",
            Self::Group => "group",
            Self::Trigger => "trigger",
            Self::Define => "define",
            Self::Clause => "clause",
            Self::Rule => "rule",
        }
    }
}

/// An item that counts as unknown when what it assumes does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubtful {
    /// The item.
    pub target: Target,
    /// The place of its own assumption.
    pub own: Option<usize>,
    /// Where every source of it in force is assumed: their places. Empty where one is certain.
    pub sources: Vec<usize>,
}

impl Doubtful {
    /// Whether the item counts as unknown where `unknown` tells which assumptions do.
    #[must_use]
    pub fn is_unknown(&self, unknown: &dyn Fn(usize) -> bool) -> bool {
        self.own.is_some_and(unknown) || (!self.sources.is_empty() && self.sources.iter().all(|&place| unknown(place)))
    }
}

/// An item that may rest on an assumption.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// A definition that is a condition by `when`.
    Definition(DefinitionId),
    /// A clause, by its place among those in force.
    Clause(DefinitionId, u32),
    /// A clause that bars, likewise.
    Barred(DefinitionId, u32),
    /// A rule, likewise.
    Rule(DefinitionId, u32),
    /// A cell of a parameter.
    Figure(ParameterId, u16),
}

/// Why a setting cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingError {
    /// The figure is neither unknown nor assumed on this day.
    #[error("the figure is known on this day")]
    Known,
    /// There is no such figure on this day.
    #[error("the figure does not exist yet on this day")]
    NotYet,
    /// The standard has clauses.
    #[error("the standard is not open")]
    Closed,
}

impl SettingError {
    /// The message in both languages.
    #[must_use]
    pub fn message(&self) -> Text {
        let zh = match self {
            Self::Known => "该数额在这一天已经确定",
            Self::NotYet => "这一天还没有该数额",
            Self::Closed => "该标准并非待定",
        };
        Text::new(zh, self.to_string())
    }
}

impl InForce {
    /// The law of `model` on `day` and as long as nothing changes, under settings.
    ///
    /// # Errors
    /// Where a setting concerns what is neither unknown, assumed nor open on that day.
    pub fn on(
        model: &Arc<Model>,
        day: Date,
        settings: &[(Setting, SettingValue)],
    ) -> Result<Self, (Setting, SettingError)> {
        let mut settings = settings.to_vec();
        settings.sort();
        let mut law = Self {
            model: Arc::clone(model),
            period: interval(model, day),
            settings,
            definitions: Vec::with_capacity(model.definitions.len()),
            figures: Vec::with_capacity(model.parameters.len()),
            openness: Vec::with_capacity(model.definitions.len()),
            assumptions: Vec::new(),
            doubtful: Vec::new(),
        };
        law.look_up_figures(day)?;
        law.keep_what_is_in_force(day)?;
        law.sort_assumptions();
        Ok(law)
    }

    /// A definition in force.
    #[must_use]
    pub fn definition(&self, id: DefinitionId) -> &Definition {
        &self.definitions[id.index()]
    }

    /// Whether a setting could be made.
    #[must_use]
    pub fn can_set(&self, setting: Setting) -> bool {
        match setting {
            Setting::Figure(parameter, cell) => {
                let unknown = matches!(
                    self.figures.get(parameter.index()).and_then(|cells| cells.get(usize::from(cell))),
                    Some(Figure::Unknown(_))
                );
                unknown
                    || self.settings.iter().any(|(set, _)| *set == setting)
                    || self.doubtful.iter().any(|item| item.target == Target::Figure(parameter, cell))
            }
            Setting::Standard(standard) => {
                !matches!(self.openness.get(standard.index()), None | Some(Openness::Closed))
            }
        }
    }

    fn look_up_figures(&mut self, day: Date) -> Result<(), (Setting, SettingError)> {
        let model = Arc::clone(&self.model);
        for (index, parameter) in model.parameters.iter().enumerate() {
            let id = ParameterId::from(index);
            let row = parameter.rows.iter().rfind(|row| row.from <= day);
            let set_too_early =
                self.settings.iter().find(|(name, _)| matches!(name, Setting::Figure(set, _) if *set == id));
            if let (None, Some((setting, _))) = (row, set_too_early) {
                return Err((*setting, SettingError::NotYet));
            }
            let mut cells = row.map(|row| row.cells.clone()).unwrap_or_default();
            for (cell, figure) in cells.iter_mut().enumerate() {
                let cell = u16::try_from(cell).unwrap_or(u16::MAX);
                let Some(row) = row else { continue };
                let setting = Setting::Figure(id, cell);
                let set = self.settings.iter().find(|(name, _)| *name == setting).map(|(_, value)| value.clone());
                let own = row.assumed.get(usize::from(cell)).cloned().flatten().map(|why| Assumption {
                    layer: parameter.layer,
                    kind: AssumptionKind::Parameter,
                    name: cell_name(&model, id, usize::from(cell)).into(),
                    why,
                });
                let sources = self.assumed_sources(&row.backing, day);
                match (set, &*figure) {
                    (Some(SettingValue::Number(number)), known) => {
                        if !matches!(known, Figure::Unknown(_)) && own.is_none() && sources.is_empty() {
                            return Err((setting, SettingError::Known));
                        }
                        *figure = Figure::Known(number);
                    }
                    (Some(SettingValue::Unlimited), known) => {
                        if !matches!(known, Figure::Unknown(_)) && own.is_none() && sources.is_empty() {
                            return Err((setting, SettingError::Known));
                        }
                        *figure = Figure::Unlimited;
                    }
                    (Some(SettingValue::Met(_)), _) => return Err((setting, SettingError::Known)),
                    (None, Figure::Unknown(_)) => {}
                    (None, Figure::Known(_) | Figure::Unlimited) => {
                        self.doubt(Target::Figure(id, cell), own, sources);
                    }
                }
            }
            self.figures.push(cells);
        }
        Ok(())
    }

    fn keep_what_is_in_force(&mut self, day: Date) -> Result<(), (Setting, SettingError)> {
        let model = Arc::clone(&self.model);
        for (index, definition) in model.definitions.iter().enumerate() {
            let id = DefinitionId::from(index);
            let mut openness = Openness::Closed;
            let body = match &definition.body {
                Body::When(_) if !in_force(&model, &definition.backing, day) => Body::When(Condition::Truth(false)),
                Body::When(condition) => {
                    let own = definition.backing.assumed.clone().map(|why| Assumption {
                        layer: definition.layer,
                        kind: kind_of(&definition.kind),
                        name: Arc::clone(&definition.name.key),
                        why,
                    });
                    let sources = self.assumed_sources(&definition.backing, day);
                    self.doubt(Target::Definition(id), own, sources);
                    Body::When(condition.clone())
                }
                Body::Choice(_) | Body::Quantity(_) => definition.body.clone(),
                Body::Clauses { clauses, barred, open } => {
                    let clauses = self.clauses_in_force(id, clauses, Target::Clause, day);
                    let barred = self.clauses_in_force(id, barred, Target::Barred, day);
                    if clauses.is_empty() && matches!(definition.kind, DefinitionKind::Standard(_)) {
                        openness = self.openness_of(id, open.as_ref());
                    }
                    Body::Clauses { clauses, barred, open: open.clone() }
                }
                Body::Rules(rules) => Body::Rules(self.rules_in_force(id, rules, day)),
            };
            let setting = Setting::Standard(id);
            if openness == Openness::Closed && self.settings.iter().any(|(name, _)| *name == setting) {
                return Err((setting, SettingError::Closed));
            }
            self.openness.push(openness);
            let Definition { name, layer, record, kind, ty, body: _, backing } = definition;
            self.definitions.push(Definition {
                name: name.clone(),
                layer: *layer,
                record: *record,
                kind: kind.clone(),
                ty: ty.clone(),
                body,
                backing: backing.clone(),
            });
        }
        Ok(())
    }

    fn openness_of(&self, id: DefinitionId, why: Option<&Text>) -> Openness {
        let set = self.settings.iter().find_map(|(name, value)| match (name, value) {
            (Setting::Standard(standard), SettingValue::Met(met)) if *standard == id => Some(*met),
            _ => None,
        });
        match set {
            Some(met) => Openness::Set(met),
            None => Openness::Open(
                why.cloned().unwrap_or_else(|| Text::new("尚无有效的标准", "no clause of the standard is in force")),
            ),
        }
    }

    fn clauses_in_force(
        &mut self,
        id: DefinitionId,
        clauses: &[Clause],
        target: fn(DefinitionId, u32) -> Target,
        day: Date,
    ) -> Vec<Clause> {
        let mut kept: Vec<Clause> = Vec::new();
        for clause in clauses {
            if !in_force(&self.model, &clause.backing, day) {
                continue;
            }
            let own = clause.backing.assumed.clone().map(|why| Assumption {
                layer: clause.layer,
                kind: AssumptionKind::Clause,
                name: self.part_name(id, &clause.name.key),
                why,
            });
            let sources = self.assumed_sources(&clause.backing, day);
            self.doubt(target(id, place(kept.len())), own, sources);
            kept.push(clause.clone());
        }
        kept
    }

    fn rules_in_force(&mut self, id: DefinitionId, rules: &[Rule], day: Date) -> Vec<Rule> {
        let places: Vec<Option<u32>> = {
            let mut next = 0;
            rules
                .iter()
                .map(|rule| {
                    let kept = in_force(&self.model, &rule.backing, day);
                    next += u32::from(kept);
                    kept.then(|| next - 1)
                })
                .collect()
        };
        let mut kept: Vec<Rule> = Vec::new();
        for (rule, _) in rules.iter().zip(&places).filter(|(_, place)| place.is_some()) {
            let own = rule.backing.assumed.clone().map(|why| Assumption {
                layer: rule.layer,
                kind: AssumptionKind::Rule,
                name: self.part_name(id, &rule.name.key),
                why,
            });
            let sources = self.assumed_sources(&rule.backing, day);
            self.doubt(Target::Rule(id, place(kept.len())), own, sources);
            let overrides = rule.overrides.iter().filter_map(|&old| places.get(old as usize).copied().flatten());
            kept.push(Rule { overrides: overrides.collect(), ..rule.clone() });
        }
        kept
    }

    fn part_name(&self, id: DefinitionId, part: &str) -> Arc<str> {
        format!("{}.{part}", self.model.definition(id).name.key).into()
    }

    /// The places of the assumed instruments, where every source in force is one; else nothing.
    fn assumed_sources(&mut self, backing: &Backing, day: Date) -> Vec<usize> {
        let model = Arc::clone(&self.model);
        if backing.none.is_some() {
            return Vec::new();
        }
        let cited: Vec<InstrumentId> = sources_in_force(&model, backing, day).collect();
        if cited.iter().any(|&id| model.instrument(id).assumed.is_none()) {
            return Vec::new();
        }
        let mut places: Vec<usize> = cited
            .into_iter()
            .filter_map(|id| {
                let instrument = model.instrument(id);
                Some(self.assume(Assumption {
                    layer: instrument.layer,
                    kind: AssumptionKind::Instrument,
                    name: Arc::clone(&instrument.name.key),
                    why: instrument.assumed.clone()?,
                }))
            })
            .collect();
        places.sort_unstable();
        places.dedup();
        places
    }

    fn doubt(&mut self, target: Target, own: Option<Assumption>, sources: Vec<usize>) {
        let own = own.map(|assumption| self.assume(assumption));
        if own.is_some() || !sources.is_empty() {
            self.doubtful.push(Doubtful { target, own, sources });
        }
    }

    fn assume(&mut self, assumption: Assumption) -> usize {
        if let Some(place) =
            self.assumptions.iter().position(|known| known.kind == assumption.kind && known.name == assumption.name)
        {
            return place;
        }
        self.assumptions.push(assumption);
        self.assumptions.len() - 1
    }

    /// Puts the assumptions into canonical order, and their places with them.
    fn sort_assumptions(&mut self) {
        let mut order: Vec<usize> = (0..self.assumptions.len()).collect();
        order.sort_by_key(|&place| {
            let assumption = &self.assumptions[place];
            (assumption.layer, assumption.name.clone(), assumption.kind)
        });
        let mut moved = vec![0; order.len()];
        for (to, &from) in order.iter().enumerate() {
            moved[from] = to;
        }
        self.assumptions = order.iter().map(|&place| self.assumptions[place].clone()).collect();
        for item in &mut self.doubtful {
            item.own = item.own.map(|place| moved[place]);
            for place in &mut item.sources {
                *place = moved[*place];
            }
            item.sources.sort_unstable();
        }
    }
}

/// Whether an item is in force: within its own periods, and while any source that it cites is. An item that cites
/// nothing rests on no source and is always in force.
#[must_use]
pub fn in_force(model: &Model, backing: &Backing, day: Date) -> bool {
    (backing.periods.is_empty() || backing.periods.iter().any(|period| period.contains(day)))
        && (backing.none.is_some()
            || backing.cites.is_empty()
            || sources_in_force(model, backing, day).next().is_some())
}

/// The instruments cited that are in force on the day.
fn sources_in_force<'a>(model: &'a Model, backing: &'a Backing, day: Date) -> impl Iterator<Item = InstrumentId> + 'a {
    backing
        .cites
        .iter()
        .filter(move |cite| {
            cite.period.is_none_or(|period| period.contains(day))
                && model.instrument(cite.instrument).periods.iter().any(|period| period.contains(day))
        })
        .map(|cite| cite.instrument)
}

/// The days around `day` over which nothing begins or ends.
fn interval(model: &Model, day: Date) -> Period {
    let starts = change_days(model);
    let next = starts.partition_point(|&start| start <= day);
    let from = next.checked_sub(1).map_or(Date::MIN, |last| starts[last]);
    let to = starts.get(next).and_then(|start| start.yesterday().ok()).unwrap_or(Date::MAX);
    Period { from, to }
}

/// Every day on which the law may change: sorted, each once.
#[must_use]
pub fn change_days(model: &Model) -> Vec<Date> {
    let mut days = Vec::new();
    let mut add = |period: &Period| {
        days.push(period.from);
        days.extend(period.to.tomorrow());
    };
    let layers = model.layers.iter().flat_map(|layer| &layer.periods);
    let instruments = model.instruments.iter().flat_map(|instrument| &instrument.periods);
    layers.chain(instruments).for_each(&mut add);
    for backing in backings(model) {
        backing.periods.iter().chain(backing.cites.iter().filter_map(|cite| cite.period.as_ref())).for_each(&mut add);
    }
    days.extend(model.parameters.iter().flat_map(|parameter| parameter.rows.iter().map(|row| row.from)));
    days.sort_unstable();
    days.dedup();
    days
}

/// One day of each interval of the policy's law.
pub(crate) fn days_of_laws(model: &Model) -> Vec<Date> {
    let periods = model.layer().map_or(&[][..], |layer| &layer.periods);
    let changes = change_days(model);
    let mut days: Vec<Date> = periods
        .iter()
        .flat_map(|period| {
            changes.iter().copied().filter(|day| period.contains(*day)).chain(std::iter::once(period.from))
        })
        .collect();
    days.sort_unstable();
    days.dedup();
    days
}

/// Everything that the model assumes: why it is not certain.
pub(crate) fn assumed(model: &Model) -> impl Iterator<Item = &Text> {
    let instruments = model.instruments.iter().filter_map(|instrument| instrument.assumed.as_ref());
    let figures =
        model.parameters.iter().flat_map(|parameter| &parameter.rows).flat_map(|row| row.assumed.iter().flatten());
    instruments.chain(backings(model).filter_map(|backing| backing.assumed.as_ref())).chain(figures)
}

fn backings(model: &Model) -> impl Iterator<Item = &Backing> {
    let of_definitions = model.definitions.iter().flat_map(|definition| {
        let parts: Vec<&Backing> = match &definition.body {
            Body::When(_) | Body::Choice(_) | Body::Quantity(_) => vec![&definition.backing],
            Body::Clauses { clauses, barred, .. } => clauses.iter().chain(barred).map(|part| &part.backing).collect(),
            Body::Rules(rules) => rules.iter().map(|part| &part.backing).collect(),
        };
        parts
    });
    of_definitions.chain(model.parameters.iter().flat_map(|parameter| parameter.rows.iter().map(|row| &row.backing)))
}

/// The name of a parameter's cell: `subsistence.urban`, or the parameter's own where it has one figure.
#[must_use]
pub fn cell_name(model: &Model, id: ParameterId, cell: usize) -> String {
    let parameter = model.parameter(id);
    let name = &parameter.name.key;
    match cell_key(model, &parameter.key, cell) {
        Some(key) => format!("{name}.{key}"),
        None => name.to_string(),
    }
}

/// What stands behind the name of the parameter; `None` where there is but one cell.
fn cell_key(model: &Model, key: &Key, cell: usize) -> Option<String> {
    match key {
        Key::Whole => None,
        Key::Choice(_, values) => {
            Some(model.enumeration(*values).values.get(cell).map_or_else(String::new, |value| value.key.to_string()))
        }
        Key::Truth(_) => Some(if cell == 0 { "yes" } else { "no" }.to_owned()),
        Key::Bands { upper, .. } => Some(match upper.get(cell) {
            Some(upper) => format!("at_most_{upper}"),
            None => "above".to_owned(),
        }),
        Key::Numbers { first, .. } => Some(first.checked_add_unsigned(u64::try_from(cell).ok()?)?.to_string()),
        Key::Pair { outer, inner, width } => {
            let (row, column) = (cell.checked_div(*width)?, cell.checked_rem(*width)?);
            Some(format!("{}.{}", cell_key(model, outer, row)?, cell_key(model, inner, column)?))
        }
    }
}

pub(crate) fn kind_of(kind: &DefinitionKind) -> AssumptionKind {
    match kind {
        DefinitionKind::Define | DefinitionKind::Decision | DefinitionKind::Standard(_) => AssumptionKind::Define,
        DefinitionKind::Exemption(..) => AssumptionKind::Exemption,
        DefinitionKind::Group(_) => AssumptionKind::Group,
        DefinitionKind::Trigger(..) => AssumptionKind::Trigger,
    }
}

fn place(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
