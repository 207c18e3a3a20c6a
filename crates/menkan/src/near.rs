//! The known word that an unknown one may have been meant for.

/// Words longer than this are near nothing, which bounds the work.
const LONGEST: usize = 200;

/// The known word nearest to `word`, where one is near enough to be meant.
///
/// Near is an edit distance of at most a third of the length, or one for two Chinese characters; of the whole word, or
/// of the last part of a dotted one (`income` for `household.income`). Of two as near the one with the same letters is
/// nearer; the same last part behind another first one is nearest where nothing else is near.
///
/// ```
/// use menkan::near::nearest_word;
/// let known = ["household.income", "household.size", "per_head"];
/// assert_eq!(nearest_word("houshold.income", known), Some("household.income"));
/// assert_eq!(nearest_word("size", known), Some("household.size"));
/// assert_eq!(nearest_word("weather", known), None);
/// ```
#[must_use]
pub fn nearest_word<'w>(word: &str, among: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    nearest_of(word, among.into_iter().map(|known| (known, known)))
}

/// As [`nearest_word`], where each known word stands for another: gives what the nearest one stands for.
pub(crate) fn nearest_of<'w>(word: &str, among: impl Iterator<Item = (&'w str, &'w str)>) -> Option<&'w str> {
    let written: Vec<char> = word.chars().take(LONGEST + 1).collect();
    let allowed = match written.len() {
        0 | 1 => return None,
        2 if word.is_ascii() => 0,
        length @ 2..=LONGEST => (length / 3).max(1),
        _ => return None,
    };
    // The word itself in another form is meant; the word as it is was not found where it stands.
    let ranked = among.filter(|(_, meant)| *meant != word).filter_map(|(known, meant)| {
        let whole = rank(&written, known, allowed);
        let tail = known.rsplit_once('.').filter(|_| !word.contains('.')).and_then(|(_, tail)| {
            let (distance, other_letters) = rank(&written, tail, allowed)?;
            // A whole word that is as near is nearer.
            Some((distance, other_letters || distance > 0))
        });
        let same_tail = last(known).eq_ignore_ascii_case(last(word)).then_some((allowed + 1, true));
        Some(([whole, tail, same_tail].into_iter().flatten().min()?, meant))
    });
    ranked.min_by_key(|(rank, _)| *rank).map(|(_, meant)| meant)
}

fn last(word: &str) -> &str {
    word.rsplit('.').next().unwrap_or(word)
}

/// How far a known word is, and whether it has other letters.
fn rank(written: &[char], known: &str, allowed: usize) -> Option<(usize, bool)> {
    let mut other: Vec<char> = known.chars().collect();
    if other.len().abs_diff(written.len()) > allowed {
        return None;
    }
    let distance = distance(written, &other);
    let mut letters = written.to_vec();
    letters.sort_unstable();
    other.sort_unstable();
    (distance <= allowed).then_some((distance, letters != other))
}

/// Optimal string alignment (Damerau 1964, restricted): insert, delete, replace, swap neighbours; each character takes
/// part in one swap at most.
pub(crate) fn distance(a: &[char], b: &[char]) -> usize {
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
        let known = ["applicant.income", "household.income", "household.size", "家庭人口", "家庭月收入", "per_head"];
        let near = |word| nearest_word(word, known);
        assert_eq!(near("houshold.income"), Some("household.income"));
        assert_eq!(near("household.icnome"), Some("household.income"));
        assert_eq!(near("size"), Some("household.size"));
        assert_eq!(near("family.size"), Some("household.size"));
        assert_eq!(near("Household.Size"), Some("household.size"));
        assert_eq!(near("家庭人囗"), Some("家庭人口"));
        assert_eq!(near("家庭收入"), Some("家庭月收入"));
        assert_eq!(near("per_haed"), Some("per_head"));
        assert_eq!(nearest_word("CYN", ["BYN", "CNY"]), Some("CNY"));
        assert_eq!(near("weather"), None);
        assert_eq!(near("x"), None);
        assert_eq!(near(&"x".repeat(1_000_000)), None);
    }
}
