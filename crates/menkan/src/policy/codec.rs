//! How a model is written in the compiled form of its policy: every struct and enumeration of it, its parts in order.

use super::law::Target;
use super::model::{
    Action, ActionId, Answer, Asked, Assert, Backing, Body, Change, Children, Choice, Citation, Claim, Clause,
    Condition, Constant, Costs, Definition, DefinitionId, DefinitionKind, Direction, Duty, EnumId, Enumeration,
    EvidenceId, Expectation, ExpectationKind, Fact, FactId, FactNames, Figure, Fold, FoldKind, Guard, Instrument,
    InstrumentId, Item, Key, Known, Layer, LayerId, Likely, ListType, Model, Name, Order, Parameter, ParameterId, Per,
    Period, Quantity, QuantityType, Record, RecordId, Relief, Row, Rule, Set, Setting, SettingValue, Status, Test,
    Type, TypeKind, Unit,
};
use crate::codec::{Codec, Decoder, Encoder, Malformed, codec_of_enums, codec_of_newtypes, codec_of_structs};

codec_of_newtypes!(LayerId, InstrumentId, RecordId, EnumId, FactId, ParameterId, ActionId, EvidenceId, DefinitionId);

codec_of_structs! {
    Name { key, zh, span }
    Layer { name, periods }
    Period { from, to }
    Instrument { name, layer, title, link, periods, assumed }
    Enumeration { name, layer, values }
    Record { name, layer, first, fields }
    Type { kind, or_none }
    ListType { record, min, max, distinct }
    QuantityType { unit, places, min, max }
    Fact { name, layer, record, ty, judgement, fixed, guard, of, ask, evidence, costs, likely }
    Costs { asking, changing }
    Guard { when, otherwise }
    Parameter { name, layer, ty, key, rows }
    Row { from, cells, assumed, backing, span }
    Backing { cites, none, periods, assumed }
    Citation { instrument, article, paragraph, item, period }
    Definition { name, layer, record, kind, ty, body, backing }
    Clause { name, layer, when, backing }
    Rule { name, layer, otherwise, answer, when, backing, say, overrides }
    Fold { kind, list, item, when, otherwise }
    Action { name, layer }
    Assert { title, layer, claim, span }
    Test { title, layer, as_of, given, set, expect, span }
    Expectation { kind, span }
}

