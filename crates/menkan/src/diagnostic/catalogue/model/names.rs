//! M01xx: names: undeclared, declared twice, declared in one language only.

use super::{declared_here, lead};
use crate::diagnostic::{Code, Diagnostic, Lang, Text};
use crate::policy::model::Name;
use crate::source::Span;
use crate::syntax::ast::{Header, Ident};

impl Diagnostic {
    /// M0101: no policy of this name is in the library.
    pub(crate) fn unknown_policy(name: &str, span: Span, near: Option<&str>) -> Self {
        Self::error(
            Code("M0101"),
            span,
            Text::new(format!("没有名为 `{name}` 的政策"), format!("there is no policy `{name}`")),
        )
        .found(name)
        .nearest(near)
    }

    /// M0103: a word names nothing that this layer or a parent declares.
    pub(crate) fn unknown_name(word: &Ident, near: Option<&str>) -> Self {
        let name = &word.text;
        Self::error(
            Code("M0103"),
            word.span,
            Text::new(format!("没有声明过 `{name}`"), format!("`{name}` is not declared")),
        )
        .found(&**name)
        .nearest(near)
    }

    /// M0104: layers extend one another in a circle.
    pub(crate) fn layers_in_a_circle(parent: &Ident, circle: &[Span]) -> Self {
        let name = &parent.text;
        circle.iter().filter(|span| **span != parent.span).fold(
            Self::error(
                Code("M0104"),
                parent.span,
                Text::new(
                    format!("政策不能承接自身:`{name}` 已在其承接的政策之中"),
                    format!("the policy extends itself: `{name}` is already in the chain"),
                ),
            ),
            |diagnostic, span| diagnostic.label(*span, Text::new("经由此处", "by way of this")),
        )
    }

    /// M0105: more layers than a policy may have.
    pub(crate) fn too_many_layers(span: Span, limit: usize) -> Self {
        Self::error(
            Code("M0105"),
            span,
            Text::new(format!("政策超过 {limit} 层"), format!("the policy has more than {limit} layers")),
        )
        .expected(Text::new(format!("至多 {limit} 层"), format!("at most {limit} layers")))
    }

    /// M0106: the library's text under a name is another policy's.
    pub(crate) fn other_policy(parent: &Ident, header: &Header) -> Self {
        let found = header.names.ascii.as_ref().or(header.names.han.as_ref()).map_or("", |form| &form.text);
        let name = &parent.text;
        Self::error(
            Code("M0106"),
            parent.span,
            Text::new(
                format!("以 `{name}` 为名的文件,内容却是政策 `{found}`"),
                format!("the text under the name `{name}` is the policy `{found}`"),
            ),
        )
        .found(found)
        .label(header.span.0, declared_here())
    }

    /// M0107: an item of a child, which its parents do not see.
    pub(crate) fn declared_below(word: &Ident, declared: Span) -> Self {
        let name = &word.text;
        Self::error(
            Code("M0107"),
            word.span,
            Text::new(
                format!("`{name}` 由下级政策声明,此处不能使用"),
                format!("`{name}` is declared by a child and cannot be used here"),
            ),
        )
        .found(&**name)
        .label(declared, declared_here())
        .help(Text::new(
            "在本级政策中声明,或者将此处移至下级政策",
            "declare it in this layer, or move this to the child",
        ))
    }

    /// M0108: one name for two items.
    pub(crate) fn declared_twice(word: &Ident, first: Span) -> Self {
        let name = &word.text;
        Self::error(
            Code("M0108"),
            word.span,
            Text::new(format!("`{name}` 重复声明"), format!("`{name}` is declared twice")),
        )
        .label(first, Text::new("首次声明于此", "first declared here"))
        .help(Text::new(
            "换一个名称;改动上级政策的事项,应使用 `修改`",
            "choose another name; to change an item of a parent use `amend`",
        ))
    }

