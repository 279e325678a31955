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
    "help-delete": "请立即删除此 API key：Backpack 网页端 → 设置 (Settings) → API Keys，在其所属的子账户中（{page}）",
    "help-create": "新建一个密钥：公钥 (Public Key) 留空；不需要交易时打开“只读 (Read Only)”",
    "help-store": "将 key 和 secret 妥善保存在代码仓库之外的安全位置（指南第 3 步）：{address}",
}
