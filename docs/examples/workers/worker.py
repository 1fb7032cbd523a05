#!/usr/bin/env python3
"""A complete worker for Autopack with nothing but Python's standard library (3.9 or newer) and git.

    export AUTOPACK_TOKEN=...                # where the server asks for one
    python3 worker.py --url http://127.0.0.1:8000 --role builder --run shop -- my-agent --its-options
    python3 worker.py --url http://127.0.0.1:8000 --role ci --run shop

As a Builder it clones the repository at the base commit, runs the command in the clone with the brief on its standard
input, and submits what the command changed. As CI it runs the steps of the ruleset on the commit. It ends with the run,
with --once after one lease.
"""
import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
import uuid

CLAIM = """mutation Claim($input: ClaimWorkInput!) { claimWork(input: $input) {
  lease { token expiresAt hardDeadlineAt } phase { runId phaseId } attempt { number }
  brief { repositoryPath baseCommit commit markdown ciSteps { name argv cwd timeoutSeconds report env { name value } } }
  idleReason { code message } errors { code message retryable } } }"""
HEARTBEAT = """mutation Beat($input: HeartbeatInput!) { heartbeat(input: $input) {
  directive reason { message } errors { code message retryable } } }"""
BUILT = """mutation Built($input: SubmitBuilderResultInput!) { submitBuilderResult(input: $input) {
  gate { verdict reasons { message } } run { state } errors { code message retryable } } }"""
TESTED = """mutation Tested($input: ReportCiResultInput!) { reportCiResult(input: $input) {
  phase { state } run { state } errors { code message retryable } } }"""

BEAT_SECONDS = 20
ANSWER_SECONDS = 45
TAIL_BYTES = 8_000


class Refused(Exception):
    """The server understood and says no: the same again fails again."""


class Lost(Exception):
    """The lease is over, or the server asks to stop: nothing is submitted under it any more."""


class Server:
    def __init__(self, url, token):
        self.url, self.token = url.rstrip("/"), token

    def call(self, document, field, values):
        """The payload of a mutation. What may pass is tried again, under the same idempotency key: nothing counts twice."""
        values = {"idempotencyKey": str(uuid.uuid4()), **values}
        pause = 0.5
        while True:
            try:
                payload = self._send(document, {"input": values})[field]
            except (urllib.error.URLError, TimeoutError, ConnectionError) as fault:
                print(f"no answer ({fault}); trying again in {pause:g} s", file=sys.stderr)
            else:
                errors = payload["errors"]
                if not errors:
                    return payload
                said = "; ".join(error["message"] for error in errors)
                if any(error["code"] == "STALE_LEASE" for error in errors):
                    raise Lost(said)
                if not all(error["retryable"] for error in errors):
                    raise Refused(said)
            time.sleep(pause)
            pause = min(pause * 2, 30)

    def _send(self, document, variables):
        headers = {"content-type": "application/json", "accept": "application/json"}
        if self.token:
            headers["authorization"] = f"Bearer {self.token}"
        body = json.dumps({"query": document, "variables": variables}).encode()
        request = urllib.request.Request(f"{self.url}/graphql", body, headers)
        try:
            with urllib.request.urlopen(request, timeout=ANSWER_SECONDS) as response:
                answer = json.load(response)
        except urllib.error.HTTPError as fault:
            if fault.code in (408, 429) or fault.code >= 500:
                raise  # It may pass.
            answer = self._errors_of(fault)
        errors = answer.get("errors") or []
        if any(error.get("extensions", {}).get("retryable") for error in errors):
            raise ConnectionError(errors[0]["message"])
        if errors:
            raise Refused("; ".join(error["message"] for error in errors))
        return answer["data"]

    @staticmethod
    def _errors_of(fault):
        try:
            return json.loads(fault.read())
        except ValueError:
            return {"errors": [{"message": f"HTTP {fault.code}"}]}


class Heartbeats(threading.Thread):
    """Keeps the lease while the work goes on. `over` says why it is to end."""

    def __init__(self, server, token):
        super().__init__(daemon=True)
        self.server, self.token, self.over, self._done = server, token, None, threading.Event()

    def run(self):
        while not self._done.wait(BEAT_SECONDS):
            try:
                beat = self.server.call(HEARTBEAT, "heartbeat", {"leaseToken": self.token})
                if beat["directive"] == "STOP":
                    self.over = (beat["reason"] or {}).get("message", "the server asks to stop")
            except (Lost, Refused) as fault:
                self.over = str(fault)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self._done.set()


def git(folder, *words):
    return subprocess.run(["git", "-C", folder, *words], check=True, capture_output=True).stdout


def clone(repository, commit, folder):
    subprocess.run(["git", "clone", "-q", "--no-checkout", repository, folder], check=True)
    git(folder, "fetch", "-q", "origin", commit)
    git(folder, "checkout", "-q", "--detach", commit)


