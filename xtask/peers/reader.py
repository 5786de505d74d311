"""What a program of jieba, cn2an and regular expressions reads in work reports.

usage: reader.py GIVEN FOUND

Reads GIVEN/*.txt and writes FOUND/*.jsonl, one figure a line with the fields that the reader gives:
part, quote, subject, action, value, value_high, unit, sense, direction, relation and year. Prints
as JSON how long it took. It stands beside the reader in `cargo xtask bench reader`.
"""

import json
import platform
import re
import sys
import time
from pathlib import Path

START = time.perf_counter()

import cn2an
import jieba
import jieba.posseg

jieba.setLogLevel(60)
jieba.initialize()
LOADED = time.perf_counter()

SCALES = {"": 1, "百": 1e2, "千": 1e3, "万": 1e4, "亿": 1e8, "万亿": 1e12}
UNITS = sorted(
    "个百分点 平方公里 平方米 立方米 万千瓦时 千瓦时 千瓦 公里 千米 公斤 公顷 微克/立方米 % ％ 元 美元 人次 人 户 "
    "家 个 项 条 座 处 所 套 间 张 辆 台 件 亩 吨 斤 千伏 支 米 天 倍 成 位 名 次 场 户次 件次 批 种 对 栋 幢 盏 棵 株 块 "
    "床 片 支 只 头 期 门 门次 例 宗 笔 度 小时 分钟 年 个月 岁 工作日 个工作日 兆瓦 标准箱 标箱 学位 个学位".split(),
    key=len,
    reverse=True,
)
DIGITS = r"\d+(?:,\d{3})*(?:\.\d+)?"
CHINESE = r"[零一二两三四五六七八九十百千]+(?:点[零一二三四五六七八九]+)?"
SCALE = r"(?:万亿|亿|万|千|百)?"
MORE = r"[多余]?"
UNIT = "|".join(map(re.escape, UNITS))
NUMBER = re.compile(
    rf"(?P<ordinal>第)?(?P<low>{DIGITS}|{CHINESE})(?P<more1>{MORE})(?P<scale>{SCALE})(?P<more2>{MORE})"
    rf"(?:(?:—+|-+|～|~|至|到)(?P<high>{DIGITS})(?P<scale2>{SCALE}))?(?P<unit>{UNIT})?"
)
PERCENT = re.compile(rf"百分之(?P<number>{CHINESE}|{DIGITS})")
DOUBLED = re.compile(r"翻(?P<times>一|两|三)番")
# What makes a number part of a date, a name or a slogan.
AFTER_NAME = re.compile(r"年(?!均)|月|日|号|届|次(?:会议|全会|党代会)|周年|世纪|期(?!货)|级|型|线|强|大(?!型)|[A-Za-z]")
BEFORE_NAME = re.compile(r"[A-Za-z“+＋×·]$|(?:国道|省道|附件|表|图|注)$")
APPROXIMATELY = re.compile(r"(?:约|近|大约|大概|接近)(?:为|是)?$")
AT_LEAST = re.compile(r"(?:不低于|不少于|至少|不小于)(?:为|是|了)?$")
MORE_THAN = re.compile(r"(?:超过|突破|超|多于|高于|逾)(?:了)?$")
AT_MOST = re.compile(r"(?:不超过|不高于|控制在|最多|不多于)$")
LESS_THAN = re.compile(r"(?:低于|不足|少于|不到)$")
UP = re.compile(r"(?:同比)?(?:增长|增加|提高|上升|提升|净增|增幅|增速|涨|扩大)[了为达约近超过]*$")
DOWN = re.compile(r"(?:下降|减少|降低|减轻|压减|减排|缩短|回落|降幅)[了为达约近超过]*$")
REACHES = re.compile(r"(?:到|至|达|为)$")
CHANGE_WORD = re.compile(r"增长|下降|增速|增幅|涨幅|同比")
SHARE_WORD = re.compile(r"率|占|比重|比例|覆盖|优良|满意|程度")
YEAR = re.compile(r"((?:19|20)\d{2})年")
TITLE_YEAR = re.compile(r"((?:19|20)\d{2})年.{0,30}?政府工作报告|——?\s*((?:19|20)\d{2})年\d+月\d+日")
REVIEW = re.compile(r"(?:工作)?回顾|工作总结|过去(?:一年|五年)|主要工作完成|年工作情况")
PLAN = re.compile(r"(?:工作|任务)(?:安排|部署|打算|重点)|(?:重点|主要|今年)(?:工作|任务)|目标任务|预期目标|工作建议|总体要求")
LEADS = {"全省", "全市", "全区", "全国", "全疆", "分别", "年均", "同比", "总量", "左右", "以上", "位居", "居"}
WITHIN_NOUNS = {"可", "可支配", "新增", "就业", "登记", "规上", "常住", "上", "中", "外"}
NOT_VERBS = {"是", "为", "有", "达", "到", "达到", "超过", "突破", "控制", "等", "以上", "预计", "力争", "全面", "累计"}


