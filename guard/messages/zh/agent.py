"""供编程智能体的钩子使用的用语。"""

from __future__ import annotations

TEXTS = {
    "found": (
        "backpack-guard：内容含有 Backpack API key 的 secret（{keys}；位于 {places}），已拦截。请在“设置 > API Keys”中删除该密钥，"
        "并通过环境变量引用新密钥，切勿直接写出其值。"
    ),
    "unread": "backpack-guard：无法检查 {path} 中是否含有 Backpack 密钥：{reason}",
}
