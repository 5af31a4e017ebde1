"""What looks like a promise of ours in a text, by plain rules for Chinese and English. Pure.

A clause is suggested when somebody of us binds himself to do something: a word of promising (承诺, 保证, "we guarantee"),
or we as the doer of a future act towards the customer (我…发给您, "we'll send"), or a note's short form (周五前交货,
"Will send"). It is not when it asks, denies, hedges (可能, 争取, "might", "hope to"), reports what is past, or tells
what the customer or a third party promised. How well that works is measured in tests/rules/test_suggestion.py.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from guanxi.timeline.rules.due import Due, times_in

MOST = 5  # of one text
LONGEST = 300  # characters of what was promised


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A clause of a text that looks like a promise: its place, its words, until when, and what it is about."""

    start: int
    end: int
    what: str
    due_at: datetime | None
    topic: str


_SENTENCE = re.compile(r"[^。！？!?；;\n]+?(?:[。！？!?；;\n]+|\.(?=\s|$)|$)")
_HAN = re.compile(r"[\u4e00-\u9fff]")

# Chinese ----------------------------------------------------------------------------------------------------------
_US = r"(?:我们?(?!的)(?:公司|这边|方|司|厂)?|本公司|咱们|敝司)"
_ACT = (
    r"(?:发|寄|送|传|转|交|给|报|出具?|提供|回电?|回复|答复|联系|通知|告诉|告知|打电话|拨|安排|派|到货|上门|维修|修|换|退|补|赔|"
    r"完成|交付|解决|处理|落实|确认|准备|更新|升级|安装|检查|调试|优惠|打折|降|做到|减|免|延长|承担|负责|包换|协调|跟进|保留|培训|拜访|整理|做)"
)
_TO_YOU = r"(?:给|向|为|帮|替|到|发|寄|送|传|派\S{0,3})\S{0,8}(?:您|你|贵司|贵公司|贵方)|给客户|(?:发|寄|送|传|给|补|退|换|去|联系|通知|回复|答复|拜访|找)(?:您|你)|(?:发|寄|送|传|补|退|换)(?:客户|他|她)|全免"
_VOW = r"(?:承诺|保证|答应|许诺|说好|约好|一定|包换|包退|包在我)"
_ZH_ASKS = re.compile(r"[?？]|吗|(?:呢|么)[。\s]*$|什么时候|何时|能否|是否|能不能|可不可以|可否|多久|哪天|几号|怎么")
_ZH_DENIES = re.compile(
    r"(?:不|没|没有|未|无法|没法|难以|不敢|不能|未能|尚未|别)(?:能|会|敢|再|曾|有)?(?:\S{0,2})?(?:承诺|保证|答应|许诺|发|交|给|提供|安排|到货|降)"
)
_ZH_HEDGES = re.compile(
    r"可能|也许|或许|大概|估计|争取|尽量|希望|打算|考虑|应该|如果|假如|要是|觉得|想(?!办法)|最好|讨论|开会|抱怨"
)
_ZH_PAST = re.compile(
    r"昨天|前天|上[周月个次]|去年|之前(?:承诺|答应)的|刚才|已经?\S{0,8}了|(?:发|寄|送|交|做|打|谈|聊|拜访)过(?!去|来)|(?<![好为除])了(?![解断如吧]|[,，。！]?$)|已[发寄送交付到收]"
)
_OTHERS = r"(?<![向跟对给和与])(?:客户|对方|他们?|她们?|贵司|贵公司|您|你们?|买方|采购\S{0,3}|竞争对手|别的\S{1,4}|其他\S{1,4}|供应商|厂家|(?![向跟对给和与])[\u4e00-\u9fff]{1,2}(?:总|经理|工|主任|老师|先生|女士))"
_ZH_THEIRS = re.compile(
    rf"^(?:但|而|不过|今天|明天|[^,，]{{0,6}}?)?{_OTHERS}(?:们)?(?:的\S{{1,6}})?(?:明天|今天|后天|下?周\S|月底前?|下月)?(?:也|都|就|又)?"
    r"(?:说|讲|表示|会|将|要|要求|希望|想|承诺|答应|保证|问|让|请|催|下单|付|觉得|准备|抱怨|能|可以|开会)"
)
_ZH_REQUEST = re.compile(
    rf"^(?:请|麻烦|劳驾|烦请|辛苦)|(?:让|请|要求|希望|催){_US}|{_OTHERS}(?:答应|承诺|保证|要求|希望|让|说|问)"
)
_ZH_SUBJECT = re.compile(rf"{_US}(?:[^,，]{{0,18}}?){_ACT}")
_ZH_VOW_US = re.compile(
    rf"(?:^|[,，]|{_US}[^,，]{{0,12}}?|已经?|向[^,，]{{1,8}}|跟[^,，]{{1,8}}|(?:周|星期|月|天|日|货)[^,，]{{0,6}}){_VOW}|(?:承诺|答应|许诺|保证)(?:了)?(?:给|在)?{_OTHERS}|(?:承诺|答应|许诺)(?:于|在)?(?:\d|本|下|周|明|后|月)"
)
_ZH_AIM = re.compile(_TO_YOU)
_ZH_OBLIGED = re.compile(r"(?:会|将|来|负责|承担|把|将于|安排|派|亲自|尽快|包|无条件)")

