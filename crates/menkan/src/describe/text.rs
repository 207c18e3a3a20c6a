//! What a policy declares, for its author and for who builds a form on it.

use super::{Days, Declared, Description, FactDescription, Figure, Named, Provision, Source, Type, Weight};
use crate::decide::Value;
use crate::diagnostic::{Lang, Text};
use crate::policy::model::days_text;
use crate::render::{Page, citations, list, pick};

impl Description {
    /// The description in words: plain text of at most [`COLUMNS`](crate::render::COLUMNS) columns.
    #[must_use]
    pub fn to_text(&self, lang: Lang) -> String {
        let mut sheet = Sheet { lang, page: Page::default() };
        sheet.heading(self);
        sheet.facts(self);
        sheet.decisions(self);
        sheet.standards(self);
        sheet.provisions(self);
        sheet.parameters(self);
        sheet.instruments(self);
        sheet.assumptions(self);
        sheet.page.into_text()
    }
}

/// When something is in force: `2013-01-01 起`, `from 2013-01-01`.
#[must_use]
pub fn periods_text(periods: &[Days], lang: Lang) -> String {
    let one = |days: &Days| days_text(days.from.as_deref(), days.to.as_deref(), lang);
    periods.iter().map(one).collect::<Vec<_>>().join(pick(lang, "、", ", "))
}

struct Sheet {
    lang: Lang,
    page: Page,
}

