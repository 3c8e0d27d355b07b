"""Where a tour stands, and what its acts are called in the history."""

from django.db.models import TextChoices


class TourState(TextChoices):
    """The life of a tour, in order; nothing goes back once sealed."""

    PREPARING = "preparing", "筹备中"
    OPEN = "open", "评分中"
    CLOSED = "closed", "已截止"
    SEALED = "sealed", "已封存"


class ExcuseKind(TextChoices):
    """Why a juror owes a stop no ballot; the words of `engines.scoring.Excuse`."""

    RECUSED = "recused", "回避"
    ABSENT = "absent", "未到"


class LeftOut(TextChoices):
    """Why a stop is not asked of a juror, in words for the juror."""

    OWN = "own_unit", "本单位的点，按规则不评"
    RECUSED = "recused", "您回避这个点，不评"
    ABSENT = "absent", "记为没有到这个点，不评；到了请告诉重点办"
    GIVEN = "given", "评委本人已经交了这一站的票，不用代录"


class TypingOutcome(TextChoices):
    """What became of one person's typing of a paper ballot."""

    WAITING = "waiting", "未定"
    COUNTED = "counted", "已核对"
    DROPPED = "dropped", "退回重录"


class Origin(TextChoices):
    """How a ballot came in; the office may correct what it typed from paper, and nothing else."""

    OWN = "own", "本人"
    PAPER = "paper", "纸质票代录"
    RESCUE = "rescue", "备份导入"


class Outcome(TextChoices):
    """What a look back at a promise found."""

    KEPT = "kept", "已兑现"
    PARTLY = "partly", "部分兑现"
    BROKEN = "broken", "未兑现"


class Stance(TextChoices):
    """What a department says of showing a project; a veto keeps it off the tour."""

    AGREE = "agree", "同意"
    CONDITION = "condition", "有条件同意"
    VETO = "veto", "否决"


class PromiseState(TextChoices):
    """Where a promise stands: what the last look back found, else whether it is time to look."""

    DUE = "due", "到期待核"
    BROKEN = "broken", "未兑现"
    PARTLY = "partly", "部分兑现"
    KEPT = "kept", "已兑现"
    WAITING = "waiting", "未到期"


class PassageKind(TextChoices):
    """What the convoy did at a place."""

    ARRIVED = "arrived", "到达"
    LEFT = "left", "离开"


# Where the office sets nothing else: a working week.
OBJECTION_DAYS = 5

# What people call each act of this package in the history.
HISTORY_ACTIONS = {
    "tour.created": "筹备观摩",
    "tour.updated": "修改观摩",
    "tour.opened": "开始评分",
    "tour.closed": "截止收票",
    "late.proposed": "提议迟到票计入与否",
    "late.decided": "复核迟到票",
    "late.returned": "退回迟到票提议",
    "seal.proposed": "提议封存",
    "seal.withdrawn": "封存提议失效",
    "tour.sealed": "封存结果",
    "objection.raised": "提出异议",
    "objection.answered": "答复异议",
    "objection.returned": "退回异议答复",
    "objection.decided": "复核异议答复",
    "nomination.called": "征集提名",
    "nomination.call_changed": "修改提名征集",
    "nomination.made": "提名观摩点",
    "nomination.withdrawn": "撤回提名",
    "opinion.asked": "请部门预审",
    "opinion.answered": "答复预审意见",
    "opinion.overruled": "不采纳否决",
    "opinion.recalled": "撤回预审",
    "stop.added": "加入观摩点",
    "stop.moved": "调整观摩点顺序",
    "stop.removed": "移出观摩点",
    "plan.made": "排观摩线路",
    "plan.moved": "手工调整观摩线路",
    "yearly.frozen": "年度综合定稿",
    "promise.recorded": "登记承诺",
    "promise.checked": "核查承诺",
    "promise.withdrawn": "撤销误登的承诺",
    "plan.rerouted": "途中调整观摩线路",
    "passage.recorded": "记录到达离开",
    "passage.corrected": "更正到达离开",
    "passage.withdrawn": "撤销到达离开",
    "juror.added": "加入评委",
    "juror.removed": "移出评委",
    "excuse.noted": "记为回避或未到",
    "excuse.lifted": "取消回避或未到",
    "ballot.submitted": "评委交票",
    "ballot.entered": "代录选票",
    "ballot.rescued": "导入选票备份",
    "ballot.corrected": "更正选票",
    "paper.typed": "录入纸质票一遍",
    "paper.settled": "核对纸质票",
    "paper.dropped": "退回纸质票重录",
    "link.issued": "发放评分链接",
    "link.revoked": "作废评分链接",
    "device.checked": "设备自检",
    "circular.issued": "生成通报",
    "template.uploaded": "更换通报模板",
    "template.withdrawn": "恢复内置通报模板",
}
