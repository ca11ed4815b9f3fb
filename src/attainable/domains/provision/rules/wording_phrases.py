"""Phrases that leave a plan open, by kind, and what to say about each kind.

Sources: SEND code of practice 2015, 9.69 (provision must be detailed, specific and normally quantified) and 9.66 (outcomes are
specific, measurable, achievable, realistic and time-bound); B-M v Oxfordshire [2018] UKUT 35; Redbridge v HO [2020] UKUT 323;
Worcestershire v SE [2020] UKUT 217. The phrases are ours.
"""

import re
from typing import Final

KINDS: Final = {
    "vague-provision": ("This does not say what is provided.", "Say what is done, by which person, how long and how often."),
    "no-quantity": (
        "This does not say how much.",
        "Say how many hours, sessions or people, or give the reason for leaving it open.",
    ),
    "no-frequency": (
        "This does not say how often.",
        "Say how often, such as twice a week, or give the reason for leaving it open.",
    ),
    "no-who": (
        "This does not say who provides it.",
        "Name the role and the qualification or training, such as a speech therapist.",
    ),
    "no-content": (
        "This gives time or a person, but does not say what is done.",
        "Say what the person does in that time, and what for.",
    ),
    "conditional": (
        "This depends on a condition that nobody can check.",
        "Say when it is given, or give the reason for leaving it open and who decides.",
    ),
    "vague-person": ("This does not say which person, role or training.", "Name the role, and the qualification or training."),
    "no-date": ("This does not say by when.", "Give a date, or the end of a year or key stage."),
    "not-measurable": (
        "Nobody can check whether this was reached.",
        "Say what the child will do, how often, and how it is measured.",
    ),
    "aspiration": (
        "This is a wish or advice, and obliges nobody.",
        "Say what will be provided, such as: The school will provide …",
    ),
}

_HELP = r"(?:support|help|input|guidance|assistance)"
_ANY = r"(?:suitable|appropriate|relevant|necessary|adequate|sufficient)"
_GIVEN = (
    r"(?:movement|sensory|rest|reviews?|meetings?|contact|sessions?|breaks?|support|input|help|advice|teaching"
    r"|practice|opportunit\w+"
    r"|monitoring|visits?|check|exercise|therapy|feedback|liaison|training|assessment|reminders?|prompts?)"
)
_STAFF = r"(?:adults?|person|people|staff|professionals?|practitioners?|specialists?|members? of staff|worker|individuals?)"

