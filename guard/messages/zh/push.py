"""推送钩子的文字，以及钩子的安装。"""

from __future__ import annotations

TEXTS = {
    "refused": "推送被拒绝（{count} 项发现）",
    "refused-missed": "推送被拒绝：未能检查全部内容",
    "finding": "{rule}（{confidence}）：API 密钥 {key}，{place}，提交 {commit}",
    "finding-policy": "{rule}：会放宽策略：{detail}，{place}，提交 {commit}，指纹 {fingerprint}",
    "more": "另有 {count} 项",
    "proven": "已证实",
    "likely": "很可能",
    "possible": "有可能",
    "advice": "请先删除该密钥（Backpack 网页版 > 设置 > API 密钥），再从这些提交中清除它，然后重新推送。",
    "advice-policy": "请从这些提交中撤回此更改，或在服务器自己的配置（--config）中批准它。",
    "advice-missed": "未接受任何内容：无法读取的就无法检查。",
    "late": "推送被拒绝：未能在 {seconds} 秒内检查完毕",
    "late-hint": "请分成较小的部分推送，或让服务器给更多时间：hook pre-receive --deadline SECONDS",
    "bypass-off": "此处不允许推送选项 backpack-guard.bypass（受信任配置中的 push-bypass）",
    "bypass-reason": "推送选项 backpack-guard.bypass 需要理由：backpack-guard.bypass=REASON",
    "bypassed": "按推送选项放行，理由：{reason}（发现：{count}；API 密钥：{keys}）",
    "framework": "{tool} 不会告知推送了哪些分支：已检查远程没有的全部分支与标签",
    "installed": "已安装：{path}",
    "unchanged": "此前已安装：{path}",
    "removed": "已移除：{path}",
    "foreign": "未改动，此处已有其他钩子：{path}",
    "managed": "此仓库的钩子由 {manager} 管理。请在其中加入：",
    "not-installed": "未安装：{stages}",
    "not-installed-hint": "请加入上面打印的内容；他人的内容未作任何改动",
    "template": "新克隆的仓库会带上这些钩子；已有仓库请运行 `backpack-guard install` 或 `git init`。",
}