def squeeze(line):
    """No markup and no white space."""
    return re.sub(r"\s+", "", re.sub(r"</?[a-zA-Z][^<>]*>", "", line))


def number_of(text):
    """The value of digits or of Chinese numerals; None where it is neither."""
    try:
        return float(text.replace(",", ""))
    except ValueError:
        pass
    try:
        return float(cn2an.cn2an(text.replace("两", "二"), "smart"))
    except ValueError:
        return None


def tagged(text):
    return [(word.word, word.flag) for word in jieba.posseg.cut(text)]


def noun_phrase(words):
    """What stands between the last verb before the number and the words that lead to the number."""
    words = list(words)
    while words and (words[-1][1][0] in "vdpucrmqx" and words[-1][1] != "vn" or words[-1][0] in LEADS):
        words.pop()
    run = []
    for word, flag in reversed(words):
        is_joint = run and word in ("的", "和", "及", "与", "“", "”", "（", "）", "以上")
        is_governing = flag in ("v", "d", "p", "c", "r", "f", "t", "x", "uj", "ul") and word not in WITHIN_NOUNS
        is_short = flag in ("d", "f", "v") and len(word) == 1 and run
        if is_governing and not is_joint and not is_short:
            break
        run.append(word)
    phrase = re.sub(r"^[的和及与”）以上]+|[的和及与“（]+$", "", "".join(reversed(run)))
    return re.sub(r"^(?:全年|全省|全市|全区|全县|全国)(?=.)", "", phrase)


def noun_after(text):
    """The noun that follows a number and its unit."""
    run = []
    for word, flag in tagged(text[:24]):
        if flag[0] in "njlab" or flag in ("vn", "v", "uj", "eng"):
            run.append((word, flag))
        else:
            break
    while run and run[-1][1] in ("v", "uj"):
        run.pop()
    return "".join(word for word, _ in run)


def last_verb(words):
    for word, flag in reversed(words):
        if flag == "v" and word not in NOT_VERBS and len(word) > 1:
            return word
    return ""


def relation(before, match, after):
    if match.group("more1") or match.group("more2") or after.startswith(("多", "余")):
        return "gt"
    if after.startswith("以上"):
        return "ge"
    if after.startswith(("以内", "以下")):
        return "le"
    if after.startswith("左右"):
        return "approx"
    told = ((AT_LEAST, "ge"), (AT_MOST, "le"), (MORE_THAN, "gt"), (LESS_THAN, "lt"), (APPROXIMATELY, "approx"))
    for pattern, name in told:
        if pattern.search(before):
            return name
    return "eq"


def sense(before, unit, ordinal, clause):
    if ordinal:
        return "rank", ""
    bare = re.sub(r"(?:分别|约|近|超过|超|突破|不低于|左右)+$", "", before)
    if not REACHES.search(bare):
        if DOWN.search(bare):
            return "change", "down"
        if UP.search(bare):
            return "change", "up"
    if unit in ("%", "倍") and "分别" in before and CHANGE_WORD.search(before):
        return "change", "down" if "下降" in before else "up"
    if unit == "个百分点" and re.search("高于|低于|快于", before):
        return "level", ""
    if unit == "个百分点":
        return "change", "down" if re.search("降|减|回落", clause) else "up"
    if unit == "%":
        return ("share", "") if SHARE_WORD.search(clause) or not CHANGE_WORD.search(before) else ("change", "up")
    return "level", ""


def is_name(sentence, match):
    after = sentence[match.end():]
    if match.group("unit") in ("年", "位") and not match.group("ordinal"):
        return match.group("unit") == "年"
    if sentence[: match.start()].endswith(("“", "（", "(")) or after.startswith(("季度", "产业", "方阵")):
        return True
    if match.group("ordinal") and re.search(r"居|全[国省市区]|排名|列$", sentence[: match.start()][-6:]) is None:
        return True
    if match.group("ordinal"):
        return match.group("unit") not in (None, "位", "名") or bool(AFTER_NAME.match(after))
    if match.group("unit") is None and AFTER_NAME.match(after):
        return True
    if BEFORE_NAME.search(sentence[: match.start()]):
        return True
    is_chinese = not match.group("low")[0].isdigit()
    return is_chinese and match.group("unit") is None or is_chinese and len(match.group("low")) == 1 and match.group(
        "unit"
    ) in ("批", "头", "户", "位", "张", "次", "个", "项", "次", "家", "条", "场", "期", "件", "年", "人", "天", "度", "门", "对", "片", "名")


