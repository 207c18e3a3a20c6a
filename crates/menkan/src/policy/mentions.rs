//! Which facts, figures and definitions a condition names, and which it depends on through the definitions that it
//! names.

use std::collections::BTreeSet;

use super::law::InForce;
use super::model::{
    Answer, Body, Choice, Claim, Condition, Definition, DefinitionId, DefinitionKind, FactId, Key, Model, ParameterId,
    Quantity, Set,
};

/// What a condition names.
#[derive(Debug, Clone)]
pub(crate) struct Mentions<'a> {
    model: &'a Model,
    /// The model's definitions, or those with what is in force only.
    all: &'a [Definition],
    /// The facts.
    pub(crate) facts: BTreeSet<FactId>,
    /// The parameters.
    pub(crate) parameters: BTreeSet<ParameterId>,
    /// The definitions; for a duty, the triggers that call for it.
    pub(crate) definitions: BTreeSet<DefinitionId>,
}

impl<'a> Mentions<'a> {
    /// What a condition names itself.
    pub(crate) fn of(model: &'a Model, condition: &Condition) -> Self {
        let mut mentions = Self::nothing(model, &model.definitions);
        mentions.condition(condition);
        mentions
    }

    /// What a definition names, itself among it.
    pub(crate) fn of_definition(model: &'a Model, id: DefinitionId) -> Self {
        Self { definitions: BTreeSet::from([id]), ..Self::nothing(model, &model.definitions) }
    }

    /// What is reported, asserted or asked for under the law of a day: everything but helpers that nothing uses.
    pub(crate) fn of_law(law: &'a InForce) -> Self {
        let mut mentions = Self::nothing(&law.model, &law.definitions);
        mentions.of_kind(|kind| *kind != DefinitionKind::Define);
        mentions.facts.extend((0..law.model.facts.len()).map(FactId::from));
        for assert in &law.model.asserts {
            let (Claim::Never(condition) | Claim::Always(condition) | Claim::Monotone { condition, .. }) =
                &assert.claim;
            mentions.condition(condition);
        }
        mentions
    }

    /// What a definition in force names, itself among it.
    pub(crate) fn in_force(law: &'a InForce, id: DefinitionId) -> Self {
        Self { definitions: BTreeSet::from([id]), ..Self::nothing(&law.model, &law.definitions) }
    }

    /// The parameters that a definition in force names itself.
    pub(crate) fn figures_of(law: &'a InForce, id: DefinitionId) -> BTreeSet<ParameterId> {
        let mut mentions = Self::nothing(&law.model, &law.definitions);
        mentions.body(&law.definition(id).body);
        mentions.parameters
    }

    fn nothing(model: &'a Model, all: &'a [Definition]) -> Self {
        Self { model, all, facts: BTreeSet::new(), parameters: BTreeSet::new(), definitions: BTreeSet::new() }
    }

    /// With all that these depend on: the bodies of definitions, relief from standards, the guards of facts.
    pub(crate) fn with_dependencies(mut self) -> Self {
        let model = self.model;
        let (mut facts, mut definitions) = (BTreeSet::new(), BTreeSet::new());
        loop {
            let new_facts: Vec<FactId> = self.facts.difference(&facts).copied().collect();
            let new_definitions: Vec<DefinitionId> = self.definitions.difference(&definitions).copied().collect();
            if new_facts.is_empty() && new_definitions.is_empty() {
                return self;
            }
            for id in new_facts {
                facts.insert(id);
                if let Some(guard) = &model.fact(id).guard {
                    self.condition(&guard.when);
                }
            }
            for id in new_definitions {
                definitions.insert(id);
                self.body(&self.all[id.index()].body);
                self.of_kind(|kind| matches!(kind, DefinitionKind::Exemption(_, standard) if *standard == id));
            }
        }
    }

