"""Kinds of unit, and everything a person may be permitted to do."""

from django.db.models import TextChoices


class UnitKind(TextChoices):
    """What a unit is in the city's order."""

    CITY = "city", "市"
    COUNTY = "county", "县"
    DISTRICT = "district", "区"
    ZONE = "zone", "功能区"
    DEPARTMENT = "department", "部门"
    PARK = "park", "园区"


class Permission(TextChoices):
    """One thing a role may allow; roles are lists of these (see `roles`)."""

    VIEW_ALL_PROJECTS = "project.view_all", "查看全市项目"
    VIEW_OWN_PROJECTS = "project.view_own", "查看本单位及下属单位的项目"
    EDIT_ALL_PROJECTS = "project.edit_all", "登记和修改全市项目"
    EDIT_OWN_PROJECTS = "project.edit_own", "登记和修改本单位的项目"
    REPLAN = "plan.approve", "批准调整年度计划"
    SUBMIT_RETURNS = "return.submit", "填报月报"
    APPROVE_RETURNS = "return.approve", "审核或退回月报"
    GIVE_OPINIONS = "admission.opinion", "反馈本单位的入库审查意见"
    DECIDE_ADMISSIONS = "admission.decide", "定入库审查结论、移出储备库"
    IMPORT_LEDGERS = "ledger.import", "导入台账"
    CHOOSE_LIGHTS = "light.choose", "选定亮灯规则、编写规则包"
    MANAGE_TOURS = "tour.manage", "筹备观摩、代录评分、封存结果"
    VIEW_RESULTS = "result.view", "查看已封存的观摩结果"
    ISSUE_CIRCULARS = "circular.issue", "生成通报、更换模板"
    READ_MATERIALS = "material.read", "读材料、决定采纳哪些内容"
    VIEW_HISTORY = "history.view", "查看全部操作日志"
    VIEW_PEOPLE = "people.view", "查看单位与人员"
    MANAGE_UNITS = "unit.manage", "维护单位"
    MANAGE_PEOPLE = "people.manage", "开设、修改和停用账号"
    GRANT_ROLES = "role.grant", "授予角色"
    UNLOCK_PEOPLE = "people.unlock", "解除锁定、重置密码"


# What people call each act of this package in the history.
HISTORY_ACTIONS = {
    "unit.created": "新增单位",
    "unit.updated": "修改单位",
    "person.created": "开设账号",
    "person.updated": "修改账号",
    "person.role_granted": "授予角色",
    "person.password_reset": "重置密码",
    "person.password_changed": "修改本人密码",
    "person.unlocked": "解除锁定",
    "person.logged_in": "登录",
    "person.login_refused": "登录被拒",
}