# English ----------------------------------------------------------------------------------------------------------
_DO = (
    r"(?:send|e-?mail|mail|forward|ship|deliver|dispatch|call|ring|phone|get back|come back|reply|answer|let (?:you|them|him|her) know|inform|notify|"
    r"give|provide|share|submit|bring|hand|fix|repair|replace|refund|return|install|complete|finish|prepare|have|visit|arrange|schedule|"
    r"organi[sz]e|check(?! internally)|confirm|update|make sure|ensure|cover|pay|reimburse|keep|hold|offer|credit|extend|waive|reduce|lower|"
    r"drop|match|speak|talk|contact|throw in|get (?!to know)|put|start|begin|set up|test|pick up|collect|do|absorb|bear|add|deduct|take care|look into|sort out|follow up|upgrade|train|support|resolve|solve|honou?r|draw up|issue|stock|reserve)"
)
_EN_US = r"\b(?:i|we)\b"
_ADV = r"(?:\s+(?:also|then|gladly|certainly|definitely|personally|of course|surely|now|always|immediately|each))?"
_EN_WILL = re.compile(
    rf"{_EN_US}(?:['’]ll|\s+will|\s+shall|['’]d|(?:['’]re|['’]m|\s+are|\s+am)\s+(?:going to|committed to)){_ADV}\s+{_DO}\b",
    re.IGNORECASE,
)
_EN_DOING = re.compile(
    rf"{_EN_US}(?:['’]re|['’]m|\s+are|\s+am)\s+(?:sending|shipping|delivering|calling|visiting|bringing)\b",
    re.IGNORECASE,
)
_EN_VOW = re.compile(
    rf"(?:{_EN_US}\s+(?:hereby\s+)?|^\s*|\band\s+)(?:promised?|guaranteed?|commit(?:ted)?|undert(?:ake|ook)|pledged?|agreed to {_DO}|assured?)\b|\bmy word\b|\bcount on (?:us|me)\b|\bconsider it done\b",
    re.IGNORECASE,
)
_OURS = r"(?:someone|somebody|(?:our|my)\s+(?:\w+\s)?(?:team|engineers?|technicians?|colleagues?|driver|lab|warehouse|workshop|factory|people)|a colleague of mine)"
_EN_SHORT = re.compile(
    rf"\b{_OURS}\b[^,]{{0,25}}?\bwill\s+{_DO}|^\s*expect\s+(?:our|the|your|it|a)\b|^\s*(?:will|shall|to)\s+{_DO}\b|\blet me\s+(?:get|come|call|check|send)\b|\btold (?:\w+\s){{1,3}}(?:that )?(?:we|i)\b",
    re.IGNORECASE,
)
_EN_YOURS = re.compile(
    r"\byou(?:['’]ll| will| shall)\s+(?:have|get|receive|hear)\b|"
    r"\b(?:your|our|the|it|this|they)\b[^,]{0,30}?\b(?:will|shall)\s+be\s+(?:delivered|shipped|sent|dispatched|completed|finished|replaced|repaired|refunded|ready|installed|at your|with you|there)\b",
    re.IGNORECASE,
)
_EN_ASKS = re.compile(
    r"\?|^\s*(?:can|could|will|would|do|does|did|when|what|how|is|are|shall|may)\s+(?:you|we|i|they|he|she|it|the)\b|\bwhether\b|\basked?\b",
    re.IGNORECASE,
)
_EN_DENIES = re.compile(r"\b(?:not|never|cannot|unable|nobody)\b|n['’]t\b|\brefused?\b", re.IGNORECASE)
_EN_HEDGES = re.compile(
    r"\b(?:might|may(?!\s+\d)|could|should|perhaps|probably|maybe|possibly|hope|hoping|try|trying|think|thinking|consider(?! it done)|planning to|would like|discussed|were|was)\b",
    re.IGNORECASE,
)
_EN_CONDITIONAL = re.compile(r"^\s*if\b", re.IGNORECASE)
_EN_PAST = re.compile(
    r"\b(?:yesterday|last (?:week|month|year|\w+day)|ago|sent|delivered(?=\s+(?:yesterday|on|last))|has arrived|have arrived|we promised)\b",
    re.IGNORECASE,
)
_WHO = (
    r"(?:they|he|she|(?:the|this|their|our|another|a)\s+(?:\w+\s)?(?:customer|client|buyer|competitor|supplier|purchaser|prospect|manager|director|boss|bank)s?|"
    r"(?:mr|mrs|ms|dr)\.?\s+\w+|competitors?|customers?|clients?)"
)
_EN_THEIRS = re.compile(
    rf"\b{_WHO}(?:['’](?:ll|d|s)|\s+(?:\w+ly\s+)?(?:will|shall|would|wants?|promised?|said|says|asks?|asked|expects?|needs?|agreed|told|guaranteed?|committed|offers?|offered|thinks?|hopes?|is|are))\b",
    re.IGNORECASE,
)
_EN_REQUEST = re.compile(r"^\s*(?:please|kindly)\b", re.IGNORECASE)
_EN_IDLE = re.compile(
    rf"{_EN_US}(?:['’]ll|\s+will|\s+shall)\s+(?:see|need|be\s+(?!(?:there|at your|with you|sending|delivering|shipping|calling|able))|have\s+(?:(?:a|another|some)\s+)?(?:meeting|call|look|think|lunch|dinner|coffee|talk)|have to|think|wait|get (?:to|used)|do (?:our|my) best|talk about)",
    re.IGNORECASE,
)
_TOPICS = (
    ("price", re.compile(r"价|折|元|优惠|降|涨|price|discount|\bcny\b|\beur\b|\busd\b|[¥€$£]|%|freight|运费", re.IGNORECASE)),
    ("callback", re.compile(r"回电|电话|回复|答复|联系您|通知您|call|ring|get back|come back|let you know|phone|reply", re.IGNORECASE)),
    ("document", re.compile(r"报价|合同|资料|报告|发票|方案|目录|图纸|文件|清单|quote|contract|report|invoice|brochure|drawing|document|offer|terms|catalogue|proposal", re.IGNORECASE)),
    ("service", re.compile(r"维修|上门|安装|调试|检查|修|培训|升级|换|退|repair|fix|install|engineer|technician|replace|refund|training|support|visit", re.IGNORECASE)),
    ("delivery", re.compile(r"发货|交货|到货|送|寄|货|交付|样品|deliver|ship|send|dispatch|batch|order|sample", re.IGNORECASE)),
)  # fmt: skip


