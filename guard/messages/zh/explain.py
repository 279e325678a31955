"""规则说明之外的用语。"""

from __future__ import annotations

TEXTS = {
    "critical": "严重",
    "high": "高",
    "medium": "中",
    "low": "低",
    "proven": "已证实",
    "likely": "很可能",
    "possible": "可能",
    "found-in": "会被发现的例子：",
    "silent-in": "不会报告的例子：",
    "accept": (
        "若只接受某一处，请在该处的注释中写 backpack-guard: allow[{rule}] 并注明理由；"
        "若要在所有位置接受该密钥，请在配置中添加带理由的 [[accept]] 条目。"
    ),
    "accept-policy": "只有受信任配置中写明其指纹和理由的 [[accept]] 条目才能批准它。",
    "accept-proven": "只有在配置中以 [[accept]] 或 [[revoked]] 条目写明该 API key 及理由，才能使其不再报告。",
    "guide": "Backpack 指南第 3 步（妥善保存）：{address}",
}