    fn condition(&mut self, condition: &Condition) {
        match condition {
            Condition::Truth(_) => {}
            Condition::Not(inner) => self.condition(inner),
            Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| self.condition(part)),
            Condition::If(condition, then, otherwise) => {
                [condition, then, otherwise].into_iter().for_each(|part| self.condition(part));
            }
            Condition::Fact(fact) => self.fact(*fact),
            Condition::Holds(id) | Condition::Status(id, _) => self.definition(*id),
            Condition::Duty(duty, action) => self.of_kind(|kind| *kind == DefinitionKind::Trigger(*duty, *action)),
            Condition::Order(_, left, right) | Condition::Equal(left, right) => {
                self.quantity(left);
                self.quantity(right);
            }
            Condition::Absent(quantity) => self.quantity(quantity),
            Condition::Chosen(choice, _) => self.choice(choice),
            Condition::Same(left, right) => {
                self.choice(left);
                self.choice(right);
            }
            Condition::Member(_, set) | Condition::Empty(set) | Condition::Exactly(set, _) => self.set(*set),
        }
    }

    fn of_kind(&mut self, wanted: impl Fn(&DefinitionKind) -> bool) {
        let all = self.model.definitions.iter().enumerate();
        let found = all.filter(|(_, definition)| wanted(&definition.kind));
        self.definitions.extend(found.map(|(place, _)| DefinitionId::from(place)));
    }

    fn fact(&mut self, id: FactId) {
        self.facts.insert(id);
    }

    fn definition(&mut self, id: DefinitionId) {
        self.definitions.insert(id);
    }

    fn body(&mut self, body: &Body) {
        match body {
            Body::When(condition) => self.condition(condition),
            Body::Choice(choice) => self.choice(choice),
            Body::Quantity(quantity) => self.quantity(quantity),
            Body::Clauses { clauses, barred, .. } => {
                clauses.iter().chain(barred).for_each(|clause| self.condition(&clause.when));
            }
            Body::Rules(rules) => {
                for rule in rules {
                    self.condition(&rule.when);
                    match &rule.answer {
                        Answer::Truth(condition) => self.condition(condition),
                        Answer::Choice(choice) => self.choice(choice),
                        Answer::Quantity(quantity) => self.quantity(quantity),
                        Answer::IncludeWhere(conditions) => {
                            conditions.iter().for_each(|condition| self.condition(condition));
                        }
                        Answer::Include(_) | Answer::Exclude(_) => {}
                    }
                }
            }
        }
    }

    fn choice(&mut self, choice: &Choice) {
        match choice {
            Choice::None | Choice::Symbol(_) => {}
            Choice::Fact(fact) => self.fact(*fact),
            Choice::Definition(id) => self.definition(*id),
            Choice::If(condition, then, otherwise) => {
                self.condition(condition);
                self.choice(then);
                self.choice(otherwise);
            }
        }
    }

    fn set(&mut self, set: Set) {
        match set {
            Set::Fact(fact) => self.fact(fact),
            Set::Definition(id) => self.definition(id),
        }
    }

    fn key(&mut self, key: &Key) {
        match key {
            Key::Whole => {}
            Key::Choice(choice, _) => self.choice(choice),
            Key::Truth(condition) => self.condition(condition),
            Key::Bands { by, .. } | Key::Numbers { by, .. } => self.quantity(by),
            Key::Pair { outer, inner, width: _ } => {
                self.key(outer);
                self.key(inner);
            }
        }
    }

    fn quantity(&mut self, quantity: &Quantity) {
        match quantity {
            Quantity::None | Quantity::Number(_) | Quantity::Unlimited | Quantity::AsOf => {}
            Quantity::Fact(fact) => self.fact(*fact),
            Quantity::Definition(id) => self.definition(*id),
            Quantity::Figure(parameter) => {
                self.parameters.insert(*parameter);
                self.key(&self.model.parameter(*parameter).key);
            }
            Quantity::Add(left, right)
            | Quantity::Subtract(left, right)
            | Quantity::Multiply(left, right)
            | Quantity::Divide(left, right)
            | Quantity::Years(left, right)
            | Quantity::Months(left, right) => {
                self.quantity(left);
                self.quantity(right);
            }
            Quantity::Min(parts) | Quantity::Max(parts) => parts.iter().for_each(|part| self.quantity(part)),
            Quantity::Fold(fold) => {
                self.fact(fold.list);
                self.quantity(&fold.item);
                self.condition(&fold.when);
                self.quantity(&fold.otherwise);
            }
            Quantity::Round(value, ..) => self.quantity(value),
            Quantity::If(condition, then, otherwise) => {
                self.condition(condition);
                self.quantity(then);
                self.quantity(otherwise);
            }
        }
    }
}