def clause_around(sentence, start, end):
    left = max(sentence.rfind(mark, 0, start) for mark in "，,：:") + 1
    rights = [at for at in (sentence.find(mark, end) for mark in "，,：:") if at >= 0]
    return left, min(rights, default=len(sentence))


def pair_up(before, index):
    """The part of a list that belongs to the number of that place after 分别 (甲、乙和丙分别增长…)."""
    listed = before[: before.index("分别")]
    members = re.split(r"[、和]", listed)
    if len(members) < 2:
        return listed
    member = members[min(index, len(members) - 1)]
    tail = noun_phrase(tagged(members[-1]))
    # What only the last member says is said of all (城镇和农村居民收入).
    return member if len(member) > 3 or member == members[-1] else member + tail[len(member) :]


def figures(sentence, part, year):
    subject_before = ""
    for match in NUMBER.finditer(sentence):
        if is_name(sentence, match):
            continue
        value = number_of(match.group("low"))
        if value is None:
            continue
        left, right = clause_around(sentence, match.start(), match.end())
        clause, before, after = sentence[left:right], sentence[left : match.start()], sentence[match.end() : right]
        unit = (match.group("unit") or "").replace("％", "%")
        scale, high = SCALES[match.group("scale")], None
        if match.group("high"):
            high = number_of(match.group("high")) * SCALES[match.group("scale2")]
            scale = scale if match.group("scale") else SCALES[match.group("scale2")]
        if unit == "成":
            value, unit = value * 10, "%"
        kind, direction = sense(before, unit, match.group("ordinal"), clause)
        item = re.split(r"(?<=[\d%人元个家项条座处所套间张辆台件亩吨米])、", before)[-1]
        if "分别" in before:
            shared = pair_up(before, len(NUMBER.findall(before[before.index("分别") :])))
            subject = noun_phrase(tagged(shared))
        else:
            subject = noun_phrase(tagged(item))
        following = noun_after(after) if unit not in ("%", "个百分点") and kind == "level" else ""
        counted = unit in ("个", "项", "家", "条", "所", "名", "场", "件", "台", "张", "套", "亩", "吨", "公里", "处", "座")
        if following and (not subject or counted and len(following) >= 2):
            subject = following
        if not subject or kind == "rank":
            subject = subject_before or subject
        subject_before = subject or subject_before
        told = YEAR.search(before)
        yield {
            "part": part,
            "quote": clause,
            "subject": subject,
            "action": last_verb(tagged(before)),
            "value": value * scale,
            "value_high": high,
            "unit": unit,
            "sense": kind,
            "direction": direction,
            "relation": relation(before, match, after),
            "year": int(told.group(1)) if told else year,
        }
    yield from in_words(sentence, part, year)


def in_words(sentence, part, year):
    """百分之… and 翻番."""
    for pattern, name in ((PERCENT, "number"), (DOUBLED, "times")):
        for match in pattern.finditer(sentence):
            left, right = clause_around(sentence, match.start(), match.end())
            before = sentence[left : match.start()]
            value, doubled = number_of(match.group(name)), name == "times"
            kind, direction = ("change", "up") if doubled else sense(before, "%", None, sentence[left:right])
            yield {
                "part": part,
                "quote": sentence[left:right],
                "subject": noun_phrase(tagged(before)),
                "action": "翻" if doubled else last_verb(tagged(before)),
                "value": 2.0**value if doubled else value,
                "value_high": None,
                "unit": "倍" if doubled else "%",
                "sense": kind,
                "direction": direction,
                "relation": "eq",
                "year": year,
            }


def read(text):
    lines = [line for line in map(squeeze, text.splitlines()) if line]
    title = TITLE_YEAR.search("".join(lines[:8])) or YEAR.search("".join(lines[:8]))
    given = int(next(filter(None, title.groups()))) if title else None
    part = "review"
    for line in lines:
        for sentence in re.split(r"[。；！？;]", line):
            heading = sentence[:60]
            begins = re.match(r"[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|第[一二三四]部分|各位代表", heading)
            if begins or sentence == line and len(line) < 40:
                if REVIEW.search(heading):
                    part = "review"
                elif PLAN.search(heading):
                    part = "plan"
            year = given if part == "plan" else given and given - 1
            yield from figures(sentence, part, year)


def main():
    given, found = map(Path, sys.argv[1:3])
    texts = [(path.stem, path.read_text(encoding="utf-8")) for path in sorted(given.glob("*.txt"))]
    start = time.perf_counter()
    readings = [(name, list(read(text))) for name, text in texts]
    seconds = time.perf_counter() - start
    for name, rows in readings:
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (found / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    told = {"python": platform.python_version(), "load_seconds": LOADED - START, "read_seconds": seconds}
    print(json.dumps(told))


if __name__ == "__main__":
    main()