impl Sheet {
    fn say(&self, zh: &'static str, en: &'static str) -> &'static str {
        pick(self.lang, zh, en)
    }

    fn heading(&mut self, description: &Description) {
        let title = self.both(&description.policy, &description.label);
        self.page.line(0, &title);
        for layer in &description.layers {
            let text = format!(
                "{}{}{}",
                self.both(&layer.name, &layer.label),
                self.say(":", ": "),
                periods_text(&layer.periods, self.lang)
            );
            self.page.line(2, &text);
        }
        let changes =
            format!("{}{}", self.say("法律变更之日:", "The law changes on: "), description.changes.join(", "));
        self.page.line(2, &changes);
        if !description.asks_first.is_empty() {
            let label = |name: &String| {
                let fact = description.facts.iter().find(|fact| fact.declared.name == *name);
                fact.map_or_else(String::new, |fact| fact.declared.label.get(self.lang).to_owned())
            };
            let first: Vec<String> = description.asks_first.iter().map(label).collect();
            let text = format!("{}{}", self.say("先问:", "Asks first: "), first.join(self.say("、", ", ")));
            self.page.line(2, &text);
        }
        self.page.line(2, &description.digest);
    }

    fn facts(&mut self, description: &Description) {
        let askers = [
            ("applicant", "询问申请人的事实", "Facts asked of the applicant"),
            ("officer", "询问经办人的事实", "Facts asked of the officer"),
            ("embedder", "由系统提供的事实", "Facts that the system gives"),
        ];
        for (of, zh, en) in askers {
            let own: Vec<&FactDescription> = description.facts.iter().filter(|fact| fact.of == of).collect();
            if !own.is_empty() {
                self.page.section(self.say(zh, en));
            }
            own.into_iter().for_each(|fact| self.fact(fact));
        }
    }

    fn fact(&mut self, fact: &FactDescription) {
        let mut text = self.titled(&fact.declared);
        text.push_str(self.say(":", ": "));
        text.push_str(&self.type_text(&fact.ty));
        if fact.judgement {
            text.push_str(self.say(";须由人判断", "; judged by a person"));
        }
        if fact.fixed {
            text.push_str(self.say(";不可改变", "; fixed"));
        }
        self.page.line(2, &text);
        self.page.line(4, fact.ask.get(self.lang));
        for field in fact.ty.items.iter().flat_map(|items| &items.fields) {
            // As in a case: by name in English, by label in Chinese, as all items here.
            let name = match self.lang {
                Lang::Zh => field.label.get(self.lang),
                Lang::En => &field.name,
            };
            let text = format!("- {name}{}{}", self.say(":", ": "), self.type_text(&field.ty));
            self.page.line(4, &text);
        }
        if let Some(guard) = &fact.guard {
            let (when, otherwise) = (guard.when.get(self.lang), guard.otherwise.get(self.lang));
            let text = match self.lang {
                Lang::Zh => format!("仅当 {when},否则 {otherwise}"),
                Lang::En => format!("only when {when}, else {otherwise}"),
            };
            self.page.line(4, &text);
        }
        if !fact.evidence.is_empty() {
            let all = |all: &Vec<Named>| {
                let labels: Vec<&str> = all.iter().map(|one| one.label.get(self.lang)).collect();
                labels.join(self.say("和", " and "))
            };
            let any: Vec<String> = fact.evidence.iter().map(all).collect();
            let text = format!("{}{}", self.say("证明材料:", "Evidence: "), any.join(self.say(" 或者 ", " or ")));
            self.page.line(4, &text);
        }
        let costs = [
            (fact.asking_costs, self.say("询问代价", "asking costs")),
            (fact.changing_costs, self.say("改变代价", "changing costs")),
        ];
        let costs = costs.into_iter().filter_map(|(cost, of)| Some(format!("{of} {}", cost?)));
        let costs: Vec<String> = costs.collect();
        if !costs.is_empty() {
            self.page.line(4, &costs.join(self.say(",", ", ")));
        }
        if !fact.likely.is_empty() {
            let weights: Vec<String> = fact.likely.iter().map(|weight| self.weight(weight, &fact.ty)).collect();
            let text = format!("{}{}", self.say("常见:", "Likely: "), weights.join(self.say("、", ", ")));
            self.page.line(4, &text);
        }
    }

    /// `yes 3`, `at most 3000 5`, `above 1`.
    fn weight(&self, weight: &Weight, ty: &Type) -> String {
        let of = match (&weight.value, &weight.at_most) {
            (Some(Value::Truth(true)), _) => self.say("成立", "yes").to_owned(),
            (Some(Value::Truth(false)), _) => self.say("不成立", "no").to_owned(),
            (Some(Value::Text(name)), _) => {
                let named = ty.values.iter().find(|value| *value.name == **name);
                named.map_or_else(String::new, |value| value.label.get(self.lang).to_owned())
            }
            (_, Some(Value::Integer(end))) => format!("{} {end}", self.say("不超过", "at most")),
            (_, Some(Value::Text(end))) => format!("{} {end}", self.say("不超过", "at most")),
            _ => self.say("超过", "above").to_owned(),
        };
        format!("{of} {}", weight.weight)
    }

    fn type_text(&self, ty: &Type) -> String {
        let values = || {
            let labels: Vec<String> = ty.values.iter().map(|value| self.named(value)).collect();
            list(&labels, self.lang)
        };
        let mut text = match ty.kind {
            "boolean" => self.say("是或否", "yes or no").to_owned(),
            "choice" => format!("{}{}", self.say("其一:", "one of "), values()),
            "set" => format!("{}{}", self.say("若干:", "any of "), values()),
            "integer" => self.say("整数", "a whole number").to_owned(),
            "percent" => self.say("百分比", "a percentage").to_owned(),
            "money" => self.say("金额", "an amount").to_owned(),
            "date" => self.say("日期", "a day").to_owned(),
            "days" => self.say("天数", "a number of days").to_owned(),
            "list" => match &ty.items {
                Some(items) => {
                    let (min, max, name) = (items.min, items.max, items.record.label.get(self.lang));
                    match self.lang {
                        Lang::Zh => format!("列表:{min} 至 {max} 个{name}"),
                        Lang::En => format!("a list of {min} to {max} {name}"),
                    }
                }
                None => self.say("列表", "a list").to_owned(),
            },
            _ => self.say("数值", "a number").to_owned(),
        };
        if let Some(unit) = ty.unit.as_ref().filter(|_| ty.kind == "money") {
            text.push_str(&format!(" ({})", unit.get(self.lang)));
        }
        // Days and amounts are bounded too, but only so far off that it says nothing.
        let bounded = matches!(ty.kind, "integer" | "number");
        let end = |value: &Value| match value {
            Value::Integer(number) => number.to_string(),
            Value::Text(text) => text.to_string(),
            Value::None | Value::Truth(_) | Value::Set(_) => String::new(),
        };
        match (ty.min.as_ref().map(end), ty.max.as_ref().map(end)) {
            _ if !bounded => {}
            (Some(min), Some(max)) => text.push_str(&format!(" {min}..{max}")),
            (Some(min), None) => text.push_str(&format!(" ≥ {min}")),
            (None, Some(max)) => text.push_str(&format!(" ≤ {max}")),
            (None, None) => {}
        }
        if ty.none {
            text.push_str(self.say(",或者无", ", or none"));
        }
        text
    }

    fn decisions(&mut self, description: &Description) {
        self.page.section(self.say("决定", "Decisions"));
        for decision in &description.decisions {
            let mut text = self.titled(&decision.declared);
            text.push_str(self.say(":", ": "));
            text.push_str(&self.type_text(&decision.ty));
            if decision.answer {
                text.push_str(self.say(";回答", "; an answer"));
            }
            self.page.line(2, &text);
        }
    }

    fn standards(&mut self, description: &Description) {
        for standard in &description.standards {
            let title = format!("{}{}", self.say("标准 ", "Standard "), self.titled(&standard.declared));
            self.page.section(&title);
            if let Some(open) = &standard.open {
                let text = format!(
                    "{}{}",
                    self.say("没有有效条款时待定:", "Open while no clause is in force: "),
                    open.get(self.lang)
                );
                self.page.line(2, &text);
            }
            for clause in &standard.clauses {
                let barred = if clause.barred { self.say("除外 ", "barred ") } else { "" };
                self.provision(barred, &clause.provision);
            }
        }
    }

    fn provisions(&mut self, description: &Description) {
        let kinds = [
            ("免除", "Exemptions", description.exemptions.iter().map(|one| &one.provision).collect::<Vec<_>>()),
            ("重点群体", "Key groups", description.groups.iter().map(|one| &one.provision).collect()),
            ("通知情形", "Triggers", description.triggers.iter().map(|one| &one.provision).collect()),
        ];
        for (zh, en, own) in kinds {
            if !own.is_empty() {
                self.page.section(self.say(zh, en));
            }
            own.into_iter().for_each(|provision| self.provision("", provision));
        }
    }

    fn provision(&mut self, lead: &str, provision: &Provision) {
        let text = format!("{lead}{}{}", self.titled(&provision.declared), self.source(&provision.source));
        self.page.line(2, &text);
        self.page.line(4, provision.when.get(self.lang));
    }

    fn source(&self, source: &Source) -> String {
        let cited = citations(&source.cite, self.lang);
        if cited.is_empty() { String::new() } else { format!(" ({cited})") }
    }

    fn parameters(&mut self, description: &Description) {
        if !description.parameters.is_empty() {
            self.page.section(self.say("数额", "Figures"));
        }
        for parameter in &description.parameters {
            let text =
                format!("{}{}{}", self.titled(&parameter.declared), self.say(":", ": "), self.type_text(&parameter.ty));
            self.page.line(2, &text);
            for row in &parameter.rows {
                let figures: Vec<String> = row.figures.iter().map(|figure| self.figure(figure)).collect();
                let from = match self.lang {
                    Lang::Zh => format!("{} 起", row.from),
                    Lang::En => format!("from {}", row.from),
                };
                let text = format!("{from} {}{}", figures.join(", "), self.source(&row.source));
                self.page.line(4, &text);
            }
        }
    }

    fn figure(&self, figure: &Figure) -> String {
        let value = match &figure.figure {
            Some(Value::Text(text)) if **text == *"unlimited" => self.say("不限", "unlimited").to_owned(),
            Some(Value::Text(text)) => text.to_string(),
            Some(Value::Integer(number)) => number.to_string(),
            Some(Value::None | Value::Truth(_) | Value::Set(_)) => String::new(),
            None => {
                let why = figure.unknown.as_ref().map_or("", |why| why.get(self.lang));
                format!("{}({why})", self.say("未知", "unknown "))
            }
        };
        match &figure.label {
            Some(label) => format!("{}: {value}", label.get(self.lang)),
            None => value,
        }
    }

    fn instruments(&mut self, description: &Description) {
        self.page.section(self.say("依据的文件", "Sources"));
        for instrument in &description.instruments {
            let text = format!(
                "{} ({}){}{}",
                instrument.title,
                instrument.declared.name,
                self.say(":", ": "),
                periods_text(&instrument.periods, self.lang)
            );
            self.page.line(2, &text);
            if let Some(link) = &instrument.link {
                self.page.line(4, link);
            }
        }
    }

    fn assumptions(&mut self, description: &Description) {
        if !description.assumptions.is_empty() {
            self.page.section(self.say("假定事项", "Assumed"));
        }
        for assumed in &description.assumptions {
            let text = format!("{}{}{}", assumed.name, self.say(":", ": "), assumed.why.get(self.lang));
            self.page.line(2, &text);
        }
    }

    /// The name as it is written, and the label where that says more.
    fn titled(&self, declared: &Declared) -> String {
        self.both(&declared.name, &declared.label)
    }

    fn named(&self, named: &Named) -> String {
        self.both(&named.name, &named.label)
    }

    fn both(&self, name: &str, label: &Text) -> String {
        match self.lang {
            Lang::Zh if label.zh != name => format!("{name} {}", label.zh),
            Lang::Zh | Lang::En => name.to_owned(),
        }
    }
}
