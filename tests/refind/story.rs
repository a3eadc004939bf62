//! News that nobody wrote: texts in several scripts made from word lists, and
//! what editors do to them, with every word's origin kept.
//!
//! A word keeps its number through every edit, so that where a quotation went
//! is known and not guessed.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::ops::Range;

/// A generator of the kind of Steele's `SplitMix64`: the same seed, the same text.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % most.max(1) as u64) as usize
    }

    /// True so many times in a thousand.
    pub(crate) fn chance(&mut self, in_thousand: usize) -> bool {
        self.below(1000) < in_thousand
    }

    pub(crate) fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

/// The words of one language: small words, stems and endings of the others,
/// names, set phrases, and the full stop.
pub(crate) struct Tongue {
    pub(crate) name: &'static str,
    small: &'static str,
    stems: &'static str,
    endings: &'static str,
    names: &'static str,
    phrases: &'static str,
    said: &'static str,
    stop: &'static str,
    spaced: bool,
}

pub(crate) const TONGUES: &[Tongue] = &[
    Tongue {
        name: "English",
        small: "the of and to in that a was for on with by at it from had as he not but they were which an",
        stems: "bridg river market garrison convoy border village clinic council harvest school ferry checkpoint tunnel station warehouse mountain valley radio signal rocket drone patrol soldier farmer teacher doctor minister trader witness report letter treat agreement promis warn attack clos open fight talk meet travel burn cross guard carr count mov search watch retreat answer",
        endings: "s ed ing er ers e al ment",
        names: "Karim Zabiullah Yousafzai Marchetti Okonkwo Lindqvist Haqqi Ferreira Durrani Novak Petrov Mensah",
        phrases: "according to officials/on Thursday night/in a statement to reporters/near the northern border/the spokesman for the ministry/for the first time since March",
        said: "said",
        stop: ".",
        spaced: true,
    },
    Tongue {
        name: "Urdu",
        small: "کے کی کا میں سے نے اور کو پر ہے یہ کہ تھا بھی وہ ہیں ایک تھے نہیں گیا",
        stems: "پل دریا بازار چوکی قافلہ سرحد گاؤں ہسپتال کونسل فصل سکول کشتی سرنگ گودام پہاڑ وادی ریڈیو راکٹ ڈرون گشت سپاہی کسان استاد وزیر تاجر گواہ خط معاہدہ حملہ جنگ بات سفر آگ پہرہ گنتی تلاش واپسی جواب خبر",
        endings: "وں ی یں ات انہ دار گاہ",
        names: "کریم ذبیح یوسفزئی درانی حقی نواز اچکزئی بلوچ",
        phrases: "حکام کے مطابق/جمعرات کی شب/ایک بیان میں/شمالی سرحد کے قریب/وزارت کے ترجمان",
        said: "نے کہا",
        stop: "۔",
        spaced: true,
    },
    Tongue {
        name: "Dari",
        small: "در به از که را با این آن و برای تا بر است بود شد هم یک ما آنها نه",
        stems: "پل دریا بازار پاسگاه کاروان مرز روستا شفاخانه شورا حاصل مکتب کشتی تونل گدام کوه دره رادیو راکت گزمه سرباز دهقان معلم داکتر وزیر تاجر شاهد نامه توافق حمله جنگ گفتگو سفر آتش نگهبان شمار جستجو عقب پاسخ خبر",
        endings: "ها ی ان ات گاه مند",
        names: "کریم ذبیح‌الله یوسفزی درانی حقی نیازی احمدی",
        phrases: "به گفته مقام‌ها/شب پنجشنبه/در یک اعلامیه/نزدیک مرز شمالی/سخنگوی وزارت",
        said: "گفت",
        stop: ".",
        spaced: true,
    },
    Tongue {
        name: "Pashto",
        small: "د په کې ته او چې له دا هم پر دی وو شو یو نه سره هغه",
        stems: "پل سیند بازار پوسته کاروان پوله کلی روغتون شورا حاصل ښوونځی بېړۍ تونل ګدام غر دره راډیو راکټ ګزمه سرتېری بزګر ښوونکی ډاکټر وزیر سوداګر شاهد لیک تړون برید جګړه خبرې سفر اور ساتنه شمېر لټون ځواب",
        endings: "ونه و ان ې وال تون",
        names: "کریم ذبیح یوسفزی درانی حقي وردګ مومند",
        phrases: "د چارواکو په وینا/د پنجشنبې شپه/په یوه اعلامیه کې/شمالي پولې ته نږدې",
        said: "وویل",
        stop: ".",
        spaced: true,
    },
    Tongue {
        name: "Russian",
        small: "в и на что с по не как из у от за он они к это было для до же",
        stems: "мост рек рынок гарнизон колонн границ деревн больниц совет урожа школ паром тоннел склад гор долин рад ракет дрон патрул солдат фермер учител врач министр торгов свидетел отчет письм договор атак бо разговор встреч пожар охран счет поиск ответ",
        endings: "а у ом ы ами ный ного ила",
        names: "Карим Новак Петров Маркетти Дуррани Линдквист Орлов",
        phrases: "по словам чиновников/в четверг ночью/в заявлении для прессы/у северной границы",
        said: "заявил",
        stop: ".",
        spaced: true,
    },
    Tongue {
        name: "Chinese",
        small: "的 了 在 是 和 与 对 也 将 从 于 为 但 他 们 这",
        stems: "桥梁 河流 市场 驻军 车队 边境 村庄 医院 议会 收成 学校 渡船 隧道 仓库 山谷 电台 火箭 巡逻 士兵 农民 教师 部长 商人 证人 报告 信件 协议 袭击 战斗 会谈 旅行 大火 守卫 搜索 撤退 答复",
        endings: "方 者 区 队 处 时",
        names: "卡里姆 诺瓦克 彼得罗夫 杜兰尼 林奎斯特",
        phrases: "据 官员 称/星期四 夜间/在 一份 声明 中",
        said: "说",
        stop: "。",
        spaced: false,
    },
];

