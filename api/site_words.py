"""What is refused of hours, limits, references and entries, in Chinese; English is in ``site_problems.MESSAGES``."""

from collections.abc import Mapping

ZH: Mapping[str, tuple[str, str, str]] = {
    "shift_form": ('形如 "09:00-12:00" 的时段', "{came}", "起止时间请写成 HH:MM,从 00:00 到 24:00"),
    "shift_order": ("结束晚于开始的时段", "{came}", "请对调;跨夜时段请分成两段:到 24:00 止,次日 00:00 起"),
    "shifts_overlap": ("互不重叠的时段", "{first} 与 {second}", "请缩短其中一段或合并"),
    "date_form": ("形如 2026-12-25 的日期", "{came}", "请写成年-月-日"),
    "duplicate_date": ("每个日期一次", "{date} 重复", "请删除其中一个"),
    "dates_order": ("不早于开始日期的结束日期", "{came}", "请对调"),
    "day_form": ('形如 "05-01" 的月日', "{came}", "请写成带引号的月-日,2 月 29 日请写 02-28"),
    "unknown_country": ('ISO 3166 代码,如 "CN"', '"{came}"', "请改正代码,或把节假日写入例外日期"),
    "limit_order": ("大于 {before}({before_s} 秒)", "{came}", "请调大,或将其中一个设为 null(不使用)"),
    "limit_late": ("小于 {after}({after_s} 秒)", "{came}", "请调小,或设为 null(不提前记录)"),
    "limits_no_step": (
        "至少一个时限",
        "没有",
        "请填写 notice_after_s、warning_after_s 或 report_after_s,或写 status: off",
    ),
    "unmeasured": ("off(关闭):该规则所需的判断目前没有任何识别手段", "{came}", '请写 status: "off",或删去该规则'),
    "unknown_reference": ("已有的编号", '"{id}"', "请改正编号,或先添加它"),
    "unknown_rule": ('规则编号,如 "presence.absent"', '"{came}"', "请使用已有规则的编号"),
    "listed_twice": ("每个窗口一次", '"{id}" 重复', "请删除其中一个"),
    "duplicate_id": ("不重复的编号", '"{id}" 重复(首次见 {first})', "请改名"),
    "group_minimum": ("不超过该组窗口数 {count}", "{came}", "请调小,或增加该组的窗口"),
    "exemption_without_end": ("有截止时间的豁免", "没有截止时间", "请填写截止时间;长期有效的请改时限设置"),
    "cover_itself": ("另一个窗口顶岗", '被顶岗的窗口 "{came}" 自己', "请填写实际顶岗的窗口"),
    "cover_closed": ('顶岗期间 "{by}" 号窗口开放', "该窗口 {when} 不开放", "请改由开放的窗口顶岗,或调整时间"),
    "entry_order": ("晚于开始的结束时间", "不晚于开始", "请改正其中一个"),
    "entry_long": ("至多 {most} 天", "{came} 天", "请提前结束,或改场所设置"),
    "entry_past": ("至多 {late} 分钟之前的时间", "{ago} 分钟之前", "请作为更正提交,由另一人确认后生效"),
    "entry_elsewhere": ('同一类别、同一地点({kind},"{place}")', "另一个", "请撤销后重新登记"),
}
"""Wanted, came, remedy, each with the values that the English message names too."""


def in_chinese(code: str, values: Mapping[str, str]) -> str | None:
    """The problem ``code`` in Chinese; None where there are no words for it yet."""
    if code not in ZH:
        return None
    wanted, came, remedy = (part.format_map(values) for part in ZH[code])
    return f"应为{wanted},实为{came};{remedy}。"