    /// M0109: a name that groups declare.
    pub(crate) fn declared_by_groups(word: &Ident, group: Span) -> Self {
        let name = &word.text;
        Self::error(
            Code("M0109"),
            word.span,
            Text::new(
                format!("`{name}` 已由群体声明,不能另行声明"),
                format!("`{name}` is declared by the groups and cannot be declared again"),
            ),
        )
        .label(group, Text::new("此群体声明了它", "this group declares it"))
    }

    /// M0110: one value of an enumeration twice.
    pub(crate) fn value_declared_twice(form: &Ident, first: Span) -> Self {
        let name = &form.text;
        Self::error(
            Code("M0110"),
            form.span,
            Text::new(format!("值 `{name}` 重复"), format!("the value `{name}` is listed twice")),
        )
        .label(first, Text::new("首次列于此", "first listed here"))
    }

    /// M0111: more values than an enumeration may have.
    pub(crate) fn too_many_values(span: Span, count: usize, limit: usize) -> Self {
        Self::error(
            Code("M0111"),
            span,
            Text::new(
                format!("有 {count} 个值,超过上限 {limit}"),
                format!("{count} values, more than the limit of {limit}"),
            ),
        )
        .expected(Text::new(format!("至多 {limit} 个值"), format!("at most {limit} values")))
    }

    /// M0112: a word opposite an enumeration that is none of its values.
    pub(crate) fn unknown_value(word: &Ident, values: &Name, expected: Text, near: Option<&str>) -> Self {
        let name = &word.text;
        Self::error(
            Code("M0112"),
            word.span,
            Text::new(
                format!("`{name}` 不是 `{}` 的值", values.zh),
                format!("`{name}` is no value of `{}`", values.key),
            ),
        )
        .expected(expected)
        .found(&**name)
        .label(values.span, Text::new("值列于此", "the values are listed here"))
        .nearest(near)
    }

    /// M0113: a type that is neither built in nor declared.
    pub(crate) fn unknown_type(word: &Ident, near: Option<&str>) -> Self {
        let name = &word.text;
        Self::error(
            Code("M0113"),
            word.span,
            Text::new(format!("没有类型或分类 `{name}`"), format!("there is no type or enum `{name}`")),
        )
        .found(&**name)
        .nearest(near)
    }

    /// M0114: an item where a type belongs.
    pub(crate) fn no_type(word: &Ident, declared: Span) -> Self {
        let name = &word.text;
        Self::error(Code("M0114"), word.span, Text::new(format!("`{name}` 不是类型"), format!("`{name}` is no type")))
            .expected(Text::new("类型或分类", "a type or an enum"))
            .found(&**name)
            .label(declared, declared_here())
    }

    /// M0115: an item of another kind than its place wants.
    pub(crate) fn not_of_kind(word: &Ident, expected: &Text, found: &Text, declared: Span) -> Self {
        let name = &word.text;
        Self::error(
            Code("M0115"),
            word.span,
            Text::new(
                format!("`{name}` 是{},此处须为{}", lead(&found.zh), lead(&expected.zh)),
                format!("`{name}` is {}, and {} belongs here", found.en, expected.en),
            ),
        )
        .expected(expected.clone())
        .found(found.en.clone())
        .label(declared, declared_here())
    }

    /// M0116: a rule that the decision does not have.
    pub(crate) fn unknown_rule(word: &Ident, near: Option<&str>) -> Self {
        let name = &word.text;
        Self::error(
            Code("M0116"),
            word.span,
            Text::new(format!("此决定没有规则 `{name}`"), format!("the decision has no rule `{name}`")),
        )
        .found(&**name)
        .nearest(near)
    }

    /// M0117: the end of a clause or rule that no parent has.
    pub(crate) fn no_such_part(name: &Name, near: Option<&str>) -> Self {
        Self::error(
            Code("M0117"),
            name.span,
            Text::new(
                format!("上级政策没有名为 `{}` 的条款或规则,无从截止", name.zh),
                format!("no parent has a clause or rule `{}` to end", name.key),
            ),
        )
        .found(&*name.key)
        .nearest(near)
    }