def suggestions(text: str, written_at: datetime) -> list[Suggestion]:
    """Sentences of a text that look like promises of ours, in their order; `written_at` in the writer's zone."""
    found: list[Suggestion] = []
    for match in _SENTENCE.finditer(text):
        said = match[0].strip(" \t\r\n")
        if not said or len(found) == MOST or not _promises(said):
            continue
        start = match.start() + match[0].index(said)
        times: list[Due] = times_in(said, written_at)
        what = said.rstrip("。.；;!！ ")[:LONGEST]
        found.append(Suggestion(start, start + len(said), what, times[0].at if times else None, topic_of(said)))
    return found


def topic_of(text: str) -> str:
    """What a promise is about, by its words: price, callback, document, service, delivery, else "other"."""
    if re.search(r"报价|quote", text, re.IGNORECASE) and not re.search(r"单价|折|元", text):
        return "document"
    return next((topic for topic, words in _TOPICS if words.search(text)), "other")


def _promises(said: str) -> bool:
    return _promises_zh(said) if _HAN.search(said) else _promises_en(said)


def _promises_zh(said: str) -> bool:
    if any(one.search(said) for one in (_ZH_ASKS, _ZH_DENIES, _ZH_HEDGES, _ZH_REQUEST, _ZH_THEIRS)):
        return False
    vow = _ZH_VOW_US.search(said)
    if _ZH_PAST.search(said) and not re.search(r"已经?(?:答应|承诺|保证)", said):
        return False
    if vow:
        return True
    if _ZH_AIM.search(said):
        return True
    return bool(_ZH_SUBJECT.search(said) and _ZH_OBLIGED.search(said))


def _promises_en(said: str) -> bool:
    stops = (_EN_ASKS, _EN_DENIES, _EN_HEDGES, _EN_CONDITIONAL, _EN_PAST, _EN_THEIRS, _EN_REQUEST, _EN_IDLE)
    if any(one.search(said) for one in stops):
        return False
    return any(one.search(said) for one in (_EN_WILL, _EN_DOING, _EN_VOW, _EN_SHORT, _EN_YOURS))
