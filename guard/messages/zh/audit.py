"""审计用语：读了什么，以及每个密钥的来龙去脉。"""

from __future__ import annotations

TEXTS = {
    "progress": "{done}/{total} 个对象，{rate} MB/s，剩余 {left}",
    "objects": "本次审计覆盖仓库中的 {count} 个对象",
    "narrow": "未要求检查：其他历史、不可达对象、reflog、暂存区以及 git 目录中的文件",
    "reachable": "未要求检查：没有任何引用可达的对象",
    "replaced": "未采用 {count} 个 replace 引用：读取的是被替换的原对象",
    "grafts": "未采用 info/grafts：读取的是提交真实的父提交",
    "grafted": "shallow 文件列出了 {commit}，但其父提交就在仓库中，已一并读取",
    "pointers": "{count} 个 LFS 指针：所指内容不在 git 中；lfs/objects 下已有的文件均已读取",
    "elsewhere": "还读取了 {place}：此 git 目录指向那里",
    "rebuilt": "{pack} 没有可读的索引：git 会略过它；此处已全部读取",
    "linked": "{link} 是符号链接，已像 git 一样跟随到 {place}",
    "came": "由 {date} 的提交 {commit} 引入，位于 {path}:{line}",
    "in-commit-message": "就写在 {date} 的提交 {commit} 本身：提交说明或提交头",
    "in-tag-message": "写在一个标签里，该标签指向 {date} 的提交 {commit}",
    "still": "HEAD 中仍然存在",
    "removed": "已由 {date} 的提交 {commit} 移除，但历史中仍然保留",
    "unreached": "已没有任何引用指向它；在 git 清理之前对象仍会保留",
    "reached": "以下引用仍可到达：{refs}",
    "more": "{refs} 等，另有 {count} 个",
    "is-pushed": "已推送：远程跟踪引用中含有它",
    "not-pushed": "就本仓库所知，尚未推送",
    "no-remote": "本仓库没有远程仓库",
    "beside": "位于 git 目录中、提交历史之外，推送不会带上它",
    "do-public": "请视为已经公开：先删除该 API key，再清理历史记录",
    "do-unstage": "尚未提交：请取消暂存（git rm --cached {path}），并把 secret 移出该文件",
    "do-amend": (
        "推送之前，请把它从含有它的提交中去掉（git commit --amend、git rebase -i）；"
        "若还有他人能读取此仓库，请同时删除该 API key"
    ),
    "do-prune": "让 git 彻底清除：git reflog expire --expire=now --all，然后 git gc --prune=now",
    "do-file": "请在该处删除；URL 中的密码应交由凭据助手 (credential helper) 保管",
}