    /// M0118: two clauses or rules of one name in one definition.
    pub(crate) fn part_declared_twice(name: &Name, first: Span) -> Self {
        Self::error(
            Code("M0118"),
            name.span,
            Text::new(
                format!("条款或规则 `{}` 在同一事项中重复", name.zh),
                format!("the clause or rule `{}` stands twice in one item", name.key),
            ),
        )
        .label(first, Text::new("首次声明于此", "first declared here"))
        .help(Text::new(
            "换一个名称;下级只能给上级的条款或规则加截止日 `至 日期`",
            "choose another name; a child can only give a parent's clause or rule an end date `to D`",
        ))
    }

    /// M0119: a kind of evidence whose two forms belong to two kinds.
    pub(crate) fn evidence_forms_differ(span: Span, first: &Name) -> Self {
        Self::error(
            Code("M0119"),
            span,
            Text::new(
                format!("证明材料的中英文名称与 `{} / {}` 不一致", first.key, first.zh),
                format!("the names of this evidence do not go with `{} / {}`", first.key, first.zh),
            ),
        )
        .label(first.span, declared_here())
    }

    /// M0120: JSON needs an ASCII form.
    pub(crate) fn ascii_form_missing(han: &Ident) -> Self {
        let name = &han.text;
        Self::error(
            Code("M0120"),
            han.span,
            Text::new(format!("`{name}` 缺少英文名称"), format!("`{name}` has no ASCII form, which JSON needs")),
        )
        .expected(Text::new(format!("`english_name / {name}`"), format!("`english_name / {name}`")))
        .help(Text::new("在前面写 `英文名称 /`", "write `ascii_name /` before it"))
    }

    /// M0121: a name in one language only.
    pub(crate) fn form_missing(form: &Ident) -> Self {
        let name = &form.text;
        let (zh, en) = if name.is_ascii() { ("中文", "Chinese") } else { ("英文", "ASCII") };
        Self::warning(
            Code("M0121"),
            form.span,
            Text::new(format!("`{name}` 缺少{zh}名称"), format!("`{name}` has no {en} form")),
        )
        .help(Text::new("两个名称之间写 `/`", "write both forms with `/` between them"))
    }

    /// M0122: a fact without a question of its own.
    pub(crate) fn question_missing(name: &Name) -> Self {
        Self::warning(
            Code("M0122"),
            name.span,
            Text::new(format!("`{}` 没有写明询问用语", name.zh), format!("`{}` has no question", name.key)),
        )
        .help(Text::new(
            "写 `询问 \"中文问题\" / \"English question\"`",
            "write `ask \"中文问题\" / \"English question\"`",
        ))
    }

    /// M0123: words for people in one language only.
    pub(crate) fn one_language(span: Span, missing: Lang) -> Self {
        let text = match missing {
            Lang::Zh => Text::new("缺少中文文本", "the Chinese text is missing"),
            Lang::En => Text::new("缺少英文文本", "the English text is missing"),
        };
        Self::warning(Code("M0123"), span, text)
            .expected(Text::new("`\"中文\" / \"English\"`", "`\"中文\" / \"English\"`"))
    }

    /// M0124: a rule that takes the name of `otherwise`.
    pub(crate) fn rule_named_otherwise(name: &Name) -> Self {
        Self::error(
            Code("M0124"),
            name.span,
            Text::new(
                format!("规则不能以 `{}` 为名:该名称专指兜底规则", name.zh),
                format!("a rule cannot be called `{}`, which is the rule for all other cases", name.key),
            ),
        )
    }

    /// M0125: `given "base" but` names no test.
    pub(crate) fn unknown_base(span: Span, title: &str, near: Option<&str>) -> Self {
        let quoted = near.map(|near| format!("\"{near}\""));
        Self::error(
            Code("M0125"),
            span,
            Text::new(format!("没有名为 `{title}` 的测试"), format!("there is no test `{title}`")),
        )
        .found(title)
        .nearest(quoted.as_deref())
    }

