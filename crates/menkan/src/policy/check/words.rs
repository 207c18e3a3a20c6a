//! What items and expressions are called in messages.

use super::{Checker, Shape};
use crate::diagnostic::Text;
use crate::policy::model::{DefinitionKind, TypeKind};
use crate::policy::names::{Found, Referent};
use crate::policy::types::type_text;
use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind};

impl Checker<'_> {
    /// Where an item is declared.
    pub(crate) fn declared_at(&self, referent: Referent) -> Span {
        let declarations = &self.declarations;
        match referent {
            Referent::Instrument(id) => declarations.instruments[id.index()].name.span,
            Referent::Record(id) => declarations.records[id.index()].name.span,
            Referent::Enum(id) => declarations.enums[id.index()].name.span,
            Referent::Fact(id) => declarations.facts[id.index()].name.span,
            Referent::Parameter(id) => declarations.parameters[id.index()].name.span,
            Referent::Action(id) => declarations.actions[id.index()].name.span,
            Referent::Definition(id) => declarations.definitions[id.index()].name.span,
        }
    }

    /// What an item is, for a message.
    pub(crate) fn kind_text(&self, referent: Referent) -> Text {
        match referent {
            Referent::Instrument(_) => Text::new("文件", "an instrument"),
            Referent::Record(_) => Text::new("记录", "a record"),
            Referent::Enum(_) => Text::new("分类", "an enum"),
            Referent::Action(_) => Text::new("措施", "an action"),
            Referent::Parameter(_) => Text::new("参数", "a parameter"),
            Referent::Fact(id) => match self.facts.get(id.index()).and_then(Option::as_ref) {
                Some(ty) => self.typed_text(&Text::new("事实", "a fact"), &ty.kind),
                None => Text::new("事实", "a fact"),
            },
            Referent::Definition(id) => {
                let kind = match self.kinds.get(id.index()) {
                    Some(DefinitionKind::Standard(_)) => return Text::new("标准", "a standard"),
                    Some(DefinitionKind::Exemption(..)) => return Text::new("免除", "an exemption"),
                    Some(DefinitionKind::Group(_)) => return Text::new("群体", "a group"),
                    Some(DefinitionKind::Trigger(..)) => return Text::new("触发", "a trigger"),
                    Some(DefinitionKind::Decision) => Text::new("决定", "a decision"),
                    Some(DefinitionKind::Define) | None => Text::new("定义", "a define"),
                };
                match self.definitions.get(id.index()).and_then(Option::as_ref) {
                    Some(ty) => self.typed_text(&kind, &ty.kind),
                    None => kind,
                }
            }
        }
    }

    fn typed_text(&self, kind: &Text, ty: &TypeKind) -> Text {
        let ty = type_text(ty, &self.declarations);
        Text::new(format!("{}({})", kind.zh, ty.zh), format!("{}: {}", kind.en, ty.en))
    }

    /// What an expression is, for a message.
    pub(crate) fn expr_text(&self, expr: &Expr) -> Text {
        match &expr.kind {
            ExprKind::Name(word) => match self.find(&word.text) {
                Found::Item(entry) => self.kind_text(entry.referent),
                Found::Below(_) | Found::Nothing => Text::new("未声明的名称", "an undeclared name"),
            },
            ExprKind::Unlimited => Text::new("`不限`", "`unlimited`"),
            ExprKind::Range(..) => Text::new("一个区间", "a range"),
            ExprKind::Empty => Text::new("`空`", "`empty`"),
            ExprKind::Items(_) => Text::new("列表的各项", "the items of a list"),
            ExprKind::Set(_) => Text::new("若干值", "a list of values"),
            ExprKind::None => Text::new("`无`", "`none`"),
            ExprKind::Number(_)
            | ExprKind::Percent(_)
            | ExprKind::Date(_)
            | ExprKind::Days(_)
            | ExprKind::Yes
            | ExprKind::No
            | ExprKind::AsOf
            | ExprKind::All(_)
            | ExprKind::Any(_)
            | ExprKind::Not(_)
            | ExprKind::Order { .. }
            | ExprKind::Is { .. }
            | ExprKind::In { .. }
            | ExprKind::IsEmpty { .. }
            | ExprKind::Satisfied { .. }
            | ExprKind::Shall(_)
            | ExprKind::May(_)
            | ExprKind::Arithmetic { .. }
            | ExprKind::Negative(_)
            | ExprKind::Min(_)
            | ExprKind::Max(_)
            | ExprKind::Round { .. }
            | ExprKind::If { .. }
            | ExprKind::YearsBetween(..)
            | ExprKind::MonthsBetween(..)
            | ExprKind::Fold(_)
            | ExprKind::Per(..) => match self.shape(expr) {
                Shape::Condition => Text::new("条件", "a condition"),
                Shape::Quantity => Text::new("数值", "a figure"),
                Shape::Choice(_) | Shape::Word => Text::new("选项", "a choice"),
                Shape::Set(_) | Shape::Elements => Text::new("若干值", "a set"),
                Shape::Standard(_) => Text::new("标准", "a standard"),
                Shape::List => Text::new("列表", "a list"),
                Shape::None => Text::new("`无`", "`none`"),
                Shape::Other => Text::new("其他内容", "something else"),
            },
        }
    }
}
