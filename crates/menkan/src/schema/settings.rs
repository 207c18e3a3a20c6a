//! What a case may give to what it sets.

use super::Schema;
use super::numbers::{Extent, given};
use crate::case::takes_unlimited;
use crate::diagnostic::{Lang, Text};
use crate::policy::model::{Model, Setting};
use crate::render::cell;

/// What a setting may be given.
pub(super) fn schema(model: &Model, setting: Setting) -> Schema {
    match setting {
        Setting::Figure(id, place) => {
            let parameter = model.parameter(id);
            let mut forms = given(&parameter.ty, Extent::Declared);
            if takes_unlimited(model, id) {
                forms.push(Schema { title: Some("不限 / unlimited".to_owned()), ..Schema::constant("unlimited") });
            }
            let label = |lang| {
                let name = parameter.name.label(lang);
                match (cell(model, id, place, lang), lang) {
                    (Some(cell), Lang::Zh) => format!("{name}({cell})"),
                    (Some(cell), Lang::En) => format!("{name} ({cell})"),
                    (None, Lang::Zh | Lang::En) => name,
                }
            };
            let title = Text::new(label(Lang::Zh), label(Lang::En)).joined();
            Schema { title: Some(title), ..Schema::any_of(forms) }
        }
        Setting::Standard(id) => {
            let met = Schema { title: Some("符合 / met".to_owned()), ..Schema::constant("met") };
            let unmet = Schema { title: Some("不符合 / unmet".to_owned()), ..Schema::constant("unmet") };
            let title = model.definition(id).name.labels().joined();
            Schema { title: Some(title), ..Schema::one_of(vec![met, unmet]) }
        }
    }
}
