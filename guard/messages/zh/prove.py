"""prove 命令的用语。"""

from __future__ import annotations

TEXTS = {
    "proven": "已证实：API key {key} 的 Backpack API secret；请立即删除该密钥",
    "public-key": "不是 secret：公钥 {key}",
    "unproven": "32 字节的值，此处无法证实：可能是 API key 未知的 secret、公钥或哈希",
    "neither": "不是 Backpack 的值",
    "summary": "{tool} 的 {count} 个问题：已证实 {proven} 个，公钥 {public} 个，未证实 {unproven} 个，其他 {neither} 个",
}
