"""Every CI system by every event: what its variables look like then, and the exact commits that are scanned.

A cell that a system has not is named with the reason, so that none is missing by mistake.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from guard.ci import Job
from guard.cirange import choose
from guard.commands.ci import recognise, systems
from guard.fetching import deepen
from guard.gitdir import GitDir
from guard.walk import Walk
from tests.systems.test_ranges import GH, GL, World, fill, pull, push

EVENTS = ("push", "forced push", "new branch", "pull request from a fork", "merge queue", "tag", "schedule", "by hand")
Cell = tuple[dict[str, str], dict[str, object], str, str]  # variables, event, what is checked out, what is brought
QUEUED = "gh-readonly-queue/main/pr-7-{m3}"


def actions(**mark: str) -> dict[str, Cell]:
    def cell(name: str, event: dict[str, object], at: str, brought: str) -> Cell:
        return {**GH, **mark, "GITHUB_EVENT_NAME": name}, event, at, brought

    return {
        "push": cell("push", push("{f1}", "{f2}"), "feature", "f2"),
        "forced push": cell("push", push("{gone}", "{f2}", forced=True), "feature", "f1 f2"),
        "new branch": cell("push", push("{zero}", "{f2}", created=True), "feature", "f1 f2"),
        "pull request from a fork": cell("pull_request", pull("{m3}", "{f2}"), "merge", "f1 f2"),
        "merge queue": cell("merge_group", {"merge_group": {"base_sha": "{m3}", "head_sha": "{merge}", "head_ref": f"refs/heads/{QUEUED}"}}, "merge", "f1 f2 merge"),
        "tag": cell("push", push("{zero}", "{f2}", ref="refs/tags/v2"), "feature", "f1 f2"),
        "schedule": cell("schedule", {"schedule": "0 3 * * *"}, "main", ""),
        "by hand": cell("workflow_dispatch", {"inputs": None, "ref": "refs/heads/feature"}, "feature", ""),
    }  # fmt: skip


def gitlab() -> dict[str, Cell]:
    def cell(source: str, at: str, brought: str, **more: str) -> Cell:
        return {**GL, "CI_PIPELINE_SOURCE": source, "CI_COMMIT_SHA": "{f2}", "CI_COMMIT_BEFORE_SHA": "{zero}", **more}, {}, at, brought

    request = {"CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main", "CI_MERGE_REQUEST_DIFF_BASE_SHA": "{m2}"}
    train = {**request, "CI_MERGE_REQUEST_EVENT_TYPE": "merge_train", "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": "{f2}"}
    return {
        "push": cell("push", "feature", "f2", CI_COMMIT_BEFORE_SHA="{f1}"),
        "forced push": cell("push", "feature", "f1 f2", CI_COMMIT_BEFORE_SHA="{gone}"),
        "new branch": cell("push", "feature", "f1 f2"),
        "pull request from a fork": cell("merge_request_event", "feature", "f1 f2", CI_MERGE_REQUEST_SOURCE_PROJECT_ID="9", **request),
        "merge queue": cell("merge_request_event", "merge", "f1 f2", **{**train, "CI_COMMIT_SHA": "{merge}"}),
        "tag": cell("push", "feature", "f1 f2", CI_COMMIT_TAG="v2"),
        "schedule": cell("schedule", "main", "", CI_COMMIT_SHA="{m3}"),
        "by hand": cell("web", "feature", ""),
    }  # fmt: skip


def plain(common: dict[str, str], **events: tuple[dict[str, str], str, str] | str) -> dict[str, Cell | str]:
    """Return the cells of a system without an event file; a text is the reason why there is none."""
    names = dict(zip(("push", "forced", "new", "fork", "queue", "tag", "schedule", "hand"), EVENTS, strict=True))
    return {names[name]: one if isinstance(one, str) else ({**common, **one[0]}, {}, one[1], one[2]) for name, one in events.items()}


LATER = ("feature", "f1 f2")
MATRIX: dict[str, dict[str, Cell | str]] = {
    "github": {**actions()},
    "gitea": {**actions(GITEA_ACTIONS="true")},
    "forgejo": {**actions(FORGEJO_ACTIONS="true")},
    "gitlab": {**gitlab()},
    "jenkins": plain(
        {"JENKINS_URL": "http://j", "GIT_COMMIT": "{f2}"},
        push=({"GIT_PREVIOUS_COMMIT": "{f1}"}, "feature", "f2"), forced=({"GIT_PREVIOUS_COMMIT": "{gone}"}, *LATER), new=({}, *LATER),
        fork=({"CHANGE_TARGET": "main", "CHANGE_FORK": "someone/fork", "CHANGE_ID": "7"}, *LATER),
        queue=({"GIT_COMMIT": "{merge}", "GIT_BRANCH": QUEUED}, "merge", "f1 f2 merge"), tag=({"TAG_NAME": "v2"}, *LATER),
        schedule=({"GIT_PREVIOUS_COMMIT": "{f2}"}, "feature", ""), hand=({"GIT_PREVIOUS_COMMIT": "{f2}"}, "feature", ""),
    ),
    "azure": plain(
        {"TF_BUILD": "True", "BUILD_SOURCEVERSION": "{f2}", "BUILD_REASON": "IndividualCI"},
        push=({}, *LATER), forced=({}, *LATER), new=({}, *LATER),
        fork=({"BUILD_REASON": "PullRequest", "BUILD_SOURCEVERSION": "{merge}", "SYSTEM_PULLREQUEST_TARGETBRANCH": "refs/heads/main", "SYSTEM_PULLREQUEST_SOURCECOMMITID": "{f2}", "SYSTEM_PULLREQUEST_ISFORK": "True"}, "merge", "f1 f2"),
        queue=({"BUILD_SOURCEVERSION": "{merge}", "BUILD_SOURCEBRANCH": f"refs/heads/{QUEUED}"}, "merge", "f1 f2 merge"),
        tag=({"BUILD_SOURCEBRANCH": "refs/tags/v2"}, *LATER), schedule=({"BUILD_REASON": "Schedule"}, "feature", ""), hand=({"BUILD_REASON": "Manual"}, "feature", ""),
    ),
    "bitbucket": plain(
        {"BITBUCKET_BUILD_NUMBER": "3", "BITBUCKET_COMMIT": "{f2}"},
        push=({"BITBUCKET_BRANCH": "feature"}, *LATER), forced=({"BITBUCKET_BRANCH": "feature"}, *LATER), new=({"BITBUCKET_BRANCH": "feature"}, *LATER),
        fork=({"BITBUCKET_PR_ID": "7", "BITBUCKET_PR_DESTINATION_BRANCH": "main", "BITBUCKET_PR_DESTINATION_COMMIT": "{m3}"}, *LATER),
        queue="Bitbucket has no merge queue", tag=({"BITBUCKET_TAG": "v2"}, *LATER),
        schedule="a scheduled pipeline has the variables of a push", hand="a pipeline run by hand has the variables of a push",
    ),
    "circleci": plain(
        {"CIRCLECI": "true", "CIRCLE_SHA1": "{f2}"},
        push=({"CIRCLE_RANGE": "{f1}...{f2}"}, "feature", "f2"), forced=({"CIRCLE_RANGE": "{gone}...{f2}"}, *LATER), new=({"CIRCLE_BRANCH": "feature"}, *LATER),
        fork=({"CIRCLE_PR_NUMBER": "7", "CIRCLE_BRANCH": "pull/7"}, *LATER), queue=({"CIRCLE_SHA1": "{merge}", "CIRCLE_BRANCH": QUEUED}, "merge", "f1 f2 merge"),
        tag=({"CIRCLE_TAG": "v2"}, *LATER), schedule="a scheduled pipeline has the variables of a push", hand="a pipeline run by hand has the variables of a push",
    ),
    "travis": plain(
        {"TRAVIS": "true", "TRAVIS_COMMIT": "{f2}", "TRAVIS_PULL_REQUEST": "false", "TRAVIS_EVENT_TYPE": "push"},
        push=({"TRAVIS_COMMIT_RANGE": "{f1}...{f2}"}, "feature", "f2"), forced=({"TRAVIS_COMMIT_RANGE": "{gone}...{f2}"}, *LATER), new=({"TRAVIS_COMMIT_RANGE": ""}, *LATER),
        fork=({"TRAVIS_EVENT_TYPE": "pull_request", "TRAVIS_COMMIT": "{merge}", "TRAVIS_PULL_REQUEST_SHA": "{f2}", "TRAVIS_COMMIT_RANGE": "{m3}...{f2}", "TRAVIS_PULL_REQUEST": "7", "TRAVIS_BRANCH": "main"}, "merge", "f1 f2"),
        queue=({"TRAVIS_COMMIT": "{merge}", "TRAVIS_BRANCH": QUEUED}, "merge", "f1 f2 merge"), tag=({"TRAVIS_TAG": "v2"}, *LATER),
        schedule=({"TRAVIS_EVENT_TYPE": "cron"}, "feature", ""), hand=({"TRAVIS_EVENT_TYPE": "api"}, "feature", ""),
    ),
    "drone": plain(
        {"DRONE": "true", "CI": "true", "DRONE_COMMIT_SHA": "{f2}", "DRONE_BUILD_EVENT": "push", "DRONE_REPO_BRANCH": "main"},
        push=({"DRONE_COMMIT_BEFORE": "{f1}"}, "feature", "f2"), forced=({"DRONE_COMMIT_BEFORE": "{gone}"}, *LATER), new=({"DRONE_COMMIT_BEFORE": "{zero}"}, *LATER),
        fork=({"DRONE_BUILD_EVENT": "pull_request", "DRONE_COMMIT_BEFORE": "{m3}", "DRONE_TARGET_BRANCH": "main"}, *LATER),
        queue=({"DRONE_COMMIT_SHA": "{merge}", "DRONE_COMMIT_BRANCH": QUEUED}, "merge", "f1 f2 merge"), tag=({"DRONE_BUILD_EVENT": "tag", "DRONE_TAG": "v2"}, *LATER),
        schedule=({"DRONE_BUILD_EVENT": "cron"}, "feature", ""), hand=({"DRONE_BUILD_EVENT": "custom"}, "feature", ""),
    ),
    "woodpecker": plain(
        {"CI": "woodpecker", "CI_COMMIT_SHA": "{f2}", "CI_PIPELINE_EVENT": "push", "CI_REPO_DEFAULT_BRANCH": "main"},
        push=({"CI_PREV_COMMIT_SHA": "{f1}"}, "feature", "f2"), forced=({"CI_PREV_COMMIT_SHA": "{gone}"}, *LATER), new=({}, *LATER),
        fork=({"CI_PIPELINE_EVENT": "pull_request", "CI_COMMIT_TARGET_BRANCH": "main", "CI_PREV_COMMIT_SHA": "{f1}"}, *LATER),
        queue=({"CI_COMMIT_SHA": "{merge}", "CI_COMMIT_BRANCH": QUEUED}, "merge", "f1 f2 merge"), tag=({"CI_PIPELINE_EVENT": "tag", "CI_COMMIT_TAG": "v2"}, *LATER),
        schedule=({"CI_PIPELINE_EVENT": "cron"}, "feature", ""), hand=({"CI_PIPELINE_EVENT": "manual"}, "feature", ""),
    ),
    "buildkite": plain(
        {"BUILDKITE": "true", "BUILDKITE_COMMIT": "{f2}", "BUILDKITE_PULL_REQUEST": "false", "BUILDKITE_PIPELINE_DEFAULT_BRANCH": "main", "BUILDKITE_SOURCE": "webhook"},
        push=({}, *LATER), forced=({}, *LATER), new=({}, *LATER),
        fork=({"BUILDKITE_PULL_REQUEST": "9", "BUILDKITE_PULL_REQUEST_BASE_BRANCH": "main", "BUILDKITE_PULL_REQUEST_REPO": "git://e.invalid/fork"}, *LATER),
        queue=({"BUILDKITE_COMMIT": "{merge}", "BUILDKITE_MERGE_QUEUE_BASE_COMMIT": "{m3}", "BUILDKITE_MERGE_QUEUE_BASE_BRANCH": "main"}, "merge", "f1 f2 merge"),
        tag=({"BUILDKITE_TAG": "v2"}, *LATER), schedule=({"BUILDKITE_SOURCE": "schedule"}, "feature", ""), hand=({"BUILDKITE_SOURCE": "ui"}, "feature", ""),
    ),
}  # fmt: skip
CELLS = [(name, event, cell) for name, row in MATRIX.items() for event, cell in row.items() if not isinstance(cell, str)]
IDS = [f"{name}-{event}" for name, event, _ in CELLS]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    yield World(tmp_path_factory.mktemp("world"))


def job(world: World, name: str, cell: Cell) -> Job:
    variables, event, _, _ = cell
    environment: dict[str, str] = fill(variables, world.ids)  # type: ignore[assignment]
    system = recognise(environment)
    assert system is not None and system.name == name
    return system.job(environment, fill(event, world.ids))  # type: ignore[arg-type]


def test_no_cell_is_missing() -> None:
    assert set(MATRIX) == {system.name for system in systems()}
    assert len(MATRIX) == 12
    for name, row in MATRIX.items():
        assert tuple(row) == EVENTS, name


@pytest.mark.parametrize(("name", "event", "cell"), CELLS, ids=IDS)
def test_the_exact_commits(world: World, name: str, event: str, cell: Cell) -> None:
    choice = choose(world.clone(cell[2]), job(world, name, cell))
    assert world.brought(world.clone(cell[2]), choice) == set(cell[3].split()), choice.why
    assert not choice.wanted.skips


@pytest.mark.parametrize("name", MATRIX)
def test_a_clone_of_depth_one_names_what_it_lacks_and_can_be_deepened(world: World, name: str, tmp_path: Path) -> None:
    for event in ("push", "pull request from a fork"):
        cell = MATRIX[name][event]
        assert not isinstance(cell, str)
        at = cell[2]
        folder = tmp_path / event.replace(" ", "-")
        world.repo.git("clone", "-q", "--depth", "1", "--no-single-branch", "--branch", at, f"file://{world.repo.path}", str(folder))
        git = GitDir(str(folder))
        choice = choose(git, job(world, name, cell))
        told = [*choice.wanted.skips, *Walk(git, choice.wanted.include, choice.wanted.exclude).skips]
        assert told and all("shallow" in skip.reason for skip in told), choice.why
        deepen(git)
        git.close()
        git = GitDir(str(folder))
        choice = choose(git, job(world, name, cell))
        assert world.brought(git, choice) == set(cell[3].split()), choice.why
        assert not choice.wanted.skips
