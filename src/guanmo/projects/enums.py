"""Where a project stands, and how far a figure was checked."""

from django.db.models import TextChoices


class Stage(TextChoices):
    """The life of a project, in order."""

    PLANNED = "planned", "谋划"
    RESERVE = "reserve", "储备"
    EARLY = "early", "前期"
    BUILDING = "building", "在建"
    PRODUCING = "producing", "投产"
    FULL = "full", "达产"
    EXITED = "exited", "退出"


class Attribute(TextChoices):
    """What kind of project it is besides its industry; several may hold. Kept as people write them, joined by 、."""

    PROMOTED = "招商", "招商"
    LIVELIHOOD = "民生", "民生"
    HIGH_TECH = "高新", "高新"
    EMERGING = "战新", "战新"
    FOREIGN = "外资", "外资"
    CENTRAL = "央企", "央企"
    NEW_DRIVERS = "新旧动能", "新旧动能"


class Category(TextChoices):
    """What a year's plan lists the project as."""

    NEW = "new", "新建"
    CONTINUED = "continued", "续建"
    COMPLETING = "completing", "竣工"
    PREPARING = "preparing", "前期"


class AdmissionState(TextChoices):
    """Where an application to enter the reserve library is."""

    OPEN = "open", "审查中"
    ADMITTED = "admitted", "同意入库"
    REJECTED = "rejected", "不予入库"
    WITHDRAWN = "withdrawn", "已撤回"


class Stance(TextChoices):
    """What a department says to an application; silence is told apart by the deadline, not stored."""

    WAITING = "waiting", "待反馈"
    AGREE = "agree", "同意"
    CONDITIONAL = "conditional", "有条件同意"
    OBJECT = "object", "不同意"


class ReturnState(TextChoices):
    """Where a monthly return is on its way from clerk to approver."""

    SUBMITTED = "submitted", "已报送"
    APPROVED = "approved", "已审核"
    SENT_BACK = "sent_back", "已退回"


class Evidence(TextChoices):
    """How far a figure was checked."""

    SELF_REPORTED = "self_reported", "自报"
    ON_PAPER = "on_paper", "查过凭证"
    ON_SITE = "on_site", "到过现场"
    OUTSIDE = "outside", "外部印证"


class AttachmentKind(TextChoices):
    """What a file behind a figure is."""

    PHOTO = "photo", "现场照片"
    PAPER = "paper", "凭证"
    OTHER = "other", "其他"


class ImportState(TextChoices):
    """Where an uploaded ledger is."""

    UPLOADED = "uploaded", "待核对"
    APPLIED = "applied", "已导入"
    UNDONE = "undone", "已撤销"
    DISCARDED = "discarded", "已放弃"


class LedgerField(TextChoices):
    """What a column of a ledger may hold, in the order a ledger has them; the words are those of the models' fields."""

    CODE = "code", "记录ID"
    NATIONAL_CODE = "national_code", "国家项目代码"
    NAME = "name", "项目名称"
    UNIT = "unit", "责任单位"
    OWNER = "owner", "建设单位"
    INDUSTRY = "industry", "行业代码"
    SECTOR = "sector", "市产业类别"
    ATTRIBUTES = "attributes", "项目属性"
    STAGE = "stage", "阶段"
    CARRIER = "carrier", "所在载体"
    PLACE = "place", "建设地点"
    CONTENT = "content", "建设内容"
    TOTAL = "total_investment", "总投资"
    STARTS_ON = "starts_on", "开工日期"
    ENDS_ON = "ends_on", "计划竣工日期"
    LEADER = "leader", "包联领导"
    RESPONSIBLE = "responsible", "责任人"
    CATEGORY = "category", "类别"
    PLAN = "amount", "年度计划"
    GOAL = "goal", "年度形象进度目标"
    DONE = "done", "本年累计完成投资"
    PROGRESS = "progress", "形象进度"
    PROBLEMS = "problems", "存在问题"
    LOWER_REASON = "lower_reason", "低于上月的原因"


class RowOutcome(TextChoices):
    """What importing a row of a ledger would do."""

    NEW = "new", "新增"
    UPDATE = "update", "更新"
    SAME = "same", "未变"
    WRONG = "wrong", "错误"
    SKIPPED = "skipped", "跳过"


# What people call each act of this package in the history.
HISTORY_ACTIONS = {
    "project.registered": "登记项目",
    "project.updated": "修改项目",
    "project.transferred": "调整责任单位",
    "plan.set": "填写年度计划",
    "plan.changed": "调整年度计划",
    "return.submitted": "报送月报",
    "return.corrected": "更正月报",
    "return.approved": "审核通过月报",
    "return.sent_back": "退回月报",
    "admission.applied": "申请入库",
    "admission.withdrawn": "撤回入库申请",
    "admission.opinion_given": "反馈入库审查意见",
    "admission.admitted": "同意入库",
    "admission.rejected": "不予入库",
    "project.removed": "移出储备库",
    "reserve.target_set": "设定储备目标",
    "attachment.added": "上传附件",
    "attachment.explained": "说明两张照片为什么像",
    "attachment.withdrawn": "撤下附件",
    "lights.chosen": "选定亮灯规则",
    "pack.saved": "保存规则包",
    "ledger.uploaded": "上传台账",
    "ledger.matched": "对应台账的列",
    "ledger.rows_chosen": "指定台账的行对应哪个项目",
    "ledger.applied": "导入台账",
    "ledger.undone": "撤销台账导入",
    "ledger.discarded": "放弃台账",
    "layout.remembered": "记住台账版式",
}
