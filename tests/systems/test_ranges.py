"""Every CI system's variables and events, replayed on real repositories: the exact commits that are scanned."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from guard import registry
from guard.ci import System
from guard.cirange import Choice, choose
from guard.commands.ci import recognise, systems
from guard.gitdir import GitDir
from guard.walk import Walk
from tests.sources.repo import Repo

ZERO = "0" * 40


class World:
    """An origin with a main branch, a feature branch of two commits that was forced once, and clones of it.

    main: m1 m2 m3; feature: left main at m2, f1 f2; old: what feature was before it was forced.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.repo = repo = Repo(str(folder / "origin"))
        self.ids: dict[str, str] = {"zero": ZERO, "gone": "dead" * 10}
        for name in ("m1", "m2"):
            self._commit(name)
        repo.git("checkout", "-q", "-b", "feature")
        self._commit("f1")
        self._commit("old")
        repo.git("reset", "-q", "--hard", "HEAD~1")
        self._commit("f2")
        repo.git("checkout", "-q", "main")
        self._commit("m3")
        repo.git("checkout", "-q", "-b", "merge")
        repo.git("merge", "-q", "--no-ff", "-m", "merge", "feature")
        self.ids["merge"] = repo.git("rev-parse", "HEAD").decode().strip()
        repo.git("checkout", "-q", "--orphan", "alone")
        self._commit("a1")
        repo.git("checkout", "-q", "main")
        repo.git("tag", "-a", "v1", "-m", "v1")

    def _commit(self, name: str) -> None:
        (Path(self.repo.path) / name).write_text(name)
        self.repo.git("add", "-A")
        self.repo.git("commit", "-q", "-m", name)
        self.ids[name] = self.repo.git("rev-parse", "HEAD").decode().strip()

    def clone(self, checkout: str, *options: str) -> GitDir:
        path = self.folder / f"{checkout}{len(options)}"
        if not path.exists():
            self.repo.git("clone", "-q", *options, "--branch", checkout, f"file://{self.repo.path}", str(path))
        return GitDir(str(path))

    def brought(self, git: GitDir, choice: Choice) -> set[str]:
        commits = set(Walk(git, choice.wanted.include, choice.wanted.exclude).commits)
        return {name for name, oid in self.ids.items() if oid in commits}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    yield World(tmp_path_factory.mktemp("world"))


def pull(base: str, head: str) -> dict[str, object]:
    return {"pull_request": {"base": {"sha": base, "ref": "main"}, "head": {"sha": head, "repo": {"fork": True}}}}


def push(before: str, after: str, **more: object) -> dict[str, object]:
    return {"ref": "refs/heads/feature", "before": before, "after": after, "repository": {"default_branch": "main"}, **more}


