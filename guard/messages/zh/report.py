"""供人阅读的报告用语。"""

from __future__ import annotations

TEXTS = {
    "error": "错误",
    "note": "说明",
    "warning": "警告",
    "help": "处理",
    "proven-by": "其 API key 位于 {place}",
    "proven-more": "另有 {count} 处",
    "label": "{encoding}，{length} 个字符",
    "label-lines": "{encoding}，跨 {lines} 行",
    "in-commit": "（提交 {commit}）",
    "state-existing": "HEAD 中已存在，并非本次提交新增",
    "state-accepted": "已由配置或行内注释接受",
    "state-revoked": "配置中已列为作废",
    "state-documented": "公开的示例密钥，切勿使用",
    "not-read": "未读取：{path}：{reason}",
    "passed-over": "略过：{path}：{reason}",
    "nothing": "没有需要扫描的内容。",
    "clean": "未发现问题",
    "found-one": "发现 1 个问题",
    "found-many": "发现 {count} 个问题",
    "proven-one": "1 个已证实的密钥",
    "proven-many": "{count} 个已证实的密钥",
    "inputs-one": "共 1 个输入",
    "inputs-many": "共 {count} 个输入",
    "inputs-part": "共 {requested} 个输入，已读 {read} 个",
    "incomplete": "不完整：{count} 个未能读取",
    "shown": "另列出 {count} 个不导致失败的问题",
    "seconds": "{seconds} 秒",
    "progress": "{done} 个输入，{size} MB",
}
