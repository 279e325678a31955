"""`store` 的提问与回答。"""

from __future__ import annotations

TEXTS = {
    "ask-secret": "API secret（输入时不显示）：",
    "ask-key": "API key（直接回车则由 secret 推导）：",
    "replace-account": "该账户已存有另一个密钥，要替换吗？[y/N]",
    "replace-values": "文件中已有这些变量，要替换它们的值，并只允许您本人读取该文件吗？[y/N]",
    "append-values": "文件已存在，要把密钥对加进去，并只允许您本人读取该文件吗？[y/N]",
    "apply": "应用此修改吗？[y/N]",
    "remove": "要从钥匙串中移除该账户吗？[y/N]",
    "refused": "没有保存任何内容。",
    "mended": "已将 {what} 改成客户端接受的写法",
    "named": "密钥对完整。API key：{key}",
    "kept-keyring": "已存入系统钥匙串：{place}",
    "kept-file": "已存入 {place}，只有您本人可读",
    "kept-encrypted": "已加密存入 {place}",
    "left-behind": "{path} 中仍有此 secret：请删除该文件，或从中去掉 secret",
    "listed": "已将 {place} 加入 {file}",
    "use-run": "使用方法：  backpack-guard run {option}-- CMD",
    "use-python": "在 Python 中：{place}",
    "use-env": "变量名：    {names}",
    "use-decrypt": "使用方法：  {command}",
    "use-unit": "在 unit 文件中写入：\n  {line}\n  Environment={key}\n程序读取 {file}",
    "hand-over": "{command}",
    "applied": "{path}：已修改",
    "not-applied": "{path}：未改动",
    "by-hand": "{place}：此处写有 secret，请手动改为变量 {variable}",
    "delete-leaked": (
        "secret 曾写在源代码里。如果这些文件曾被提交、推送、发送或展示过，删掉它并不能补救："
        "请在网页端（设置 → API Keys）删除 API key {key}，再新建一个。"
    ),
    "empty": "钥匙串中没有保存任何密钥。",
    "removed": "已从钥匙串中移除 {account}。在网页端删除之前，API key {key} 仍然有效。",
}