    /// M0126: two tests of one title in one layer.
    pub(crate) fn title_twice(span: Span, title: &str, first: Span) -> Self {
        Self::error(
            Code("M0126"),
            span,
            Text::new(format!("测试名称 `{title}` 重复"), format!("two tests are called `{title}`")),
        )
        .label(first, Text::new("首次使用于此", "first used here"))
    }

    /// M0127: no currency of this code.
    pub(crate) fn unknown_currency(code: &str, span: Span, near: Option<&str>) -> Self {
        Self::error(
            Code("M0127"),
            span,
            Text::new(format!("没有货币 `{code}`"), format!("there is no currency `{code}`")),
        )
        .expected(Text::new("ISO 4217 货币代码,如 `CNY`", "an ISO 4217 code such as `CNY`"))
        .found(code)
        .nearest(near)
    }

    /// M0129: an item that is called like a value or a type of the language.
    pub(crate) fn word_of_the_language(form: &Ident) -> Self {
        let name = &form.text;
        Self::error(
            Code("M0129"),
            form.span,
            Text::new(
                format!("`{name}` 是政策语言自身的词语,不能作为名称"),
                format!("`{name}` is a word of the language and cannot name an item"),
            ),
        )
        .help(Text::new("换一个名称", "choose another name"))
    }

    /// M0130: a number with its unit written onto it.
    pub(crate) fn unit_behind_number(word: &Ident, number: &str) -> Self {
        let text = &word.text;
        Self::error(
            Code("M0130"),
            word.span,
            Text::new(
                format!("数字后面不连写单位:`{text}` 应写成 `{number}`"),
                format!("a number is written without its unit: `{number}` for `{text}`"),
            ),
        )
        .expected(Text::new(format!("`{number}`"), format!("`{number}`")))
        .found(&**text)
        .help(Text::new(
            "单位由事实或者参数的类型决定;天数写作 `3 天`",
            "the unit comes from the type of the fact or parameter; days are written `3 days`",
        ))
        .fix(word.span, number)
    }

    /// M0131: a number in Chinese numerals.
    pub(crate) fn number_in_characters(word: &Ident, number: u32) -> Self {
        let text = &word.text;
        Self::error(
            Code("M0131"),
            word.span,
            Text::new(
                format!("数值须用阿拉伯数字:`{text}` 应写成 `{number}`"),
                format!("figures are written in digits: `{number}` for `{text}`"),
            ),
        )
        .expected(Text::new(format!("`{number}`"), format!("`{number}`")))
        .found(&**text)
        .help(Text::new(
            "汉字数字只用于依据中的条、款、项",
            "Chinese numerals stand in citations only, for articles, paragraphs and items",
        ))
        .fix(word.span, number.to_string())
    }

    /// M0132: an item whose other form is a value of the enumeration that stands opposite.
    pub(crate) fn read_alike(word: &Ident, other: &str, value: Span) -> Self {
        let name = &word.text;
        Self::error(
            Code("M0132"),
            word.span,
            Text::new(
                format!("`{name}` 又名 `{other}`,此处写成 `{other}` 时读作同名的值"),
                format!("`{name}` is also called `{other}`, and written so it would be the value `{other}` here"),
            ),
        )
        .found(&**name)
        .label(value, Text::new("这个值", "this value"))
        .help(Text::new("给事项或者值换一个名称", "give the item or the value another name"))
    }

    /// M0128: no status of a standard.
    pub(crate) fn unknown_status(span: Span, found: &str, near: Option<&str>) -> Self {
        Self::error(
            Code("M0128"),
            span,
            Text::new(format!("`{found}` 不是标准的状态"), format!("`{found}` is no status of a standard")),
        )
        .expected(Text::new("`已豁免`、`已推定`、`符合`、`不符合`", "`waived`, `presumed`, `met`, `unmet`"))
        .found(found)
        .nearest(near)
    }
}
