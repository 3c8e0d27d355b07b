"""Whether a project may enter the reserve library, by a rule pack of kind `admissions`, condition by condition.

Projects are values here; who applied, who was asked and what became of it is not this package's business.
"""

from guanmo.engines.admission.judging import judge_admission
from guanmo.engines.admission.verdicts import (
    SIZE,
    Condition,
    Facts,
    Mark,
    Outcome,
    Relaxation,
    ScoreLine,
    Standing,
    Verdict,
)
from guanmo.engines.admission.wording import admission_rule_sentences

__all__ = [
    "SIZE",
    "Condition",
    "Facts",
    "Mark",
    "Outcome",
    "Relaxation",
    "ScoreLine",
    "Standing",
    "Verdict",
    "admission_rule_sentences",
    "judge_admission",
]
