//! Facts and judgements: types, guards, questions, evidence. What they cost and how often they are what stands in
//! `weights`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::check::{Checker, Node};
use super::declare::Amendment;
use super::model::{Asked, Constant, EvidenceId, Fact, FactId, Guard, LayerId, Likely, ListType, Name, Type, TypeKind};
use super::names::name_of;
use super::sources::text_of;
use crate::diagnostic::{Diagnostic, Lang, Text};
use crate::near::nearest_word;
use crate::source::Span;
use crate::syntax::ast::{self, ExprKind, Names};

/// Kinds of evidence, by any of their forms.
#[derive(Debug, Default)]
pub(crate) struct EvidenceNames {
    /// By name.
    pub(crate) list: Vec<Name>,
    places: BTreeMap<Arc<str>, usize>,
}

impl EvidenceNames {
    pub(crate) fn find(&self, names: &Names) -> Option<EvidenceId> {
        let form = names.ascii.as_ref().or(names.han.as_ref())?;
        self.places.get(&form.text).map(|&place| EvidenceId::from(place))
    }
}

impl<'a> Checker<'a> {
    /// Kinds of evidence, declared where they are first mentioned with both forms.
    pub(crate) fn evidence_names(&mut self) -> EvidenceNames {
        let mut mentions: Vec<(u32, Span, &'a Names)> = Vec::new();
        let mut seen = BTreeSet::new();
        let mut add = |layer: u32, evidence: &'a ast::Evidence| {
            for names in evidence.alternatives.iter().flatten() {
                mentions.push((layer, name_of(names).span, names));
            }
        };
        for fact in &self.declarations.facts {
            // Several facts may share one declaration.
            if let Some(evidence) = fact.item.evidence.as_ref().filter(|evidence| seen.insert(evidence.span.0)) {
                add(fact.layer.0, evidence);
            }
        }
        for amendment in &self.declarations.amendments {
            if let Some(evidence) = &amendment.item.evidence {
                add(amendment.layer.0, evidence);
            }
        }
        mentions.sort_by_key(|(layer, span, names)| (names.ascii.is_none() || names.han.is_none(), *layer, *span));
        let mut found: Vec<Name> = Vec::new();
        let mut by_form: BTreeMap<Arc<str>, usize> = BTreeMap::new();
        for &(_, span, names) in &mentions {
            let forms: Vec<_> = [&names.ascii, &names.han].into_iter().flatten().collect();
            let known: Vec<Option<usize>> = forms.iter().map(|form| by_form.get(&form.text).copied()).collect();
            match known.iter().flatten().next() {
                None => {
                    // A mention with one form that no pair has may be meant for one that is near.
                    let near = |form: &ast::Ident, known: &BTreeMap<Arc<str>, usize>| {
                        nearest_word(&form.text, known.keys().map(|word| &**word)).map(str::to_owned)
                    };
                    for form in &forms {
                        by_form.insert(Arc::clone(&form.text), found.len());
                    }
                    match (&names.ascii, &names.han) {
                        (None, Some(han)) => {
                            let near = near(han, &by_form);
                            self.report(Diagnostic::ascii_form_missing(han).nearest(near.as_deref()));
                        }
                        (Some(ascii), None) => {
                            let near = near(ascii, &by_form);
                            self.report(Diagnostic::form_missing(ascii).nearest(near.as_deref()));
                        }
                        (Some(_), Some(_)) | (None, None) => {}
                    }
                    found.push(name_of(names));
                }
                Some(&place) if known.iter().any(|other| *other != Some(place)) => {
                    let first = found[place].clone();
                    self.report(Diagnostic::evidence_forms_differ(span, &first));
                }
                Some(_) => {}
            }
        }
        for (_, _, names) in &mentions {
            if let (Some(form), None) | (None, Some(form)) = (&names.ascii, &names.han)
                && let Some(&place) = by_form.get(&form.text)
            {
                self.names.insert(form.span, found[place].clone());
            }
        }
        let mut order: Vec<usize> = (0..found.len()).collect();
        order.sort_by(|&a, &b| found[a].key.cmp(&found[b].key));
        let mut moved = vec![0; order.len()];
        for (to, &from) in order.iter().enumerate() {
            moved[from] = to;
        }
        EvidenceNames {
            list: order.iter().map(|&place| found[place].clone()).collect(),
            places: by_form.into_iter().map(|(form, place)| (form, moved[place])).collect(),
        }
    }

    /// Whether a fact's guard makes it *none* elsewhere.
    pub(crate) fn guarded_by_none(&self, fact: &ast::Fact, kind: &TypeKind) -> bool {
        let none = fact.guard.as_ref().is_some_and(|guard| matches!(guard.otherwise.kind, ExprKind::None));
        match kind {
            TypeKind::Choice(values) => none && self.declarations.value_none(*values).is_none(),
            TypeKind::Boolean | TypeKind::Quantity(_) | TypeKind::Set(_) => none,
            // A list is empty where it does not apply.
            TypeKind::List(_) => false,
        }
    }