_PHRASES: Final = {
    "vague-provision": (
        r"(?<!gained )(?<!wheelchair )(?<!has )access to (?!the (?:file|site|building|record))",
        r"opportunit(?:y|ies) (?:to|for)\b",
        rf"(?:high|higher|good|significant|appropriate) levels? of (?:adult )?{_HELP}",
        r"(?:a )?(?:range|variety) of (?:\w+ )?(?:strategies|approaches|activities|resources|interventions)",
        rf"{_ANY} (?:strategies|approaches|resources|training|provision|interventions?|{_HELP}|activities|equipment)",
        r"strategies such as",
        r"differentiated (?:curriculum|work|tasks|learning|approach)",
        r"(?:personalised|tailored|individualised|adapted|modified) (?:curriculum|approach|learning)",
        r"(?:a |an )?(?:nurturing|supportive|calm|structured|inclusive|stimulating|positive"
        r"|language-rich)(?:,? (?:and )?\w+)?"
        r" (?:environment|ethos|approach)",
        r"consideration (?:should|will|must|to) be given to",
        r"(?:be aware of|be mindful of|awareness of|take account of|be sensitive to)",
        rf"(?:robust|holistic|wraparound|targeted|ongoing|close|careful|good|effective|clear) (?:{_HELP}"
        rf"|liaison|communication|planning"
        r"|transition|monitoring|links)(?: (?:of|for|with)\b)?",
        r"exposure to(?: an? [a-z-]{1,30} environment)?",
        r"sensory diet",
        r"reasonable adjustments",
        rf"(?:^|(?<=^- )){_HELP} (?:with|from|for|in)\b",
        rf"{_HELP} (?:from (?:the )?(?:base|unit|staff|adults|school))",
        r"input from occupational therapy",
    ),
    "no-quantity": (
        r"(?:some|additional|extra|further|more|increased|enhanced|considerable|substantial) (?=(?:one-to-one"
        r"|1:1|adult|individual|small"
        r"|time|support|help|teaching|therapy|sessions?|hours?|input|staffing|tuition)\b)",
        r"(?:a number|a series|a block) of(?= (?:sessions|visits|lessons|meetings|hours))",
        r"several(?= (?:visits|sessions|times|lessons|hours))",
        r"small groups?(?= (?:work|teaching|support|sessions?|interventions?|tuition)\b)",
        r"for longer\b(?! than)",
    ),
    "no-frequency": (
        rf"(?:regular|frequent|ongoing|periodic|occasional|continued|consistent)(?= (?:[a-z-]{{1,20}} ){{0,3}}{_GIVEN}\b)",
        r"(?:on a regular basis|at regular intervals|from time to time|now and (?:then|again))",
        r"(?<=will )(?:regularly|frequently|often)\b|\b(?:regularly|frequently)(?= (?:to|by|for)\b)",
        r"daily or as required",
    ),
    "conditional": (
        r"as (?:and )?when (?:needed|required|necessary|appropriate|possible)",
        r"(?:as|if|when|where|whenever|wherever) (?:it is |this is |they are )?(?:needed|required|necessary"
        r"|appropriate|practicable|feasible"
        r"|available|deemed \w+)",
        r"(?:where|when|whenever|wherever|if|as far as|as much as|as often as)(?: is"
        r"| it is)? (?:reasonably )?(?:possible|practicable)",
        r"subject to \w+",
        r"depending (?:up)?on (?:resources|staff\w*|funding|availability|need)",
        r"as (?:the )?(?:school|staff|teacher|council)s? (?:sees?|thinks?) fit",
        r"at (?:the )?\w+(?:[’']s)? discretion",
        r"(?:to be|yet to be) (?:agreed|confirmed|decided|determined)|\btbc\b",
        r"up to(?= (?:a maximum of )?\w+ (?:hours?|minutes|sessions)(?: a| per| each| of)\b)",
        r"should (?:he|she|they) (?:need|require|want) (?:it|this|them)",
        r"(?:if|when|where|as) (?:funding|staffing|resources|time|timetables?|capacity) (?:permits?|allows?)",
        r"when(?:ever)? (?:he|she|they) (?:seems?|appears?|becomes?|feels?) (?:to need|upset|anxious|distressed"
        r"|overwhelmed|it)\b",
    ),
    "vague-person": (
        rf"(?:an? |the )?(?:trusted|familiar|known|suitabl[ey]|appropriate(?:ly)?|relevant|key|nominated"
        rf"|identified|experienced|skilled"
        rf"|trained|qualified)(?:(?:,| and|,? or)? \w+)? {_STAFF}(?! trained)\b",
        r"trusted and familiar",
        r"someone (?:(?:that )?(?:he|she|they) (?:trusts?|knows?|likes?))",
        r"(?:with|by|from) an adult\b|^an adult\b",
        r"(?:appropriate|relevant|suitable|outside|external) (?:agencies|services|professionals?)",
    ),
    "no-date": (
        r"in due course",
        r"(?:as )?soon as (?:is )?possible",
        r"in the (?:near |longer )?(?:future|term)",
        r"at some point",
    ),
    "not-measurable": (
        r"(?<=will )(?:continue to )?(?:improve|develop|increase|progress|enhance|build|strengthen|extend)\b",
        r"(?<=to )(?:improve|develop|increase|enhance|strengthen)(?= \w)(?! (?:on|the plan))",
        r"mak(?:e|es|ing) (?:\w+ )?progress",
        r"(?:become|be|feel|grow) (?:more |increasingly )?(?:confident|happier|happy|independent|resilient"
        r"|settled|calmer|engaged)",
        r"(?:have )?(?:a )?(?:better|greater|improved|increased|deeper) (?:understanding|awareness|knowledge"
        r"|confidence|skills|independence"
        r"|handwriting|attention|reading|behaviour|concentration)(?: of\b)?",
        r"(?:reach|achieve|fulfil|realise) (?:his|her|their) (?:full )?potential",
        r"(?<=will )(?:endeavour|aim|try|seek|strive) to",
    ),
    "aspiration": (
        r"would (?:\w+ )?benefit from",
        r"(?:is|are) (?:hoped|recommended|suggested|advised|envisaged|anticipated)\b",
        r"may (?:wish|want|like|benefit|find|need)\b",
        r"(?:could|might) (?:\w+ )?(?:use|find|try|have|be|benefit|consider|help|work|attend)\b",
        r"(?:staff|school|teachers?|adults?|parents|he|she|they|it) should (?!be able to\b)",
        r"ideally",
        r"(?:we|the school|the council|staff) (?:aims?|hopes?|intends?|plans?) to",
        r"should (?:ideally )?be (?:encouraged|considered|supported|offered)",
    ),
}

PHRASES: Final = tuple(
    (kind, re.compile("|".join(rf"(?:(?<!\w){phrase})" for phrase in phrases), re.I)) for kind, phrases in _PHRASES.items()
)
