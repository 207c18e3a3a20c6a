//! What rests on how far figures reach: divisors, ranges, roundings; and that nothing rests on itself.

use super::bounds::{self, Bounds, Facts, MAX_DIGITS, Reach};
use super::check::{Checker, Node, Obligation, size};
use super::cycles::{self, Sorted};
use super::model::{
    Citation, Definition, DefinitionId, DefinitionKind, Fact, Name, Order, Parameter, ParameterId, Quantity, Row, Type,
    TypeKind, Unit,
};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::ast::Duty;

impl Checker<'_> {
    /// Refuses circles; then works out how far every figure can reach, and shows what rests on that.
    pub(super) fn check_reach(
        &mut self,
        facts: &[Option<Fact>],
        parameters: &[Option<Parameter>],
        definitions: &mut [Option<Definition>],
    ) -> bool {
        let depth = |node: Node| match node {
            Node::Fact(id) => {
                let guard = facts[id.index()].as_ref().and_then(|fact| fact.guard.as_ref());
                guard.map_or(0, |guard| size::depth_of_condition(&guard.when))
            }
            Node::Parameter(id) => {
                parameters[id.index()].as_ref().map_or(0, |parameter| size::depth_of_key(&parameter.key))
            }
            Node::Definition(id) => {
                definitions[id.index()].as_ref().map_or(0, |definition| size::depth_of_body(&definition.body))
            }
            Node::Duty(..) => 0,
        };
        let order = match cycles::sort(&self.edges, &depth) {
            Sorted::Order(order) => order,
            Sorted::Circles(circles) => {
                for circle in circles {
                    let places: Vec<_> = circle.iter().map(|edge| (self.node_name(edge.from), edge.span)).collect();
                    self.report(Diagnostic::circle(&places));
                }
                return false;
            }
            Sorted::TooDeep(edge, depth) => {
                let name = self.node_name(edge.from);
                self.report(Diagnostic::nested_too_deep(edge.span, &name, depth, cycles::MAX_NESTING));
                return false;
            }
        };
        let mut figures: Vec<Option<Bounds>> = vec![None; parameters.len()];
        let mut values: Vec<Option<Bounds>> = vec![None; definitions.len()];
        let mut listed: Vec<Node> =
            (0..parameters.len()).map(|place| Node::Parameter(ParameterId::from(place))).collect();
        listed.extend((0..definitions.len()).map(|place| Node::Definition(DefinitionId::from(place))));
        for node in order.into_iter().chain(listed) {
            let reach = Reach { facts: Facts::Checked(facts), parameters: &figures, definitions: &values };
            match node {
                Node::Parameter(id) if figures[id.index()].is_none() => {
                    figures[id.index()] = parameters[id.index()].as_ref().map(|parameter| {
                        let none = bounds::key_may_be_none(&parameter.key, &reach, &|choice| self.may_be_none(choice));
                        bounds::of_parameter(parameter, |row| self.is_settable(row), none)
                    });
                }
                Node::Definition(id) if values[id.index()].is_none() => {
                    let Some(definition) = &definitions[id.index()] else { continue };
                    let mut bounds = bounds::of_body(&definition.body, &definition.ty, &reach);
                    if let Some(bounds) = bounds.as_mut().filter(|bounds| bounds.digits > MAX_DIGITS) {
                        let name = definition.name.clone();
                        self.report(Diagnostic::too_many_digits(&name, bounds.digits, MAX_DIGITS));
                        // What is computed from it says nothing more about it.
                        bounds.digits = 0;
                    }
                    values[id.index()] = bounds;
                }
                Node::Parameter(_) | Node::Definition(_) | Node::Fact(_) | Node::Duty(..) => {}
            }
        }
        let reach = Reach { facts: Facts::Checked(facts), parameters: &figures, definitions: &values };
        for obligation in std::mem::take(&mut self.obligations) {
            self.check_obligation(obligation, &reach);
        }
        for (definition, bounds) in definitions.iter_mut().zip(&values) {
            if let (Some(definition), Some(bounds)) = (definition, bounds) {
                narrow(&mut definition.ty, bounds);
            }
        }
        true
    }

    /// Whether the caller may set a figure of this row: it is assumed, or may rest on an assumed source.
    fn is_settable(&self, row: &Row) -> bool {
        let assumed = |cite: &Citation| self.declarations.instruments[cite.instrument.index()].item.assumed.is_some();
        row.assumed.iter().any(Option::is_some) || row.backing.cites.iter().any(assumed)
    }

    fn check_obligation(&mut self, obligation: Obligation, reach: &Reach<'_>) {
        match obligation {
            Obligation::Divisor(quantity, span) => {
                if reach.of(&quantity).is_some_and(|bounds| bounds.holds_zero()) {
                    let name = self.quantity_source(&quantity);
                    self.report(Diagnostic::divisor_may_be_zero(span, name.as_ref()));
                }
            }
            Obligation::Finite(quantity, span) => {
                if reach.of(&quantity).is_some_and(|bounds| bounds.unlimited) {
                    let name = self.quantity_source(&quantity);
                    self.report(Diagnostic::unlimited_in_arithmetic(span, name.as_ref()));
                }
            }
            Obligation::Absent(quantity, span) => {
                if reach.of(&quantity).is_some_and(|bounds| !bounds.none) {
                    self.report(Diagnostic::never_none(span));
                }
            }
            Obligation::Present(quantity, span) => {
                if reach.of(&quantity).is_some_and(|bounds| bounds.none) {
                    self.report(Diagnostic::none_in_a_list(span));
                }
            }
            Obligation::Compared { left, op, right, span } => {
                let sides = reach.of(&left).zip(reach.of(&right));
                if let Some(always) = sides.and_then(|(left, right)| settled(&left, op, &right)) {
                    let fact = [&left, &right].into_iter().find_map(|side| match side {
                        Quantity::Fact(id) => reach.facts.get(*id),
                        _ => None,
                    });
                    self.report(if always {
                        Diagnostic::comparison_always(span, fact)
                    } else {
                        Diagnostic::comparison_never(span, fact)
                    });
                }
            }
            Obligation::Figure { of, quantity, span } => self.check_figure(of, &quantity, span, reach),
        }
    }

    fn check_figure(&mut self, of: DefinitionId, quantity: &Quantity, span: Span, reach: &Reach<'_>) {
        let Some(bounds) = reach.of(quantity) else { return };
        let Some(Type { kind: TypeKind::Quantity(ty), or_none }) = self.definitions[of.index()].clone() else { return };
        let name = self.declarations.definitions[of.index()].name.clone();
        if bounds.none && !or_none {
            self.report(Diagnostic::none_not_admitted(span, &name));
        }
        if !bounds.number {
            return;
        }
        // A helper's money may be finer than coins; what is reported, and what is whole by its type, may not.
        let decision = matches!(self.kinds[of.index()], DefinitionKind::Decision);
        let strict = decision || !matches!(ty.unit, Unit::Money(..));
        if let Some(places) = ty.places.filter(|_| strict)
            && bounds.places.is_none_or(|found| found > places)
        {
            self.report(Diagnostic::not_rounded(span, &name, places));
        }
        let below = ty.min.as_ref().is_some_and(|min| bounds.min.as_ref().is_none_or(|least| least < min));
        let beyond = ty.max.as_ref().is_some_and(|max| bounds.max.as_ref().is_none_or(|most| most > max));
        if below || beyond {
            self.report(Diagnostic::may_leave_the_range(span, &name, (bounds.min.as_ref(), bounds.max.as_ref()), &ty));
        }
    }

    /// The item that a bare quantity names: how it is called and where it is declared.
    fn quantity_source(&self, quantity: &Quantity) -> Option<Name> {
        match quantity {
            Quantity::Fact(id) => Some(self.declarations.facts[id.index()].name.clone()),
            Quantity::Definition(id) => Some(self.declarations.definitions[id.index()].name.clone()),
            Quantity::Figure(id) => Some(self.declarations.parameters[id.index()].name.clone()),
            Quantity::None
            | Quantity::Number(_)
            | Quantity::Unlimited
            | Quantity::AsOf
            | Quantity::Add(..)
            | Quantity::Subtract(..)
            | Quantity::Multiply(..)
            | Quantity::Divide(..)
            | Quantity::Min(_)
            | Quantity::Max(_)
            | Quantity::Round(..)
            | Quantity::If(..)
            | Quantity::Years(..)
            | Quantity::Months(..)
            | Quantity::Fold(_) => None,
        }
    }

    fn node_name(&self, node: Node) -> Name {
        match node {
            Node::Fact(id) => self.declarations.facts[id.index()].name.clone(),
            Node::Parameter(id) => self.declarations.parameters[id.index()].name.clone(),
            Node::Definition(id) => self.declarations.definitions[id.index()].name.clone(),
            Node::Duty(duty, id) => {
                let action = &self.declarations.actions[id.index()].name;
                let (en, zh) = match duty {
                    Duty::Shall => ("shall", "应当"),
                    Duty::May => ("may", "可以"),
                };
                Name {
                    key: format!("{en} {}", action.key).into(),
                    zh: format!("{zh} {}", action.zh).into(),
                    span: action.span,
                }
            }
        }
    }
}