/// A word and where it came from.
#[derive(Clone, Debug)]
pub(crate) struct Word {
    /// The same before and after every edit; a new word has a new one.
    pub(crate) id: usize,
    /// As written, marks at its ends included.
    pub(crate) text: String,
    /// Put in, or for another word.
    pub(crate) changed: bool,
}

/// A sentence: its words.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sentence(pub(crate) Vec<Word>);

/// A text: paragraphs of sentences.
#[derive(Clone, Debug, Default)]
pub(crate) struct Story {
    pub(crate) paragraphs: Vec<Vec<Sentence>>,
    next: usize,
    spaced: bool,
}

impl Tongue {
    /// The words of a text: those that stand there most often, the others, and
    /// those with a capital letter within a sentence.
    pub(crate) fn of(text: &str) -> Self {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        let mut names: BTreeMap<&str, usize> = BTreeMap::new();
        let mut goes_on = false;
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
            match (bare.starts_with(char::is_uppercase), goes_on && word.starts_with(bare)) {
                (false, _) => *counts.entry(bare).or_default() += 1,
                (true, true) => *names.entry(bare).or_default() += 1,
                (true, false) => {}
            }
            goes_on = word.ends_with(|c: char| c.is_lowercase() || c == ',');
        }
        counts.retain(|word, _| word.chars().all(char::is_alphabetic));
        names.retain(|word, _| word.chars().all(char::is_alphabetic) && word.len() > 2);
        let names: Vec<_> = names.into_iter().collect();
        let others: Vec<_> = counts.into_iter().collect();
        let (small, stems): (Vec<_>, Vec<_>) =
            others.into_iter().partition(|(_, count)| *count > 4);
        // The words of a test live as long as it does.
        let list = |of: Vec<(&str, usize)>, or: &'static str| -> &'static str {
            let words = of.into_iter().map(|(word, _)| word).chain(or.split(' '));
            words.collect::<Vec<_>>().join(" ").leak()
        };
        let (small, stems) = (list(small, "the of to"), list(stems, "officials said"));
        let names = list(names, "Okonkwo Novak");
        let (name, endings, phrases, said) = ("real", "s", "in a statement/on Thursday", "said");
        Self { name, small, stems, endings, names, phrases, said, stop: ".", spaced: true }
    }

    fn words(list: &'static str) -> Vec<&'static str> {
        list.split_whitespace().collect()
    }

    /// A word as often as such words are in a text: small ones most.
    fn word(&self, dice: &mut Dice) -> String {
        if dice.chance(420) {
            return (*dice.pick(&Self::words(self.small))).to_owned();
        }
        let stems = Self::words(self.stems);
        // Of two the one that comes first in the list: some are frequent.
        let stem = stems[dice.below(stems.len()).min(dice.below(stems.len()))];
        let ending = *dice.pick(&Self::words(self.endings));
        if dice.chance(600) { format!("{stem}{ending}") } else { stem.to_owned() }
    }

    pub(crate) fn name(&self, dice: &mut Dice) -> String {
        (*dice.pick(&Self::words(self.names))).to_owned()
    }

    /// Words of one sentence, without marks.
    fn plain(&self, dice: &mut Dice) -> Vec<String> {
        let most = 8 + dice.below(18);
        let mut words = Vec::new();
        while words.len() < most {
            match dice.below(100) {
                0..=6 => words.push(self.name(dice)),
                7..=10 => words.push((2 + dice.below(90)).to_string()),
                11..=15 => {
                    let phrase = *dice.pick(&self.phrases.split('/').collect::<Vec<_>>());
                    words.extend(phrase.split(' ').map(str::to_owned));
                }
                _ => words.push(self.word(dice)),
            }
        }
        words
    }

    /// A sentence, quoted one time in three.
    fn sentence(&self, dice: &mut Dice) -> Vec<String> {
        let mut words = self.plain(dice);
        if dice.chance(330) {
            words[0].insert(0, '\u{201c}');
            let last = words.len() - 1;
            words[last].push_str(",\u{201d}");
            words.extend(self.said.split(' ').map(str::to_owned));
            words.push(self.name(dice));
        }
        let last = words.len() - 1;
        words[last].push_str(self.stop);
        words
    }
}