GH = {"GITHUB_ACTIONS": "true", "CI": "true"}
GL = {"GITLAB_CI": "true", "CI": "true", "CI_DEFAULT_BRANCH": "main"}
# system, variables, event, checked out, what is brought, part of the reason
CASES = [
    ("github", {**GH, "GITHUB_EVENT_NAME": "push"}, push("{f1}", "{f2}"), "feature", "f2", "push"),
    ("github", {**GH, "GITHUB_EVENT_NAME": "push"}, push("{m2}", "{f2}"), "feature", "f1 f2", "push"),
    ("github", {**GH, "GITHUB_EVENT_NAME": "push"}, push("{zero}", "{f2}", created=True), "feature", "f1 f2", "new ref"),
    ("github", {**GH, "GITHUB_EVENT_NAME": "push"}, push("{gone}", "{f2}", forced=True), "feature", "f1 f2", "forced push"),
    ("github", {**GH, "GITHUB_EVENT_NAME": "push"}, push("{zero}", "{m3}", ref="refs/tags/v1"), "main", "m1 m2 m3", "tag"),
    ("github", {**GH, "GITHUB_EVENT_NAME": "pull_request"}, pull("{m3}", "{f2}"), "merge", "f1 f2", "pull request"),
    ("github", {**GH, "GITHUB_EVENT_NAME": "pull_request_target"}, pull("{m3}", "{f2}"), "main", "f1 f2", "base's rights"),
    ("github", {**GH, "GITHUB_EVENT_NAME": "pull_request"}, pull("{m3}", "{gone}"), "merge", "f1 f2 merge", "not in this clone"),
    ("github", {**GH, "GITHUB_EVENT_NAME": "merge_group"}, {"merge_group": {"base_sha": "{m3}", "head_sha": "{merge}"}}, "merge", "f1 f2 merge", "merge group"),
    ("github", {**GH, "GITHUB_EVENT_NAME": "schedule"}, {}, "main", "", "no range"),
    ("github", {**GH, "GITHUB_EVENT_NAME": "workflow_dispatch"}, {"inputs": None}, "feature", "", "no range"),
    ("github", {**GH, "GITHUB_EVENT_NAME": "push", "GITHUB_SHA": "{f2}"}, {"before": 7, "after": []}, "feature", "f1 f2", "left origin/"),
    ("gitea", {**GH, "GITEA_ACTIONS": "true", "GITHUB_EVENT_NAME": "push"}, push("{f1}", "{f2}"), "feature", "f2", "push"),
    ("forgejo", {**GH, "FORGEJO_ACTIONS": "true", "GITHUB_EVENT_NAME": "pull_request"}, pull("{m3}", "{f2}"), "merge", "f1 f2", "pull"),
    ("gitlab", {**GL, "CI_COMMIT_SHA": "{f2}", "CI_COMMIT_BEFORE_SHA": "{f1}"}, {}, "feature", "f2", "push"),
    ("gitlab", {**GL, "CI_COMMIT_SHA": "{f2}", "CI_COMMIT_BEFORE_SHA": "{zero}"}, {}, "feature", "f1 f2", "left origin/"),
    ("gitlab", {**GL, "CI_COMMIT_SHA": "{f2}", "CI_COMMIT_BEFORE_SHA": "{zero}", "CI_MERGE_REQUEST_DIFF_BASE_SHA": "{m2}", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main"}, {}, "feature", "f1 f2", "merge request"),
    ("gitlab", {**GL, "CI_COMMIT_SHA": "{m3}", "CI_COMMIT_BEFORE_SHA": "{zero}", "CI_COMMIT_TAG": "v1"}, {}, "main", "m1 m2 m3", "tag"),
    ("gitlab", {**GL, "CI_COMMIT_SHA": "{m3}", "CI_PIPELINE_SOURCE": "schedule"}, {}, "main", "", "schedule"),
    ("jenkins", {"JENKINS_URL": "http://j", "GIT_COMMIT": "{f2}", "GIT_PREVIOUS_COMMIT": "{f1}"}, {}, "feature", "f2", "build"),
    ("jenkins", {"JENKINS_URL": "http://j", "GIT_COMMIT": "{f2}", "CHANGE_TARGET": "main"}, {}, "feature", "f1 f2", "change request"),
    ("jenkins", {"JENKINS_URL": "http://j", "GIT_COMMIT": "{a1}"}, {}, "alone", "a1", "build"),
    ("azure", {"TF_BUILD": "True", "BUILD_SOURCEVERSION": "{f2}"}, {}, "feature", "f1 f2", "build"),
    ("azure", {"TF_BUILD": "True", "BUILD_SOURCEVERSION": "{merge}", "SYSTEM_PULLREQUEST_TARGETBRANCH": "refs/heads/main", "SYSTEM_PULLREQUEST_SOURCECOMMITID": "{f2}"}, {}, "merge", "f1 f2", "pull request"),
    ("bitbucket", {"BITBUCKET_BUILD_NUMBER": "3", "BITBUCKET_COMMIT": "{f2}"}, {}, "feature", "f1 f2", "push"),
    ("bitbucket", {"BITBUCKET_BUILD_NUMBER": "3", "BITBUCKET_COMMIT": "{f2}", "BITBUCKET_PR_DESTINATION_BRANCH": "main", "BITBUCKET_PR_DESTINATION_COMMIT": "{m3}"}, {}, "feature", "f1 f2", "pull request"),
    ("bitbucket", {"BITBUCKET_BUILD_NUMBER": "3", "BITBUCKET_COMMIT": "{f2}", "BITBUCKET_PR_DESTINATION_COMMIT": "{m3}"}, {}, "feature", "f1 f2", "pull request"),
    ("circleci", {"CIRCLECI": "true", "CIRCLE_SHA1": "{f2}", "CIRCLE_RANGE": "{f1}...{f2}"}, {}, "feature", "f2", "push"),
    ("circleci", {"CIRCLECI": "true", "CIRCLE_SHA1": "{f2}", "CIRCLE_COMPARE_URL": "https://h/o/r/compare/{m2}...{f2}"}, {}, "feature", "f1 f2", "push"),
    ("circleci", {"CIRCLECI": "true", "CIRCLE_SHA1": "{f2}"}, {}, "feature", "f1 f2", "left origin/"),
    ("travis", {"TRAVIS": "true", "TRAVIS_COMMIT": "{f2}", "TRAVIS_COMMIT_RANGE": "{f1}...{f2}", "TRAVIS_PULL_REQUEST": "false"}, {}, "feature", "f2", "push"),
    ("travis", {"TRAVIS": "true", "TRAVIS_COMMIT": "{merge}", "TRAVIS_PULL_REQUEST_SHA": "{f2}", "TRAVIS_COMMIT_RANGE": "{m3}...{f2}", "TRAVIS_PULL_REQUEST": "7", "TRAVIS_BRANCH": "main"}, {}, "merge", "f1 f2", "pull request"),
    ("drone", {"DRONE": "true", "CI": "true", "DRONE_COMMIT_SHA": "{f2}", "DRONE_COMMIT_BEFORE": "{f1}", "DRONE_BUILD_EVENT": "push"}, {}, "feature", "f2", "push"),
    ("drone", {"DRONE": "true", "DRONE_COMMIT_SHA": "{f2}", "DRONE_BUILD_EVENT": "pull_request", "DRONE_TARGET_BRANCH": "main"}, {}, "feature", "f1 f2", "pull request"),
    ("woodpecker", {"CI": "woodpecker", "CI_COMMIT_SHA": "{f2}", "CI_PREV_COMMIT_SHA": "{f1}", "CI_PIPELINE_EVENT": "push"}, {}, "feature", "f2", "push"),
    ("woodpecker", {"CI": "woodpecker", "CI_COMMIT_SHA": "{f2}", "CI_PIPELINE_EVENT": "pull_request", "CI_COMMIT_TARGET_BRANCH": "main"}, {}, "feature", "f1 f2", "pull request"),
    ("buildkite", {"BUILDKITE": "true", "BUILDKITE_COMMIT": "{f2}", "BUILDKITE_PULL_REQUEST": "false", "BUILDKITE_PIPELINE_DEFAULT_BRANCH": "main"}, {}, "feature", "f1 f2", "build"),
    ("buildkite", {"BUILDKITE": "true", "BUILDKITE_COMMIT": "HEAD", "BUILDKITE_PULL_REQUEST": "9", "BUILDKITE_PULL_REQUEST_BASE_BRANCH": "main"}, {}, "feature", "f1 f2", "pull request"),
    ("github", {**GH, "GITHUB_EVENT_NAME": "push"}, push("{m3}", "{a1}"), "alone", "a1", "push"),
    ("github", {**GH, "GITHUB_EVENT_NAME": "pull_request"}, pull("{m3}", "{a1}"), "alone", "a1", "pull request"),
]  # fmt: skip


def fill(value: object, ids: dict[str, str]) -> object:
    """Put the ids of a world where a recorded shape names them."""
    if isinstance(value, dict):
        return {name: fill(one, ids) for name, one in value.items()}
    return value.format(**ids) if isinstance(value, str) else value


@pytest.mark.parametrize(("name", "variables", "event", "at", "brought", "why"), CASES)
def test_the_exact_range(
    world: World, name: str, variables: dict[str, str], event: dict[str, object], at: str, brought: str, why: str
) -> None:
    environment: dict[str, str] = fill(variables, world.ids)  # type: ignore[assignment]
    system = recognise(environment)
    assert system is not None and system.name == name
    git = world.clone(at)
    choice = choose(git, system.job(environment, fill(event, world.ids)))  # type: ignore[arg-type]
    assert world.brought(git, choice) == set(brought.split()), choice.why
    assert why in choice.why


def test_every_system_has_a_case_and_is_found_by_its_own_mark() -> None:
    known = {system.name for system in systems()}
    assert {name for name, *_ in CASES} == known == set(registry.names("systems"))
    assert recognise({}) is None and recognise({"CI": "true"}) is None


@pytest.mark.parametrize("system", systems(), ids=lambda system: system.name)
def test_missing_variables_and_odd_events_still_give_a_job(world: World, system: System) -> None:
    for event in ({}, {"pull_request": []}, {"pull_request": {"base": {"sha": "x"}}, "before": None}, {"before": "--help"}):
        for name in ("push", "pull_request", "merge_group", ""):
            job = system.job({"GITHUB_EVENT_NAME": name}, event)
            assert choose(world.clone("feature"), job).wanted.ends


def test_a_shallow_clone_names_what_it_lacks(world: World) -> None:
    git = world.clone("feature", "--depth", "1")
    system = next(one for one in systems() if one.name == "github")
    job = system.job({"GITHUB_EVENT_NAME": "push"}, push(world.ids["f1"], world.ids["f2"]))
    choice = choose(git, job)
    assert world.brought(git, choice) == {"f2"}
    (skip,) = choice.wanted.skips
    assert world.ids["f1"] in skip.reason and "shallow" in skip.reason
