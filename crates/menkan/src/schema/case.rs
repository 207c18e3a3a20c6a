//! The cases of a policy.

use super::numbers::{Extent, day, given, range};
use super::{Kind, Schema, settings, subset, titled, values};
use crate::describe::settable;
use crate::diagnostic::{Lang, Text};
use crate::policy::model::{EnumId, Fact, ListType, Model, Name, TypeKind};
use crate::render::{Naming, Writer, unit};

pub(super) fn schema(model: &Model) -> Schema {
    let facts = model.facts.iter().map(|fact| (fact.name.key.to_string(), of_fact(model, fact)));
    let settings = settable(model).into_iter();
    let settings = settings.map(|(name, setting)| (name, settings::schema(model, setting)));
    let members = vec![
        ("as_of".to_owned(), as_of(model)),
        (
            "facts".to_owned(),
            described(
                Schema::object(facts.collect()),
                &Text::new("事实", "Facts"),
                &Text::new(
                    "已知的事实。未列出的尚未询问;null 表示已问过、尚不知道。",
                    "What is known. What is left out was not asked; null was asked and is not known.",
                ),
            ),
        ),
        (
            "settings".to_owned(),
            described(
                Schema::object(settings.collect()),
                &Text::new("设置", "Settings"),
                &Text::new(
                    "政策未知或者推定的数额,以及待定的标准。",
                    "Figures that the policy does not know or only assumes, and open standards.",
                ),
            ),
        ),
    ];
    let case = Schema { required: vec!["as_of".to_owned()], ..Schema::object(members) };
    titled(model, &Text::new("案件", "a case"), case)
}

/// The day whose law applies, with the policy's periods.
fn as_of(model: &Model) -> Schema {
    let periods = model.layer().map_or(&[][..], |layer| &layer.periods);
    let words = |lang, between| periods.iter().map(|period| period.text(lang)).collect::<Vec<_>>().join(between);
    described(
        day(),
        &Text::new("基准日", "As of"),
        &Text::new(
            format!("适用这一天的法律。政策的施行期间:{}。", words(Lang::Zh, "、")),
            format!("The law of this day applies. The policy is in force {}.", words(Lang::En, ", ")),
        ),
    )
}

fn of_fact(model: &Model, fact: &Fact) -> Schema {
    let mut forms = match &fact.ty.kind {
        TypeKind::Boolean => return labelled(model, fact, Schema::or_null(Kind::Boolean)),
        TypeKind::Choice(of) => {
            let mut forms = values(model, *of);
            forms.push(unknown());
            return labelled(model, fact, Schema::one_of(forms));
        }
        TypeKind::Set(of) => vec![subset(model, *of), by_member(model, *of)],
        TypeKind::List(list) => vec![items(model, *list)],
        TypeKind::Quantity(ty) => {
            let mut forms = given(ty, Extent::Declared);
            forms.push(range(ty));
            forms
        }
    };
    forms.push(unknown());
    labelled(model, fact, Schema::any_of(forms))
}

/// The items of a list.
fn items(model: &Model, list: ListType) -> Schema {
    let fields = model.record(list.record).fields().map(|field| model.fact(field));
    let item = Schema::object(fields.map(|field| (field.name.key.to_string(), of_fact(model, field))).collect());
    let (least, most) = (usize::from(list.min), usize::from(list.max));
    Schema { min_items: Some(least).filter(|least| *least > 0), max_items: Some(most), ..Schema::list(item) }
}

/// What is known of a set, element by element.
fn by_member(model: &Model, of: EnumId) -> Schema {
    let member = |name: &Name| {
        (name.key.to_string(), Schema { title: Some(name.labels().joined()), ..Schema::or_null(Kind::Boolean) })
    };
    Schema::object(model.enumeration(of).values.iter().map(member).collect())
}

fn unknown() -> Schema {
    Schema { title: Some("已问过,尚不知道 / asked, and not known".to_owned()), ..Schema::of(Kind::Null) }
}

/// A fact's label, its question, its unit and when it applies.
fn labelled(model: &Model, fact: &Fact, schema: Schema) -> Schema {
    let mut said = vec![fact.ask.joined()];
    if let TypeKind::Quantity(ty) = &fact.ty.kind
        && let Some(unit) = unit(&ty.unit)
    {
        said.push(Text::new(format!("单位:{}", unit.zh), format!("in {}", unit.en)).joined());
    }
    if let Some(guard) = &fact.guard {
        let words = |lang| {
            let writer = Writer { model, naming: Naming::Declared, lang };
            (writer.condition_text(&guard.when), writer.constant_text(&guard.otherwise, &fact.ty))
        };
        let ((when, otherwise), (when_en, otherwise_en)) = (words(Lang::Zh), words(Lang::En));
        let zh = format!("仅当 {when} 时适用,否则为 {otherwise}");
        said.push(Text::new(zh, format!("only when {when_en}, else {otherwise_en}")).joined());
    }
    Schema { title: Some(fact.name.labels().joined()), description: Some(said.join("\n")), ..schema }
}

fn described(schema: Schema, title: &Text, description: &Text) -> Schema {
    Schema { title: Some(title.joined()), description: Some(description.joined()), ..schema }
}
