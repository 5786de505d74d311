//! The same report of other places and other years, to see that the reader knows neither by heart.
//!
//! Every name is replaced by one of as many characters, so that each quote stays where it is and
//! the labels hold.

use super::squeezed::Squeezed;

/// By how much the years are moved.
pub(super) const YEARS: i64 = 7;

/// What places are called beside their own government, without 省, 市, 县.
const PLACES: [&str; 44] = [
    "乌鲁木齐",
    "呼和浩特",
    "内蒙古",
    "黑龙江",
    "驻马店",
    "石家庄",
    "新疆",
    "贵州",
    "贵阳",
    "遵义",
    "河南",
    "郑州",
    "四川",
    "成都",
    "重庆",
    "北京",
    "上海",
    "天津",
    "广东",
    "广州",
    "深圳",
    "广西",
    "南宁",
    "西藏",
    "林芝",
    "拉萨",
    "河北",
    "承德",
    "保定",
    "雄安",
    "山东",
    "潍坊",
    "青岛",
    "济南",
    "宁夏",
    "银川",
    "湖北",
    "武汉",
    "陕西",
    "西安",
    "香港",
    "澳门",
    "台湾",
    "福建",
];

/// Names of no place, by their length in characters from two to four.
const INVENTED: [&[&str]; 3] = [
    &["岚川", "澄宁", "柏阳", "沁原", "霖州", "芷江", "珏山", "漪海"],
    &["松云岭", "白鹭洲", "青杨浦"],
    &["塔莫拉齐", "苏勒库尔"],
];

/// Names and years to be replaced.
pub(super) struct Swap {
    places: Vec<(Vec<char>, Vec<char>)>,
}

impl Swap {
    /// For a report of that place, as its title names it.
    pub(super) fn new(place: Option<&str>) -> Self {
        let own = place.map(stem).filter(|own| (2..=4).contains(&own.chars().count()));
        let others = PLACES.iter().copied().filter(|other| Some(*other) != own);
        let mut used = [0; 3];
        let invent = |old: &str| {
            let length = old.chars().count();
            let names = INVENTED[length - 2];
            let next = &mut used[length - 2];
            let new = names[*next % names.len()];
            *next += 1;
            (old.chars().collect(), new.chars().collect())
        };
        Self { places: own.into_iter().chain(others).map(invent).collect() }
    }

    /// The text with its names and years replaced; markup and white space stay.
    pub(super) fn apply(&self, text: &str) -> String {
        let squeezed = Squeezed::new(text);
        let mut given: Vec<char> = text.chars().collect();
        let characters = squeezed.characters();
        let mut at = 0;
        while at < characters.len() {
            let replaced = self.place_at(characters, at).or_else(|| year_at(characters, at));
            let Some(replaced) = replaced else {
                at += 1;
                continue;
            };
            for c in replaced {
                given[squeezed.origin(at)] = c;
                at += 1;
            }
        }
        given.into_iter().collect()
    }

    fn place_at(&self, characters: &[char], at: usize) -> Option<Vec<char>> {
        let named = self.places.iter().find(|(old, _)| characters[at..].starts_with(old));
        named.map(|(_, new)| new.clone())
    }
}

/// A place's name without what it is.
fn stem(place: &str) -> &str {
    const KINDS: [&str; 8] =
        ["维吾尔自治区", "回族自治区", "壮族自治区", "自治区", "省", "市", "县", "区"];
    KINDS.iter().find_map(|kind| place.strip_suffix(kind)).unwrap_or(place)
}

/// A later year in place of the one that begins there, by itself or as the first of a span.
fn year_at(characters: &[char], at: usize) -> Option<Vec<char>> {
    let digits = characters[at..].iter().take_while(|c| c.is_ascii_digit()).count();
    let follows_number =
        at > 0 && (characters[at - 1].is_ascii_digit() || characters[at - 1] == '.');
    if digits != 4 || follows_number {
        return None;
    }
    let year: i64 = characters[at..at + 4].iter().collect::<String>().parse().ok()?;
    let is_year = match characters.get(at + 4)? {
        '年' => true,
        '-' | '—' | '–' | '～' | '~' | '至' | '到' | '、' | '和' => {
            let rest = &characters[at + 5..];
            let rest = &rest[rest.iter().take_while(|c| matches!(c, '-' | '—')).count()..];
            year_at(rest, 0).is_some()
        }
        _ => false,
    };
    let known = (1900..2100).contains(&year) && is_year;
    known.then(|| (year + YEARS).to_string().chars().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_years_are_replaced_where_they_stand() {
        let swap = Swap::new(Some("甲州市"));
        let text = "20<b>31</b>年甲 州市投入2031元，2028—2030年，2029、2030年，12031年，比北京多";
        let expected =
            "20<b>38</b>年岚 川市投入2031元，2035—2037年，2036、2037年，12031年，比芷江多";
        let swapped = swap.apply(text);
        assert_eq!(swapped.chars().count(), text.chars().count());
        assert_eq!(swapped.replace(&swap.apply("北京"), "芷江"), expected);
    }

    #[test]
    fn every_name_has_another_of_its_length() {
        for (old, new) in Swap::new(None).places {
            assert_eq!(old.len(), new.len());
            assert_ne!(old, new);
        }
    }
}