impl Story {
    /// Reads a text whose lines are paragraphs; gives its words' numbers and
    /// bytes too.
    pub(crate) fn read(text: &str) -> (Self, Vec<(usize, Range<usize>)>) {
        let mut story = Self { spaced: true, ..Self::default() };
        let mut places = Vec::new();
        let start = |part: &str| part.as_ptr() as usize - text.as_ptr() as usize;
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let (mut sentences, mut words) = (Vec::new(), Vec::new());
            for word in line.split_whitespace() {
                story.next += 1;
                places.push((story.next, start(word)..start(word) + word.len()));
                words.push(Word { id: story.next, text: word.to_owned(), changed: false });
                let bare = word.trim_end_matches(['"', '\u{201d}', '\'', '\u{2019}', ')']);
                if bare.ends_with(['.', '?', '!']) && bare.len() > 4 {
                    sentences.push(Sentence(std::mem::take(&mut words)));
                }
            }
            if !words.is_empty() {
                sentences.push(Sentence(words));
            }
            story.paragraphs.push(sentences);
        }
        (story, places)
    }

    /// A text of so many paragraphs; of its sentences one in eight stands
    /// again, nearly: with another name, figure or word.
    pub(crate) fn tell(tongue: &Tongue, dice: &mut Dice, paragraphs: usize) -> Self {
        let mut story = Self { spaced: tongue.spaced, ..Self::default() };
        for _ in 0..paragraphs {
            let sentences = 1 + dice.below(4);
            let told: Vec<Sentence> =
                (0..sentences).map(|_| story.new_sentence(tongue.sentence(dice), false)).collect();
            story.paragraphs.push(told);
        }
        for _ in 0..paragraphs / 4 {
            let copy = story.near_copy(tongue, dice);
            let (at, _) = story.somewhere(dice);
            story.paragraphs[at].push(copy);
        }
        story
    }

    fn new_sentence(&mut self, words: Vec<String>, changed: bool) -> Sentence {
        let word = |text| {
            self.next += 1;
            Word { id: self.next, text, changed }
        };
        Sentence(words.into_iter().map(word).collect())
    }

    pub(crate) fn somewhere(&self, dice: &mut Dice) -> (usize, usize) {
        loop {
            let paragraph = dice.below(self.paragraphs.len());
            let sentences = self.paragraphs[paragraph].len();
            if sentences > 0 {
                return (paragraph, dice.below(sentences));
            }
        }
    }

    /// A sentence of the text again, with one to three other words.
    fn near_copy(&mut self, tongue: &Tongue, dice: &mut Dice) -> Sentence {
        let (paragraph, sentence) = self.somewhere(dice);
        let mut words = self.plain_words(paragraph, sentence);
        for _ in 0..=dice.below(3) {
            let at = dice.below(words.len());
            let other = match words[at].trim_matches(|c: char| !c.is_alphanumeric()) {
                number if number.parse::<u32>().is_ok() => (2 + dice.below(90)).to_string(),
                _ if dice.chance(500) => tongue.name(dice),
                _ => tongue.word(dice),
            };
            words[at] = swapped(&words[at], &other);
        }
        self.new_sentence(words, false)
    }

    /// A sentence of the text again, with other names and figures; None where
    /// it has none.
    pub(crate) fn rival_of(
        &mut self,
        tongue: &Tongue,
        paragraph: usize,
        sentence: usize,
    ) -> Option<Sentence> {
        let words = self.plain_words(paragraph, sentence);
        let names = Tongue::words(tongue.names);
        let other = |word: &String| {
            let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
            let known = names.iter().position(|name| *name == bare);
            match (bare.parse::<u32>(), known) {
                (Ok(number), _) => swapped(word, &(number + 7).to_string()),
                (_, Some(at)) => swapped(word, names[(at + 1) % names.len()]),
                (Err(_), None) => word.clone(),
            }
        };
        let others: Vec<String> = words.iter().map(other).collect();
        (others != words).then(|| self.new_sentence(others, true))
    }

    fn plain_words(&self, paragraph: usize, sentence: usize) -> Vec<String> {
        self.paragraphs[paragraph][sentence].0.iter().map(|word| word.text.clone()).collect()
    }

    /// Changes so many words in a thousand of every sentence: for another word,
    /// one left out, one put in.
    pub(crate) fn reword(&mut self, tongue: &Tongue, dice: &mut Dice, in_thousand: usize) {
        for at in 0..self.paragraphs.len() {
            for sentence in 0..self.paragraphs[at].len() {
                let mut words = std::mem::take(&mut self.paragraphs[at][sentence].0);
                let most = (words.len() * in_thousand + dice.below(1000)) / 1000;
                for _ in 0..most {
                    let place = dice.below(words.len());
                    let number = words[place].text.parse::<u32>().is_ok();
                    let other =
                        if number { (2 + dice.below(90)).to_string() } else { tongue.word(dice) };
                    match dice.below(10) {
                        0 | 1 if words.len() > 3 => drop(words.remove(place)),
                        2 | 3 => {
                            self.next += 1;
                            let word = Word { id: self.next, text: other, changed: true };
                            words.insert(place, word);
                        }
                        _ => {
                            words[place].text = swapped(&words[place].text, &other);
                            words[place].changed = true;
                        }
                    }
                }
                self.paragraphs[at][sentence].0 = words;
            }
        }
    }

    /// Moves a paragraph somewhere else.
    pub(crate) fn move_paragraph(&mut self, dice: &mut Dice) {
        let from = dice.below(self.paragraphs.len());
        let moved = self.paragraphs.remove(from);
        let to = dice.below(self.paragraphs.len() + 1);
        self.paragraphs.insert(to, moved);
    }

    /// Joins a paragraph with the next one, or parts it in two.
    pub(crate) fn rejoin(&mut self, dice: &mut Dice) {
        let at = dice.below(self.paragraphs.len() - 1);
        if dice.chance(500) {
            let next = self.paragraphs.remove(at + 1);
            self.paragraphs[at].extend(next);
        } else if self.paragraphs[at].len() > 1 {
            let half = self.paragraphs[at].len() / 2;
            let rest = self.paragraphs[at].split_off(half);
            self.paragraphs.insert(at + 1, rest);
        }
    }

    /// Puts in a new paragraph.
    pub(crate) fn add_paragraph(&mut self, tongue: &Tongue, dice: &mut Dice) {
        let sentences = 1 + dice.below(4);
        let told: Vec<Sentence> =
            (0..sentences).map(|_| self.new_sentence(tongue.sentence(dice), true)).collect();
        let at = dice.below(self.paragraphs.len() + 1);
        self.paragraphs.insert(at, told);
    }

    /// The text, and the bytes of every word by its number. `plain` writes
    /// other quotation marks and blank lines.
    pub(crate) fn write(&self, plain: bool) -> (String, HashMap<usize, Range<usize>>) {
        let (mut text, mut places) = (String::new(), HashMap::new());
        for paragraph in &self.paragraphs {
            if paragraph.is_empty() {
                continue;
            }
            for (nth, sentence) in paragraph.iter().enumerate() {
                for (at, word) in sentence.0.iter().enumerate() {
                    let latin = word.text.is_ascii();
                    if (at > 0 || nth > 0) && (self.spaced || latin) {
                        text.push(' ');
                    }
                    let start = text.len();
                    let marks = if plain { "\"" } else { "\u{201c}" };
                    let closing = if plain { "\"" } else { "\u{201d}" };
                    let shown = word.text.replace('\u{201c}', marks).replace('\u{201d}', closing);
                    let _ = write!(text, "{shown}");
                    places.insert(word.id, start..text.len());
                }
            }
            text.push_str(if plain { "\n" } else { "\n\n" });
        }
        (text, places)
    }
}

/// Another word with the marks of the first.
fn swapped(word: &str, other: &str) -> String {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    if bare.is_empty() { word.to_owned() } else { word.replacen(bare, other, 1) }
}
