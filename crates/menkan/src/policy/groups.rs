//! What groups declare: the decisions `groups` and `priority`.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::check::{Checker, Node, any_of};
use super::declare::Origin;
use super::model::{
    Answer, Backing, Body, Condition, Definition, DefinitionId, DefinitionKind, LayerId, Name, Quantity, Rule,
};
use super::parts::OTHERWISE;
use crate::diagnostic::Text;
use crate::source::Span;
use crate::syntax::ast;

impl<'a> Checker<'a> {
    /// The decision `groups`: each group that holds.
    pub(super) fn groups_body(&mut self) -> Body {
        let rules = self.declared_groups().into_iter().enumerate().map(|(place, (id, name, layer, group))| {
            self.enter(layer, None);
            self.uses_of_groups(id, name.span, Origin::Groups);
            let before = self.diagnostics.len();
            let backing = self.backing(&group.source);
            // The group itself has the diagnostics, and is what is assumed.
            self.diagnostics.truncate(before);
            let backing = Backing { assumed: None, ..backing };
            Rule {
                name,
                layer,
                otherwise: false,
                answer: Answer::Include(vec![u16::try_from(place).unwrap_or(u16::MAX)]),
                when: Condition::Holds(id),
                backing,
                say: None,
                overrides: Vec::new(),
            }
        });
        Body::Rules(rules.collect())
    }

    /// The decision `priority`: the best rank of the groups that hold, or *none*.
    pub(super) fn priority_body(&mut self) -> Body {
        let mut ranks: BTreeMap<u32, Vec<(DefinitionId, Name, LayerId, &'a ast::Group)>> = BTreeMap::new();
        for group in self.declared_groups() {
            if let Some(rank) = group.3.rank {
                ranks.entry(rank).or_default().push(group);
            }
        }
        let count = u32::try_from(ranks.len()).unwrap_or(u32::MAX);
        let mut rules = Vec::new();
        for (place, (rank, groups)) in (0_u32..).zip(ranks) {
            let layer = groups.iter().map(|group| group.2).min().unwrap_or(LayerId(0));
            let mut backing = Backing::default();
            for (id, name, layer, group) in &groups {
                self.enter(*layer, None);
                self.uses_of_groups(*id, name.span, Origin::Priority);
                let before = self.diagnostics.len();
                let of_group = self.backing(&group.source);
                self.diagnostics.truncate(before);
                backing.none = backing.none.or(of_group.none);
                for cite in of_group.cites {
                    if !backing.cites.contains(&cite) {
                        backing.cites.push(cite);
                    }
                }
            }
            let span = groups.first().map_or(Span::default(), |group| group.1.span);
            let key: Arc<str> = format!("rank_{rank}").into();
            rules.push(Rule {
                name: Name { key: Arc::clone(&key), zh: format!("第{rank}顺位").into(), span },
                layer,
                otherwise: false,
                answer: Answer::Quantity(Quantity::Number(i64::from(rank).into())),
                when: any_of(groups.iter().map(|group| Condition::Holds(group.0)).collect()),
                backing,
                say: None,
                overrides: (place + 1..=count).collect(),
            });
        }
        let span = rules.first().map_or(Span::default(), |rule: &Rule| rule.name.span);
        rules.push(Rule {
            name: Name { key: OTHERWISE.0.into(), zh: OTHERWISE.1.into(), span },
            layer: self.declared_groups().iter().map(|group| group.2).min().unwrap_or(LayerId(0)),
            otherwise: true,
            answer: Answer::Quantity(Quantity::None),
            when: Condition::Truth(true),
            backing: Backing {
                none: Some(Text::new("不属于任何重点群体", "of no key group")), ..Backing::default()
            },
            say: None,
            overrides: Vec::new(),
        });
        Body::Rules(rules)
    }

    fn uses_of_groups(&mut self, group: DefinitionId, span: Span, by: Origin<'_>) {
        let place = self.declarations.definitions.iter().position(|definition| {
            matches!((&definition.origin, &by), (Origin::Groups, Origin::Groups) | (Origin::Priority, Origin::Priority))
        });
        if let Some(place) = place {
            let layer = self.layer();
            self.enter(layer, Some(Node::Definition(DefinitionId::from(place))));
            self.uses(Node::Definition(group), span);
            self.enter(layer, None);
        }
    }

    /// Every group, in canonical order.
    fn declared_groups(&self) -> Vec<(DefinitionId, Name, LayerId, &'a ast::Group)> {
        let definitions = self.declarations.definitions.iter().enumerate();
        definitions
            .filter_map(|(place, definition)| match definition.origin {
                Origin::Group(group) => {
                    Some((DefinitionId::from(place), definition.name.clone(), definition.layer, group))
                }
                Origin::Definition(_)
                | Origin::Exemption(_)
                | Origin::Trigger(_)
                | Origin::Groups
                | Origin::Priority => None,
            })
            .collect()
    }
}

/// The definitions, with their places, that authors write: not those that groups declare, which say again what holds.
pub(crate) fn without_those_of_groups(definitions: &[Definition]) -> impl Iterator<Item = (usize, &Definition)> {
    let is_group = |definition: &&Definition| matches!(definition.kind, DefinitionKind::Group(_));
    let groups: Vec<Span> = definitions.iter().filter(is_group).map(|group| group.name.span).collect();
    definitions.iter().enumerate().filter(move |(_, definition)| match &definition.body {
        Body::Rules(rules) => rules.iter().any(|rule| !groups.contains(&rule.name.span)),
        Body::When(_) | Body::Choice(_) | Body::Quantity(_) | Body::Clauses { .. } => true,
    })
}
