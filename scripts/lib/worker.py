"""A peer that stays loaded: requests come in as JSON lines on stdin, answers go out the same way."""

import json
import os
import sys


def serve(**actions):
    """Answers requests until stdin ends. `{"do": "events", ...}` calls `actions["events"](...)`."""
    # Whatever a library prints must not stand between the answers.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = actions[request.pop("do")](**request)
        except Exception as failure:
            answer = {"error": f"{type(failure).__name__}: {failure}"}
        print(json.dumps(answer), file=answers, flush=True)
