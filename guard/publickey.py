"""Is a public key of one's own in the format and algorithm that Backpack accepts (step 2 of the guide)?"""

from __future__ import annotations

from guard.problem import Problem
from guard.store import Entry
from guard.verdict import Kept, Verdict


def judge(data: bytes, path: str, file: str = "") -> Verdict:
    """Return the verdict on what is meant to be a public key; its `kind` is "secret" if it is the wrong half."""
    from guard.check import check

    text = data.decode("utf-8", "replace")
    body = text.removesuffix("\n").removesuffix("\r")  # one line end is the file's, not the key's
    entry = Entry("BACKPACK_PUBLIC_KEY", body, line=1, start=0, end=len(data))
    kept = Kept("public-key", path, [entry], level=1, file=file)
    verdict = check([kept])[0] if len(data) < 20_000 and body.strip() else None
    if verdict is None:
        from guard.diagnosis.form import Decoded

        verdict = Verdict(entry, kept, "key", Decoded())
        verdict.problems.append(Problem("unknown-form" if body.strip() else "empty"))
    hidden = ("key-alone", "secret-alone", "secret-as-key")
    verdict.problems = [one for one in verdict.problems if one.id not in hidden]
    entry.name = ""
    if verdict.kind == "key" and not verdict.decoded.public:
        verdict.api_key = verdict.fingerprint = None  # it may be the secret after all, so it is not shown
    return verdict
