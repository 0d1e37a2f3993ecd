//! The word that was probably meant.

/// The candidate that differs least from `word`, when it differs by so little that it was probably meant.
pub(super) fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let allowed = (word.chars().count() / 3).clamp(1, 3);
    candidates
        .into_iter()
        .map(|candidate| (distance(&word.to_lowercase(), &candidate.to_lowercase()), candidate))
        .filter(|&(distance, _)| distance <= allowed)
        .min()
        .map(|(_, candidate)| candidate)
}

/// "did you mean …?", or a list of what there is.
pub(super) fn suggestion<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str> + Clone) -> String {
    let meant = nearest(word, candidates.clone());
    let candidates: Vec<&str> = candidates.into_iter().collect();
    match (meant, candidates.as_slice()) {
        (Some(meant), _) => format!("did you mean '{meant}'?"),
        (None, [only]) => format!("there is only '{only}'"),
        (None, several) => format!("choose one of: {}", several.join(", ")),
    }
}

/// So many candidates, the most alike first: those that hold the word, then those that differ least.
pub(super) fn nearest_few<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
    count: usize,
) -> Vec<&'a str> {
    let word = word.to_lowercase();
    let mut ranked: Vec<(bool, usize, &str)> = candidates
        .into_iter()
        .map(|candidate| (!candidate.contains(&word), distance(&word, candidate), candidate))
        .collect();
    ranked.sort_unstable();
    ranked.into_iter().map(|(_, _, candidate)| candidate).take(count).collect()
}

/// How many letters have to be put in, taken out, replaced, or swapped with their neighbour.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before_last = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 0..a.len() {
        let mut row = vec![i + 1];
        for j in 0..b.len() {
            let replaced = last[j] + usize::from(a[i] != b[j]);
            let mut best = replaced.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] {
                best = best.min(before_last[j - 1] + 1);
            }
            row.push(best);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_meant_word_is_near() {
        let check = |word, expected| assert_eq!(nearest(word, ["name", "number", "services"]), expected);
        check("nmae", Some("name"));
        check("serivces", Some("services"));
        check("Number", Some("number"));
        check("nam", Some("name"));
        check("colour", None);
        check("", None);
    }

    #[test]
    fn the_most_alike_come_first() {
        let names = ["citizen", "epson-tm-t20ii", "epson-tm-t20iii", "epson-tm-t70", "star"];
        let check = |word, expected: &[&str]| assert_eq!(nearest_few(word, names, 2), expected);
        check("epson-tm-t20iv", &["epson-tm-t20ii", "epson-tm-t20iii"]);
        check("TM-T70", &["epson-tm-t70", "star"]);
        check("stra", &["star", "citizen"]);
        assert_eq!(nearest_few("any", [], 2), [""; 0]);
    }

    #[test]
    fn distances() {
        let check = |a, b, expected| assert_eq!(distance(a, b), expected, "{a} {b}");
        check("", "", 0);
        check("", "abc", 3);
        check("abc", "acb", 1);
        check("kitten", "sitting", 3);
        check("lodziņš", "lodzins", 2);
    }
}