/// Whether a comparison is the same for every value of its sides: always or never true.
fn settled(left: &Bounds, op: Option<Order>, right: &Bounds) -> Option<bool> {
    if left.none || right.none || (left.unlimited && right.unlimited) {
        return None;
    }
    let (always, never) = if right.unlimited || left.unlimited {
        // Unlimited is above every number.
        let right_above = right.unlimited;
        match op {
            Some(Order::AtMost | Order::LessThan) => (right_above, !right_above),
            Some(Order::AtLeast | Order::MoreThan) => (!right_above, right_above),
            None => (false, true),
        }
    } else {
        let below = |a: &Bounds, b: &Bounds| a.max.as_ref().zip(b.min.as_ref()).is_some_and(|(a, b)| a < b);
        let up_to = |a: &Bounds, b: &Bounds| a.max.as_ref().zip(b.min.as_ref()).is_some_and(|(a, b)| a <= b);
        match op {
            Some(Order::AtMost) => (up_to(left, right), below(right, left)),
            Some(Order::LessThan) => (below(left, right), up_to(right, left)),
            Some(Order::AtLeast) => (up_to(right, left), below(left, right)),
            Some(Order::MoreThan) => (below(right, left), up_to(left, right)),
            None => {
                let finer = |a: &Bounds, b: &Bounds| {
                    a.places.is_some_and(|places| {
                        b.min.is_some() && b.min == b.max && b.min.as_ref().is_some_and(|n| !n.has_places(places))
                    })
                };
                (false, below(left, right) || below(right, left) || finer(left, right) || finer(right, left))
            }
        }
    };
    always.then_some(true).or(never.then_some(false))
}

/// Narrows a definition's type to what its figures can be.
fn narrow(ty: &mut Type, bounds: &Bounds) {
    if let TypeKind::Quantity(quantity) = &mut ty.kind
        && bounds.number
    {
        (quantity.min, quantity.max) = (bounds.min.clone(), bounds.max.clone());
        if bounds.places.is_none_or(|places| quantity.places.is_some_and(|declared| places > declared)) {
            quantity.places = bounds.places;
        }
    }
}
