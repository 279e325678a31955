"""规则的说明文字；英文写在各规则自己的文件里。"""

from __future__ import annotations

_FIX = (
    "请立即删除此 API key（Backpack 网页端 → 设置 (Settings) → API Keys，在其所属子账户中），再新建一个，"
    "并按指南第 3 步将 API key 和 API secret 妥善保存在安全的位置。"
)

TEXTS = {
    "api-key.title": "单独出现的 Backpack API key",
    "api-key.message": "Backpack API key {key}（公钥部分）",
    "api-key.why": "API key 标明账户所用的密钥。它本身不是秘密，但会暴露正在使用哪一个凭证，而对应的 secret 往往随后泄露。",
    "api-key.fix": "把您自己的 API key 列入配置的 watch：它们不再被报告，而其 secret 无论出现在哪里都会被识别。",
    "api-secret.title": "疑似 Backpack API secret",
    "api-secret.message": "疑似 Backpack API secret；对应的 API key 是 {key}",
    "api-secret.why": (
        "在提到 Backpack 的文本中，一个 32 字节的值以 secret 为名出现。仅凭 secret 就是完整的凭证：API key 可由它推导得出。"
    ),
    "api-secret.fix": _FIX,
    "expanded-secret.title": "可自证的 64 字节密钥",
    "expanded-secret.message": "64 字节的 Backpack secret，属于 API key {key}（已证实）",
    "expanded-secret.why": "该值由种子及其公钥组成：多种客户端接受它作为 API secret，仅凭它即可交易。",
    "expanded-secret.fix": _FIX,
    "foreign-pair.title": "没有 Backpack 上下文的 Ed25519 密钥对",
    "foreign-pair.message": "公钥 {key} 的 Ed25519 私钥（密钥对已证实，周围没有提到 Backpack）",
    "foreign-pair.why": "私钥与公钥已证实为一对，编码与 Backpack 所用的完全相同，但周围没有内容说明它们属于谁。",
    "foreign-pair.fix": _FIX,
    "key-pair.title": "Backpack API secret 及其 API key",
    "key-pair.message": "API key {key} 的 Backpack API secret（已证实）",
    "key-pair.why": "由该值推导出的 API key 就在同一次扫描的内容中，二者是一对可用的密钥：任何看到它们的人都能用该账户交易。",
    "key-pair.fix": _FIX,
    "policy-loosened.title": "配置被放宽",
    "policy-loosened.message": "这些提交会放宽策略：{detail}（未生效）",
    "policy-loosened.why": (
        "被检查的提交所要求的策略比其基准更宽松：更高的 fail-on、更多的 accept 或 revoked 条目、更少的 watch 密钥。"
        "它对这些提交不生效，但会对之后的一切生效。"
    ),
    "policy-loosened.fix": (
        "请由有权决定的人审阅此更改。若要批准，可在通过 --config 给出的配置中接受此指纹，或以维护者权限放行；进入基准后即生效。"
    ),
    "possible-secret.title": "可能的 Backpack API secret",
    "possible-secret.message": "可能的 Backpack API secret；对应的 API key 是 {key}",
    "possible-secret.why": "在使用 Backpack 客户端的仓库中，一个 32 字节的值以 secret 为名出现，或与并不属于它的公钥相邻。",
    "possible-secret.fix": _FIX,
    "private-key-file.title": "Ed25519 私钥文件",
    "private-key-file.message": "API key {key} 的 Ed25519 私钥",
    "private-key-file.why": "私钥文件中的 32 字节种子就是 API secret，而周围的文本提到了 Backpack。",
    "private-key-file.fix": _FIX,
    "solana-keypair.title": "Solana 私钥",
    "solana-keypair.message": "公钥 {key} 的 64 字节 Ed25519 私钥（已证实）",
    "solana-keypair.why": "Solana 钱包密钥由种子和公钥合成；除非配置写明 solana = true，否则不报告。",
    "solana-keypair.fix": "将钱包资金转移到新密钥，并把新密钥保存在代码仓库之外。",
    "watched-secret.title": "所监视 API key 的 secret",
    "watched-secret.message": "所监视的 API key {key} 的 API secret（已证实）",
    "watched-secret.why": "由该值推导出的 API key 在监视列表中：任何看到它的人都能用该账户交易。",
    "watched-secret.fix": _FIX,
}