    /// A fact of the model; `None` where it is at fault.
    pub(crate) fn fact(&mut self, id: FactId, amendments: &[Amendment<'a>], evidence: &EvidenceNames) -> Option<Fact> {
        let declared = self.declarations.facts[id.index()].clone();
        let fact = declared.item;
        self.enter(declared.layer, Some(Node::Fact(id)));
        let declared_in = self.declarations.record_of(id);
        let ty = self.facts[id.index()].clone();
        if let Some(ty) = &ty
            && fact.judgement
            && !matches!(ty.kind, TypeKind::Boolean | TypeKind::Choice(_))
        {
            let found = super::types::type_text(&ty.kind, &self.declarations);
            self.report(Diagnostic::judgement_type(fact.ty.span.0, &found));
        }
        if let Some(TypeKind::List(ListType { distinct: Some(field), .. })) = ty.as_ref().map(|ty| &ty.kind)
            && matches!(self.facts.get(field.index()), Some(Some(Type { kind: TypeKind::Set(_), .. })))
        {
            self.report(Diagnostic::distinct_by_a_set(fact.ty.span.0));
        }
        let guard = match &fact.guard {
            None => Some(None),
            Some(guard) => {
                let when = self.condition(&guard.when);
                let otherwise: Option<Constant> = ty.as_ref().and_then(|ty| self.constant(&guard.otherwise, &ty.kind));
                when.zip(otherwise).map(|(when, otherwise)| Some(Guard { when, otherwise }))
            }
        };
        let (of, ask) = match &fact.ask {
            Some(ask) => {
                self.check_both_languages(&ask.words);
                let words = text_of(&ask.words);
                // One question for several facts says which of them it is about.
                let shared = fact.names.len() > 1;
                (ask.of, if shared { about(&declared.name, words) } else { words })
            }
            None => {
                // A field is asked for with its list.
                if declared_in.is_none() {
                    self.report(Diagnostic::question_missing(&declared.name));
                }
                let of = if fact.judgement { Asked::Officer } else { Asked::Applicant };
                (of, question(&declared.name, ty.as_ref().map(|ty| &ty.kind)))
            }
        };
        let read = |written: &ast::Evidence| -> Vec<Vec<EvidenceId>> {
            let together = |alternative: &Vec<Names>| {
                let all: BTreeSet<EvidenceId> = alternative.iter().filter_map(|names| evidence.find(names)).collect();
                all.into_iter().collect()
            };
            written.alternatives.iter().map(together).collect()
        };
        // The fact's own as written; then, by layer, what children add, in an order of its own: it may stand in
        // several amendments.
        let mut added: Vec<(LayerId, Vec<EvidenceId>)> = amendments
            .iter()
            .filter_map(|amendment| Some((amendment.layer, amendment.item.evidence.as_ref()?)))
            .flat_map(|(layer, written)| read(written).into_iter().map(move |together| (layer, together)))
            .collect();
        added.sort();
        let own = fact.evidence.iter().flat_map(read);
        let mut alternatives: Vec<Vec<EvidenceId>> = Vec::new();
        for together in own.chain(added.into_iter().map(|(_, together)| together)) {
            if !alternatives.contains(&together) {
                alternatives.push(together);
            }
        }
        let costs = self.costs(fact);
        let likely = match (&fact.likely, &ty) {
            (Some(written), Some(ty)) => self.likely(written, &ty.kind),
            (None, _) | (_, None) => Some(Likely::Flat),
        };
        Some(Fact {
            name: declared.name,
            layer: declared.layer,
            record: declared_in,
            ty: ty?,
            judgement: fact.judgement,
            fixed: fact.fixed,
            guard: guard?,
            of,
            ask,
            evidence: alternatives,
            costs,
            likely: likely?,
        })
    }
}

/// A question with the label of the fact that it is about.
fn about(name: &Name, ask: Text) -> Text {
    Text::new(format!("{}:{}", name.zh, ask.zh), format!("{}: {}", name.label(Lang::En), ask.en))
}

/// A question made from a fact's label.
fn question(name: &Name, kind: Option<&TypeKind>) -> Text {
    let label = name.key.rsplit('.').next().unwrap_or(&name.key).replace('_', " ");
    match kind {
        Some(TypeKind::Boolean) => Text::new(format!("是否{}?", name.zh), format!("{label}?")),
        Some(TypeKind::Choice(_) | TypeKind::Set(_) | TypeKind::Quantity(_) | TypeKind::List(_)) | None => {
            Text::new(format!("{}?", name.zh), format!("{label}?"))
        }
    }
}
