//! The known word that an unknown one may have been meant for.

use crate::policy::model::Name;

/// The key of the name nearest to `word`; either form of a name may be the near one. Nothing where none is near:
/// an edit distance of a third of the length, or the last part of a dotted name.
pub(crate) fn nearest<'m>(word: &str, among: impl IntoIterator<Item = &'m Name>) -> Option<String> {
    let forms = among.into_iter().flat_map(|name| [(&*name.key, &*name.key), (&*name.zh, &*name.key)]);
    nearest_of(word, forms)
}

/// The known word nearest to `word`; nothing where none is near.
///
/// ```
/// use menkan::near::nearest_word;
/// assert_eq!(nearest_word("houshold.income", ["household.income", "per_head"]).as_deref(), Some("household.income"));
/// assert_eq!(nearest_word("weather", ["household.income", "per_head"]), None);
/// ```
#[must_use]
pub fn nearest_word<'m>(word: &str, among: impl IntoIterator<Item = &'m str>) -> Option<String> {
    nearest_of(word, among.into_iter().map(|word| (word, word)))
}

/// Words longer than this are near nothing, which bounds the work.
const LONGEST: usize = 100;

fn nearest_of<'m>(word: &str, forms: impl Iterator<Item = (&'m str, &'m str)>) -> Option<String> {
    let written: Vec<char> = word.chars().take(LONGEST + 1).collect();
    if written.len() > LONGEST {
        return None;
    }
    let allowed = (written.len() / 3).max(1);
    let last = |name: &str| name.rsplit('.').next().unwrap_or(name).to_lowercase();
    let near = forms.filter_map(|(form, key)| {
        let declared: Vec<char> = form.chars().collect();
        if form.to_lowercase() == word.to_lowercase() {
            return Some((0, key));
        }
        if declared.len().abs_diff(written.len()) <= allowed {
            let distance = distance(&written, &declared);
            // A word of which every character is replaced is another word.
            if distance <= allowed && distance < written.len().max(declared.len()) {
                return Some((distance, key));
            }
        }
        (last(form) == last(word) && written.len() > 1).then_some((allowed + 1, key))
    });
    near.min_by_key(|(distance, _)| *distance).map(|(_, key)| key.to_owned())
}

/// Optimal string alignment (Damerau 1964, restricted): insert, delete, replace, swap neighbours.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let mut least = (row[j] + usize::from(x != y)).min(row[j + 1] + 1).min(next[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                least = least.min(before[j - 1] + 1);
            }
            next.push(least);
        }
        before = std::mem::replace(&mut row, next);
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offers_what_may_have_been_meant() {
        let declared = ["household.income", "household.size", "per_head"];
        let near = |word| nearest_word(word, declared);
        assert_eq!(near("houshold.income").as_deref(), Some("household.income"));
        assert_eq!(near("household.icnome").as_deref(), Some("household.income"));
        assert_eq!(
            nearest_word("houshold.income", ["applicant.income", "household.income"]).as_deref(),
            Some(declared[0])
        );
        assert_eq!(near("income").as_deref(), Some("household.income"));
        assert_eq!(near("Household.Size").as_deref(), Some("household.size"));
        assert_eq!(near("weather"), None);
        assert_eq!(near(&"x".repeat(1_000_000)), None);
    }
}
