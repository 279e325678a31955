"""accept 与 baseline 命令的用语。"""

from __future__ import annotations

TEXTS = {
    "ask": "为什么接受此密钥？",
    "accept": "已在 {path} 中接受；当前目录树中属于该密钥的问题：{count} 个",
    "revoked": "已在 {path} 中记录为作废；当前目录树中属于该密钥的问题：{count} 个",
    "baseline": "已写入 {path}；其中的密钥：{count} 个",
    "incomplete": "有内容未能读取：基线中可能缺少密钥",
}
