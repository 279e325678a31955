"""去哪里、做什么：Backpack 指南与 API 密钥页面的地址。"""

from __future__ import annotations

TEXTS = {
    "address": (
        "https://support.backpack.exchange/support-docs/cn/jiao-yi-suo/api-yu-kai-fa-zhe-wen-dang/"
        "sheng-cheng-backpack-jiao-yi-suo-api-mi-yao"
    ),
    "key-page": "https://backpack.exchange/settings/api-keys",
    "title": "生成 Backpack 交易所 API 密钥",
    "step-1": "第 1 步：在网页端打开“设置 (Settings) → API Keys”，点击“新建 API Key (New API Key)”。API 密钥只能在网页端创建。",
    "step-2": (
        "第 2 步：填写密钥名称，选择所属子账户，然后创建 (Create)。除非密钥对由您自行生成，否则公钥 (Public Key) 请留空；"
        "不需要交易的密钥请打开“只读 (Read Only)”。"
    ),
    "step-3": "第 3 步：立即记录 API key 和 API secret（两者都要），并妥善保存在安全的位置。",
    "secure": (
        "安全的位置不在代码仓库及其历史记录之中：系统钥匙串、密钥管理服务或加密保险库；"
        "退而求其次，是一个被 git 忽略、从未提交过、且仅所有者可读的文件。"
    ),
    "after-leak": "泄露之后：先在密钥页面删除该密钥，再新建一个，按第 3 步妥善保存，最后清理历史记录。",
    "mark-done": "[已完成]",
    "mark-here": "[目前在这一步]",
    "mark-open": "[待办]",
    "own-key": "如果密钥对由您自行生成，可用 `backpack-guard check --public-key 文件` 检查公钥的格式和算法是否为 API 所接受。",
    "here-none": "目前：在本文件夹的 .env 文件、环境变量和系统钥匙串中都没有找到 Backpack 密钥。",
    "here": "目前：找到 {count} 个已存的密钥，其中 {good} 个正常。",
    "next-nothing": "下一步：新建密钥（第 1、2 步），并立即用 `backpack-guard store` 记录 API key 和 API secret。",
    "next-placeholder": (
        "下一步：存放密钥的位置已经准备好，但还没有填入内容。请新建密钥（第 2 步），"
        "并立即用 `backpack-guard store` 记录 API key 和 API secret。"
    ),
    "next-no-secret": (
        "下一步：API key 已记录，但没有它的 secret。请用 `backpack-guard store` 记录 secret；"
        "如果没有留存，请新建一个密钥，并删除这一个。"
    ),
    "next-broken": "下一步：第 3 步只完成了一半。密钥已经记录，但内容还不正确：",
    "next-unsafe": "下一步：第 3 步只完成了一半。API key 和 secret 已完整记录，但存放得还不够安全：",
    "next-leaked": "下一步：换用新的密钥。secret 出现在他人可能看到的地方：请先删除对应的 API key，再重新走完第 1 至 3 步，最后清理残留：",
    "next-elsewhere": "看起来已经完成：密钥存放在别处（引用或加密），其内容没有检查。",
    "next-done": "三步均已完成：API key 和 secret 已记录、互相匹配，并且存放安全。",
    "todo": "  - {name_here}（{path}）：{message}",
    "help-delete": "请立即删除此 API key：Backpack 网页端 → 设置 (Settings) → API Keys，在其所属的子账户中（{page}）",
    "help-create": "新建一个密钥：公钥 (Public Key) 留空；不需要交易时打开“只读 (Read Only)”",
    "help-store": "将 key 和 secret 妥善保存在代码仓库之外的安全位置（指南第 3 步）：{address}",
}