def run_until(argv, cwd, beats, timeout, stdin=None, env=None):
    """Runs a program; ends it when the lease is over or its time is up. Answers (exit code or None, output)."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as given:
        given.write((stdin or "").encode())
        given.seek(0)
        program = subprocess.Popen(argv, cwd=cwd, stdin=given, stdout=output, stderr=subprocess.STDOUT, env=env)
        began = time.monotonic()
        while program.poll() is None and not beats.over and time.monotonic() - began < timeout:
            time.sleep(0.1)
        ended = program.poll()
        if ended is None:
            program.kill()
            program.wait()
        output.seek(0)
        return ended, output.read().decode(errors="replace")


def build(server, work, beats, command, folder):
    brief, token = work["brief"], work["lease"]["token"]
    clone(brief["repositoryPath"], brief["baseCommit"], folder)
    code, output = run_until(command, folder, beats, 24 * 3600, stdin=brief["markdown"])
    if beats.over:
        raise Lost(beats.over)
    git(folder, "add", "--all", "--intent-to-add")
    # Prefixes and binary content as the Supervisor reads them, whatever this user's git is set to.
    patch = git(folder, "-c", "diff.noprefix=false", "-c", "diff.mnemonicPrefix=false", "diff", "--binary", brief["baseCommit"])
    result = server.call(BUILT, "submitBuilderResult", {
        "leaseToken": token,
        "status": "SUCCEEDED" if code == 0 else "FAILED",
        "patch": patch.decode() if code == 0 else None,
        "notes": f"{command[0]} ended with {code}.",
        "log": output[-TAIL_BYTES:],
        "agent": os.path.basename(command[0]),
    })
    verdict = result["gate"]["verdict"] if result["gate"] else "no verdict"
    return f"submitted: {verdict}", result["run"]["state"]


def test(server, work, beats, _command, folder):
    brief, token = work["brief"], work["lease"]["token"]
    clone(brief["repositoryPath"], brief["commit"], folder)
    reports, log, failed = [], "", []
    for step in brief["ciSteps"]:
        env = {**os.environ, **{each["name"]: each["value"] for each in step["env"]}}
        env.pop("AUTOPACK_TOKEN", None)
        place = os.path.join(folder, step["cwd"] or ".")
        code, output = run_until(step["argv"], place, beats, step["timeoutSeconds"], env=env)
        if beats.over:
            raise Lost(beats.over)
        log += f"$ {step['name']}\n{output}"
        report = os.path.join(folder, step["report"]) if step["report"] else None
        if report and os.path.isfile(report):
            with open(report, encoding="utf-8", errors="replace") as file:
                reports.append(file.read())
        if code != 0:
            failed.append(step["name"])
            break
    result = server.call(TESTED, "reportCiResult", {
        "leaseToken": token,
        "verdict": "RED" if failed else "GREEN",
        "reports": reports,
        "failedSteps": failed,
        "outputTail": log[-TAIL_BYTES:],
    })
    return "red" if failed else "green", result["run"]["state"]


def main():
    parser = argparse.ArgumentParser(description="A worker for Autopack.")
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--role", choices=["builder", "ci"], required=True)
    parser.add_argument("--run", required=True)
    parser.add_argument("--worker-id", default=None)
    parser.add_argument("--once", action="store_true")
    parser.add_argument("--wait", type=int, default=20, help="how long one claim waits for work: 0 to 30 seconds")
    parser.add_argument("command", nargs="*")
    options = parser.parse_args()
    if (options.role == "builder") != bool(options.command):
        parser.error("a builder needs a command behind --, and ci has none")
    server = Server(options.url, os.environ.get("AUTOPACK_TOKEN"))
    worker_id = options.worker_id or f"{socket.gethostname()}-{options.role}-py"
    while True:
        # A new key for every claim: the same one would ask for the same lease again.
        work = server.call(CLAIM, "claimWork", {
            "role": options.role.upper(), "workerId": worker_id, "runId": options.run, "waitSeconds": options.wait})
        if not work["lease"]:
            reason = work["idleReason"] or {"code": "none", "message": "nothing to do"}
            print(f"idle: {reason['message']}")
            if options.once or reason["code"] == "run_ended":
                return 0
            time.sleep(1)
            continue
        name = work["phase"]["phaseId"] if work["phase"] else "(commit)"
        with tempfile.TemporaryDirectory() as folder, Heartbeats(server, work["lease"]["token"]) as beats:
            try:
                step = build if options.role == "builder" else test
                what, state = step(server, work, beats, options.command, folder)
                print(f"{name}: {what}", flush=True)
            except Lost as fault:
                print(f"{name}: nothing is submitted: {fault}", flush=True)
                state = ""
        if options.once or state.startswith("DONE_"):
            return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Refused as fault:
        sys.exit(f"The server refused: {fault}")