codec_of_enums! {
    TypeKind { 0 => Boolean, 1 => Choice(of), 2 => Set(of), 3 => Quantity(ty), 4 => List(ty) }
    Unit { 0 => Plain, 1 => Percent, 2 => Money(currency, per), 3 => Date, 4 => Days }
    Per { 0 => Month, 1 => Year }
    Asked { 0 => Applicant, 1 => Officer, 2 => Embedder }
    Likely { 0 => Flat, 1 => Values(weights), 2 => Bands(bands, above) }
    Constant { 0 => None, 1 => Truth(value), 2 => Symbol(symbol), 3 => Number(number), 4 => Set(symbols) }
    Key {
        0 => Whole,
        1 => Choice(by, of),
        2 => Truth(by),
        3 => Bands { by, upper },
        4 => Numbers { by, first, last },
        5 => Pair { outer, inner, width },
    }
    Figure { 0 => Known(number), 1 => Unlimited, 2 => Unknown(why) }
    DefinitionKind {
        0 => Define,
        1 => Decision,
        2 => Standard(children),
        3 => Exemption(relief, standard),
        4 => Group(rank),
        5 => Trigger(duty, action),
    }
    Children { 0 => Widen, 1 => Raise }
    Relief { 0 => Waives, 1 => Presumes }
    Duty { 0 => Shall, 1 => May }
    Order { 0 => AtMost, 1 => LessThan, 2 => AtLeast, 3 => MoreThan }
    Body {
        0 => When(condition),
        1 => Choice(choice),
        2 => Quantity(quantity),
        3 => Clauses { clauses, barred, open },
        4 => Rules(rules),
    }
    Answer {
        0 => Truth(condition),
        1 => Choice(choice),
        2 => Quantity(quantity),
        3 => Include(symbols),
        4 => IncludeWhere(conditions),
        5 => Exclude(symbols),
    }
    Condition {
        0 => Truth(value),
        1 => Not(inner),
        2 => All(parts),
        3 => Any(parts),
        4 => If(when, then, otherwise),
        5 => Fact(fact),
        6 => Holds(id),
        7 => Status(id, statuses),
        8 => Duty(duty, action),
        9 => Order(order, left, right),
        10 => Equal(left, right),
        11 => Absent(quantity),
        12 => Chosen(choice, values),
        13 => Same(left, right),
        14 => Member(symbol, set),
        15 => Empty(set),
        16 => Exactly(set, symbols),
    }
    Status { 0 => Waived, 1 => Presumed, 2 => Met, 3 => Unmet }
    Choice { 0 => None, 1 => Symbol(symbol), 2 => Fact(fact), 3 => Definition(id), 4 => If(when, then, otherwise) }
    Set { 0 => Fact(fact), 1 => Definition(id) }
    Quantity {
        0 => None,
        1 => Number(number),
        2 => Unlimited,
        3 => AsOf,
        4 => Fact(fact),
        5 => Definition(id),
        6 => Figure(parameter),
        7 => Add(left, right),
        8 => Subtract(left, right),
        9 => Multiply(left, right),
        10 => Divide(left, right),
        11 => Min(parts),
        12 => Max(parts),
        13 => Round(value, step, mode),
        14 => If(when, then, otherwise),
        15 => Years(from_day, to_day),
        16 => Months(from_day, to_day),
        17 => Fold(fold),
    }
    FoldKind { 0 => Count, 1 => Sum, 2 => Largest, 3 => Smallest }
    Claim { 0 => Never(condition), 1 => Always(condition), 2 => Monotone { condition, change, fact, direction } }
    Change { 0 => Gained, 1 => Lost }
    Direction { 0 => Rises, 1 => Falls }
    ExpectationKind {
        0 => Condition(condition),
        1 => Missing(id, names),
        2 => InMissing(id, name, wanted),
        3 => InAssumptions(name, wanted),
    }
    Known {
        0 => Truth(value),
        1 => Symbol(symbol),
        2 => Between(low, high),
        3 => Set(members),
        4 => List(items),
        5 => Asked,
    }
    Setting { 0 => Figure(parameter, cell), 1 => Standard(id) }
    SettingValue { 0 => Number(number), 1 => Unlimited, 2 => Met(met) }
    Target {
        0 => Definition(id),
        1 => Clause(id, place),
        2 => Barred(id, place),
        3 => Rule(id, place),
        4 => Figure(parameter, cell),
    }
}

impl Codec for Item {
    fn encode(&self, to: &mut Encoder) {
        self.0.encode(to);
    }

    fn decode(from: &mut Decoder<'_>) -> Result<Self, Malformed> {
        Vec::decode(from).map(Self)
    }
}

impl Model {
    /// Writes all of the model but its digest, its tests and its assertions.
    pub(crate) fn encode(&self, to: &mut Encoder) {
        let Self {
            layers,
            answers,
            first,
            instruments,
            enums,
            records,
            facts,
            fields,
            parameters,
            actions,
            evidence,
            definitions,
            asserts: _,
            tests: _,
            digest: _,
            names: _,
        } = self;
        layers.encode(to);
        answers.encode(to);
        first.encode(to);
        instruments.encode(to);
        enums.encode(to);
        records.encode(to);
        facts.encode(to);
        fields.encode(to);
        parameters.encode(to);
        actions.encode(to);
        evidence.encode(to);
        definitions.encode(to);
    }

    /// Reads what [`Model::encode`] wrote, without looking whether what it refers to is there.
    pub(crate) fn decode(from: &mut Decoder<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            layers: Codec::decode(from)?,
            answers: Codec::decode(from)?,
            first: Codec::decode(from)?,
            instruments: Codec::decode(from)?,
            enums: Codec::decode(from)?,
            records: Codec::decode(from)?,
            facts: Codec::decode(from)?,
            fields: Codec::decode(from)?,
            parameters: Codec::decode(from)?,
            actions: Codec::decode(from)?,
            evidence: Codec::decode(from)?,
            definitions: Codec::decode(from)?,
            asserts: Vec::new(),
            tests: Vec::new(),
            digest: "".into(),
            names: FactNames::default(),
        })
    }
}
